// Keeps the context key that shows Reconcile in the editor's title: whether Flux applies the active file, or something in it can be reconciled.
import * as vscode from 'vscode';
import { objectAtRequest } from '../../server/src/protocol/requests.ts';
import { fitsTarget } from './commands/fluxTargets.ts';
import { contextKeys } from './contextKeys.ts';
import type { LanguageServer } from './languageServer.ts';

/** The cursor moves often; the server is asked when it rests. Milliseconds. */
const restMs = 200;

/** Keeps the key until disposed. */
export function registerActiveFileKey(server: LanguageServer): vscode.Disposable {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let asked = 0;
  const ask = async () => {
    asked += 1;
    const mine = asked;
    const isApplied = await isActiveFileApplied(server);
    if (mine === asked) await vscode.commands.executeCommand('setContext', contextKeys.activeFileApplied, isApplied);
  };
  const askSoon = () => {
    clearTimeout(timer);
    timer = setTimeout(() => void ask(), restMs);
  };
  askSoon();
  return vscode.Disposable.from(
    vscode.window.onDidChangeActiveTextEditor(askSoon),
    vscode.window.onDidChangeTextEditorSelection(askSoon),
    server.onDidChangeState(askSoon),
    new vscode.Disposable(() => clearTimeout(timer)),
  );
}

async function isActiveFileApplied(server: LanguageServer): Promise<boolean> {
  const editor = vscode.window.activeTextEditor;
  if (editor?.document.languageId !== 'yaml' || editor.document.uri.scheme !== 'file') return false;
  const { line, character } = editor.selection.active;
  const answer = await server.request(objectAtRequest, { uri: editor.document.uri.toString(), position: { line, character } });
  if (answer === undefined) return false;
  return answer.appliedBy.length > 0 || (answer.object !== undefined && fitsTarget(answer.object.kind, 'reconcilable'));
}
