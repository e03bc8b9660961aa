/** Which of the workspace's clusters the connected one is: the same names stand in several, and facts of one say nothing about another. */
import { securePath } from '../../files/paths.ts';
import type { ClusterGraph, WorkspaceGraph } from '../../graph/graph.ts';
import type { ClusterFacts } from '../../protocol/clusterFacts.ts';

/** The clusters whose entry Kustomization has the live one's path; where none has, those that are not contradicted. */
export function clustersInView(graph: WorkspaceGraph, facts: ClusterFacts): readonly ClusterGraph[] {
  const paths = new Map(facts.kustomizations.map(({ namespace, name, path }) => [`${namespace}/${name}`, securePath('', path)]));
  const judged = graph.clusters.map((cluster) => ({ cluster, verdict: compareEntry(cluster, paths) }));
  const same = judged.filter(({ verdict }) => verdict === 'same');
  return (same.length > 0 ? same : judged.filter(({ verdict }) => verdict === 'unknown')).map(({ cluster }) => cluster);
}

/** `paths` are those of the live Kustomizations, by `namespace/name`. */
function compareEntry(cluster: ClusterGraph, paths: ReadonlyMap<string, string>): 'same' | 'other' | 'unknown' {
  const roots = [...cluster.deliveries.values()].filter(({ parent }) => parent === undefined);
  const pairs = roots.flatMap(({ node, kustomization }) => {
    const live = paths.get(`${node.object.namespace}/${node.object.name}`);
    return live === undefined ? [] : [live === securePath('', kustomization.path?.value ?? '')];
  });
  if (pairs.length === 0) return 'unknown';
  return pairs.includes(true) ? 'same' : 'other';
}
