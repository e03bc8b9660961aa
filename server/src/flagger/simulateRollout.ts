/** Runs Flagger's scheduler on paper: one pure function that does what one tick of pkg/controller/scheduler.go does when all goes well. */
import { analysisMaxWeight, skipsAnalysis } from './canarySpec.ts';
import type { CanaryAnalysis, CanaryHook, CanarySpec, HookType } from './canarySpec.ts';
import type { ProviderFacts } from './providers.ts';
import { effectiveStrategy } from './strategy.ts';
import type { EffectiveStrategy } from './strategy.ts';

/** The phases that a rollout on paper passes through. */
export type RolloutPhase = 'Idle' | 'Progressing' | 'WaitingPromotion' | 'Promoting' | 'Finalising' | 'Succeeded';

/** What Flagger knows between two ticks. */
export interface RolloutState {
  readonly phase: RolloutPhase;
  /** Percent that the routing object sends to the canary. */
  readonly weight: number;
  readonly mirrored: boolean;
  readonly iterations: number;
}

/** A spec with everything decided that does not change during a rollout. */
export interface RolloutPlan {
  readonly spec: CanarySpec;
  readonly analysis: CanaryAnalysis | undefined;
  readonly provider: ProviderFacts | undefined;
  readonly strategy: EffectiveStrategy;
}

/** One tick: the state after it and what ran during it. */
export interface RolloutTick {
  readonly state: RolloutState;
  readonly hooks: readonly CanaryHook[];
  /** Whether the metrics were checked. */
  readonly checked: boolean;
}

/** The state before a change is detected. */
export const IDLE: RolloutState = { phase: 'Idle', weight: 0, mirrored: false, iterations: 0 };

const MAX_TICKS = 20_000;

/** Decides what does not change during a rollout. */
export function planRollout(spec: CanarySpec, provider: ProviderFacts | undefined): RolloutPlan {
  return { spec, analysis: spec.analysis, provider, strategy: effectiveStrategy(spec, provider) };
}

/** The ticks from `from` until the rollout is promoted, and whether it gets there; it does not where a tick changes nothing. */
export function simulateRollout(plan: RolloutPlan, from: RolloutState = IDLE): { readonly ticks: readonly RolloutTick[]; readonly end: 'promoted' | 'stuck' | 'endless' } {
  const ticks: RolloutTick[] = [];
  let state = from;
  while (state.phase !== 'Succeeded') {
    const tick = advance(plan, state);
    ticks.push(tick);
    if (sameState(tick.state, state)) return { ticks, end: 'stuck' };
    if (ticks.length >= MAX_TICKS) return { ticks, end: 'endless' };
    state = tick.state;
  }
  return { ticks, end: 'promoted' };
}

/** One tick with every pod ready, every hook and every check passing. */
export function advance(plan: RolloutPlan, state: RolloutState): RolloutTick {
  if (state.phase === 'Idle') return tick({ ...IDLE, phase: 'Progressing' }, hooksOf(plan, 'confirm-rollout'));
  if (skipsAnalysis(plan.spec) || state.phase === 'Finalising') return tick({ ...IDLE, phase: 'Succeeded' }, hooksOf(plan, 'post-rollout'));
  if (state.phase === 'Promoting') return tick(shiftToPrimary(plan, state), []);
  return analyse(plan, state);
}

/** The weight that Flagger reads back from the routing object, which is not always the one that it wrote. */
export function weightReadBack(plan: RolloutPlan, state: RolloutState): number {
  // Flagger: pkg/router/nop.go has no routes and answers by the iterations.
  if (plan.provider?.id === 'kubernetes') return state.iterations > 0 ? 100 : 0;
  return state.weight;
}

/** Whether mirroring that was asked for really happens, as the router reports it. */
export function mirrorsTraffic(plan: RolloutPlan): boolean {
  if (!plan.strategy.mirroring) return false;
  const support = plan.provider?.mirror ?? 'all';
  // Flagger: pkg/router/istio.go SetRoutes leaves before the mirror where the Service speaks TCP.
  if (plan.provider?.id === 'istio' && plan.spec.service.appProtocol?.toLowerCase() === 'tcp') return false;
  return support === 'all' || (support === 'bluegreen' && plan.strategy.base === 'bluegreen');
}

function analyse(plan: RolloutPlan, state: RolloutState): RolloutTick {
  const rollback = hooksOf(plan, 'rollback');
  const starting = weightReadBack(plan, state) === 0 && state.iterations === 0 && !state.mirrored;
  const before = [...rollback, ...(starting ? hooksOf(plan, 'pre-rollout') : hooksOf(plan, 'rollout'))];
  const step = strategyStep(plan, state);
  return { state: step.state, hooks: [...before, ...step.hooks], checked: !starting };
}

