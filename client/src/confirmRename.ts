// Asks before a rename that makes Flux delete objects: the editor's own preview asks too, and leaves out why.
import * as vscode from 'vscode';
import type { WorkspaceEdit } from 'vscode-languageclient/node';

/** Gives back the edits that the user agrees to: all of them, all after a look at the editor's preview, or none. */
export async function confirmRename(edit: WorkspaceEdit | null): Promise<WorkspaceEdit | null> {
  const annotations = Object.entries(edit?.changeAnnotations ?? {}).filter(([, { needsConfirmation }]) => needsConfirmation === true);
  if (edit === null || annotations.length === 0) return edit;
  const rename = 'Rename Anyway';
  const preview = 'Show Preview';
  const message = annotations.map(([, { label }]) => label).join(' · ');
  const detail = annotations.flatMap(([, { description }]) => description ?? []).join('\n\n');
  // The first button is the one that Enter takes: it must be the one that deletes nothing.
  const choice = await vscode.window.showWarningMessage(`${message}.`, { modal: true, detail }, preview, rename);
  if (choice === preview) return previewed(agreed(edit), message);
  // No edits rather than no answer: of that the editor would say "No result".
  return choice === rename ? agreed(edit) : { documentChanges: [] };
}

function agreed(edit: WorkspaceEdit): WorkspaceEdit {
  return { ...edit, changeAnnotations: Object.fromEntries(Object.entries(edit.changeAnnotations ?? {}).map(([id, annotation]) => [id, { ...annotation, needsConfirmation: false }])) };
}

/** Edits that the editor shows before it makes them, ticked: it shows them where one asks for it, and leaves that one without a tick. So one asks that changes nothing. */
function previewed(edit: WorkspaceEdit, label: string): WorkspaceEdit {
  const uri = edit.documentChanges?.flatMap((change) => ('textDocument' in change ? [change.textDocument.uri] : []))[0];
  if (uri === undefined) return edit;
  const start = { line: 0, character: 0 };
  return {
    ...edit,
    documentChanges: [...(edit.documentChanges ?? []), { textDocument: { uri, version: null }, edits: [{ range: { start, end: start }, newText: '', annotationId: 'flightdeck.preview' }] }],
    changeAnnotations: { ...edit.changeAnnotations, 'flightdeck.preview': { label, needsConfirmation: true } },
  };
}
