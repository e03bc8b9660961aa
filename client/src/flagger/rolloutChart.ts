/** Planned and actual course of a rollout as two lines with marks; what is not known stays a gap. */
import type { LiveCanary } from '../../../server/src/flagger/canaryObject.ts';
import type { TimedFact } from '../../../server/src/flagger/clusterEvents.ts';
import { eventTone, eventWords } from '../../../server/src/flagger/eventWords.ts';
import { isFailedCheck, isRollback } from '../../../server/src/flagger/events.ts';
import type { CanarySchedule } from '../../../server/src/flagger/schedule.ts';
import type { EffectiveStrategy } from '../../../server/src/flagger/strategy.ts';
import type { ChartView } from './canaryView.ts';
import type { RolloutMoment } from './rolloutMoment.ts';

type Point = ChartView['actual'][number];

/** The chart, or `undefined` where the schedule has nothing to draw (the analysis is skipped). */
export function buildChart(canary: LiveCanary, strategy: EffectiveStrategy, schedule: CanarySchedule, moment: RolloutMoment): ChartView | undefined {
  const unit = strategy.base === 'canary' ? '%' : 'iteration';
  const planned = plannedLine(schedule, unit);
  if (planned.length < 2 || planned.every((point) => point.value === 0)) return undefined;
  const start = findStart(canary, strategy, schedule, moment);
  const actual = start === undefined ? [] : actualLine(canary, strategy, planned, moment, start.at);
  return {
    unit,
    max: unit === '%' ? Math.max(10, ...planned.map((point) => point.value), ...actual.map((point) => point.value)) : strategy.iterations,
    ...(start === undefined ? {} : { startAt: start.at }),
    startDeduced: start?.deduced ?? false,
    planned,
    actual,
    ...(moment.endedAt === undefined ? {} : { endAt: moment.endedAt }),
    marks: start === undefined ? [] : marks(moment.facts, start.at),
  };
}

function plannedLine(schedule: CanarySchedule, unit: ChartView['unit']): ChartView['planned'] {
  let iteration = 0;
  return schedule.steps.map((step) => {
    iteration = step.iteration ?? iteration;
    return { seconds: step.atSeconds, value: unit === '%' ? step.weight : iteration };
  });
}

/** The detection is the start; when its event is gone, the present step tells when it must have been at the latest. */
function findStart(canary: LiveCanary, strategy: EffectiveStrategy, schedule: CanarySchedule, moment: RolloutMoment): { readonly at: number; readonly deduced: boolean } | undefined {
  if (moment.startedAt !== undefined) return { at: moment.startedAt, deduced: false };
  if (!moment.running || moment.lastTickAt === undefined) return undefined;
  const { phase, iterations } = canary.status;
  const step = schedule.steps.findLast((each) => (each.phase === phase || phase === 'WaitingPromotion')
    && (strategy.base === 'canary' ? each.weight === moment.weight : (each.iteration ?? 0) <= iterations));
  return { at: moment.lastTickAt - (step?.atSeconds ?? 0) * 1000, deduced: true };
}

function actualLine(canary: LiveCanary, strategy: EffectiveStrategy, planned: ChartView['planned'], moment: RolloutMoment, startAt: number): readonly Point[] {
  const values = [...new Set(planned.map((point) => point.value))].sort((a, b) => a - b);
  const reached = moment.facts.flatMap((timed) => reachedValue(timed, strategy));
  const points: Point[] = moment.startedAt === undefined ? [] : [{ at: startAt, value: 0, gapBefore: false }];
  for (const each of reached) points.push({ ...each, gapBefore: isGap(values, points.at(-1)?.value, each.value) });
  const now = currentValue(canary, strategy, moment);
  const last = points.at(-1);
  if (moment.running && moment.lastTickAt !== undefined && now !== undefined && last?.value !== now) {
    points.push({ at: moment.lastTickAt, value: now, gapBefore: isGap(values, last?.value, now) });
  }
  return points;
}

function reachedValue(timed: TimedFact, strategy: EffectiveStrategy): readonly { readonly at: number; readonly value: number }[] {
  const { fact, at } = timed;
  if (strategy.base !== 'canary') return fact.kind === 'iteration' ? [{ at, value: fact.iteration }] : [];
  switch (fact.kind) {
    case 'weight': return [{ at, value: fact.weight }];
    case 'primaryWeight': return [{ at, value: 100 - fact.weight }];
    case 'routedToPrimary':
    case 'failed': return [{ at, value: 0 }];
    case 'promotionFailed': return [{ at, value: 100 }];
    default: return [];
  }
}

function currentValue(canary: LiveCanary, strategy: EffectiveStrategy, moment: RolloutMoment): number | undefined {
  if (strategy.base === 'canary') return moment.weight;
  const { phase, iterations } = canary.status;
  return phase === 'Progressing' || phase === 'WaitingPromotion' ? Math.max(0, Math.min(strategy.iterations, iterations)) : undefined;
}

/** Going up by more than one planned step means that the steps between were not seen. */
function isGap(values: readonly number[], before: number | undefined, value: number): boolean {
  if (before === undefined) return value > (values.find((each) => each > 0) ?? 0);
  return value > before && values.some((each) => each > before && each < value);
}

function marks(facts: readonly TimedFact[], startAt: number): ChartView['marks'] {
  return facts.flatMap((timed) => {
    const { fact } = timed;
    if (!isFailedCheck(fact) && !isRollback(fact) && !['gateClosed', 'notReady', 'hookPassed', 'promoted'].includes(fact.kind)) return [];
    const mark = { tone: eventTone(fact, timed.warning), text: eventWords(fact) };
    // A repeated message is known by its first and last time only.
    const times = timed.count > 1 && timed.firstAt >= startAt && timed.firstAt < timed.at ? [timed.firstAt, timed.at] : [timed.at];
    return times.map((at) => ({ at, ...mark }));
  });
}
