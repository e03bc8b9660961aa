// Whether Flux holds a field of a live object, and when it will put it back: what an edit in the cluster is worth.
import { parseGoDuration } from '../../../server/src/flagger/durations.ts';
import { isJsonObject, readArray, readPath, readString, readStringMap, type JsonObject } from '../cluster/jsonValue.ts';
import type { LiveFluxKustomization } from '../cluster/objects/fluxKustomization.ts';
import type { LiveHelmRelease } from '../cluster/objects/helmRelease.ts';

/** What Flux makes of an edit of one field in the cluster. */
export type FluxEffect =
  /** No label of Flux is on the object. */
  | { readonly type: 'unmanaged' }
  /** Flux applied the object, but not this field: server-side apply leaves fields of others alone. */
  | { readonly type: 'left'; readonly owner: string }
  /** The next run puts the field back. Milliseconds since 1970; undefined where the run's time is not known. */
  | { readonly type: 'reverted'; readonly owner: string; readonly at?: number; readonly interval: string }
  /** The owner is suspended: the field is put back by the first run after it is resumed. */
  | { readonly type: 'suspended'; readonly owner: string }
  /** Helm sets the field again at the next upgrade, not before. */
  | { readonly type: 'untilUpgrade'; readonly owner: string }
  /** Somebody else has written the field last, so it is not seen any more whether Git sets it too; `then` is what comes of it if so. */
  | { readonly type: 'unsure'; readonly then: FluxEffect };

/** What is looked up of the owners. */
export interface OwnerLookup {
  findKustomization(namespace: string, name: string): LiveFluxKustomization | undefined;
  findHelmRelease(namespace: string, name: string): LiveHelmRelease | undefined;
}

/** The managers under which Flux writes what stands in Git (kustomize-controller and helm-controller). */
const kustomizeManager = 'kustomize-controller';
const helmManager = 'helm-controller';

/**
 * What Flux makes of an edit of the field at `path` (`['spec', 'suspend']`).
 * `object` is as the API server gives it, with `metadata.managedFields`.
 * A Kustomization's run also undoes edits by managers whose names begin with `kubectl`; ours does not.
 */
export function readFluxEffect(object: JsonObject, path: readonly string[], lookup: OwnerLookup): FluxEffect {
  const labels = readStringMap(readPath(object, 'metadata'), 'labels');
  const kustomization = { name: labels['kustomize.toolkit.fluxcd.io/name'] ?? '', namespace: labels['kustomize.toolkit.fluxcd.io/namespace'] ?? '' };
  const release = { name: labels['helm.toolkit.fluxcd.io/name'] ?? '', namespace: labels['helm.toolkit.fluxcd.io/namespace'] ?? '' };
  if (release.name === '' && kustomization.name === '') return { type: 'unmanaged' };
  const isByHelm = release.name !== '';
  const owner = isByHelm ? `HelmRelease ${release.namespace}/${release.name}` : `Kustomization ${kustomization.namespace}/${kustomization.name}`;
  const isSet = ownsField(object, isByHelm ? helmManager : kustomizeManager, path);
  const isTaken = !isSet && isOwned(object, path);
  if (!isSet && !isTaken) return { type: 'left', owner };
  const effect = isByHelm ? helmEffect(owner, lookup.findHelmRelease(release.namespace, release.name)) : kustomizeEffect(owner, lookup.findKustomization(kustomization.namespace, kustomization.name));
  return isTaken ? { type: 'unsure', then: effect } : effect;
}

/** Whether anybody holds the field. Who writes another value takes it from whoever had applied it. */
function isOwned(object: JsonObject, path: readonly string[]): boolean {
  return readArray(object, 'metadata', 'managedFields').some((entry) => readString(entry, 'subresource') === '' && holds(readPath(entry, 'fieldsV1'), path));
}

/** Whether a manager holds the field, or a field that contains it as a whole. */
export function ownsField(object: JsonObject, manager: string, path: readonly string[]): boolean {
  return readArray(object, 'metadata', 'managedFields').some((entry) => readString(entry, 'manager') === manager && readString(entry, 'subresource') === '' && holds(readPath(entry, 'fieldsV1'), path));
}

/** A sentence on the effect; empty for an object without Flux. `clock` prints a time of day. */
export function describeFluxEffect(effect: FluxEffect, field: string, clock: (at: number) => string): string {
  switch (effect.type) {
    case 'unmanaged': return 'Flux does not manage this object: the edit stays.';
    case 'left': return `Flux leaves it alone: ${effect.owner} does not set ${field}. It stays until somebody takes it away.`;
    case 'reverted': return `Flux puts ${field} back ${effect.at === undefined ? `at the next run of ${effect.owner}` : `at ${clock(effect.at)} (${effect.owner}, each ${effect.interval}) or at the next reconcile`}.`;
    case 'suspended': return `${effect.owner} is suspended: Flux puts ${field} back only after it is resumed.`;
    case 'untilUpgrade': return `Helm puts ${field} back at the next upgrade of ${effect.owner}.`;
    case 'unsure': return `Somebody else has set ${field} last. If Git sets it too: ${describeFluxEffect(effect.then, field, clock)}`;
  }
}

/** The same in a few words, for a line of a list; the field is the one that the line is about. */
export function nameFluxEffect(effect: FluxEffect, clock: (at: number) => string): string {
  switch (effect.type) {
    case 'unmanaged': return 'It stays: Flux does not manage it.';
    case 'left': return 'Flux leaves it alone.';
    case 'reverted': return effect.at === undefined ? 'Flux reverts it at its next run.' : `Flux reverts it at ${clock(effect.at)}.`;
    case 'suspended': return 'Flux reverts it once it is resumed.';
    case 'untilUpgrade': return 'Helm reverts it when it upgrades.';
    case 'unsure': return `If Git sets it: ${nameFluxEffect(effect.then, clock)}`;
  }
}

function holds(fields: unknown, path: readonly string[]): boolean {
  const [first, ...rest] = path;
  if (first === undefined) return true;
  if (!isJsonObject(fields)) return false;
  const next = fields[first.startsWith('k:') ? first : `f:${first}`];
  if (!isJsonObject(next)) return false;
  // An empty set stands for the field with all below it.
  return Object.keys(next).length === 0 || holds(next, rest);
}

function kustomizeEffect(owner: string, live: LiveFluxKustomization | undefined): FluxEffect {
  if (live?.suspended === true) return { type: 'suspended', owner };
  const last = Date.parse(live?.lastReconciledAt ?? '');
  const seconds = parseGoDuration(live?.interval ?? '');
  const at = Number.isFinite(last) && seconds !== undefined && seconds > 0 ? { at: last + seconds * 1000 } : {};
  return { type: 'reverted', owner, ...at, interval: live?.interval ?? '' };
}

function helmEffect(owner: string, live: LiveHelmRelease | undefined): FluxEffect {
  if (live?.suspended === true) return { type: 'suspended', owner };
  const corrects = readString(live?.object.content, 'spec', 'driftDetection', 'mode') === 'enabled';
  return corrects ? { type: 'reverted', owner, interval: live?.interval ?? '' } : { type: 'untilUpgrade', owner };
}
