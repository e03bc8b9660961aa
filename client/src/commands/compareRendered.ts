// Commands "Compare Rendered with HEAD" and "… with Revision…": what the changes in the files change in the cluster, as a diff.
import * as vscode from 'vscode';
import { renderedComparisonRequest, renderedUri, type RenderedTarget } from '../../../server/src/protocol/rendered.ts';
import type { LanguageServer } from '../languageServer.ts';
import { chooseRendered } from './chooseRendered.ts';
import { renderedName, sameWords, shortRevisionName } from './comparisonWords.ts';
import { pickRevision } from './pickRevision.ts';

/** Makes the command that compares with the last commit. */
export function compareRenderedWithHeadCommand(server: LanguageServer): (argument: unknown) => Promise<void> {
  return async (argument) => {
    const chosen = await chooseRendered(argument, 'Compare Rendered with HEAD', server);
    if (chosen !== undefined) await compare(chosen.target, 'HEAD', server);
  };
}

/** Makes the command that asks what to compare with. */
export function compareRenderedWithRevisionCommand(server: LanguageServer): (argument: unknown) => Promise<void> {
  return async (argument) => {
    const chosen = await chooseRendered(argument, 'Compare Rendered with Revision', server);
    if (chosen === undefined) return;
    const { target } = chosen;
    const revision = await pickRevision(vscode.Uri.parse(target.kind === 'folder' ? target.uri : target.entryUri), `Compare ${renderedName(target)} with …`);
    if (revision !== undefined) await compare(target, revision, server);
  };
}

/** `apps (clusters/prod)`: the same name may be in several clusters. */
function diffName(target: RenderedTarget): string {
  const place = vscode.workspace.asRelativePath(vscode.Uri.parse(target.kind === 'folder' ? target.uri : target.entryUri));
  return target.kind === 'folder' ? place : `${renderedName(target)} (${place})`;
}

/** Opens the diff, the revision at the left; says so where there is nothing to see. */
async function compare(target: RenderedTarget, revision: string, server: LanguageServer): Promise<void> {
  const left = vscode.Uri.parse(renderedUri({ ...target, revision }));
  const right = vscode.Uri.parse(renderedUri(target));
  const answer = await vscode.window.withProgress({ location: vscode.ProgressLocation.Window, title: `Rendering ${renderedName(target)} at ${shortRevisionName(revision)}` }, () =>
    server.request(renderedComparisonRequest, { left: left.toString(), right: right.toString() }),
  );
  if (answer === undefined) void vscode.window.showWarningMessage('The manifests cannot be compared: the Flightdeck language server is not running.');
  else if (answer.problem !== undefined) void vscode.window.showWarningMessage(answer.problem);
  else if (answer.same) void vscode.window.showInformationMessage(sameWords(target, revision, answer.secrets));
  else await vscode.commands.executeCommand('vscode.diff', left, right, `${diffName(target)}: ${shortRevisionName(revision)} ↔ working tree`, { preview: false });
}
