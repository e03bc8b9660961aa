/** Which reader tells the relations of which kind. */
import type { GraphNode } from '../graph.ts';
import { canaryEdges } from './canaryEdges.ts';
import type { EdgeReader } from './edge.ts';
import { fluxKustomizationEdges } from './fluxKustomizationEdges.ts';
import { helmReleaseEdges } from './helmReleaseEdges.ts';
import { otherEdges } from './otherEdges.ts';

/** Edge readers by the kind that they read. */
const edgeReaders: Readonly<Record<string, EdgeReader>> = {
  Kustomization: fluxKustomizationEdges,
  HelmRelease: helmReleaseEdges,
  HelmChart: helmReleaseEdges,
  Canary: canaryEdges,
  Alert: otherEdges,
  ArtifactGenerator: otherEdges,
  ImagePolicy: otherEdges,
  ImageUpdateAutomation: otherEdges,
  Ingress: otherEdges,
  Certificate: otherEdges,
  Issuer: otherEdges,
};

/** The reader of a node's relations; none for what is only implied, and for kinds that tell none. */
export function edgeReaderOf({ presence, object }: GraphNode): EdgeReader | undefined {
  return presence === 'implied' || !Object.hasOwn(edgeReaders, object.kind) ? undefined : edgeReaders[object.kind];
}

/** Whether a node's own text tells of relations. */
export function isRelated(node: GraphNode): boolean {
  return edgeReaderOf(node) !== undefined;
}
