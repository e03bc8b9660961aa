/** Kubernetes Event objects as timed facts: counts, both event APIs, order, and what belongs to the current rollout. */
import { readEventFact, splitCombined } from './events.ts';
import type { EventFact } from './events.ts';
import { readMember, readNumber, readPath, readString, readTime } from './jsonRead.ts';

/** A fact with its times in milliseconds since 1970. */
export interface TimedFact {
  /** The last time it was said. Only this one is sure to belong to the newest rollout. */
  readonly at: number;
  /** The first time; the API counts equal messages of hours, so it may belong to an earlier rollout. */
  readonly firstAt: number;
  /** How often it was said since {@link firstAt}. */
  readonly count: number;
  /** The API server merged several different messages into this one; the others are lost. */
  readonly combined: boolean;
  readonly warning: boolean;
  readonly fact: EventFact;
  /** The message as Flagger wrote it. */
  readonly message: string;
}

/** Reads one Event (core/v1 or events.k8s.io/v1); `undefined` for something without a message or time. */
export function readClusterEvent(event: unknown): TimedFact | undefined {
  const raw = readString(readMember(event, 'message')) ?? readString(readMember(event, 'note'));
  if (raw === undefined) return undefined;
  const times = [
    readPath(event, 'series', 'lastObservedTime'), readMember(event, 'lastTimestamp'), readMember(event, 'deprecatedLastTimestamp'),
    readMember(event, 'eventTime'), readPath(event, 'metadata', 'creationTimestamp'),
  ].map(readTime).filter((time) => time !== undefined);
  const at = times[0];
  if (at === undefined) return undefined;
  const { message, combined } = splitCombined(raw);
  return {
    at,
    firstAt: readTime(readMember(event, 'firstTimestamp')) ?? readTime(readMember(event, 'deprecatedFirstTimestamp')) ?? at,
    count: readNumber(readPath(event, 'series', 'count')) ?? readNumber(readMember(event, 'count')) ?? readNumber(readMember(event, 'deprecatedCount')) ?? 1,
    combined,
    warning: readMember(event, 'type') === 'Warning',
    fact: readEventFact(message),
    message,
  };
}

/** Reads the events of one Canary, oldest first. Events of a deleted Canary of the same name (another uid) are left out. */
export function readCanaryEvents(events: readonly unknown[], uid?: string): readonly TimedFact[] {
  const own = events.filter((event) => {
    const involved = readString(readPath(event, 'involvedObject', 'uid')) ?? readString(readPath(event, 'regarding', 'uid'));
    return uid === undefined || involved === undefined || involved === uid;
  });
  return sortFacts(own.map(readOnce).filter((fact) => fact !== undefined));
}

/** Objects of the API are never changed, and each new event of a Canary makes all of its events be asked for again. */
const readEvents = new WeakMap<object, TimedFact>();

function readOnce(event: unknown): TimedFact | undefined {
  const known = typeof event === 'object' && event !== null ? readEvents.get(event) : undefined;
  if (known !== undefined) return known;
  const fact = readClusterEvent(event);
  if (fact !== undefined) readEvents.set(event as object, fact);
  return fact;
}

/** Facts in order of time; facts of one second in the order in which Flagger writes them within a tick. */
export function sortFacts(facts: readonly TimedFact[]): readonly TimedFact[] {
  return [...facts].sort((a, b) => a.at - b.at || orderInTick(a.fact) - orderInTick(b.fact));
}

/** The facts of the newest rollout, oldest first, and whether its beginning is among them. */
export function newestRollout(facts: readonly TimedFact[]): { readonly facts: readonly TimedFact[]; readonly startedAt: number | undefined } {
  const start = facts.findLast((timed) => timed.fact.kind === 'newRevision');
  return start === undefined ? { facts, startedAt: undefined } : { facts: facts.slice(facts.indexOf(start)), startedAt: start.at };
}

const TICK_ORDER: readonly EventFact['kind'][] = [
  'newRevision', 'hookPassed', 'notReady', 'rollbackHookQuiet', 'rollingBack', 'analysisStarted', 'metricHalt', 'noValues', 'queryFailed', 'hookHalt', 'gateClosed',
  'weight', 'iteration', 'primaryWeight', 'routedToCanary', 'copied', 'routedToPrimary', 'failed', 'promotionFailed', 'promoted',
];

function orderInTick(fact: EventFact): number {
  // A confirm-rollout hook passes just before the revision counts as new, but belongs to the new rollout.
  if (fact.kind === 'hookPassed' && fact.type === 'post-rollout') return TICK_ORDER.length;
  if (fact.kind === 'hookPassed' && fact.type === 'pre-rollout') return TICK_ORDER.indexOf('analysisStarted') + 0.5;
  return TICK_ORDER.indexOf(fact.kind);
}
