// A request to reconcile that nobody has handled, in words.
import type { ReconciledObject } from '../../cluster/objects/reconciledObject.ts';
import { unhandledSince } from '../../flux/unhandledRequest.ts';
import { ageWords } from '../ageWords.ts';

/** `reconcile asked for 3 min ago and not handled: is its controller running?`; empty where there is no such request. */
export function unhandledWords(live: ReconciledObject, now: number): string {
  const since = unhandledSince(live, now);
  return since === '' ? '' : `reconcile asked for ${ageWords(since, now)} and not handled: is its controller running?`;
}
