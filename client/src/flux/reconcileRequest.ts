// The annotations with which a Flux controller is asked to look at an object now (fluxcd/pkg apis/meta/annotations.go), and suspending.
import type { JsonObject } from '../cluster/jsonValue.ts';

/** Asks for a run; the controller copies the value to status.lastHandledReconcileAt. */
export const requestedAtAnnotation = 'reconcile.fluxcd.io/requestedAt';
/** HelmReleases: one install or upgrade even without changes; only together with requestedAt and the same value. */
export const forceAtAnnotation = 'reconcile.fluxcd.io/forceAt';
/** HelmReleases: reset the failure counters; as above. */
export const resetAtAnnotation = 'reconcile.fluxcd.io/resetAt';

/** What else a HelmRelease is asked for. */
export interface HelmRequest {
  readonly force: boolean;
  readonly reset: boolean;
}

/** What it is called; empty where nothing is asked beside the run. */
export function titleOfHelmRequest({ force, reset }: HelmRequest): string {
  return [...(force ? ['Force'] : []), ...(reset ? ['Reset'] : [])].join(' and ');
}

/** Nothing beside the run itself. */
export const noHelmRequest: HelmRequest = { force: false, reset: false };

/**
 * A token that nobody else has: the time with nine decimals (as the flux CLI writes it), the last six from `random` in [0, 1).
 * Controllers only compare it for equality.
 */
export function newRequestToken(now: number, random: () => number): string {
  const fraction = String(Math.floor(random() * 1_000_000)).padStart(6, '0');
  return new Date(now).toISOString().replace('Z', `${fraction}Z`);
}

/** The merge patch that asks for a run. */
export function requestPatch(token: string, helm: HelmRequest): JsonObject {
  return {
    metadata: {
      annotations: {
        [requestedAtAnnotation]: token,
        ...(helm.force ? { [forceAtAnnotation]: token } : {}),
        ...(helm.reset ? { [resetAtAnnotation]: token } : {}),
      },
    },
  };
}

/** The merge patch that suspends. If spec.suspend stands in Git under another Kustomization, that one will put it back. */
export const suspendPatch: JsonObject = { spec: { suspend: true } };

/** The merge patch that resumes. */
export const resumePatch: JsonObject = { spec: { suspend: false } };
