/** The state of a Canary in one sentence that a person understands at once; times stay times, so that a view can let them tick. */
import { analysisIntervalSeconds, analysisThreshold, skipsAnalysis } from './canarySpec.ts';
import type { LiveCanary } from './canaryObject.ts';
import type { TimedFact } from './clusterEvents.ts';
import { formatAgo, formatClock, formatSeconds } from './durations.ts';
import { isFailedCheck } from './events.ts';
import type { EventFact } from './events.ts';
import type { GateWait } from './gateWaits.ts';
import { phaseMeaning } from './phases.ts';
import type { CanarySign } from './phases.ts';
import type { RolloutState } from './simulateRollout.ts';
import type { EffectiveStrategy } from './strategy.ts';
import { capital, stayingWords } from './trafficWords.ts';

/** A piece of a sentence: words, or a time in milliseconds to be shown as a countdown, a time of day or an age, or a place to go to. */
export type SentencePart =
  | string
  | { readonly kind: 'in' | 'clock' | 'ago'; readonly at: number }
  | { readonly kind: 'place'; readonly text: string };

/** A sentence and the sign that goes with it. */
export interface Sentence {
  readonly sign: CanarySign;
  readonly parts: readonly SentencePart[];
}

/** What the sentence is made from. All times in milliseconds since 1970. */
export interface SentenceInput {
  readonly canary: LiveCanary;
  readonly strategy: EffectiveStrategy;
  /** The weight that the routes really have. */
  readonly weight: number;
  /** Events of the newest rollout, oldest first. */
  readonly facts: readonly TimedFact[];
  readonly startedAt?: number;
  readonly endedAt?: number;
  readonly nextTickAt?: number;
  readonly earliestPromotionAt?: number;
  /** Gates that are still to be asked; one at second 0 is asked by the next tick. */
  readonly gates?: readonly GateWait[];
  /** What the next good tick brings. */
  readonly next?: RolloutState;
  /** Flagger should have spoken since then and did not. */
  readonly overdueSince?: number;
  /** The version under test, as people call it: `1.1.0`. */
  readonly version?: string;
  /** The version that Git declares, where it is another than the one that serves. */
  readonly git?: { readonly version: string; readonly place: string };
}

/** Says the state in words. */
export function describeCanary(input: SentenceInput): Sentence {
  const { canary } = input;
  const { phase } = canary.status;
  const sign = phaseMeaning(phase).sign;
  if (canary.spec.suspend && phase !== 'Failed') return { sign: 'suspended', parts: suspended(input) };
  switch (phase) {
    case '':
    case 'Initializing': return initializing(input);
    case 'Initialized': return { sign, parts: [idleWords(canary)] };
    case 'Waiting': return { sign, parts: [`Waiting for you: ${closedGate(input.facts, 'confirm-rollout')}. Nothing has started yet.`] };
    case 'Progressing': return progressing(input);
    case 'WaitingPromotion': return waitingPromotion(input);
    case 'Promoting': return { sign, parts: promoting(input) };
    case 'Finalising': return { sign, parts: ['Nearly done: all traffic is back on the primary, the canary scales down', ...countdown(' ', input), '.'] };
    case 'Succeeded': return { sign, parts: succeeded(input) };
    case 'Failed': return { sign, parts: [...failed(input), ...gitPart(input)] };
    case 'Terminating': return { sign, parts: [`Being deleted: ${canary.spec.targetRef.kind} ${canary.spec.targetRef.name} is given back first.`] };
    default: return { sign, parts: [`Phase ${phase}: this version of Flightdeck does not know it.`] };
  }
}

/** The sentence as plain text, with the times as they stand at `now`. */
export function printSentence(sentence: Sentence, now: number): string {
  return sentence.parts.map((part) => printPart(part, now)).join('');
}

/** One part as plain text at `now`. */
export function printPart(part: SentencePart, now: number): string {
  if (typeof part === 'string') return part;
  switch (part.kind) {
    case 'in': return part.at <= now ? 'now' : `in ${formatSeconds(Math.ceil((part.at - now) / 1000))}`;
    case 'clock': return formatClock(part.at);
    case 'ago': return formatAgo(part.at, now);
    case 'place': return part.text;
  }
}

