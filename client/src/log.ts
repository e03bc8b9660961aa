// The one log of the extension and its language server: an output channel whose level the user sets with VS Code's own command.
import * as vscode from 'vscode';

/** Makes the output channel "Flightdeck". */
export function createLog(): vscode.LogOutputChannel {
  return vscode.window.createOutputChannel('Flightdeck', { log: true });
}

/** One line for a thrown value, for the log and for messages. */
export function describeError(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
