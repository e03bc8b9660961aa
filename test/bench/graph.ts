// A cluster of a thousand objects as the graph panel gets it: the snapshots that the host sends while Flux walks through it.
import { buildPicture, type LiveGraph, type LiveNode } from '../../client/src/graphPicture/buildPicture.ts';
import { placePicture } from '../../client/src/graphPicture/layout.ts';
import type { GraphHostMessage } from '../../client/src/webviews/graph/messages.ts';
import type { ObjectId } from '../../server/src/protocol/objectId.ts';

const kustomizations = 200;
const perKustomization = 4;
/** States that change from one snapshot to the next. */
const moving = 20;

/** What the host sends: the same thousand boxes, in each snapshot with twenty other states. */
export function graphSnapshots(count: number): readonly GraphHostMessage[] {
  const first = buildPicture({ files: undefined, live: liveGraph(0), scope: 'all' });
  const placement = placePicture(first);
  return Array.from({ length: count }, (_, round) => {
    const picture = buildPicture({ files: undefined, live: liveGraph(round), scope: 'all' });
    const actions = Object.fromEntries(picture.nodes.map(({ id }) => [id, [{ id: 'openLine', label: 'Open Line' }, { id: 'showInCluster', label: 'Show in Cluster View' }, { id: 'reconcile', label: 'Reconcile' }] as const]));
    return { type: 'state', state: { kind: 'shown', choice: { entry: 'bench', scope: 'all' }, entries: [{ id: 'bench', label: 'clusters/bench' }], connection: { state: 'live', context: 'bench', words: 'bench ● live' }, picture, placement, actions } };
  });
}

/** One source, two hundred Kustomizations in twelve waves, and what each of them brings. */
function liveGraph(round: number): LiveGraph {
  const source = object('GitRepository', 'flux-system');
  const root = object('Kustomization', 'flux-system');
  const edges: LiveGraph['edges'][number][] = [{ from: source, to: root, kind: 'source' }];
  const nodes: LiveNode[] = [node(source, round, -1), node(root, round, -1)];
  for (let index = 0; index < kustomizations - 1; index += 1) {
    const own = object('Kustomization', `team-${index}`);
    nodes.push(node(own, round, index));
    edges.push({ from: root, to: own, kind: 'applies' });
    for (const other of [index - 17, index - 23]) if (other >= 0 && (index + other) % 3 > 0) edges.push({ from: object('Kustomization', `team-${other}`), to: own, kind: 'dependsOn' });
    const brought = Array.from({ length: perKustomization }, (_, part) => object(['HelmRelease', 'Deployment', 'Canary', 'StatefulSet'][part] ?? '', `team-${index}-app-${part}`));
    for (const [part, one] of brought.entries()) {
      nodes.push(node(one, round, index * perKustomization + part));
      edges.push({ from: own, to: one, kind: 'applies' });
    }
  }
  return { nodes, edges };
}

function object(kind: string, name: string): ObjectId {
  return { kind, namespace: 'flux-system', name };
}

function node(of: ObjectId, round: number, index: number): LiveNode {
  const isMoving = index >= 0 && (index + 997 - round * moving) % 997 < moving;
  return { object: of, state: isMoving ? 'reconciling' : index % 50 === 49 ? 'failed' : 'ready', words: isMoving ? 'applying main@9f8e1c2' : index % 50 === 49 ? 'health check failed after 30 s: Deployment is not ready' : 'main@02fae5b, 3 min ago', facts: [['revision', 'main@02fae5b'], ['interval', '10m']] };
}
