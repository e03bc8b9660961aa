// While rendered documents are in view, the field that the cursor's line becomes is marked in them and brought into view.
import * as vscode from 'vscode';
import { parseRenderedUri, renderedScheme } from '../../../server/src/protocol/rendered.ts';
import type { LanguageServer } from '../languageServer.ts';
import { findRenderedRange } from './openRendered.ts';

/** The cursor moves often; it is followed when it rests. Milliseconds. */
const restMs = 150;

/** Follows until disposed. */
export function followCursorInRendered(server: LanguageServer): vscode.Disposable {
  const mark = vscode.window.createTextEditorDecorationType({ isWholeLine: true, backgroundColor: new vscode.ThemeColor('editor.rangeHighlightBackground') });
  let timer: ReturnType<typeof setTimeout> | undefined;
  let moves = 0;
  const follow = async (source: vscode.TextEditor) => {
    const mine = moves;
    const { line, character } = source.selection.active;
    const from = { uri: source.document.uri.toString(), position: { line, character } };
    for (const editor of renderedEditors()) {
      const range = await findRenderedRange(server, editor.document, from);
      if (mine !== moves) return;
      editor.setDecorations(mark, range === undefined ? [] : [range]);
      if (range !== undefined) editor.revealRange(range, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
    }
  };
  return vscode.Disposable.from(
    mark,
    vscode.window.onDidChangeTextEditorSelection(({ textEditor }) => {
      moves += 1;
      clearTimeout(timer);
      if (!isSource(textEditor) || renderedEditors().length === 0) return;
      timer = setTimeout(() => void follow(textEditor), restMs);
    }),
    new vscode.Disposable(() => clearTimeout(timer)),
  );
}

function isSource({ document }: vscode.TextEditor): boolean {
  return document.languageId === 'yaml' && document.uri.scheme === 'file';
}

/** Editors on rendered documents that show the files as they are now. */
function renderedEditors(): readonly vscode.TextEditor[] {
  return vscode.window.visibleTextEditors.filter(({ document }) => document.uri.scheme === renderedScheme && parseRenderedUri(document.uri.toString())?.revision === undefined);
}
