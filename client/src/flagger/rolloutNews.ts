/** What is worth a notification: a rollout that halts for the first time, waits for a person, fails or is promoted. Pure. */
import { phaseMeaning } from '../../../server/src/flagger/phases.ts';

/** What is remembered of a Canary between two looks. */
export interface RolloutMark {
  readonly uid: string;
  readonly phase: string;
  readonly failedChecks: number;
  /** A halt of this rollout was told already. */
  readonly haltTold: boolean;
}

/** Sort of news. */
export type NewsKind = 'halted' | 'waits' | 'failed' | 'promoted';

/** Which notifications are wanted. */
export type NotificationLevel = 'all' | 'problems' | 'off';

/** Compares a Canary with what was known of it. One that is seen for the first time is no news: what happened before the window was opened is in the views. */
export function findNews(before: RolloutMark | undefined, now: { readonly uid: string; readonly phase: string; readonly failedChecks: number }): { readonly mark: RolloutMark; readonly news: NewsKind | undefined } {
  const { uid, phase, failedChecks } = now;
  const isRunning = phaseMeaning(phase).running;
  const isKnown = before?.uid === uid;
  const news = isKnown ? newsOf(before, phase, failedChecks) : undefined;
  const haltTold = isRunning && ((isKnown && before.haltTold) || news === 'halted' || (!isKnown && failedChecks > 0));
  return { mark: { uid, phase, failedChecks, haltTold }, news };
}

/** Whether news of this sort are told at this level. A gate is no problem, but it waits for a person. */
export function isWanted(news: NewsKind, level: NotificationLevel): boolean {
  return level === 'all' || (level === 'problems' && news !== 'promoted');
}

/** Several news at once in one line: `2 failed, 3 promoted`. */
export function countNews(news: readonly NewsKind[]): string {
  const words: Readonly<Record<NewsKind, string>> = { failed: 'failed', halted: 'halted', waits: 'waiting for you', promoted: 'promoted' };
  return (['failed', 'halted', 'waits', 'promoted'] as const).flatMap((kind) => {
    const count = news.filter((each) => each === kind).length;
    return count === 0 ? [] : [`${count} ${words[kind]}`];
  }).join(', ');
}

function newsOf(before: RolloutMark, phase: string, failedChecks: number): NewsKind | undefined {
  const wasRunning = phaseMeaning(before.phase).running;
  if (phase !== before.phase) {
    if (phase === 'Failed') return 'failed';
    if (phase === 'Succeeded' && wasRunning) return 'promoted';
    if (phase === 'Waiting' || phase === 'WaitingPromotion') return 'waits';
  }
  const isHalt = phaseMeaning(phase).running && failedChecks > (wasRunning ? before.failedChecks : 0) && !before.haltTold;
  return isHalt ? 'halted' : undefined;
}
