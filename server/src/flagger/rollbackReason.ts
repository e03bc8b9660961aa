/** Why a rollout was rolled back, in a few words: what a person asked for is told apart from what the checks found. */
import type { TimedFact } from './clusterEvents.ts';
import { eventWords } from './eventWords.ts';
import { isFailedCheck } from './events.ts';
import { failedCheckWords } from './failedCheckWords.ts';

/** The reason out of the facts of one rollout, oldest first; lower case, without a final stop, empty where they do not say. */
export function rollbackReason(facts: readonly TimedFact[]): string {
  const promotion = facts.findLast(({ fact }) => fact.kind === 'promotionFailed')?.fact;
  if (promotion?.kind === 'promotionFailed') return `the primary is not ready: ${promotion.error}`;
  const rollback = facts.findLast(({ fact }) => fact.kind === 'rollingBack')?.fact;
  const asked = facts.findLast(({ fact }) => fact.kind === 'hookPassed' && fact.type === 'rollback')?.fact;
  // A check may have failed before: it is not what ended the rollout.
  if (rollback?.kind === 'rollingBack' && rollback.reason === 'hook' && asked !== undefined) return eventWords(asked);
  if (rollback?.kind === 'rollingBack' && rollback.reason !== 'threshold') return withoutHead(eventWords(rollback));
  const check = facts.findLast(({ fact }) => isFailedCheck(fact))?.fact;
  if (check !== undefined) return failedCheckWords(check);
  return rollback === undefined ? '' : withoutHead(eventWords(rollback));
}

function withoutHead(words: string): string {
  return words.replace(/^rolling back: /, '');
}
