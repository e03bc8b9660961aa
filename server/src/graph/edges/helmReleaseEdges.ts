/** Relations of a HelmRelease: where its chart comes from, what it waits for, its values. */
import { readHelmRelease } from '../../manifests/helmRelease.ts';
import { readFluxSource } from '../../manifests/fluxSource.ts';
import { readMap } from '../../yaml/yamlReader.ts';
import { readReference } from '../../manifests/manifest.ts';
import { edgeTo, type EdgeReader } from './edge.ts';

/** Reads them; `valuesFrom` never leaves the release's namespace. */
export const helmReleaseEdges: EdgeReader = (node) => {
  const own = node.object.namespace;
  if (node.object.kind === 'HelmChart') {
    const chart = readFluxSource(node.manifest);
    const ref = readReference(readMap(chart?.spec, 'sourceRef'));
    return edgeTo('source', ref, { kind: ref?.kind?.value, namespace: own });
  }
  const release = readHelmRelease(node.manifest);
  if (release === undefined) return [];
  const { sourceRef, chartRef } = release;
  return [
    ...edgeTo('source', sourceRef, { kind: sourceRef?.kind?.value, namespace: sourceRef?.namespace?.value ?? own }),
    ...edgeTo('source', chartRef, { kind: chartRef?.kind?.value, namespace: chartRef?.namespace?.value ?? own }),
    ...release.dependsOn.flatMap((ref) => edgeTo('dependsOn', ref, { kind: 'HelmRelease', namespace: ref.namespace?.value ?? own })),
    ...release.valuesFrom.flatMap((ref) => edgeTo('values', ref, { kind: ref.kind?.value, namespace: own })),
  ];
};
