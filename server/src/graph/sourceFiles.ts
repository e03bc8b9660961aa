/** The files of a source of a cluster: for whatever names it, such as a chart. */
import type { SourceTree } from '../files/sourceTree.ts';
import { artifactSourceKinds } from '../manifests/fluxSource.ts';
import type { ClusterGraph } from './graph.ts';

/** What names a source; without `kind` or `namespace` any fits. */
export interface SourceName {
  readonly kind?: string | undefined;
  readonly name: string;
  readonly namespace?: string | undefined;
}

/** The files of a source of this name in the workspace, as a Flux Kustomization of the cluster has it resolved or as the cluster declares it. */
export function treeOfSource(cluster: ClusterGraph, { kind, name, namespace }: SourceName): SourceTree | undefined {
  for (const { kustomization: { sourceRef }, node, source } of cluster.deliveries.values()) {
    if (source.state !== 'local' || sourceRef?.name?.value !== name || (kind !== undefined && sourceRef.kind?.value !== kind)) continue;
    if (namespace === undefined || (sourceRef.namespace?.value ?? node.object.namespace) === namespace) return source.artifact.tree;
  }
  for (const one of kind === undefined ? artifactSourceKinds : [kind]) {
    for (const node of cluster.nodesByKind.get(one) ?? []) {
      if (node.object.name !== name || (namespace !== undefined && node.object.namespace !== namespace)) continue;
      const source = cluster.sourceOf(node);
      if (source.state === 'local') return source.artifact.tree;
    }
  }
  return undefined;
}
