/** Names an entry point for people, the same in lenses and picks. */
import type { ClusterGraph, WorkspaceGraph } from './graph.ts';

/** `clusters/prod`; with several repositories open also which one it is in: `fleet/clusters/prod`. The root is `./`, or the name of its repository. */
export function clusterLabel(graph: WorkspaceGraph, { entry }: ClusterGraph): string {
  if (graph.repositories.length > 1) return entry.path === '' ? entry.repository.name : `${entry.repository.name}/${entry.path}`;
  return entry.path === '' ? './' : entry.path;
}
