// Starts the language server at the first sign of YAML: an open file, a file in the workspace, or one that is created later.
import * as vscode from 'vscode';
import type { LanguageServer } from './languageServer.ts';

/** Folders that hold other people's YAML by the thousand. */
const elsewhere = '**/{node_modules,.git}/**';
const yamlFiles = '**/*.{yaml,yml}';

/** Starts the server when it is worth it; `onNothing` is called when the workspace has no YAML yet. */
export function startServerWhenNeeded(server: LanguageServer, onNothing: () => void): vscode.Disposable {
  const waiting: vscode.Disposable[] = [];
  const start = () => {
    for (const subscription of waiting.splice(0)) subscription.dispose();
    void server.start();
  };
  if (vscode.workspace.textDocuments.some(isYaml)) {
    start();
    return vscode.Disposable.from();
  }
  const watcher = vscode.workspace.createFileSystemWatcher(yamlFiles, false, true, true);
  waiting.push(watcher, watcher.onDidCreate(start), vscode.workspace.onDidOpenTextDocument((document) => isYaml(document) && start()));
  void vscode.workspace.findFiles(yamlFiles, elsewhere, 1).then((found) => {
    if (waiting.length === 0) return;
    if (found.length > 0) start();
    else onNothing();
  });
  return new vscode.Disposable(() => {
    for (const subscription of waiting.splice(0)) subscription.dispose();
  });
}

function isYaml(document: vscode.TextDocument): boolean {
  return document.languageId === 'yaml' && document.uri.scheme === 'file';
}
