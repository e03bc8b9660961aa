// Command "Show State of the Cluster": all live objects, the worst first; a pick, or an object given as argument, goes to the row.
import * as vscode from 'vscode';
import type { ObjectId } from '../../../server/src/protocol/objectId.ts';
import type { ClusterSession } from '../cluster/clusterSession.ts';
import type { ClusterLink } from '../kubeContext/clusterLink.ts';
import type { ClusterView } from '../views/cluster/clusterView.ts';
import { listObjects } from './chooseTarget.ts';
import { clusterAtHand } from './clusterAtHand.ts';
import { readObjectArgument } from './commandArguments.ts';

/** Makes the command. */
export function showStateCommand(link: ClusterLink, clusterView: ClusterView): (argument: unknown) => Promise<void> {
  return async (argument) => {
    const session = await clusterAtHand(link, argument);
    if (session === undefined) return;
    const given = readObjectArgument(argument);
    const object = given ?? (await pickWorstFirst(session));
    await clusterView.focus();
    if (object !== undefined) await clusterView.reveal(object.kind, object.namespace ?? '', object.name);
  };
}

async function pickWorstFirst(session: ClusterSession): Promise<ObjectId | undefined> {
  const choice = await vscode.window.showQuickPick(listObjects(session), {
    title: `State of ${session.contextName}, the worst first`,
    placeHolder: 'Kind, namespace or name',
    matchOnDescription: true,
    matchOnDetail: true,
  });
  return choice?.object;
}
