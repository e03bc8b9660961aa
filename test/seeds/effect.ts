/** Proves a seed harmless: everything that every cluster gets is what it was, and so is what fails. */
import type { ClusterGraph, Delivery, GraphNode, WorkspaceGraph } from '../../server/src/graph/graph.ts';
import { plainValue, type PlainValue } from '../../server/src/yaml/yamlValue.ts';

/** Whether all clusters of a workspace get the same objects, and the same of their builds fail for the same reasons. */
export function sameEffect(before: WorkspaceGraph, after: WorkspaceGraph): boolean {
  return before.clusters.length === after.clusters.length && before.clusters.every((cluster, index) => sameCluster(cluster, after.clusters[index]));
}

function sameCluster(before: ClusterGraph, after: ClusterGraph | undefined): boolean {
  if (after === undefined || before.nodes.size !== after.nodes.size || before.deliveries.size !== after.deliveries.size) return false;
  // Kustomize files are nodes of the graph, and nothing that a cluster gets.
  const nodes = [...before.nodes.values()].every((node) => node.object.kind === 'KustomizeFile' || sameObject(node, after.nodes.get(node.id)));
  return nodes && [...before.deliveries].every(([id, delivery]) => sameFailures(delivery, after.deliveries.get(id)));
}

function sameObject(before: GraphNode, after: GraphNode | undefined): boolean {
  if (after === undefined) return false;
  return before.manifest.root === after.manifest.root || canonical(plainValue(before.manifest.root)) === canonical(plainValue(after.manifest.root));
}

function sameFailures(before: Delivery, after: Delivery | undefined): boolean {
  if (after === undefined || before.source.state !== after.source.state || before.pathExists !== after.pathExists) return false;
  if (before.build === after.build) return true;
  const codes = (delivery: Delivery): string => (delivery.build?.problems ?? []).map(({ code }) => code).sort().join();
  return codes(before) === codes(after) && before.build?.objects.length === after.build?.objects.length;
}

function canonical(value: PlainValue): string {
  // The order of keys means nothing to the API server.
  return JSON.stringify(value, (_key, inner: unknown) => {
    if (typeof inner === 'bigint') return inner.toString();
    return typeof inner === 'object' && inner !== null && !Array.isArray(inner) ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1))) : inner;
  });
}
