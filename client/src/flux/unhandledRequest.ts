// A request to reconcile that no controller has answered: the controller is gone, or far behind.
import type { ReconciledObject } from '../cluster/objects/reconciledObject.ts';

/** `kubectl annotate` and all tools set this; the controller copies its value into status.lastHandledReconcileAt (fluxcd/pkg apis/meta/annotations.go). */
const requestedAt = 'reconcile.fluxcd.io/requestedAt';

/** What is younger is simply under way. Milliseconds. */
export const requestPatienceMs = 60_000;

type Subject = Pick<ReconciledObject, 'object' | 'lastHandledReconcileAt' | 'suspended'>;

/** When it was asked for (RFC 3339), where nobody has handled it for a minute; empty otherwise. `now` in milliseconds. */
export function unhandledSince(subject: Subject, now: number): string {
  const asked = pendingRequest(subject);
  return asked !== '' && now - Date.parse(asked) > requestPatienceMs ? asked : '';
}

/** A request that is not handled yet, however young; empty without one. Suspended objects answer when they are resumed; tokens that are no times have no age. */
export function pendingRequest({ object, lastHandledReconcileAt, suspended }: Subject): string {
  const asked = object.annotations[requestedAt] ?? '';
  return asked === lastHandledReconcileAt || suspended || !Number.isFinite(Date.parse(asked)) ? '' : asked;
}
