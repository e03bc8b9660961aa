/** What each file of a workspace yields, in every cluster. */
import type { WalkedCluster } from './walkedCluster.ts';
import type { ClusterGraph, GraphNode, WorkspaceGraph } from './graph.ts';
import { groupBy, LazyMap } from './lazyMap.ts';

/** Nodes and their clusters by the URI of the file that they come from. */
export function indexByFile(clusters: readonly WalkedCluster[]): WorkspaceGraph['byFile'] {
  const inCluster = (cluster: ClusterGraph) => (node: GraphNode) => ({ cluster, node });
  return new LazyMap(
    (uri) => {
      const found = clusters.flatMap((cluster) => cluster.nodesIn(uri).map(inCluster(cluster)));
      return found.length === 0 ? undefined : found;
    },
    () => groupBy(clusters.flatMap((cluster) => [...cluster.nodes.values()].map(inCluster(cluster))), ({ node }) => node.origin.file.uri),
  );
}
