/** What Flux Kustomizations and HelmReleases wait for: shared by the rules on `dependsOn`. */
import type { ClusterGraph, GraphNode } from '../graph/graph.ts';
import { readFluxKustomization } from '../manifests/fluxKustomization.ts';
import { readHelmRelease } from '../manifests/helmRelease.ts';
import type { Manifest, ObjectReference } from '../manifests/manifest.ts';
import { printObjectId } from '../protocol/objectId.ts';
import { holdsVariable } from './faultPlace.ts';

/** One entry of `dependsOn` with the object that it means. */
export interface Dependency {
  readonly reference: ObjectReference;
  readonly kind: string;
  readonly namespace: string | undefined;
  readonly name: string;
  readonly id: string;
}

/** The entries of `dependsOn`, with the object's own namespace where an entry has none. Variables are left out. */
export function dependenciesOf(manifest: Manifest): readonly Dependency[] {
  const references = readFluxKustomization(manifest)?.dependsOn ?? readHelmRelease(manifest)?.dependsOn ?? [];
  return references.flatMap((reference) => {
    const name = reference.name?.value;
    const namespace = reference.namespace?.value ?? manifest.namespace?.value;
    if (name === undefined || holdsVariable(name) || holdsVariable(namespace ?? '')) return [];
    const id = printObjectId(namespace === undefined ? { kind: manifest.kind, name } : { kind: manifest.kind, namespace, name });
    return [{ reference, kind: manifest.kind, namespace, name, id }];
  });
}

/** The shortest way along `dependsOn` from one object to another, both included; `undefined` when there is none. */
export function dependencyPath(cluster: ClusterGraph, from: GraphNode, to: GraphNode): readonly GraphNode[] | undefined {
  const cameFrom = new Map<GraphNode, GraphNode | undefined>([[from, undefined]]);
  const queue = [from];
  for (let at = queue.shift(); at !== undefined; at = queue.shift()) {
    if (at === to) {
      const path: GraphNode[] = [];
      for (let step: GraphNode | undefined = at; step !== undefined; step = cameFrom.get(step)) path.unshift(step);
      return path;
    }
    for (const { id } of dependenciesOf(at.manifest)) {
      const next = cluster.nodes.get(id);
      if (next === undefined || cameFrom.has(next)) continue;
      cameFrom.set(next, at);
      queue.push(next);
    }
  }
  return undefined;
}