function strategyStep(plan: RolloutPlan, state: RolloutState): { readonly state: RolloutState; readonly hooks: readonly CanaryHook[] } {
  switch (plan.strategy.base) {
    case 'ab': return abStep(plan, state);
    case 'bluegreen': return blueGreenStep(plan, state);
    case 'canary': return canaryStep(plan, state);
  }
}

function abStep(plan: RolloutPlan, state: RolloutState): ReturnType<typeof strategyStep> {
  if (plan.strategy.iterations > state.iterations) {
    return { state: { ...state, weight: matchedWeight(plan, 100), iterations: state.iterations + 1 }, hooks: [] };
  }
  return { state: { ...state, phase: 'Promoting' }, hooks: hooksOf(plan, 'confirm-promotion') };
}

function blueGreenStep(plan: RolloutPlan, state: RolloutState): ReturnType<typeof strategyStep> {
  const { iterations } = plan.strategy;
  if (iterations > state.iterations) {
    return { state: { ...state, mirrored: mirrorsTraffic(plan), iterations: state.iterations + 1 }, hooks: [] };
  }
  const hooks = hooksOf(plan, 'confirm-promotion');
  if (iterations === state.iterations) {
    // Flagger: runBlueGreen spends this tick with provider kubernetes too, but routes nothing there.
    const weight = plan.provider?.id === 'kubernetes' ? 0 : 100;
    return { state: { ...state, weight, mirrored: false, iterations: iterations + 1 }, hooks };
  }
  return { state: { ...state, phase: 'Promoting' }, hooks };
}

function canaryStep(plan: RolloutPlan, state: RolloutState): ReturnType<typeof strategyStep> {
  const weight = weightReadBack(plan, state);
  const increase = nextStepWeight(plan.analysis, weight);
  if (increase <= 0) return { state, hooks: [] };
  const hooks = state.mirrored || state.phase === 'WaitingPromotion' ? [] : hooksOf(plan, 'confirm-traffic-increase');
  if (weight >= analysisMaxWeight(plan.analysis)) {
    return { state: { ...state, phase: 'Promoting' }, hooks: [...hooks, ...hooksOf(plan, 'confirm-promotion')] };
  }
  if (plan.strategy.mirroring && weight === 0 && !state.mirrored) {
    // Flagger: a router that never reports mirroring makes runCanary repeat this step for ever.
    return { state: { ...state, mirrored: mirrorsTraffic(plan) }, hooks };
  }
  return { state: { ...state, weight: matchedWeight(plan, Math.min(100, weight + increase)), mirrored: false }, hooks };
}

/** Flagger: pkg/controller/scheduler.go nextStepWeight. */
function nextStepWeight(analysis: CanaryAnalysis | undefined, weight: number): number {
  const steps = analysis?.stepWeights ?? [];
  const stepWeight = analysis?.stepWeight ?? 0;
  const first = steps[0];
  if (stepWeight > 0 || first === undefined) return stepWeight;
  const rest = 100 - weight;
  if (rest === 0) return 1;
  if (weight === 0) return Math.min(rest, first);
  const index = steps.indexOf(weight);
  const next = index === -1 ? undefined : steps[index + 1];
  return next === undefined ? rest : Math.min(rest, next - weight);
}

/** Flagger: pkg/controller/scheduler.go runPromotionTrafficShift. */
function shiftToPrimary(plan: RolloutPlan, state: RolloutState): RolloutState {
  const step = plan.analysis?.stepWeightPromotion ?? 0;
  if (plan.provider?.id === 'kubernetes' || step === 0) return { ...state, phase: 'Finalising', weight: 0, mirrored: false };
  if (state.weight <= 0) return state;
  const weight = Math.min(100, Math.max(0, state.weight - step));
  return { ...state, phase: weight === 0 ? 'Finalising' : 'Promoting', weight, mirrored: false };
}

/** The weight that results from writing `weight` with the Canary's match conditions in place. */
function matchedWeight(plan: RolloutPlan, weight: number): number {
  if (plan.provider?.match !== 'headers' || plan.strategy.match.length === 0) return weight;
  // Flagger: pkg/router/ingress.go writes header annotations instead of the weight, and reads any of them back as 100.
  const hasHeader = plan.strategy.match.some((match) => Object.keys(match.headers).length > 0);
  return hasHeader && weight > 0 ? 100 : 0;
}

function hooksOf(plan: RolloutPlan, type: HookType): readonly CanaryHook[] {
  return (plan.analysis?.hooks ?? []).filter((hook) => hook.type === type);
}

function tick(state: RolloutState, hooks: readonly CanaryHook[]): RolloutTick {
  return { state, hooks, checked: false };
}

function sameState(a: RolloutState, b: RolloutState): boolean {
  return a.phase === b.phase && a.weight === b.weight && a.mirrored === b.mirrored && a.iterations === b.iterations;
}
