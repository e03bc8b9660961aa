/** Past rollouts of a Canary, from what was seen and from the events that are left: when, from which image to which, how it ended and why, and its course for a replay. */
import { newestRollout, type TimedFact } from '../../../server/src/flagger/clusterEvents.ts';
import { eventTone, eventWords } from '../../../server/src/flagger/eventWords.ts';
import type { EventFact } from '../../../server/src/flagger/events.ts';
import type { LiveCanary } from '../../../server/src/flagger/canaryObject.ts';
import { rollbackReason } from '../../../server/src/flagger/rollbackReason.ts';
import type { CanarySchedule } from '../../../server/src/flagger/schedule.ts';
import type { EffectiveStrategy } from '../../../server/src/flagger/strategy.ts';
import type { PastRolloutView } from './canaryView.ts';
import { buildChart } from './rolloutChart.ts';
import type { RolloutHistory } from './rolloutHistory.ts';
import { imageVersion } from './workload.ts';

/** How many are shown. */
const SHOWN = 12;

/** What they are computed from. */
export interface PastInput {
  readonly canary: LiveCanary;
  readonly strategy: EffectiveStrategy;
  readonly schedule: CanarySchedule;
  /** All that is known, oldest first. */
  readonly facts: readonly TimedFact[];
  readonly history: RolloutHistory | undefined;
  /** Whether the newest one still runs: then it is no past. */
  readonly running: boolean;
}

/** The rollouts that are over, newest first. What only a merged event tells is left out: its time is that of another rollout. */
export function listPastRollouts(input: PastInput): readonly PastRolloutView[] {
  const rollouts = splitRollouts(input.facts);
  const over = input.running ? rollouts.slice(0, -1) : rollouts;
  return over.map((facts, index) => describe(facts, rollouts[index + 1], input)).filter((past) => past !== undefined).reverse().slice(0, SHOWN);
}

const ENDS: readonly EventFact['kind'][] = ['promoted', 'failed', 'promotionFailed'];

/** Facts of one rollout each, oldest first. A rollout begins with a new revision and ends with its end; what lies between two belongs to none. */
function splitRollouts(facts: readonly TimedFact[]): readonly (readonly TimedFact[])[] {
  const rollouts: TimedFact[][] = [];
  let open: TimedFact[] | undefined;
  for (const timed of facts) {
    if (timed.fact.kind === 'newRevision') {
      open = [timed];
      rollouts.push(open);
    } else if (open !== undefined) {
      open.push(timed);
    }
  }
  return rollouts;
}

function describe(facts: readonly TimedFact[], next: readonly TimedFact[] | undefined, input: PastInput): PastRolloutView | undefined {
  const start = facts[0];
  if (start === undefined) return undefined;
  const endIndex = facts.findIndex(({ fact }) => ENDS.includes(fact.kind));
  const restart = next?.[0]?.fact.kind === 'newRevision' && next[0].fact.restart ? next[0] : undefined;
  const own = endIndex === -1 ? facts : facts.slice(0, endIndex + 1);
  const end = facts[endIndex];
  // The newest one: the status tells its end before the event comes, and also where the event was lost.
  const told = end === undefined && next === undefined ? endByStatus(input.canary) : undefined;
  const result = told?.result ?? resultOf(end?.fact, restart !== undefined);
  const endedAt = end?.at ?? restart?.at ?? told?.at;
  const images = input.history?.images.findLast(({ at }) => at >= start.at - 60_000 && at <= (endedAt ?? own.at(-1)?.at ?? start.at) + 1000);
  const chart = courseOf(own, start.at, endedAt ?? own.at(-1)?.at ?? start.at, input);
  const reason = result === 'failed' ? rollbackReason(own) : '';
  return {
    startedAt: start.at,
    ...(endedAt === undefined ? {} : { endedAt }),
    result,
    ...(reason === '' ? {} : { reason }),
    ...(images === undefined ? {} : { from: imageVersion(images.primary), to: imageVersion(images.canary) }),
    ...(chart === undefined ? {} : { chart }),
    moments: own.map((timed) => ({ at: timed.at, tone: eventTone(timed.fact, timed.warning), words: eventWords(timed.fact) })),
  };
}

function endByStatus({ status }: LiveCanary): { readonly result: 'promoted' | 'failed'; readonly at: number | undefined } | undefined {
  const { phase, promoted } = status;
  if (phase !== 'Succeeded' && phase !== 'Failed') return undefined;
  return { result: phase === 'Succeeded' ? 'promoted' : 'failed', at: promoted?.updatedAt };
}

function resultOf(end: EventFact | undefined, restarted: boolean): PastRolloutView['result'] {
  if (end?.kind === 'promoted') return end.skipped ? 'skipped' : 'promoted';
  if (end !== undefined) return 'failed';
  return restarted ? 'restarted' : 'unknown';
}

/** The chart as it stood at the end: the spec is the present one, since nobody kept that of then. */
function courseOf(facts: readonly TimedFact[], startedAt: number, endedAt: number, { canary, strategy, schedule }: PastInput): PastRolloutView['chart'] {
  const moment = { running: false, weight: 0, weightSource: 'plan', mirrored: false, facts: newestRollout(facts).facts, startedAt, endedAt } as const;
  return buildChart(canary, strategy, schedule, moment);
}
