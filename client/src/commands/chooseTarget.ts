// Finds out which object a command is meant for: the row or lens it came from, the YAML under the cursor, or one that the user picks.
import * as vscode from 'vscode';
import type { ReadyState } from '../../../server/src/protocol/clusterFacts.ts';
import { printObjectId, type ObjectId } from '../../../server/src/protocol/objectId.ts';
import { objectAtRequest } from '../../../server/src/protocol/requests.ts';
import type { ClusterSession } from '../cluster/clusterSession.ts';
import { readReadiness } from '../flux/readiness.ts';
import type { LanguageServer } from '../languageServer.ts';
import { describeCanaryRow } from '../views/cluster/canaryRow.ts';
import { canaryState, stateIcon, statesWorstFirst } from '../views/stateSigns.ts';
import { lostRow, readObjectArgument, whichRow } from './commandArguments.ts';
import { fitsState, fitsTarget, type TargetKind } from './fluxTargets.ts';

interface ObjectItem extends vscode.QuickPickItem {
  readonly object: ObjectId;
  readonly isSuspended: boolean;
}

/** The object meant; undefined where the user picks none. `title` heads the pick. */
export async function chooseTarget(argument: unknown, target: TargetKind, title: string, session: ClusterSession, server: LanguageServer): Promise<ObjectId | undefined> {
  const given = readObjectArgument(argument);
  if (given !== undefined) return given;
  if (argument === lostRow) return pickObject(session, target, title, { placeHolder: whichRow });
  const here = await findAtCursor(server, target);
  // From the editor's own buttons the file is the argument, and what applies it is meant without a question.
  if (argument instanceof vscode.Uri && here !== undefined) return here;
  return pickObject(session, target, title, here === undefined ? {} : { first: here });
}

/** What stands at the cursor, or what applies the file there. */
export async function findAtCursor(server: LanguageServer, target: TargetKind): Promise<ObjectId | undefined> {
  const editor = vscode.window.activeTextEditor;
  if (editor?.document.languageId !== 'yaml' || editor.document.uri.scheme !== 'file') return undefined;
  const { line, character } = editor.selection.active;
  const answer = await server.request(objectAtRequest, { uri: editor.document.uri.toString(), position: { line, character } });
  if (answer === undefined) return undefined;
  if (answer.object !== undefined && fitsTarget(answer.object.kind, target)) return answer.object;
  return answer.appliedBy.find((owner) => fitsTarget(owner.kind, target));
}

/** Asks which live object is meant; `first` stands on top. */
export async function pickObject(session: ClusterSession, target: TargetKind, title: string, { first, placeHolder = 'Kind, namespace or name' }: { readonly first?: ObjectId; readonly placeHolder?: string } = {}): Promise<ObjectId | undefined> {
  const items = listObjects(session).filter(({ object, isSuspended }) => fitsTarget(object.kind, target) && fitsState(isSuspended, target));
  if (items.length === 0) {
    void vscode.window.showInformationMessage(`${session.contextName} has nothing for this: ${title}.`);
    return undefined;
  }
  const firstId = first === undefined ? '' : printObjectId(first);
  const rank = (item: ObjectItem) => (printObjectId(item.object) === firstId ? 0 : 1);
  const choice = await vscode.window.showQuickPick([...items].sort((one, other) => rank(one) - rank(other)), {
    title: `${title} on ${session.contextName}`,
    placeHolder,
    matchOnDescription: true,
    matchOnDetail: true,
  });
  return choice?.object;
}

/** All live objects of the session as items, those that need a person first. */
export function listObjects(session: ClusterSession): readonly ObjectItem[] {
  const reconciled = [...session.kustomizations, ...session.helmReleases, ...session.sources].map((live) => {
    const { state, sentence } = readReadiness(live);
    return { state, item: toItem({ kind: live.kind, namespace: live.namespace, name: live.name }, live.suspended, state, sentence) };
  });
  const canaries = session.canaries.map((live) => {
    const state = canaryState(live);
    return { state, item: toItem({ kind: 'Canary', namespace: live.namespace, name: live.name }, live.suspended, state, describeCanaryRow(live, session.clusterTime(Date.now()))) };
  });
  return [...reconciled, ...canaries].sort((one, other) => statesWorstFirst.indexOf(one.state) - statesWorstFirst.indexOf(other.state)).map(({ item }) => item);
}

function toItem(object: ObjectId, isSuspended: boolean, state: ReadyState, sentence: string): ObjectItem {
  const { id, color } = stateIcon(state, false);
  const iconPath = new vscode.ThemeIcon(id.replace('~spin', ''), color === undefined ? undefined : new vscode.ThemeColor(color));
  return { label: object.name, description: `${object.kind} in ${object.namespace ?? ''}`, detail: state === 'ready' ? '' : sentence, iconPath, object, isSuspended };
}
