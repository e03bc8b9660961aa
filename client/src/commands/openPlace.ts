// Command "Open": shows a place of a file, with its range selected.
import * as vscode from 'vscode';
import type { Place } from '../../../server/src/protocol/repositoryTree.ts';
import { describeError } from '../log.ts';
import { lostRow, readPlaceArgument, rowIsLost } from './commandArguments.ts';

/** Opens the place given as argument (a place, or a row that has one). */
export async function openPlaceCommand(argument: unknown): Promise<void> {
  const place = readPlaceArgument(argument);
  if (place !== undefined) await openPlace(place);
  else if (argument === lostRow) void vscode.window.showInformationMessage(rowIsLost);
}

/** Opens the file with the range in view; says so where the file is gone. */
export async function openPlace(place: Place): Promise<void> {
  const uri = vscode.Uri.parse(place.uri);
  const { start, end } = place.range;
  const selection = new vscode.Range(start.line, start.character, end.line, end.character);
  try {
    // A caret at the start rather than a selection over several lines: typing must not replace an object.
    const visible = start.line === end.line ? selection : new vscode.Range(selection.start, selection.start);
    const editor = await vscode.window.showTextDocument(uri, { selection: visible, preview: true });
    editor.revealRange(selection, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
  } catch (error) {
    void vscode.window.showWarningMessage(`${vscode.workspace.asRelativePath(uri)} cannot be opened: ${describeError(error)}`);
  }
}
