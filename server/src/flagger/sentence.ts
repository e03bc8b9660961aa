/** The state of a Canary in one sentence that a person understands at once; times stay times, so that a view can let them tick. */
import { analysisIntervalSeconds, analysisThreshold, skipsAnalysis } from './canarySpec.ts';
import type { LiveCanary } from './canaryObject.ts';
import type { TimedFact } from './clusterEvents.ts';
import { formatAgo, formatClock, formatSeconds } from './durations.ts';
import { isFailedCheck } from './events.ts';
import type { EventFact } from './events.ts';
import { failedCheckWords, shorten } from './failedCheckWords.ts';
import type { GateWait } from './gateWaits.ts';
import { phaseMeaning } from './phases.ts';
import type { CanarySign } from './phases.ts';
import { rollbackReason } from './rollbackReason.ts';
import type { RolloutState } from './simulateRollout.ts';
import type { EffectiveStrategy } from './strategy.ts';
import { capital, stayingSentence, stayingWords } from './trafficWords.ts';

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
  /** The routes send copies of requests to the canary. */
  readonly mirrored?: boolean;
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
  /** After a failed rollout: the target is what the primary serves again, with `all` it needs, or the pod `template` at least. */
  readonly putBack?: 'all' | 'template';
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
    case 'Failed': return { sign: input.putBack === 'all' && input.git === undefined ? 'idle' : sign, parts: [...failed(input), ...putBackPart(input), ...gitPart(input)] };
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

function progressing(input: SentenceInput): Sentence {
  const last = lastVerdict(input.facts);
  if (input.overdueSince !== undefined) {
    return { sign: 'unknown', parts: ['No word from Flagger since ', { kind: 'clock', at: input.overdueSince }, `.${stayingSentence(input.strategy, input.weight)} Is Flagger running?`] };
  }
  if (skipsAnalysis(input.canary.spec)) return { sign: 'progressing', parts: ['No analysis: promoted as soon as the new pods are ready', ...countdown(', next look ', input), '.'] };
  if (last !== undefined && isFailedCheck(last.fact)) return { sign: 'halted', parts: halted(input, last.fact) };
  if (isFailureUntold(input, last)) return { sign: 'halted', parts: halted(input, { kind: 'other', message: '' }) };
  if (last?.fact.kind === 'gateClosed') return { sign: 'waiting', parts: [`Waiting for you: ${gateWords(last.fact.type, last.fact.hook)}. ${capital(staying(input) || 'no traffic reaches the canary')} until it opens.`] };
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
  const gates = input.gates ?? [];
  const shut = gates.find(({ opener }) => opener === 'never');
  const at: readonly SentencePart[] = input.earliestPromotionAt === undefined ? [] : [{ kind: 'clock', at: input.earliestPromotionAt }, ' at the earliest'];
  const isLast = input.next?.phase === 'Promoting';
  if (isLast && shut !== undefined) return [`${mood(input)} ${where(input)}. The promotion cannot begin: gate ${shut.hook} never opens, its URL always answers 403.`];
  if (isLast && input.nextTickAt !== undefined) {
    const condition = ifOpen(gates, '');
    return [`${mood(input)} ${where(input)}. The promotion begins `, { kind: 'in', at: input.nextTickAt }, ...condition, ...(at.length === 0 ? [] : [`${condition.length === 0 ? '' : ','} and is done at `, ...at]), '.'];
  }
  const parts: SentencePart[] = [`${mood(input)} ${where(input)}`];
  if (input.nextTickAt !== undefined) parts.push(`, ${nextWords(input)} `, { kind: 'in', at: input.nextTickAt }, ...ifOpen(gates.filter(({ atSeconds }) => atSeconds === 0), ''));
  if (shut !== undefined) parts.push(`, but gate ${shut.hook} never opens: its URL always answers 403`);
  else if (at.length > 0) parts.push(', promoted at ', ...at, ...ifOpen(gates.filter(({ atSeconds }) => atSeconds > 0), ' by then'));
  return [...parts, '.'];
}

function mood(input: SentenceInput): string {
  const { failedChecks } = input.canary.status;
  if (failedChecks > 0) return `Going on after ${failedChecks} of ${analysisThreshold(input.canary.spec.analysis)} failed checks.`;
  return isBeforeFirstStep(input) ? 'Begun.' : 'Going well.';
}

/** The canary's pods start, and nothing has reached them yet. */
function isBeforeFirstStep({ weight, mirrored, strategy, canary }: SentenceInput): boolean {
  return weight === 0 && mirrored !== true && (strategy.base === 'canary' || canary.status.iterations <= 0);
}

/** Nobody tells whether a gate is open before it is asked. */
function ifOpen(gates: readonly GateWait[], when: string): readonly string[] {
  const names = gates.filter(({ opener }) => opener !== 'never').map(({ hook }) => hook);
  return names.length === 0 ? [] : [` if ${names.length === 1 ? 'gate' : 'gates'} ${names.join(' and ')} ${names.length === 1 ? 'is' : 'are'} open${when}`];
}

