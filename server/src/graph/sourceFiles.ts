/** The files of a source that a cluster's Flux Kustomizations have resolved: for whatever else names it, such as a chart. */
import type { SourceTree } from '../files/sourceTree.ts';
import type { ClusterGraph } from './graph.ts';

/** The files of a source of this name, if some Flux Kustomization of the cluster has it resolved; without `kind` or `namespace`, of any. */
export function treeOfSource(cluster: ClusterGraph, { kind, name, namespace }: { readonly kind?: string | undefined; readonly name: string; readonly namespace?: string | undefined }): SourceTree | undefined {
  for (const { kustomization: { sourceRef }, node, source } of cluster.deliveries.values()) {
    if (source.state !== 'local' || sourceRef?.name?.value !== name || (kind !== undefined && sourceRef.kind?.value !== kind)) continue;
    if (namespace === undefined || (sourceRef.namespace?.value ?? node.object.namespace) === namespace) return source.artifact.tree;
  }
  return undefined;
}
