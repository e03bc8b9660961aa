/** How a cluster's own manifests start Flux's controllers. */
import type { ClusterGraph } from '../graph/graph.ts';
import { readMaps, readStrings } from '../yaml/yamlReader.ts';

/** A controller of Flux by the name of its Deployment. */
export type FluxController = 'kustomize-controller' | 'helm-controller' | 'image-reflector-controller' | 'image-automation-controller';

/** The arguments of a controller; `undefined` where nothing in the workspace says them. */
export function argumentsOf(cluster: ClusterGraph, controller: FluxController): readonly string[] | undefined {
  const deployment = cluster.nodes.get(`Deployment/flux-system/${controller}`);
  const args = readMaps(deployment?.manifest.root, 'spec', 'template', 'spec', 'containers').flatMap((container) => readStrings(container, 'args').map(({ value }) => value));
  return args.length === 0 ? undefined : args;
}
