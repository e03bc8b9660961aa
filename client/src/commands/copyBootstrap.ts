// Command "Copy flux bootstrap": the command line that would bootstrap the selected cluster with the repository that is open.
import * as vscode from 'vscode';
import { bootstrapOfWorkspace } from '../bootstrapOfWorkspace.ts';
import type { LanguageServer } from '../languageServer.ts';

/** Makes the command. */
export function copyBootstrapCommand(server: LanguageServer): () => Promise<void> {
  return async () => {
    const line = await bootstrapOfWorkspace(server);
    if (line === undefined) {
      void vscode.window.showInformationMessage('There is no Git repository with a remote here that a cluster could be bootstrapped with.');
      return;
    }
    await vscode.env.clipboard.writeText(line);
    vscode.window.setStatusBarMessage(`Copied: ${line}`, 10_000);
  };
}
