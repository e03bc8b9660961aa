// Command "Show Dependencies": what an object waits for, needs and brings, and who waits for, applies or includes it, in the editor's own tree.
import * as vscode from 'vscode';
import { lostRow, readPlaceArgument, rowIsLost } from './commandArguments.ts';
import { openPlace } from './openPlace.ts';

/** Shows them for the place given as argument (a place, or a row that has one), otherwise for the one at the caret. */
export async function showDependenciesCommand(argument: unknown): Promise<void> {
  if (argument === lostRow) {
    void vscode.window.showInformationMessage(rowIsLost);
    return;
  }
  const place = readPlaceArgument(argument);
  if (place !== undefined) await openPlace(place);
  if (vscode.window.activeTextEditor === undefined) {
    void vscode.window.showInformationMessage('Show Dependencies: open a file with Flux, Flagger or kustomize objects first.');
    return;
  }
  // The tree of the built-in references view, whose buttons turn the direction; where that is switched off, the same as a peek.
  await vscode.commands.executeCommand('references-view.showCallHierarchy').then(undefined, () => vscode.commands.executeCommand('editor.showCallHierarchy'));
}
