/** The computed rollout of a Canary: what happens at each tick, the least time to promote and to roll back, and what to know. */
import { analysisIntervalSeconds, analysisThreshold, skipsAnalysis } from './canarySpec.ts';
import type { CanarySpec } from './canarySpec.ts';
import { gateWaits } from './gateWaits.ts';
import type { GateWait } from './gateWaits.ts';
import { findProvider } from './providers.ts';
import { scheduleNotes } from './scheduleNotes.ts';
import type { ScheduleNote } from './scheduleNotes.ts';
import { advance, planRollout, simulateRollout } from './simulateRollout.ts';
import type { RolloutPlan, RolloutState, RolloutTick } from './simulateRollout.ts';
import type { CanaryStrategy } from './strategy.ts';
import { shareWords } from './trafficWords.ts';

/** One tick of the plan. */
export interface ScheduleStep {
  /** Seconds since the tick that detects the change. */
  readonly atSeconds: number;
  /** The phase after this tick. */
  readonly phase: string;
  /** Percent of the traffic (of the matched requests in an A/B test) that the routes send to the canary after this tick. */
  readonly weight: number;
  /** The same in words that fit the strategy: `25 %`, `matching requests`, `all traffic`, `nothing`. */
  readonly traffic: string;
  /** The iteration that this tick starts, from 1; only in A/B and blue/green. */
  readonly iteration?: number;
  /** Names of the webhooks that are called in this tick, in order. */
  readonly hooks: readonly string[];
  /** Names of the metrics that are checked in this tick. */
  readonly metrics: readonly string[];
}

/** The computed rollout of one Canary. */
export interface CanarySchedule {
  /** The Canary's name. */
  readonly canary: string;
  /** As in the Canary, else the controller's, else `unknown`. */
  readonly provider: string;
  readonly strategy: CanaryStrategy;
  /** Which requests the canary gets in an A/B test, where the provider routes by them. */
  readonly requests?: string;
  readonly intervalSeconds: number;
  readonly steps: readonly ScheduleStep[];
  /** Seconds from detection to Succeeded when every pod is ready at once and every gate open; `undefined` when it never gets there, be it for a gate that never opens. */
  readonly minSecondsToPromote: number | undefined;
  /** The gates on the way, which the least time does not count. */
  readonly waits: readonly GateWait[];
  /** Seconds from detection to Failed when every check fails; `undefined` when no check can fail. */
  readonly minSecondsToRollback: number | undefined;
  readonly notes: readonly ScheduleNote[];
}

/** What is known beside the manifest. */
export interface ScheduleOptions {
  /** The controller's `-mesh-provider`, used where the Canary names no provider. */
  readonly meshProvider?: string;
}

const MAX_STEPS = 2_000;

/** Computes the rollout of a Canary. Second 0 is the tick that detects the change. */
export function computeSchedule(spec: CanarySpec, options: ScheduleOptions = {}): CanarySchedule {
  const provider = spec.provider ?? options.meshProvider;
  const plan = planRollout(spec, findProvider(provider ?? ''));
  const intervalSeconds = analysisIntervalSeconds(spec.analysis);
  const run = simulateRollout(plan);
  const waits = gateWaits(run.ticks, intervalSeconds);
  const isShut = waits.some(({ opener }) => opener === 'never');
  const minSecondsToPromote = run.end === 'promoted' && !isShut ? (run.ticks.length - 1) * intervalSeconds : undefined;
  const minSecondsToRollback = rollbackSeconds(plan, run.ticks, intervalSeconds);
  return {
    canary: spec.name,
    provider: provider ?? 'unknown',
    strategy: plan.strategy.shown,
    ...(plan.strategy.base === 'ab' && plan.strategy.matchWorks ? { requests: plan.strategy.requests } : {}),
    intervalSeconds,
    steps: run.ticks.slice(0, MAX_STEPS).map((tick, index) => toStep(plan, tick, run.ticks[index - 1]?.state, index * intervalSeconds)),
    minSecondsToPromote,
    waits,
    minSecondsToRollback,
    notes: scheduleNotes(plan, { provider, ticks: run.ticks, end: run.end, shownSteps: MAX_STEPS }),
  };
}

/**
 * Ticks that are still to come until Succeeded from a live state, the next one included; `undefined` when it never gets there.
 * Waiting for gates, pods and failed checks is not counted.
 */
export function remainingTicks(spec: CanarySpec, state: RolloutState, options: ScheduleOptions = {}): number | undefined {
  const plan = planRollout(spec, findProvider(spec.provider ?? options.meshProvider ?? ''));
  const run = simulateRollout(plan, state);
  return run.end === 'promoted' ? run.ticks.length : undefined;
}

/** What the next good tick makes of a live state; used to say "next step to 30 %". */
export function nextState(spec: CanarySpec, state: RolloutState, options: ScheduleOptions = {}): RolloutState | undefined {
  const plan = planRollout(spec, findProvider(spec.provider ?? options.meshProvider ?? ''));
  return state.phase === 'Succeeded' ? undefined : advance(plan, state).state;
}

/** The gates that are still to be asked from a live state; `atSeconds` counts from the next tick, so 0 is asked then. */
export function gatesAhead(spec: CanarySpec, state: RolloutState, options: ScheduleOptions = {}): readonly GateWait[] {
  const plan = planRollout(spec, findProvider(spec.provider ?? options.meshProvider ?? ''));
  return gateWaits(simulateRollout(plan, state).ticks, analysisIntervalSeconds(spec.analysis));
}

function toStep(plan: RolloutPlan, tick: RolloutTick, before: RolloutState | undefined, atSeconds: number): ScheduleStep {
  const { state } = tick;
  const iterates = plan.strategy.base !== 'canary' && state.phase === 'Progressing' && state.iterations > (before?.iterations ?? 0) && state.iterations <= plan.strategy.iterations;
  return {
    atSeconds,
    phase: state.phase,
    weight: state.weight,
    traffic: shareWords(plan.strategy, state.weight, state.mirrored),
    ...(iterates ? { iteration: state.iterations } : {}),
    hooks: tick.hooks.map((hook) => hook.name),
    metrics: tick.checked ? (plan.analysis?.metrics ?? []).map((metric) => metric.name) : [],
  };
}

/** The rollback is decided at the start of the tick after the threshold is reached (scheduler.go advanceCanary). */
function rollbackSeconds(plan: RolloutPlan, ticks: readonly RolloutTick[], intervalSeconds: number): number | undefined {
  if (skipsAnalysis(plan.spec)) return undefined;
  const threshold = analysisThreshold(plan.analysis);
  const hooks = plan.analysis?.hooks ?? [];
  // A failed pre-rollout hook counts as a failed check in the first ready tick already.
  if (hooks.some((hook) => hook.type === 'pre-rollout')) return (threshold + 1) * intervalSeconds;
  // Any metric can fail, for lack of values if for nothing else.
  const canFail = hooks.some((hook) => hook.type === 'rollout') || (plan.analysis?.metrics.length ?? 0) > 0;
  const firstCheck = ticks.findIndex((tick) => tick.checked);
  return canFail && firstCheck !== -1 ? (firstCheck + threshold) * intervalSeconds : undefined;
}
