// Command "Show in Cluster View": goes from the object under the cursor to its row; where the view has none, to the row of what applies it.
import * as vscode from 'vscode';
import { printObjectId, type ObjectId } from '../../../server/src/protocol/objectId.ts';
import { objectAtRequest } from '../../../server/src/protocol/requests.ts';
import type { ClusterView } from '../views/cluster/clusterView.ts';
import { clusterAtHand } from './clusterAtHand.ts';
import type { FluxCommandTools } from './fluxCommandTools.ts';

/** Makes the command. */
export function showInClusterCommand({ server, link }: FluxCommandTools, clusterView: ClusterView): () => Promise<void> {
  return async () => {
    const editor = vscode.window.activeTextEditor;
    if (editor === undefined) return;
    const { line, character } = editor.selection.active;
    const answer = await server.request(objectAtRequest, { uri: editor.document.uri.toString(), position: { line, character } });
    const candidates: readonly ObjectId[] = [...(answer?.object === undefined ? [] : [answer.object]), ...(answer?.appliedBy ?? [])];
    if (candidates.length === 0) {
      void vscode.window.showInformationMessage('Nothing at the cursor comes into a cluster, as far as the open repositories tell.');
      return;
    }
    const session = await clusterAtHand(link);
    if (session === undefined) return;
    await clusterView.focus();
    for (const { kind, namespace = '', name } of candidates) if (await clusterView.reveal(kind, namespace, name)) return;
    const [first] = candidates;
    void vscode.window.showInformationMessage(`${first === undefined ? 'This' : printObjectId(first)} is not in ${session.contextName}, or a filter of the view hides it.`);
  };
}
