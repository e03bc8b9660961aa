/** What is known about each webhook: gates that wait, hooks that passed or failed, and those that are never called. */
import type { CanaryHook } from '../../../server/src/flagger/canarySpec.ts';
import { skipsAnalysis } from '../../../server/src/flagger/canarySpec.ts';
import type { LiveCanary } from '../../../server/src/flagger/canaryObject.ts';
import type { TimedFact } from '../../../server/src/flagger/clusterEvents.ts';
import { fixedGateAnswer } from '../../../server/src/flagger/gateUrls.ts';
import type { EffectiveStrategy } from '../../../server/src/flagger/strategy.ts';
import type { HookView } from './canaryView.ts';
import { findCheckRound } from './checkViews.ts';
import { readGateAddress } from './gateAddress.ts';
import type { RolloutMoment } from './rolloutMoment.ts';

type Verdict = Pick<HookView, 'state' | 'words' | 'at'>;

/** One view a webhook, in the order of the spec; hooks of type `event` are left out, they only listen. `facts` reach back beyond the newest rollout. */
export function buildHooks(canary: LiveCanary, strategy: EffectiveStrategy, moment: RolloutMoment, facts: readonly TimedFact[]): readonly HookView[] {
  const hooks = (canary.spec.analysis?.hooks ?? []).filter((hook) => hook.type !== 'event');
  return hooks.map((hook) => {
    const verdict = isNeverCalled(hook, canary, strategy) ? { state: 'never' as const, words: 'never called here' } : judge(hook, canary, moment, facts);
    const gate = hook.type.startsWith('confirm-');
    const note = gate && verdict.state !== 'never' ? gateNote(hook, verdict.state === 'closed') : '';
    return { name: hook.name, type: hook.type, gate, openable: hook.url !== undefined && readGateAddress(hook.url) !== undefined, ...(note === '' ? {} : { note }), ...verdict };
  });
}

/** What opens a gate, told while it is closed; a URL that never opens is told always. Flagger has no deadline for gates (flagger#1450). */
function gateNote(hook: CanaryHook, isClosed: boolean): string {
  const fixed = fixedGateAnswer(hook.url);
  if (fixed === 'closed') return 'never opens: its URL always answers 403';
  if (!isClosed) return '';
  const opener = hook.url !== undefined && readGateAddress(hook.url) !== undefined ? 'opened at the load tester' : `opens when ${hook.url ?? 'its URL'} answers 200 to 202`;
  return `${opener}; Flagger waits for it without a limit of time`;
}

function isNeverCalled(hook: CanaryHook, canary: LiveCanary, strategy: EffectiveStrategy): boolean {
  if (hook.type === 'unknown') return true;
  if (hook.type === 'confirm-traffic-increase' && strategy.base !== 'canary') return true;
  return skipsAnalysis(canary.spec) && hook.type !== 'confirm-rollout' && hook.type !== 'post-rollout';
}

function judge(hook: CanaryHook, canary: LiveCanary, moment: RolloutMoment, facts: readonly TimedFact[]): Verdict {
  switch (hook.type) {
    case 'confirm-rollout': return gate(hook, facts, canary.status.phase === 'Waiting', moment.startedAt);
    case 'confirm-promotion': return gate(hook, moment.facts, canary.status.phase === 'WaitingPromotion', moment.startedAt);
    case 'confirm-traffic-increase': return gate(hook, moment.facts, canary.status.phase === 'Progressing', moment.startedAt);
    case 'rollout': return rolloutHook(hook, canary, moment);
    case 'rollback': return rollbackHook(hook, moment.facts);
    case 'pre-rollout': return passedOrFailed(hook, moment.facts, 'runs before the first step');
    default: return passedOrFailed(hook, moment.facts, 'runs at the end');
  }
}

function gate(hook: CanaryHook, facts: readonly TimedFact[], waiting: boolean, startedAt: number | undefined): Verdict {
  const closed = facts.findLast((timed) => timed.fact.kind === 'gateClosed' && timed.fact.hook === hook.name && timed.fact.type === hook.type);
  const passed = facts.findLast((timed) => timed.fact.kind === 'hookPassed' && timed.fact.hook === hook.name && timed.fact.type === hook.type);
  if (closed !== undefined && waiting && (passed === undefined || closed.at > passed.at)) return { state: 'closed', words: 'closed', at: closedSince(hook, closed, startedAt) };
  if (passed !== undefined) return { state: 'passed', words: 'open', at: passed.at };
  return { state: 'pending', words: 'not asked yet' };
}

/**
 * Flagger says once that a rollout or a promotion waits, and at each tick that more traffic does.
 * The API server counts equal messages of several rollouts as one, so the first time may be that of an earlier one.
 */
function closedSince({ type }: CanaryHook, closed: TimedFact, startedAt: number | undefined): number {
  return type === 'confirm-traffic-increase' && startedAt !== undefined && closed.firstAt >= startedAt ? closed.firstAt : closed.at;
}

function rolloutHook(hook: CanaryHook, canary: LiveCanary, moment: RolloutMoment): Verdict {
  const round = findCheckRound(moment, canary.status.phase);
  if (round === undefined) return { state: 'pending', words: 'runs before each check' };
  const { failure } = round;
  if (failure?.kind !== 'hookHalt') return { state: 'passed', words: 'passed', at: round.at };
  if (failure.hook === hook.name) return { state: 'failed', words: failure.error === '' ? 'failed' : `failed: ${failure.error}`, at: round.at };
  const order = (name: string): number => (canary.spec.analysis?.hooks ?? []).findIndex((each) => each.name === name);
  return order(hook.name) < order(failure.hook) ? { state: 'passed', words: 'passed', at: round.at } : { state: 'pending', words: 'not reached', at: round.at };
}

function rollbackHook(hook: CanaryHook, facts: readonly TimedFact[]): Verdict {
  const asked = facts.findLast((timed) => timed.fact.kind === 'hookPassed' && timed.fact.type === 'rollback' && timed.fact.hook === hook.name);
  if (asked !== undefined) return { state: 'failed', words: 'asked for a rollback', at: asked.at };
  const quiet = facts.findLast((timed) => timed.fact.kind === 'rollbackHookQuiet' && timed.fact.hook === hook.name);
  return quiet === undefined ? { state: 'pending', words: 'asked at each tick' } : { state: 'quiet', words: 'asks for no rollback', at: quiet.at };
}

function passedOrFailed(hook: CanaryHook, facts: readonly TimedFact[], pending: string): Verdict {
  const last = facts.findLast(({ fact }) => (fact.kind === 'hookPassed' || fact.kind === 'hookHalt' || fact.kind === 'postRolloutFailed') && fact.hook === hook.name);
  if (last === undefined) return { state: 'pending', words: pending };
  if (last.fact.kind === 'hookPassed') return { state: 'passed', words: 'passed', at: last.at };
  const error = last.fact.kind === 'hookHalt' || last.fact.kind === 'postRolloutFailed' ? last.fact.error : '';
  return { state: 'failed', words: error === '' ? 'failed' : `failed: ${error}`, at: last.at };
}
