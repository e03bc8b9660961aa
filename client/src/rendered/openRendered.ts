// Opens rendered documents: beside the source, in the group where others of their sort already are.
import * as vscode from 'vscode';
import { renderedPlaceRequest, renderedScheme, renderedUri, type RenderedPlace, type RenderedTarget } from '../../../server/src/protocol/rendered.ts';
import type { LanguageServer } from '../languageServer.ts';

/** What is opened, and from where. */
export interface RenderedOpening {
  readonly target: RenderedTarget;
  /** The place of a source file that it was opened from: what becomes of it is brought into view, and the source keeps the keyboard. */
  readonly from: RenderedPlace | undefined;
}

/** Shows the document; it stays open when another is opened. */
export async function openRendered({ target, from }: RenderedOpening, server: LanguageServer): Promise<void> {
  const document = await openDocument(vscode.Uri.parse(renderedUri(target)));
  const editor = await vscode.window.showTextDocument(document, { viewColumn: columnFor(document), preview: false, preserveFocus: from !== undefined });
  const place = from === undefined ? undefined : await findRenderedRange(server, document, from);
  if (place === undefined) return;
  editor.selection = new vscode.Selection(place.start, place.start);
  editor.revealRange(place, vscode.TextEditorRevealType.InCenter);
}

/** Where in a rendered document stands what a source place becomes. */
export async function findRenderedRange(server: LanguageServer, document: vscode.TextDocument, { uri, position }: RenderedPlace): Promise<vscode.Range | undefined> {
  const found = await server.request(renderedPlaceRequest, { rendered: document.uri.toString(), uri, position });
  return found === undefined || found === null ? undefined : new vscode.Range(found.start.line, found.start.character, found.end.line, found.end.character);
}

/** Opens it as YAML, also where the user's file associations would make it something else. */
async function openDocument(uri: vscode.Uri): Promise<vscode.TextDocument> {
  const document = await vscode.workspace.openTextDocument(uri);
  return document.languageId === 'yaml' ? document : vscode.languages.setTextDocumentLanguage(document, 'yaml');
}

function columnFor({ uri }: vscode.TextDocument): vscode.ViewColumn {
  const groups = vscode.window.tabGroups.all;
  const holding = groups.find(({ tabs }) => tabs.some(({ input }) => input instanceof vscode.TabInputText && input.uri.toString() === uri.toString()));
  const rendered = groups.find(({ activeTab }) => activeTab?.input instanceof vscode.TabInputText && activeTab.input.uri.scheme === renderedScheme);
  return holding?.viewColumn ?? rendered?.viewColumn ?? vscode.ViewColumn.Beside;
}
