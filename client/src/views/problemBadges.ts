// Puts the number of findings at the end of a row, coloured where there are errors.
import * as vscode from 'vscode';
import { badgeText, describeProblems, type ProblemCounts } from './problemCounts.ts';

/** Scheme of the URIs that carry a row's counts; no file has it, so no other decoration meets them. */
const badgeScheme = 'flightdeck-row';

/** The URI for a row: its counts are part of it, so that a change of counts is a change of URI and needs no event. */
export function badgeUri(id: string, problems: ProblemCounts): vscode.Uri {
  return vscode.Uri.from({ scheme: badgeScheme, path: `/${id}`, query: `${problems.errors},${problems.warnings}` });
}

/** Registers the badges for all Flightdeck trees. */
export function registerProblemBadges(): vscode.Disposable {
  return vscode.window.registerFileDecorationProvider({
    provideFileDecoration(uri) {
      if (uri.scheme !== badgeScheme) return undefined;
      const [errors, warnings] = uri.query.split(',').map(Number);
      const counts = { errors: errors ?? 0, warnings: warnings ?? 0 };
      // A colour would be on the whole row, which is right for errors only: most repositories have some warnings.
      const color = counts.errors > 0 ? new vscode.ThemeColor('list.errorForeground') : undefined;
      return new vscode.FileDecoration(badgeText(counts), describeProblems(counts), color);
    },
  });
}
