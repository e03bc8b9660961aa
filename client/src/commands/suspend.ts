// Commands "Suspend" and "Resume": one field of one object, with the API server's own words when it refuses.
import * as vscode from 'vscode';
import type { ClusterSession } from '../cluster/clusterSession.ts';
import { describeKubeError } from '../cluster/kubeError.ts';
import { describeRef, type ObjectRef } from '../cluster/servedKind.ts';
import { setSuspended } from '../flux/sessionReconcile.ts';
import { chooseTarget } from './chooseTarget.ts';
import { clusterAtHand } from './clusterAtHand.ts';
import { readSelectedObjects } from './commandArguments.ts';
import { confirmWrite } from './confirmWrite.ts';
import type { FluxCommandTools } from './fluxCommandTools.ts';
import { fitsTarget, refOfObject } from './fluxTargets.ts';

/** Which of the two. */
export type SuspendAction = 'suspend' | 'resume';

const titles: Readonly<Record<SuspendAction, string>> = { suspend: 'Suspend', resume: 'Resume' };

/** Makes the command. Of rows that are selected together, all that fit take part. */
export function suspendCommand(tools: FluxCommandTools, action: SuspendAction): (argument: unknown, selection?: unknown) => Promise<void> {
  return async (argument, selection) => {
    const session = await clusterAtHand(tools.link, argument);
    if (session === undefined) return;
    const several = readSelectedObjects(selection).filter((object) => fitsTarget(object.kind, 'suspendable'));
    const one = several.length > 1 ? undefined : await chooseTarget(argument, 'suspendable', titles[action], session, tools.server);
    const refs = (several.length > 1 ? several : one === undefined ? [] : [one]).flatMap((object) => refOfObject(object) ?? []);
    if (refs.length === 0) return;
    if (!(await confirmWrite({ action: titles[action], object: refs.map(describeRef).join(', '), contextName: session.contextName }))) return;
    for (const ref of refs) if (await sendSuspend(session, ref, action)) tools.log.info(`${titles[action]}: ${describeRef(ref)} on ${session.contextName}`);
  };
}

/** Writes the field; `false` (and told) where the API server refused. */
export async function sendSuspend(session: ClusterSession, ref: ObjectRef, action: SuspendAction): Promise<boolean> {
  const answer = await setSuspended(session, ref, action === 'suspend' ? 'suspended' : 'running');
  if (!answer.ok) {
    void vscode.window.showErrorMessage(`${titles[action]} of ${describeRef(ref)} on ${session.contextName} was refused: ${describeKubeError(answer.error)}`);
    return false;
  }
  // The views show the new state; this only names what was done and what could undo it.
  const undone = action === 'suspend' ? ', until it is resumed or Git says otherwise' : '';
  vscode.window.setStatusBarMessage(`${describeRef(ref)} on ${session.contextName}: ${action === 'suspend' ? 'suspended' : 'resumed'}${undone}`, 8000);
  return true;
}
