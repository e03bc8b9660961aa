// Says which kinds commands act on and how the API server addresses them. Pure.
import type { ObjectId } from '../../../server/src/protocol/objectId.ts';
import { isFluxSourceKind } from '../cluster/objects/fluxSource.ts';
import type { ObjectRef } from '../cluster/servedKind.ts';
import { kustomizeGroup } from '../flux/ownership.ts';
import { helmGroup, sourceGroup } from '../flux/reconcilePlan.ts';

/** Kinds which a command can act on. */
export type TargetKind = 'reconcilable' | 'hasSource' | 'helmRelease' | 'suspendable' | 'resumable' | 'canary' | 'any';

/** Whether a kind takes part in what a command does. */
export function fitsTarget(kind: string, target: TargetKind): boolean {
  switch (target) {
    case 'reconcilable':
      return kind === 'Kustomization' || kind === 'HelmRelease' || (isFluxSourceKind(kind) && kind !== 'ExternalArtifact');
    case 'hasSource':
      return kind === 'Kustomization' || kind === 'HelmRelease';
    case 'helmRelease':
      return kind === 'HelmRelease';
    case 'suspendable':
    case 'resumable':
      return kind === 'Canary' || fitsTarget(kind, 'reconcilable');
    case 'any':
      return true;
    case 'canary':
      return kind === 'Canary';
  }
}

/** Whether a live object is in a state in which the command does something: what is suspended can be resumed, what is not can be suspended. */
export function fitsState(isSuspended: boolean, target: TargetKind): boolean {
  if (target === 'resumable') return isSuspended;
  return target !== 'suspendable' || !isSuspended;
}

/** How the API server addresses an object of a Flux or Flagger kind; undefined for any other kind. */
export function refOfObject(object: ObjectId): ObjectRef | undefined {
  const group = groupOfKind(object.kind);
  return group === undefined ? undefined : { group, kind: object.kind, namespace: object.namespace ?? '', name: object.name };
}

/** The object id of a reference. */
export function objectOfRef(ref: ObjectRef): ObjectId {
  return ref.namespace === '' ? { kind: ref.kind, name: ref.name } : { kind: ref.kind, namespace: ref.namespace, name: ref.name };
}

function groupOfKind(kind: string): string | undefined {
  if (kind === 'Kustomization') return kustomizeGroup;
  if (kind === 'HelmRelease') return helmGroup;
  if (kind === 'Canary') return 'flagger.app';
  return isFluxSourceKind(kind) ? sourceGroup : undefined;
}
