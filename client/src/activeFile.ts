// Keeps the context keys behind the editor's title: whether Flux applies the active file or something in it can be reconciled, and whether it leads to something that can be shown rendered.
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
    const { isApplied, renders } = await readActiveFile(server);
    if (mine !== asked) return;
    await vscode.commands.executeCommand('setContext', contextKeys.activeFileApplied, isApplied);
    await vscode.commands.executeCommand('setContext', contextKeys.activeFileRenders, renders);
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

async function readActiveFile(server: LanguageServer): Promise<{ readonly isApplied: boolean; readonly renders: boolean }> {
  const editor = vscode.window.activeTextEditor;
  if (editor?.document.languageId !== 'yaml' || editor.document.uri.scheme !== 'file') return { isApplied: false, renders: false };
  const { line, character } = editor.selection.active;
  const answer = await server.request(objectAtRequest, { uri: editor.document.uri.toString(), position: { line, character } });
  // A kustomize file makes a folder that can be built, whether or not Flux gets it.
  const isKustomizeFile = /(^|\/)kustomization\.ya?ml$/i.test(editor.document.uri.path);
  if (answer === undefined) return { isApplied: false, renders: false };
  const isApplied = answer.appliedBy.length > 0 || (answer.object !== undefined && fitsTarget(answer.object.kind, 'reconcilable'));
  return { isApplied, renders: isKustomizeFile || answer.appliedBy.length > 0 || answer.object?.kind === 'Kustomization' };
}