/** A failed check in words: `success rate 61 % < 70 %`; any other fact stands for a failure that no event told. */
export function failedCheckWords(fact: EventFact): string {
  switch (fact.kind) {
    case 'metricHalt': return `${metricTitle(fact.metric)} ${fact.value} ${fact.operator} ${fact.bound}`;
    case 'noValues': return `${metricTitle(fact.metric)} has no values`;
    case 'queryFailed': return `the query${fact.metric === undefined ? '' : ` of ${fact.metric}`} failed (${shorten(fact.error)})`;
    case 'hookHalt': return `webhook ${fact.hook} failed${fact.error === '' ? '' : ` (${shorten(fact.error)})`}`;
    default: return 'a check failed, its event was lost';
  }
}

/** A metric's name in words; the builtin ones lose their `request-success-rate` look. */
export function metricTitle(metric: string): string {
  if (metric === 'request-success-rate') return 'success rate';
  return metric === 'request-duration' ? 'request duration' : metric;
}

function progressing(input: SentenceInput): Sentence {
  const last = lastVerdict(input.facts);
  if (input.overdueSince !== undefined) {
    return { sign: 'unknown', parts: ['No word from Flagger since ', { kind: 'clock', at: input.overdueSince }, `: ${where(input)}. Is its pod running?`] };
  }
  if (skipsAnalysis(input.canary.spec)) return { sign: 'progressing', parts: ['Promoted without analysis as soon as the new pods are ready', ...countdown(', next look ', input), '.'] };
  if (last !== undefined && isFailedCheck(last.fact)) return { sign: 'halted', parts: halted(input, last.fact) };
  if (isFailureUntold(input, last)) return { sign: 'halted', parts: halted(input, { kind: 'other', message: '' }) };
  if (last?.fact.kind === 'gateClosed') return { sign: 'waiting', parts: [`Waiting for you: ${gateWords(last.fact.type, last.fact.hook)}. ${where(input)} until it opens.`] };
  if (last?.fact.kind === 'notReady') return { sign: 'waiting', parts: [`${last.fact.which === 'canary' ? 'The new' : 'The primary’s'} pods are not ready: ${readinessWords(last.fact.detail)}`, ...countdown('; next look ', input), '.'] };
  return { sign: 'progressing', parts: goingWell(input) };
}

/** Kubernetes drops events of an object that has many, so a failed check may show in the status alone. */
function isFailureUntold(input: SentenceInput, last: TimedFact | undefined): boolean {
  const { failedChecks, writtenAt } = input.canary.status;
  const told = input.facts.filter((timed) => isFailedCheck(timed.fact)).reduce((sum, timed) => sum + timed.count, 0);
  const interval = analysisIntervalSeconds(input.canary.spec.analysis) * 1000;
  return failedChecks > told && writtenAt !== undefined && (last === undefined || writtenAt - last.at > interval * 0.6);
}

function goingWell(input: SentenceInput): readonly SentencePart[] {
  const { failedChecks } = input.canary.status;
  const mood = failedChecks === 0 ? 'Going well.' : `Going on after ${failedChecks} of ${analysisThreshold(input.canary.spec.analysis)} failed checks.`;
  const parts: SentencePart[] = [`${mood} ${where(input)}`];
  const gates = input.gates ?? [];
  const shut = gates.find(({ opener }) => opener === 'never');
  if (input.nextTickAt !== undefined) parts.push(`, ${nextWords(input)} `, { kind: 'in', at: input.nextTickAt }, ...ifOpen(gates.filter(({ atSeconds }) => atSeconds === 0), ''));
  if (shut !== undefined) parts.push(`, but gate ${shut.hook} never opens: its URL always answers 403`);
  else if (input.earliestPromotionAt !== undefined) parts.push(', promotion at ', { kind: 'clock', at: input.earliestPromotionAt }, ' at the earliest', ...ifOpen(gates.filter(({ atSeconds }) => atSeconds > 0), ' by then'));
  return [...parts, '.'];
}

/** Nobody tells whether a gate is open before it is asked. */
function ifOpen(gates: readonly GateWait[], when: string): readonly string[] {
  const names = gates.filter(({ opener }) => opener !== 'never').map(({ hook }) => hook);
  return names.length === 0 ? [] : [` if ${names.length === 1 ? 'gate' : 'gates'} ${names.join(' and ')} ${names.length === 1 ? 'is' : 'are'} open${when}`];
}

