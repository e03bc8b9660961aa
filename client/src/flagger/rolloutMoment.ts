/** Where a live canary stands in its rollout: state, last and next tick, start and end. */
import { analysisIntervalSeconds } from '../../../server/src/flagger/canarySpec.ts';
import type { LiveCanary } from '../../../server/src/flagger/canaryObject.ts';
import type { TimedFact } from '../../../server/src/flagger/clusterEvents.ts';
import { newestRollout } from '../../../server/src/flagger/clusterEvents.ts';
import { phaseMeaning } from '../../../server/src/flagger/phases.ts';
import type { GateWait } from '../../../server/src/flagger/gateWaits.ts';
import { gatesAhead, nextState, remainingTicks } from '../../../server/src/flagger/schedule.ts';
import type { RolloutPhase, RolloutState } from '../../../server/src/flagger/simulateRollout.ts';
import type { EffectiveStrategy } from '../../../server/src/flagger/strategy.ts';
import type { TrafficWeights } from './trafficWeights.ts';

/** The moment of a rollout; times in milliseconds since 1970. */
export interface RolloutMoment {
  readonly running: boolean;
  readonly weight: number;
  readonly weightSource: 'routes' | 'status' | 'plan';
  readonly mirrored: boolean;
  /** Events of the newest rollout, oldest first. */
  readonly facts: readonly TimedFact[];
  readonly startedAt?: number;
  readonly endedAt?: number;
  readonly lastTickAt?: number;
  readonly nextTickAt?: number;
  readonly overdueSince?: number;
  readonly next?: RolloutState;
  /** When every gate is open by then. */
  readonly earliestPromotionAt?: number;
  /** Gates that are still to be asked. */
  readonly gates?: readonly GateWait[];
}

/** What the moment is computed from. */
export interface MomentInput {
  readonly canary: LiveCanary;
  readonly strategy: EffectiveStrategy;
  readonly facts: readonly TimedFact[];
  readonly routes: TrafficWeights | undefined;
  readonly meshProvider?: string;
  readonly now: number;
}

/** The answer of a tick takes a moment to arrive: an interval that is over for so long still counts as the one to come. Milliseconds. */
const answerMs = 3000;
/** Flagger is taken for silent after so many intervals and this time. Milliseconds. */
const silentTicks = 3;
const silenceMs = 5000;

/** The last moment at which these ticks are still as found, if nothing more is heard of the Canary. Milliseconds since 1970. */
export function tickHoldsUntil({ intervalSeconds, lastAt, nextAt }: { readonly intervalSeconds: number; readonly lastAt?: number; readonly nextAt?: number }): number {
  if (lastAt === undefined || nextAt === undefined) return Infinity;
  return Math.min(nextAt + answerMs, lastAt + silentTicks * intervalSeconds * 1000 + silenceMs);
}

/** Computes the moment. */
export function findMoment(input: MomentInput): RolloutMoment {
  const { canary, routes } = input;
  const rollout = newestRollout(input.facts);
  const running = phaseMeaning(canary.status.phase).running;
  const weight = liveWeight(input, rollout.facts);
  const moment = {
    running,
    ...weight,
    mirrored: routes?.mirrored ?? false,
    facts: rollout.facts,
    ...optionalTime('startedAt', rollout.startedAt),
    ...optionalTime('endedAt', running ? undefined : endOf(canary, rollout.facts)),
  };
  return running && !canary.spec.suspend ? { ...moment, ...ticks(input, rollout.facts, weight.weight) } : moment;
}

