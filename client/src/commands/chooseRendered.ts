// Finds out what is to be shown rendered: what a row, lens or rendered document stands for, what the file under the cursor leads to, or what the user picks.
import * as vscode from 'vscode';
import { parseRenderedUri, renderedScheme, renderedTargetsRequest, type RenderedChoice, type RenderedPlace, type RenderedTarget } from '../../../server/src/protocol/rendered.ts';
import type { LanguageServer } from '../languageServer.ts';
import { lostRow, whichRow } from './commandArguments.ts';
import { readRenderedArgument } from './renderedArgument.ts';

/** What was chosen, and the place in a source file that it was chosen from. */
export interface ChosenRendered {
  readonly target: RenderedTarget;
  readonly from: RenderedPlace | undefined;
}

/** The target meant, without a revision; undefined where the user picks none or there is none, which is said. `title` heads the pick. */
export async function chooseRendered(argument: unknown, title: string, server: LanguageServer): Promise<ChosenRendered | undefined> {
  const given = readRenderedArgument(argument);
  if (given !== undefined && 'target' in given) return { target: given.target, from: undefined };
  const isLost = argument === lostRow;
  const shown = given === undefined && !isLost ? findShownTarget(argument) : undefined;
  if (shown !== undefined) return { target: shown, from: undefined };
  await server.start();
  // What the cursor is at is not what the row stood for.
  const from = given?.place ?? (isLost ? undefined : findCursor(argument));
  const here = from === undefined ? [] : await server.request(renderedTargetsRequest, from);
  const choices = here?.length === 0 ? await server.request(renderedTargetsRequest, {}) : here;
  if (choices === undefined) {
    void vscode.window.showWarningMessage('Manifests cannot be rendered: the Flightdeck language server is not running.');
    return undefined;
  }
  const target = await pickTarget(choices, { title, isWhole: here?.length === 0, ...(isLost ? { placeHolder: whichRow } : {}) });
  return target === undefined ? undefined : { target, from: here?.length === 0 ? undefined : from };
}

/** The target of the rendered document that a title button or the palette is used on. */
function findShownTarget(argument: unknown): RenderedTarget | undefined {
  const uri = argument instanceof vscode.Uri ? argument : vscode.window.activeTextEditor?.document.uri;
  const shown = uri?.scheme === renderedScheme ? parseRenderedUri(uri.toString()) : undefined;
  if (shown === undefined) return undefined;
  return shown.kind === 'folder' ? { kind: 'folder', uri: shown.uri } : { kind: 'fluxKustomization', entryUri: shown.entryUri, namespace: shown.namespace, name: shown.name };
}

/** The cursor of the active YAML editor, or the top of the file that a menu was opened on. */
function findCursor(argument: unknown): RenderedPlace | undefined {
  const editor = vscode.window.activeTextEditor;
  if (argument instanceof vscode.Uri && argument.toString() !== editor?.document.uri.toString()) return { uri: argument.toString(), position: { line: 0, character: 0 } };
  if (editor?.document.languageId !== 'yaml' || editor.document.uri.scheme !== 'file') return undefined;
  const { line, character } = editor.selection.active;
  return { uri: editor.document.uri.toString(), position: { line, character } };
}

async function pickTarget(choices: readonly RenderedChoice[], { title, isWhole, placeHolder = isWhole ? 'All Flux Kustomizations of this workspace' : 'What becomes of this file, and where' }: { readonly title: string; readonly isWhole: boolean; readonly placeHolder?: string }): Promise<RenderedTarget | undefined> {
  if (choices.length === 0) {
    void vscode.window.showInformationMessage('Nothing can be rendered here: this workspace has no Flux Kustomization, and the file is in no kustomize folder.');
    return undefined;
  }
  if (choices.length === 1 && !isWhole) return choices[0]?.target;
  const items = choices.map(({ target, label, description }) => ({ label, description, target, iconPath: new vscode.ThemeIcon(target.kind === 'folder' ? 'folder' : 'layers') }));
  const choice = await vscode.window.showQuickPick(items, { title, placeHolder, matchOnDescription: true });
  return choice?.target;
}
