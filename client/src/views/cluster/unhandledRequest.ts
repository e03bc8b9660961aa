// A request to reconcile that no controller has answered: the controller is gone, or far behind.
import type { ReconciledObject } from '../../cluster/objects/reconciledObject.ts';
import { ageWords } from '../ageWords.ts';

/** `kubectl annotate` and all tools set this; the controller copies its value into status.lastHandledReconcileAt. */
const requestedAt = 'reconcile.fluxcd.io/requestedAt';
/** What is younger is simply under way. Milliseconds. */
const patienceMs = 60_000;

/** `reconcile asked for 3 min ago and not handled: is its controller running?`; empty where there is no such request. */
export function unhandledWords({ object, lastHandledReconcileAt }: Pick<ReconciledObject, 'object' | 'lastHandledReconcileAt'>, now: number): string {
  const asked = object.annotations[requestedAt] ?? '';
  const time = Date.parse(asked);
  if (asked === '' || asked === lastHandledReconcileAt || !(now - time > patienceMs)) return '';
  return `reconcile asked for ${ageWords(asked, now)} and not handled: is its controller running?`;
}