/** The routing object is the truth; status stays 0 in A/B and blue/green and drops to 0 while promoting. */
function liveWeight(input: MomentInput, facts: readonly TimedFact[]): { readonly weight: number; readonly weightSource: RolloutMoment['weightSource'] } {
  const { canary, strategy, routes } = input;
  if (routes !== undefined) return { weight: routes.canary, weightSource: 'routes' };
  const { phase, weight, iterations } = canary.status;
  if (!phaseMeaning(phase).exposed) return { weight: phase === 'Failed' ? weight : 0, weightSource: 'status' };
  if (strategy.base === 'ab') return { weight: iterations > 0 || phase !== 'Progressing' ? 100 : 0, weightSource: 'plan' };
  if (strategy.base === 'bluegreen') return { weight: iterations > strategy.iterations || phase === 'Promoting' ? 100 : 0, weightSource: 'plan' };
  if (weight > 0 || phase === 'Progressing') return { weight, weightSource: 'status' };
  const last = facts.findLast((timed) => timed.fact.kind === 'weight' || timed.fact.kind === 'primaryWeight')?.fact;
  if (last?.kind === 'primaryWeight') return { weight: 100 - last.weight, weightSource: 'plan' };
  return { weight: last?.kind === 'weight' ? last.weight : 0, weightSource: 'plan' };
}

function ticks(input: MomentInput, facts: readonly TimedFact[], weight: number): Partial<RolloutMoment> {
  const { canary, now } = input;
  const interval = analysisIntervalSeconds(canary.spec.analysis) * 1000;
  const lastTickAt = lastTick(facts, canary.status.writtenAt, interval);
  const state = rolloutState(input, weight);
  const options = input.meshProvider === undefined ? {} : { meshProvider: input.meshProvider };
  const next = state === undefined ? undefined : nextState(canary.spec, state, options);
  const gates = state === undefined ? [] : gatesAhead(canary.spec, state, options);
  const found = { ...optionalTime('lastTickAt', lastTickAt), ...(next === undefined ? {} : { next }), ...(gates.length === 0 ? {} : { gates }) };
  // A closed confirm-rollout gate leaves no trace at each tick, so nothing can be said about the next one.
  if (lastTickAt === undefined || canary.status.phase === 'Waiting') return found;
  const missed = Math.floor((now - lastTickAt) / interval);
  if (missed >= silentTicks && now - lastTickAt > silentTicks * interval + silenceMs) return { ...found, overdueSince: lastTickAt };
  const nextTickAt = lastTickAt + interval * Math.max(1, missed + (now - lastTickAt - missed * interval > answerMs ? 1 : 0));
  const isShut = gates.some(({ opener }) => opener === 'never');
  const remaining = state === undefined || isShut ? undefined : remainingTicks(canary.spec, state, options);
  return { ...found, nextTickAt, ...optionalTime('earliestPromotionAt', remaining === undefined ? undefined : nextTickAt + (remaining - 1) * interval) };
}

/** Hooks make the events of one tick spread over seconds; the tick began with the first of them. */
function lastTick(facts: readonly TimedFact[], writtenAt: number | undefined, interval: number): number | undefined {
  const times = [...facts.map((timed) => timed.at), ...(writtenAt === undefined ? [] : [writtenAt])];
  if (times.length === 0) return undefined;
  const newest = Math.max(...times);
  return Math.min(...times.filter((time) => time > newest - interval * 0.6));
}

const PHASES: Readonly<Record<string, RolloutPhase>> = { Waiting: 'Idle', Progressing: 'Progressing', WaitingPromotion: 'WaitingPromotion', Promoting: 'Promoting', Finalising: 'Finalising' };

function rolloutState(input: MomentInput, weight: number): RolloutState | undefined {
  const { status } = input.canary;
  const phase = PHASES[status.phase];
  return phase === undefined ? undefined : { phase, weight, mirrored: input.routes?.mirrored ?? false, iterations: status.iterations };
}

/** The status is rewritten at each tick after a failure, so the condition and the events know the end better. */
function endOf(canary: LiveCanary, facts: readonly TimedFact[]): number | undefined {
  const { phase, promoted, writtenAt } = canary.status;
  if (phase !== 'Succeeded' && phase !== 'Failed') return undefined;
  const end = facts.findLast((timed) => timed.fact.kind === 'promoted' || timed.fact.kind === 'failed' || timed.fact.kind === 'promotionFailed');
  return end?.at ?? promoted?.updatedAt ?? writtenAt;
}

function optionalTime<K extends string>(key: K, value: number | undefined): { readonly [P in K]?: number } {
  return value === undefined ? {} : { [key]: value } as { readonly [P in K]?: number };
}