/** Where the rollout stands: `25 % of traffic`, `A/B test, iteration 6 of 10`. */
function where(input: SentenceInput): string {
  const { strategy } = input;
  const iteration = Math.max(0, Math.min(strategy.iterations, input.canary.status.iterations));
  if (strategy.base === 'ab') return iteration === 0 ? 'A/B test about to start' : `${strategy.matchWorks ? `${capital(strategy.requests)} go` : 'All traffic goes'} to the canary, iteration ${iteration} of ${strategy.iterations}`;
  if (strategy.base === 'bluegreen' && input.weight > 0) return 'All traffic is on the new version';
  if (strategy.base === 'bluegreen') return iteration === 0 ? 'Blue/green test about to start' : `Tested beside the live traffic, iteration ${iteration} of ${strategy.iterations}`;
  if (strategy.mirroring && input.weight === 0) return 'Traffic is mirrored, none of it answered by the canary';
  return `${input.weight} % of traffic`;
}

function nextWords(input: SentenceInput): string {
  const { next, strategy } = input;
  if (next === undefined) return 'next check';
  if (next.phase === 'Promoting') return 'then the promotion';
  if (strategy.base === 'bluegreen' && next.weight > 0) return 'the switch';
  return strategy.base === 'canary' && next.weight > input.weight ? `next step to ${next.weight} %` : 'next check';
}

function halted(input: SentenceInput, fact: EventFact): readonly SentencePart[] {
  const threshold = analysisThreshold(input.canary.spec.analysis);
  const { failedChecks } = input.canary.status;
  const count = `${failedChecks} of ${threshold} failed checks`;
  if (fact.kind === 'noValues' && failedChecks < threshold) return [`No traffic reaches the canary, so the check has no values: is the load test running? (${count})`];
  const left = threshold - failedChecks;
  const head = `Halted at ${haltedAt(input)}: ${failedCheckWords(fact)} (${count})`;
  if (left <= 0) return [`${head}; it rolls back`, ...countdown(' ', input), '.'];
  return [left === 1 ? `${head}; one more and it rolls back.` : `${head}; ${left} more and it rolls back.`];
}

function haltedAt(input: SentenceInput): string {
  if (input.strategy.base === 'canary') return `${input.weight} %`;
  return `iteration ${Math.max(0, Math.min(input.strategy.iterations, input.canary.status.iterations))} of ${input.strategy.iterations}`;
}

function waitingPromotion(input: SentenceInput): Sentence {
  const last = lastVerdict(input.facts);
  const gate = `Waiting for you: ${closedGate(input.facts, 'confirm-promotion')}.`;
  if (last !== undefined && isFailedCheck(last.fact)) {
    return { sign: 'halted', parts: [`${gate} Meanwhile ${failedCheckWords(last.fact)} (${input.canary.status.failedChecks} of ${analysisThreshold(input.canary.spec.analysis)} failed checks).`] };
  }
  return { sign: 'waiting', parts: [`${gate} The checks go on.`] };
}

function promoting(input: SentenceInput): readonly SentencePart[] {
  const last = lastVerdict(input.facts);
  const version = input.version ?? 'the new version';
  if (last?.fact.kind === 'notReady') return [`Promoting ${version}: the primary’s pods are not ready yet (${readinessWords(last.fact.detail)}).`];
  const parts: SentencePart[] = [`Promoting ${version}: the primary takes it over`];
  if (input.earliestPromotionAt !== undefined) parts.push(', done at ', { kind: 'clock', at: input.earliestPromotionAt }, ' at the earliest');
  return [...parts, '.'];
}

function succeeded(input: SentenceInput): readonly SentencePart[] {
  const version = input.version ?? 'the new version';
  const skipped = input.facts.some((timed) => timed.fact.kind === 'promoted' && timed.fact.skipped) ? ' without analysis' : '';
  if (input.startedAt !== undefined && input.endedAt !== undefined && input.endedAt >= input.startedAt) {
    return [`Promoted ${version}${skipped} after ${formatSeconds((input.endedAt - input.startedAt) / 1000)}.`];
  }
  return input.endedAt === undefined ? [`Promoted ${version}${skipped}.`] : [`Promoted ${version}${skipped} `, { kind: 'ago', at: input.endedAt }, '.'];
}

function failed(input: SentenceInput): readonly SentencePart[] {
  const when: readonly SentencePart[] = input.endedAt === undefined ? [] : [' ', { kind: 'ago', at: input.endedAt }];
  const promotion = input.facts.findLast((timed) => timed.fact.kind === 'promotionFailed')?.fact;
  if (promotion?.kind === 'promotionFailed') return ['Promotion failed', ...when, `: the primary is not ready (${readinessWords(promotion.error)}). All traffic goes to the canary.`];
  return ['Rolled back', ...when, `${rollbackReason(input)}.`];
}

