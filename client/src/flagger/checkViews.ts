/** What is known about each metric check: events name failed ones with their value, good ones only by the step that followed. */
import type { CanaryMetric } from '../../../server/src/flagger/canarySpec.ts';
import type { LiveCanary } from '../../../server/src/flagger/canaryObject.ts';
import type { TimedFact } from '../../../server/src/flagger/clusterEvents.ts';
import { parseGoDuration } from '../../../server/src/flagger/durations.ts';
import type { EventFact } from '../../../server/src/flagger/events.ts';
import { isFailedCheck } from '../../../server/src/flagger/events.ts';
import { metricBounds, metricDemand, metricSource, metricUnit } from '../../../server/src/flagger/metricChecks.ts';
import { failedCheckWords, metricTitle } from '../../../server/src/flagger/failedCheckWords.ts';
import type { CheckView } from './canaryView.ts';
import type { RolloutMoment } from './rolloutMoment.ts';

/** The outcome of the newest tick that ran checks. */
export interface CheckRound {
  readonly at: number;
  /** The fact that stopped it; absent when all passed. */
  readonly failure?: EventFact;
}

/** A value of a metric that was measured, from whichever source: failed checks or a metrics server. */
export interface MetricSample {
  readonly metric: string;
  readonly at: number;
  readonly value: number;
}

/** What a metrics server was asked for a metric. */
export interface AskedMetric {
  readonly metric: string;
  readonly query: string;
}

/** One view a metric, in the order of the spec. */
export function buildChecks(canary: LiveCanary, moment: RolloutMoment, samples: readonly MetricSample[] = [], queries: readonly AskedMetric[] = []): readonly CheckView[] {
  const round = findCheckRound(moment, canary.status.phase);
  return evaluationOrder(canary.spec.analysis?.metrics ?? []).map(({ metric, order }) => {
    const failedOrder = failedMetricOrder(canary.spec.analysis?.metrics ?? [], round?.failure);
    const own = [...valuesOf(metric, moment.facts), ...samples.filter((sample) => sample.metric === metric.name)]
      .sort((a, b) => a.at - b.at).map(({ at, value }) => ({ at, value, ok: isWithin(metric, value) }));
    const verdict = judge(metric, order, failedOrder, round, moment, canary.status.phase);
    const newest = verdict.value === undefined && (verdict.state === 'passed' || verdict.state === 'pending') ? lastValue(metric, own) : {};
    const query = queries.find((asked) => asked.metric === metric.name)?.query;
    return {
      name: metric.name, title: metricTitle(metric.name), demand: metricDemand(metric), bounds: metricBounds(metric), unit: metricUnit(metric),
      ...(query === undefined ? {} : { query }), samples: own, ...verdict, ...newest,
    };
  });
}

/** Flagger tells no value of a check that passed: the metrics server does. */
function lastValue(metric: CanaryMetric, samples: CheckView['samples']): Pick<CheckView, 'value'> {
  const last = samples.at(-1);
  if (last === undefined) return {};
  const unit = metricUnit(metric);
  const number = String(Math.round(last.value * 100) / 100);
  return { value: unit === '' ? number : `${number} ${unit}` };
}

/** The newest tick with checks: it either failed, or it advanced after the first ready tick (which starts without checks). */
export function findCheckRound(moment: RolloutMoment, phase: string): CheckRound | undefined {
  const round = findToldRound(moment, phase);
  // While a confirm-promotion gate is closed the checks go on without a word, except when one fails.
  const silent = phase === 'WaitingPromotion' && round !== undefined && round.failure === undefined && moment.lastTickAt !== undefined;
  return silent ? { at: Math.max(round.at, moment.lastTickAt ?? 0) } : round;
}

