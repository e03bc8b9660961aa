/** The steps of a rollout as rungs of a ladder: planned, reached, failed. */
import { analysisThreshold } from '../../../server/src/flagger/canarySpec.ts';
import type { LiveCanary } from '../../../server/src/flagger/canaryObject.ts';
import type { TimedFact } from '../../../server/src/flagger/clusterEvents.ts';
import { formatSeconds } from '../../../server/src/flagger/durations.ts';
import type { CanarySchedule, ScheduleStep } from '../../../server/src/flagger/schedule.ts';
import type { EffectiveStrategy } from '../../../server/src/flagger/strategy.ts';
import type { RungView } from './canaryView.ts';
import type { RolloutMoment } from './rolloutMoment.ts';

/** A rung before its state is known. */
interface PlannedRung {
  readonly label: string;
  readonly words: string;
  readonly kind: 'start' | 'mirror' | 'step' | 'switch' | 'promote';
  /** Weight or iteration that is reached here. */
  readonly value: number;
  readonly atSeconds: number;
}

/** The rungs of a canary with their states. */
export function buildLadder(canary: LiveCanary, strategy: EffectiveStrategy, schedule: CanarySchedule, moment: RolloutMoment): readonly RungView[] {
  const rungs = plannedRungs(strategy, schedule);
  const position = findPosition(canary, strategy, rungs, moment);
  return rungs.map((rung, index) => {
    const actualAt = reachedAt(rung, moment.facts, moment.startedAt);
    const state = position === undefined || index > position.index ? 'planned' : index < position.index ? 'done' : position.state;
    return {
      label: rung.label,
      title: `${rung.words}, planned ${rung.atSeconds === 0 ? 'at the start' : `after ${formatSeconds(rung.atSeconds)}`}${stateWords(state, canary)}`,
      state,
      plannedAtSeconds: rung.atSeconds,
      ...(actualAt === undefined || state === 'planned' ? {} : { actualAt }),
    };
  });
}

function plannedRungs(strategy: EffectiveStrategy, schedule: CanarySchedule): readonly PlannedRung[] {
  const rungs: PlannedRung[] = [];
  for (const [index, step] of schedule.steps.entries()) {
    const rung = toRung(strategy, step, schedule.steps[index - 1], index);
    if (rung !== undefined) rungs.push(rung);
  }
  return rungs;
}

function toRung(strategy: EffectiveStrategy, step: ScheduleStep, before: ScheduleStep | undefined, index: number): PlannedRung | undefined {
  const { atSeconds } = step;
  if (index === 0) return { label: strategy.base === 'canary' ? '0' : 'start', words: 'change detected, scaling up', kind: 'start', value: 0, atSeconds };
  if (step.iteration !== undefined) return { label: String(step.iteration), words: `iteration ${step.iteration}`, kind: 'step', value: step.iteration, atSeconds };
  if (step.phase === 'Promoting' && before?.phase !== 'Promoting') return { label: 'promote', words: 'the primary takes the new version over', kind: 'promote', value: 0, atSeconds };
  if (step.phase === 'Succeeded' && before?.phase !== 'Finalising') return { label: 'promote', words: 'promoted without analysis', kind: 'promote', value: 0, atSeconds };
  if (step.phase !== 'Progressing') return undefined;
  // Flagger spends this tick with provider kubernetes too, where nothing can be switched.
  if (strategy.base === 'bluegreen' && step.weight === 0) return { label: 'check', words: 'a last check; this provider switches nothing', kind: 'switch', value: 0, atSeconds };
  if (strategy.base === 'bluegreen') return { label: 'switch', words: 'all traffic to the new version', kind: 'switch', value: 100, atSeconds };
  if (step.weight === 0) return strategy.mirroring && index === 1 ? { label: 'mirror', words: 'traffic is mirrored to the canary', kind: 'mirror', value: 0, atSeconds } : undefined;
  return step.weight === before?.weight ? undefined : { label: String(step.weight), words: `${step.weight} % of traffic`, kind: 'step', value: step.weight, atSeconds };
}

function findPosition(canary: LiveCanary, strategy: EffectiveStrategy, rungs: readonly PlannedRung[], moment: RolloutMoment): { readonly index: number; readonly state: RungView['state'] } | undefined {
  const promote = rungs.findIndex((rung) => rung.kind === 'promote');
  switch (canary.status.phase) {
    case 'Waiting': return { index: 0, state: 'current' };
    case 'Progressing':
    case 'WaitingPromotion': return { index: reachedIndex(canary, strategy, rungs, moment), state: 'current' };
    case 'Promoting':
    case 'Finalising': return { index: promote, state: 'current' };
    case 'Succeeded': return moment.startedAt === undefined && moment.endedAt === undefined ? undefined : { index: rungs.length, state: 'done' };
    case 'Failed': return { index: failedIndex(rungs, moment), state: 'failed' };
    default: return undefined;
  }
}

function reachedIndex(canary: LiveCanary, strategy: EffectiveStrategy, rungs: readonly PlannedRung[], moment: RolloutMoment): number {
  if (strategy.base === 'canary') {
    const mirror = rungs.findIndex((rung) => rung.kind === 'mirror');
    if (moment.weight === 0) return moment.mirrored && mirror !== -1 ? mirror : 0;
    return Math.max(0, rungs.findLastIndex((rung) => rung.kind === 'step' && rung.value <= moment.weight));
  }
  if (canary.status.iterations > strategy.iterations) return rungs.findIndex((rung) => rung.kind === 'switch');
  return Math.max(0, rungs.findIndex((rung) => rung.kind === 'step' && rung.value === canary.status.iterations));
}

/** The status forgets where the rollout failed; only events and history know. */
function failedIndex(rungs: readonly PlannedRung[], moment: RolloutMoment): number {
  if (moment.facts.some((timed) => timed.fact.kind === 'copied')) return rungs.findIndex((rung) => rung.kind === 'promote');
  return Math.max(0, rungs.findLastIndex((rung) => reachedAt(rung, moment.facts, undefined) !== undefined));
}

function reachedAt(rung: PlannedRung, facts: readonly TimedFact[], startedAt: number | undefined): number | undefined {
  const at = (test: (timed: TimedFact) => boolean): number | undefined => facts.findLast(test)?.at;
  switch (rung.kind) {
    case 'start': return startedAt;
    case 'mirror': return at(({ fact }) => fact.kind === 'weight' && fact.weight === 0);
    case 'step': return at(({ fact }) => (fact.kind === 'weight' && fact.weight === rung.value) || (fact.kind === 'iteration' && fact.iteration === rung.value));
    case 'switch': return at(({ fact }) => fact.kind === 'routedToCanary');
    case 'promote': return at(({ fact }) => fact.kind === 'copied');
  }
}

function stateWords(state: RungView['state'], canary: LiveCanary): string {
  switch (state) {
    case 'done': return ', reached';
    case 'current': return ', now';
    case 'failed': return `, failed here (threshold ${analysisThreshold(canary.spec.analysis)})`;
    case 'planned': return '';
  }
}