function rollbackReason(input: SentenceInput): string {
  const rollback = input.facts.findLast((timed) => timed.fact.kind === 'rollingBack')?.fact;
  const check = input.facts.findLast((timed) => isFailedCheck(timed.fact))?.fact;
  if (rollback?.kind === 'rollingBack' && rollback.reason === 'hook') return ': a rollback webhook asked for it';
  if (rollback?.kind === 'rollingBack' && rollback.reason === 'threshold') {
    const count = `${rollback.failedChecks ?? 0} of ${analysisThreshold(input.canary.spec.analysis)} failed checks`;
    return check === undefined ? `: ${count}` : `: ${failedCheckWords(check)} (${count})`;
  }
  const unready = input.facts.findLast((timed) => timed.fact.kind === 'notReady')?.fact;
  if (unready?.kind === 'notReady') return `: the ${unready.which === 'canary' ? 'new' : 'primary’s'} pods did not get ready (${readinessWords(unready.detail)})`;
  return check === undefined ? '; the reason is no longer among the events' : `: ${failedCheckWords(check)}`;
}

function gitPart(input: SentenceInput): readonly SentencePart[] {
  if (input.git === undefined) return [];
  return [` Git still says ${input.git.version} (`, { kind: 'place', text: input.git.place }, ').'];
}

function suspended(input: SentenceInput): readonly SentencePart[] {
  const staying = phaseMeaning(input.canary.status.phase).running ? stayingWords(input.strategy, input.weight) : '';
  const exposed = staying === '' ? '' : ` ${staying}.`;
  return [`Suspended: Flagger does nothing until it is resumed.${exposed}`];
}

function initializing(input: SentenceInput): Sentence {
  const last = input.facts.at(-1)?.fact;
  const { targetRef } = input.canary.spec;
  if (last?.kind === 'blocked') {
    const reason = last.what === 'target' ? `${targetRef.kind} ${targetRef.name} was not found` : shorten(last.message);
    return { sign: 'waiting', parts: [`Cannot start yet: ${reason}.`] };
  }
  if (last?.kind === 'notReady') return { sign: 'progressing', parts: [`Setting up: the primary’s pods are not ready yet (${readinessWords(last.detail)}).`] };
  if (last?.kind === 'other') return { sign: 'waiting', parts: [`Cannot start yet: ${shorten(last.message)}`] };
  return { sign: input.canary.status.phase === '' ? 'unknown' : 'progressing', parts: [input.canary.status.phase === '' ? 'Flagger has not seen this Canary yet. Is it running, and does it watch this namespace?' : 'Setting up the primary, the Services and the routes.'] };
}

function idleWords(canary: LiveCanary): string {
  const { kind, name } = canary.spec.targetRef;
  return `Idle. A change of ${kind} ${name}'s pod template starts a rollout.`;
}

function closedGate(facts: readonly TimedFact[], type: 'confirm-rollout' | 'confirm-promotion'): string {
  const gate = facts.findLast((timed) => timed.fact.kind === 'gateClosed' && timed.fact.type === type)?.fact;
  return gateWords(type, gate?.kind === 'gateClosed' ? gate.hook : type);
}

function gateWords(type: string, hook: string): string {
  return hook === type ? `gate ${hook} is closed` : `gate ${hook} (${type}) is closed`;
}

const VERDICTS: readonly EventFact['kind'][] = ['weight', 'iteration', 'primaryWeight', 'analysisStarted', 'copied', 'routedToCanary', 'routedToPrimary', 'newRevision', 'notReady', 'metricHalt', 'noValues', 'queryFailed', 'hookHalt', 'gateClosed'];

/** The last fact that says how the newest tick ended. */
function lastVerdict(facts: readonly TimedFact[]): TimedFact | undefined {
  return facts.findLast((timed) => VERDICTS.includes(timed.fact.kind));
}

function countdown(before: string, input: SentenceInput): readonly SentencePart[] {
  return input.nextTickAt === undefined ? [] : [before, { kind: 'in', at: input.nextTickAt }];
}

function readinessWords(detail: string): string {
  return shorten(detail.replace(/^waiting for rollout to finish: /, '').replace(/ \(readyThreshold 100%\)/, ''));
}

/** Long errors of clients keep their end, where the reason is; line breaks would break the sentence. */
function shorten(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length <= 140 ? line : `${line.slice(0, 60)} … ${line.slice(-70)}`;
}
