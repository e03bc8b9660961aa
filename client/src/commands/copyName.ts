// Command "Copy Name": puts `Kind/namespace/name` of a row's object on the clipboard.
import * as vscode from 'vscode';
import { printObjectId } from '../../../server/src/protocol/objectId.ts';
import { lostRow, readObjectArgument, rowIsLost } from './commandArguments.ts';

/** Copies the id of the object given as argument. */
export async function copyNameCommand(argument: unknown): Promise<void> {
  const object = readObjectArgument(argument);
  if (object !== undefined) await vscode.env.clipboard.writeText(printObjectId(object));
  else if (argument === lostRow) void vscode.window.showInformationMessage(rowIsLost);
}
