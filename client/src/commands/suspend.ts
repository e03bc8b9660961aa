// Commands "Suspend" and "Resume": one field of each object, with the API server's own words when it refuses, and with the edit in Git where Flux would undo it.
import * as vscode from 'vscode';
import type { Place } from '../../../server/src/protocol/repositoryTree.ts';
import { suspendInGitRequest, type SuspendInGit } from '../../../server/src/protocol/suspendInGit.ts';
import type { ClusterSession } from '../cluster/clusterSession.ts';
import { describeKubeError } from '../cluster/kubeError.ts';
import { describeRef, type ObjectRef } from '../cluster/servedKind.ts';
import { setSuspended } from '../flux/sessionReconcile.ts';
import { chooseTarget } from './chooseTarget.ts';
import { clusterAtHand } from './clusterAtHand.ts';
import { readSelectedObjects } from './commandArguments.ts';
import { confirmWrite } from './confirmWrite.ts';
import type { FluxCommandTools } from './fluxCommandTools.ts';
import { fitsTarget, objectOfRef, refOfObject } from './fluxTargets.ts';
import { openPlace } from './openPlace.ts';
import { isUndoneByGit, suspendedWords, undoneWords } from './suspendWords.ts';

/** Which of the two. */
export type SuspendAction = 'suspend' | 'resume';

const titles: Readonly<Record<SuspendAction, string>> = { suspend: 'Suspend', resume: 'Resume' };
const targets = { suspend: 'suspendable', resume: 'resumable' } as const;

/** Makes the command. Of rows that are selected together, all that fit take part. */
export function suspendCommand(tools: FluxCommandTools, action: SuspendAction): (argument: unknown, selection?: unknown) => Promise<void> {
  return async (argument, selection) => {
    const session = await clusterAtHand(tools.link, argument);
    if (session === undefined) return;
    const several = readSelectedObjects(selection).filter((object) => fitsTarget(object.kind, targets[action]));
    const one = several.length > 1 ? undefined : await chooseTarget(argument, targets[action], titles[action], session, tools.server);
    const refs = (several.length > 1 ? several : one === undefined ? [] : [one]).flatMap((object) => refOfObject(object) ?? []);
    if (refs.length === 0) return;
    const inGit = await Promise.all(refs.map((ref) => askGit(tools, ref, action)));
    if (!(await acceptUndoing(session, refs, inGit, action))) return;
    if (!(await confirmWrite({ action: titles[action], object: refs.map(describeRef).join(', '), contextName: session.contextName }))) return;
    const done: ObjectRef[] = [];
    for (const ref of refs) if (await sendSuspend(session, ref, action)) done.push(ref);
    if (done.length === 0) return;
    const words = suspendedWords(done, session.contextName, action, refs.length === 1 ? inGit[0] : undefined);
    tools.log.info(words);
    // The views show the new state; this only names what was done and what could undo it.
    vscode.window.setStatusBarMessage(words, 8000);
  };
}

async function askGit({ server }: FluxCommandTools, ref: ObjectRef, action: SuspendAction): Promise<SuspendInGit | undefined> {
  return (await server.request(suspendInGitRequest, { object: objectOfRef(ref), wanted: action === 'suspend' })) ?? undefined;
}

/** Whether it is to be done although Flux will undo it; the edit in Git is offered in its place. */
async function acceptUndoing(session: ClusterSession, refs: readonly ObjectRef[], inGit: readonly (SuspendInGit | undefined)[], action: SuspendAction): Promise<boolean> {
  const undone = refs.flatMap((ref, index) => {
    const git = inGit[index];
    return git !== undefined && isUndoneByGit(git, action === 'suspend') ? [{ ref, git }] : [];
  });
  if (undone.length === 0) return true;
  const sentences = undone.map(({ ref, git }) => {
    const owner = git.appliedBy === undefined ? undefined : session.findKustomization(git.appliedBy.namespace ?? '', git.appliedBy.name);
    return `${describeRef(ref)}: ${undoneWords(git, placeWords(git.place), owner, session.clusterTime(Date.now()))}.`;
  });
  const anyway = `${titles[action]} Until Then`;
  const edit = undone.length === 1 ? 'Edit in Git' : 'Edit All in Git';
  const choice = await vscode.window.showWarningMessage(`Flux will undo this on ${session.contextName}.`, { modal: true, detail: sentences.join('\n') }, edit, anyway);
  if (choice === edit) for (const { git } of undone) await editInGit(git);
  return choice === anyway;
}

/** The edit is made in an editor, where it is seen, undone, saved and committed like any other. */
async function editInGit({ edit, place }: SuspendInGit): Promise<void> {
  if (edit !== undefined) {
    const change = new vscode.WorkspaceEdit();
    const { start, end } = edit.range;
    change.replace(vscode.Uri.parse(edit.uri), new vscode.Range(start.line, start.character, end.line, end.character), edit.newText);
    await vscode.workspace.applyEdit(change);
  }
  await openPlace(edit ?? place);
}

function placeWords({ uri, range }: Place): string {
  return `${vscode.workspace.asRelativePath(vscode.Uri.parse(uri))}:${range.start.line + 1}`;
}

/** Writes the field; `false` (and told) where the API server refused. */
export async function sendSuspend(session: ClusterSession, ref: ObjectRef, action: SuspendAction): Promise<boolean> {
  const answer = await setSuspended(session, ref, action === 'suspend' ? 'suspended' : 'running');
  if (!answer.ok) void vscode.window.showErrorMessage(`Refused: ${describeKubeError(answer.error)} (${titles[action]} ${describeRef(ref)} on ${session.contextName}).`);
  return answer.ok;
}
