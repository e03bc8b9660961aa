// Command "Show State of the Cluster": all live objects, the worst first; a pick goes to the row.
import * as vscode from 'vscode';
import type { ClusterLink } from '../kubeContext/clusterLink.ts';
import type { ClusterView } from '../views/cluster/clusterView.ts';
import { listObjects } from './chooseTarget.ts';
import { clusterAtHand } from './clusterAtHand.ts';

/** Makes the command. */
export function showStateCommand(link: ClusterLink, clusterView: ClusterView): () => Promise<void> {
  return async () => {
    const session = await clusterAtHand(link);
    if (session === undefined) return;
    const choice = await vscode.window.showQuickPick(listObjects(session), {
      title: `State of ${session.contextName}, the worst first`,
      placeHolder: 'Kind, namespace or name',
      matchOnDescription: true,
      matchOnDetail: true,
    });
    await clusterView.focus();
    if (choice !== undefined) await clusterView.reveal(choice.object.kind, choice.object.namespace ?? '', choice.object.name);
  };
}
