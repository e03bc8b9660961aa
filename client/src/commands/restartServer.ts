// Command "Restart Language Server".
import * as vscode from 'vscode';
import type { LanguageServer } from '../languageServer.ts';

/** Makes the command: restarts with progress in the status bar. */
export function restartServerCommand(server: LanguageServer): () => Promise<void> {
  return async () => {
    await vscode.window.withProgress({ location: vscode.ProgressLocation.Window, title: 'Flightdeck: restarting the language server' }, () => server.restart());
  };
}
