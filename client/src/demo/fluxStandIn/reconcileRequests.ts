/** What makes a Flux controller look at an object again, and how it answers a request to do so. */
import { annotationsOf, generationOf } from '../kubeApi/clusterApi.ts';
import { isTrueAt, textAt } from '../kubeApi/json.ts';
import type { JsonObject } from '../kubeApi/json.ts';
import type { StoreChange } from '../kubeApi/objectStore.ts';

/** The annotation by which people ask for a reconcile. */
export const requestedAtAnnotation = 'reconcile.fluxcd.io/requestedAt';

/** Whether a change is one that Flux's controllers react to: new, another spec, being deleted, or a new request. */
export function isTrigger({ type, object, previous }: StoreChange): boolean {
  if (type === 'DELETED') return false;
  if (previous === undefined || generationOf(object) !== generationOf(previous)) return true;
  if (textAt(object, 'metadata', 'deletionTimestamp') !== textAt(previous, 'metadata', 'deletionTimestamp')) return true;
  return requestOf(object) !== requestOf(previous);
}

/** The token of the last request, or `undefined`. */
export function requestOf(object: JsonObject): string | undefined {
  return annotationsOf(object)[requestedAtAnnotation];
}

/** The status with the request marked as seen; that happens after failed runs, too. */
export function withHandledRequest(status: JsonObject, object: JsonObject): JsonObject {
  const request = requestOf(object);
  return request === undefined ? status : { ...status, lastHandledReconcileAt: request };
}

const forceAtAnnotation = 'reconcile.fluxcd.io/forceAt';
const helmWishes = [[forceAtAnnotation, 'lastHandledForceAt'], ['reconcile.fluxcd.io/resetAt', 'lastHandledResetAt']] as const;

/** Whether a HelmRelease is asked for an install or upgrade even without changes, and has not been before (helm-controller api/v2, `ShouldHandleForceRequest`). */
export function isForced(release: JsonObject): boolean {
  const request = requestOf(release);
  return request !== undefined && annotationsOf(release)[forceAtAnnotation] === request && textAt(release, 'status', 'lastHandledForceAt') !== request;
}

/** The status of a HelmRelease with what it was asked for beside the run marked as seen: only what was asked together with it counts. */
export function withHandledWishes(status: JsonObject, release: JsonObject): JsonObject {
  const request = requestOf(release);
  const handled = helmWishes.flatMap(([annotation, field]) => (request !== undefined && annotationsOf(release)[annotation] === request ? [[field, request] as const] : []));
  return { ...status, ...Object.fromEntries(handled) };
}

/** Whether the object rests by `spec.suspend`. */
export function isSuspended(object: JsonObject): boolean {
  return isTrueAt(object, 'spec', 'suspend');
}
