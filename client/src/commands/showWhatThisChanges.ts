// Command "Show What This Changes": what the files as they are now change in every cluster of the workspace, against the last commits. Asks no cluster.
import * as vscode from 'vscode';
import { whatChangesRequest, type ChangedKustomization } from '../../../server/src/protocol/whatChanges.ts';
import type { LanguageServer } from '../languageServer.ts';
import { changedObjectWords, kustomizationWords, whatChangesWords } from './whatChangesWords.ts';

interface ChangeItem extends vscode.QuickPickItem {
  /** The Kustomization whose difference is shown; undefined for all of them. */
  readonly changed?: ChangedKustomization;
}

/** Makes the command. */
export function showWhatThisChangesCommand(server: LanguageServer): () => Promise<void> {
  return async () => {
    await server.start();
    const answer = await vscode.window.withProgress({ location: vscode.ProgressLocation.Window, title: 'Building all Kustomizations at HEAD and as they are now' }, () => server.request(whatChangesRequest, {}));
    if (answer === undefined) {
      void vscode.window.showWarningMessage('It cannot be said what this changes: the Flightdeck language server is not running.');
      return;
    }
    if (answer.problem !== undefined) {
      void vscode.window.showWarningMessage(answer.problem);
      return;
    }
    const { kustomizations } = answer;
    if (kustomizations.length === 0) {
      void vscode.window.showInformationMessage(whatChangesWords(kustomizations));
      return;
    }
    const choice = await vscode.window.showQuickPick(itemsOf(kustomizations), { title: whatChangesWords(kustomizations), placeHolder: 'Show the difference', matchOnDescription: true, matchOnDetail: true });
    if (choice !== undefined) await show(choice.changed === undefined ? kustomizations : [choice.changed]);
  };
}

/** Everything together first, then each Kustomization with its objects under its name. */
function itemsOf(kustomizations: readonly ChangedKustomization[]): readonly ChangeItem[] {
  const all: ChangeItem = { label: '$(diff-multiple) All differences', description: `of ${kustomizations.length} Kustomizations in one editor` };
  return [
    ...(kustomizations.length > 1 ? [all] : []),
    ...kustomizations.flatMap((changed): readonly ChangeItem[] => [
      { label: kustomizationWords(changed), kind: vscode.QuickPickItemKind.Separator },
      ...(changed.problem === undefined ? [] : [{ label: `$(error) ${changed.problem}`, changed }]),
      ...changed.objects.map((object): ChangeItem => ({ ...changedObjectWords(object), changed })),
      ...(changed.objects.length === 0 && changed.problem === undefined ? [{ label: '$(circle-outline) nothing is applied', changed }] : []),
    ]),
  ];
}

async function show(kustomizations: readonly ChangedKustomization[]): Promise<void> {
  const [first] = kustomizations;
  if (kustomizations.length === 1 && first !== undefined) {
    await vscode.commands.executeCommand('vscode.diff', vscode.Uri.parse(first.before), vscode.Uri.parse(first.now), `${kustomizationWords(first)}: HEAD ↔ working tree`, { preview: false });
    return;
  }
  const sides = kustomizations.map(({ before, now }) => [vscode.Uri.parse(now), vscode.Uri.parse(before), vscode.Uri.parse(now)]);
  await vscode.commands.executeCommand('vscode.changes', 'What this changes: HEAD ↔ working tree', sides);
}
