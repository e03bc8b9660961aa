/** Which of the workspace's clusters the connected one is: the same names stand in several, and facts of one say nothing about another. */
import type { ClusterGraph, WorkspaceGraph } from '../../graph/graph.ts';
import type { ClusterFacts } from '../../protocol/clusterFacts.ts';

/** The clusters whose entry Kustomization has the live one's path; where none has, those that are not contradicted. */
export function clustersInView(graph: WorkspaceGraph, facts: ClusterFacts): readonly ClusterGraph[] {
  const judged = graph.clusters.map((cluster) => ({ cluster, verdict: compareEntry(cluster, facts) }));
  const same = judged.filter(({ verdict }) => verdict === 'same');
  return (same.length > 0 ? same : judged.filter(({ verdict }) => verdict === 'unknown')).map(({ cluster }) => cluster);
}

function compareEntry(cluster: ClusterGraph, facts: ClusterFacts): 'same' | 'other' | 'unknown' {
  const roots = [...cluster.deliveries.values()].filter(({ parent }) => parent === undefined);
  const pairs = roots.flatMap(({ node, kustomization }) => {
    const live = facts.kustomizations.find(({ namespace, name }) => namespace === node.object.namespace && name === node.object.name);
    return live === undefined ? [] : [plainPath(live.path) === plainPath(kustomization.path?.value ?? '')];
  });
  if (pairs.length === 0) return 'unknown';
  return pairs.includes(true) ? 'same' : 'other';
}

/** `./clusters/prod/` and `clusters/prod` are the same folder. */
function plainPath(path: string): string {
  return path.split('/').filter((segment) => segment !== '' && segment !== '.').join('/');
}