function findToldRound(moment: RolloutMoment, phase: string): CheckRound | undefined {
  const { facts } = moment;
  const started = facts.findLast((timed) => timed.fact.kind === 'analysisStarted');
  const advanced = facts.findLast((timed) => ADVANCES.includes(timed.fact.kind) && (started === undefined || timed.at - started.at > 2000));
  const failed = facts.findLast((timed) => isFailedCheck(timed.fact) && !(timed.fact.kind === 'hookHalt' && timed.fact.type === 'pre-rollout'));
  if (failed !== undefined && (advanced === undefined || failed.at >= advanced.at)) return { at: failed.at, failure: failed.fact };
  if (advanced !== undefined) return { at: advanced.at };
  return phase === 'Succeeded' && moment.endedAt !== undefined && facts.some((timed) => timed.fact.kind === 'promoted' && !timed.fact.skipped) ? { at: moment.endedAt } : undefined;
}

const ADVANCES: readonly EventFact['kind'][] = ['weight', 'iteration', 'copied', 'routedToCanary'];

type Verdict = Pick<CheckView, 'state' | 'words' | 'value' | 'at'>;

function judge(metric: CanaryMetric, order: number, failedOrder: number | undefined, round: CheckRound | undefined, moment: RolloutMoment, phase: string): Verdict {
  if (round === undefined) return unjudged(moment, phase);
  const { at, failure } = round;
  if (failure === undefined) return { state: 'passed', words: 'passed', at };
  if (failedOrder === undefined || order > failedOrder) return { state: 'notReached', words: 'not reached, an earlier check failed' };
  if (order < failedOrder) return { state: 'passed', words: 'passed', at };
  if (failure.kind === 'noValues') return { state: 'noValues', words: 'no values: no traffic reaches the canary', at };
  if (failure.kind === 'metricHalt') return { state: 'failed', words: 'failed', value: failure.value, at };
  return { state: 'error', words: metricSource(metric) === 'nowhere' ? 'fails always: neither templateRef nor query' : failedCheckWords(failure), at };
}

function unjudged(moment: RolloutMoment, phase: string): Verdict {
  if (moment.running) return { state: 'pending', words: 'not checked yet' };
  return ['', 'Initializing', 'Initialized'].includes(phase) ? { state: 'pending', words: 'no rollout yet' } : { state: 'unknown', words: 'nothing known of the last run' };
}

/** Flagger: scheduler_metrics.go goes through the builtin and inline metrics first, then through those with templates. */
function evaluationOrder(metrics: readonly CanaryMetric[]): readonly { readonly metric: CanaryMetric; readonly order: number }[] {
  const late = (metric: CanaryMetric): boolean => ['template', 'nowhere'].includes(metricSource(metric));
  const order = [...metrics.filter((metric) => !late(metric)), ...metrics.filter(late)];
  return metrics.map((metric) => ({ metric, order: order.indexOf(metric) }));
}

/** Which metric stopped the round; webhooks come before all metrics and answer `-1`-like absence. */
function failedMetricOrder(metrics: readonly CanaryMetric[], failure: EventFact | undefined): number | undefined {
  const name = failure?.kind === 'metricHalt' || failure?.kind === 'noValues' || failure?.kind === 'queryFailed' ? failure.metric : undefined;
  const ordered = evaluationOrder(metrics);
  if (name !== undefined) return ordered.find((each) => each.metric.name === name)?.order;
  if (failure?.kind !== 'queryFailed') return undefined;
  // Some query failures name no metric: with a single candidate it is that one.
  const candidates = ordered.filter((each) => failure.error.includes(each.metric.name) || metrics.length === 1 || (metricSource(each.metric) === 'nowhere' && failure.error.startsWith('no usable')));
  return candidates[0]?.order;
}

function valuesOf(metric: CanaryMetric, facts: readonly TimedFact[]): readonly { readonly at: number; readonly value: number }[] {
  return facts.flatMap(({ fact, at }) => {
    if (fact.kind !== 'metricHalt' || fact.metric !== metric.name) return [];
    const value = metric.name === 'request-duration' ? milliseconds(fact.value) : Number.parseFloat(fact.value);
    return value === undefined || Number.isNaN(value) ? [] : [{ at, value }];
  });
}

function milliseconds(duration: string): number | undefined {
  const seconds = parseGoDuration(duration.replace(' ', ''));
  return seconds === undefined ? undefined : seconds * 1000;
}

function isWithin(metric: CanaryMetric, value: number): boolean {
  const { min, max } = metricBounds(metric);
  return (min === undefined || value >= min) && (max === undefined || value <= max);
}