/** Where the rollout stands: `25 % of traffic`, `A/B test, iteration 6 of 10`. */
function where(input: SentenceInput): string {
  const { strategy, weight, mirrored } = input;
  const iteration = `iteration ${Math.max(0, Math.min(strategy.iterations, input.canary.status.iterations))} of ${strategy.iterations}`;
  if (isBeforeFirstStep(input)) return 'The new version starts';
  if (strategy.base === 'ab') return `${strategy.matchWorks ? `${capital(strategy.requests)} go` : 'All traffic goes'} to the canary, ${iteration}`;
  if (strategy.base === 'bluegreen' && weight > 0) return 'All traffic is on the new version';
  if (strategy.base === 'bluegreen') return `Tested ${mirrored === true ? 'with mirrored traffic' : 'beside the live traffic'}, ${iteration}`;
  if (weight === 0) return 'Traffic is mirrored, none of it answered by the canary';
  return `${weight} % of traffic`;
}

function nextWords(input: SentenceInput): string {
  const { next, strategy, weight } = input;
  if (next === undefined) return 'next check';
  if (strategy.base === 'ab') return isBeforeFirstStep(input) ? 'the A/B test begins' : 'next check';
  if (strategy.base === 'bluegreen' && next.weight > weight) return 'the switch';
  if (strategy.base === 'bluegreen') return isBeforeFirstStep(input) ? 'the test begins' : 'next check';
  if (next.mirrored && input.mirrored !== true) return 'the mirroring begins';
  if (next.weight > weight) return isBeforeFirstStep(input) ? `the first ${next.weight} % of traffic` : `next step to ${next.weight} %`;
  return 'next check';
}

function staying({ strategy, weight }: SentenceInput): string {
  return stayingWords(strategy, weight);
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
  if (isBeforeFirstStep(input)) return 'the start';
  if (input.strategy.base === 'canary') return `${input.weight} %`;
  return `iteration ${Math.max(0, Math.min(input.strategy.iterations, input.canary.status.iterations))} of ${input.strategy.iterations}`;
}

function waitingPromotion(input: SentenceInput): Sentence {
  const last = lastVerdict(input.facts);
  const gate = `Waiting for you: ${closedGate(input.facts, 'confirm-promotion')}.`;
  if (last !== undefined && isFailedCheck(last.fact)) {
    return { sign: 'halted', parts: [`${gate} Meanwhile ${failedCheckWords(last.fact)} (${input.canary.status.failedChecks} of ${analysisThreshold(input.canary.spec.analysis)} failed checks).`] };
  }
  const words = staying(input);
  return { sign: 'waiting', parts: [`${gate} ${words === '' ? 'The checks go on.' : `${capital(words)}, the checks go on.`}`] };
}

function promoting(input: SentenceInput): readonly SentencePart[] {
  const last = lastVerdict(input.facts)?.fact;
  const head = `Promoting ${input.version ?? 'the new version'}:`;
  if (last?.kind === 'notReady') return [`${head} the primary’s pods are not ready yet (${readinessWords(last.detail)}).${stayingSentence(input.strategy, input.weight)}`];
  const words = staying(input);
  const now = last?.kind === 'primaryWeight' ? `traffic goes back to the primary, ${last.weight} % so far` : `the primary takes it over${words === '' ? '' : ` while ${words}`}`;
  return [`${head} ${now}.`, ...(input.earliestPromotionAt === undefined ? [] : [' Done at ', { kind: 'clock', at: input.earliestPromotionAt } as const, ' at the earliest.'])];
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
  return ['Rolled back', ...when, `${whyRolledBack(input)}.`];
}

function whyRolledBack({ facts, canary }: SentenceInput): string {
  const reason = rollbackReason(facts);
  const rollback = facts.findLast((timed) => timed.fact.kind === 'rollingBack')?.fact;
  if (rollback?.kind === 'rollingBack' && rollback.reason === 'threshold') {
    const count = `${rollback.failedChecks ?? 0} of ${analysisThreshold(canary.spec.analysis)} failed checks`;
    return facts.some(({ fact }) => isFailedCheck(fact)) ? `: ${reason} (${count})` : `: ${count}`;
  }
  // Where no webhook asked for it, pods that were late say more than that they were.
  const unready = facts.findLast((timed) => timed.fact.kind === 'notReady')?.fact;
  if (unready?.kind === 'notReady' && !(rollback?.kind === 'rollingBack' && rollback.reason === 'hook')) return `: the ${unready.which === 'canary' ? 'new' : 'primary’s'} pods did not get ready (${readinessWords(unready.detail)})`;
  return reason === '' ? '; the reason is no longer among the events' : `: ${reason}`;
}

/** Flagger starts nothing for the version that it promoted last, and keeps the phase (pkg/canary/spec.go `hasSpecChanged`). */
function putBackPart({ putBack, git, version = 'what it was' }: SentenceInput): readonly SentencePart[] {
  if (putBack === undefined) return [];
  const phase = ' Flagger keeps the phase Failed until the next release.';
  if (putBack === 'template') return [` The pod template is ${version} again, which the primary serves; a ConfigMap or Secret may still differ.${phase}`];
  return [` Put back since: the target is ${version} again, which the primary serves${git === undefined ? ', and nothing is left to do' : ''}.${phase}`];
}

function gitPart(input: SentenceInput): readonly SentencePart[] {
  if (input.git === undefined) return [];
  return [` Git still says ${input.git.version} (`, { kind: 'place', text: input.git.place }, ').'];
}

function suspended(input: SentenceInput): readonly SentencePart[] {
  return [`Suspended: Flagger does nothing until it is resumed.${phaseMeaning(input.canary.status.phase).running ? stayingSentence(input.strategy, input.weight) : ''}`];
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
