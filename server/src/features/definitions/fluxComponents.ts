/** The `spec.components` of Flux Kustomizations, and the folder that each leads to. */
import { joinPath } from '../../files/paths.ts';
import type { Artifact, ClusterGraph, Delivery } from '../../graph/graph.ts';
import { groupBy } from '../../graph/lazyMap.ts';
import { oncePer } from '../../text/once.ts';
import type { TextFile } from '../../text/textFile.ts';
import type { Snapshot } from '../../workspace/session.ts';
import type { YamlNode } from '../../yaml/yamlNode.ts';

/** An entry of `spec.components`, with the Kustomization that takes it and the files of its source. */
export interface FluxComponent {
  readonly span: YamlNode;
  readonly delivery: Delivery;
  readonly artifact: Artifact;
  /** From the root of the source: what is written is relative to the folder that is built (kustomize-controller, pkg/kustomize `Generator.generateKustomization`). */
  readonly path: string;
}

/** All entries that a file holds, once for each cluster and Kustomization that takes them; none whose source lies elsewhere. */
export function fluxComponentsIn({ graph }: Pick<Snapshot, 'graph'>, file: TextFile): readonly FluxComponent[] {
  return graph.clusters.flatMap((cluster) => componentsByFile(cluster).get(file.uri) ?? []);
}

const componentsByFile = oncePer((cluster: ClusterGraph): ReadonlyMap<string, readonly FluxComponent[]> => {
  const found = [...cluster.deliveries.values()].flatMap((delivery) => {
    const { kustomization, source, path: folder } = delivery;
    if (source.state !== 'local' || folder === undefined) return [];
    return kustomization.components.flatMap(({ value, node }) => {
      const path = joinPath(folder, value);
      return path === undefined ? [] : [{ span: node, delivery, artifact: source.artifact, path }];
    });
  });
  return groupBy(found, ({ span }) => span.file.uri);
});

/** Those at an offset. */
export function fluxComponentsAt(snapshot: Pick<Snapshot, 'graph'>, file: TextFile, offset: number): readonly FluxComponent[] {
  return fluxComponentsIn(snapshot, file).filter(({ span }) => span.start <= offset && offset <= span.end);
}
