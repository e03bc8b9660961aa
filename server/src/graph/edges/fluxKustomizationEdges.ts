/** Relations of a Flux Kustomization: its source, what it waits for, its variables, its health checks. */
import { readFluxKustomization } from '../../manifests/fluxKustomization.ts';
import { edgeTo, type EdgeReader } from './edge.ts';

/** Reads them; the namespace of a reference is the object's own unless set, except for health checks, which have no default. */
export const fluxKustomizationEdges: EdgeReader = (node) => {
  const kustomization = readFluxKustomization(node.manifest);
  if (kustomization === undefined) return [];
  const own = node.object.namespace;
  const source = kustomization.sourceRef;
  return [
    ...edgeTo('source', source, { kind: source?.kind?.value, namespace: source?.namespace?.value ?? own }),
    ...kustomization.dependsOn.flatMap((ref) => edgeTo('dependsOn', ref, { kind: 'Kustomization', namespace: ref.namespace?.value ?? own })),
    ...kustomization.substituteFrom.flatMap((ref) => edgeTo('substitutes', ref, { kind: ref.kind?.value, namespace: own })),
    ...kustomization.healthChecks.flatMap((ref) => edgeTo('healthCheck', ref, { kind: ref.kind?.value, namespace: ref.namespace?.value })),
  ];
};
