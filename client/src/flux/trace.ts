// Where a live object comes from: what holds it, up to the root, and the source that the nearest one takes it from. Pure.
import type { LiveFluxKustomization } from '../cluster/objects/fluxKustomization.ts';
import type { LiveFluxSource } from '../cluster/objects/fluxSource.ts';
import type { LiveHelmRelease } from '../cluster/objects/helmRelease.ts';
import { refKey, type ObjectRef } from '../cluster/servedKind.ts';
import type { FluxLookup } from './dependencies.ts';
import { readInventory } from './inventory.ts';
import { targetRef } from './reconcilePlan.ts';

/** The way from an object to where it is written. */
export interface Trace {
  /** What holds the object, the nearest first: a HelmRelease or Kustomization, then the Kustomization that holds that one, and so on. */
  readonly owners: readonly (LiveFluxKustomization | LiveHelmRelease)[];
  /** The source of the nearest owner, or of the object itself where nothing holds it; undefined where there is none. */
  readonly source: LiveFluxSource | undefined;
  /** Revision of that source which the nearest owner has applied; what was fetched where it applies none. */
  readonly revision: string;
}

/** What is looked through. */
export type TraceWorld = FluxLookup & { readonly kustomizations: readonly LiveFluxKustomization[]; readonly helmReleases: readonly LiveHelmRelease[] };

/** Traces an object by its kind and name: of two kinds with the same name in different groups the first that is found counts. */
export function traceObject(object: { readonly kind: string; readonly namespace: string; readonly name: string }, world: TraceWorld): Trace {
  const owners: (LiveFluxKustomization | LiveHelmRelease)[] = [];
  const seen = new Set<string>();
  let current = object;
  for (;;) {
    const owner = findHolder(current, world);
    if (owner === undefined || seen.has(refKey(targetRef(owner)))) break;
    seen.add(refKey(targetRef(owner)));
    owners.push(owner);
    current = { kind: targetRef(owner).kind, namespace: owner.namespace, name: owner.name };
  }
  const itself = object.kind === 'Kustomization' ? world.findKustomization(object.namespace, object.name) : undefined;
  // A chart is in no repository of ours as it is applied: the line is where the release is written.
  const nearest = owners.find((owner) => 'path' in owner) ?? itself;
  const source = nearest === undefined || !('path' in nearest) ? undefined : world.findSource(nearest.source.kind, nearest.source.namespace, nearest.source.name);
  const applied = nearest !== undefined && 'path' in nearest ? nearest.lastAppliedRevision : '';
  return { owners, source, revision: applied || (source?.revision ?? '') };
}

function findHolder(object: { readonly kind: string; readonly namespace: string; readonly name: string }, { kustomizations, helmReleases }: TraceWorld): LiveFluxKustomization | LiveHelmRelease | undefined {
  const isIt = (ref: ObjectRef): boolean => ref.kind === object.kind && ref.namespace === object.namespace && ref.name === object.name;
  const isNotItself = (holder: LiveFluxKustomization | LiveHelmRelease): boolean => !isIt(targetRef(holder));
  return [...helmReleases, ...kustomizations].find((holder) => isNotItself(holder) && readInventory(holder.inventory).some(isIt));
}
