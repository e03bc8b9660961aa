/** Names an entry point for people, the same in lenses and picks. */
import type { ClusterGraph, WorkspaceGraph } from '../graph/graph.ts';

/** `clusters/prod`; with several repositories open also which one it is in: `fleet/clusters/prod`. */
export function clusterLabel(graph: WorkspaceGraph, { entry }: ClusterGraph): string {
  const path = entry.path === '' ? './' : entry.path;
  return graph.repositories.length > 1 ? `${entry.repository.name}/${path}` : path;
}
