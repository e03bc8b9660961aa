// Asks before a rename that makes Flux delete objects: the editor's own preview asks too, and leaves out why.
import * as vscode from 'vscode';
import type { WorkspaceEdit } from 'vscode-languageclient/node';

/** Gives back the edits that the user agrees to: all of them, all with the editor's preview before them, or none. */
export async function confirmRename(edit: WorkspaceEdit | null): Promise<WorkspaceEdit | null> {
  const annotations = Object.entries(edit?.changeAnnotations ?? {}).filter(([, { needsConfirmation }]) => needsConfirmation === true);
  if (edit === null || annotations.length === 0) return edit;
  const rename = 'Rename';
  const preview = 'Show Preview';
  const message = annotations.map(([, { label }]) => label).join(' · ');
  const detail = annotations.flatMap(([, { description }]) => description ?? []).join('\n\n');
  const choice = await vscode.window.showWarningMessage(`${message}.`, { modal: true, detail }, rename, preview);
  if (choice === preview) return edit;
  // No edits rather than no answer: of that the editor would say "No result".
  if (choice !== rename) return { documentChanges: [] };
  return { ...edit, changeAnnotations: Object.fromEntries(Object.entries(edit.changeAnnotations ?? {}).map(([id, annotation]) => [id, { ...annotation, needsConfirmation: false }])) };
}
