/** Knows which namespaces a cluster uses. */
import type { ClusterGraph } from '../graph/graph.ts';

/** The namespaces that objects of a cluster are in, to be derived from it. */
export function namespacesInUse(cluster: ClusterGraph): ReadonlySet<string> {
  return new Set([...cluster.nodes.values()].flatMap(({ object }) => object.namespace ?? []));
}
