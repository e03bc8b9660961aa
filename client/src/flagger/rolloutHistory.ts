/** What was seen of a canary while somebody watched: the API server merges and forgets events, so each is kept as it came, up to a bound. */
import { sortFacts } from '../../../server/src/flagger/clusterEvents.ts';
import type { TimedFact } from '../../../server/src/flagger/clusterEvents.ts';
import { analysisIntervalSeconds } from '../../../server/src/flagger/canarySpec.ts';
import { readLiveCanary } from '../../../server/src/flagger/canaryObject.ts';
import { readEventFact, type EventFact } from '../../../server/src/flagger/events.ts';
import { readList, readMember, readNumber, readString } from '../../../server/src/flagger/jsonRead.ts';

/** The kept events of one Canary. Plain data: it can be stored as JSON and read back with {@link readHistory}. */
export interface RolloutHistory {
  /** The Canary's uid; another object of the same name starts a new history. */
  readonly uid: string;
  /** Oldest first. */
  readonly seen: readonly { readonly at: number; readonly message: string; readonly warning: boolean }[];
  /** The images on both sides while rollouts ran, oldest first: one entry for each pair that was seen. */
  readonly images: readonly SeenImages[];
}

/** The images of the first container that differs. */
export interface SeenImages {
  readonly at: number;
  readonly primary: string;
  readonly canary: string;
}

const KEPT = 400;
/** Pairs of images kept: one a rollout. */
const KEPT_IMAGES = 40;

/**
 * What the status of a live Canary object tells by itself, as a fact of the moment of its writing; none where an event told it already.
 * Kubernetes drops events of an object that has many (25 at once, then one in five minutes), so without it a long rollout would have gaps even while watched.
 */
export function readStatusFacts(canary: unknown, told: readonly TimedFact[]): readonly TimedFact[] {
  const live = readLiveCanary(canary);
  const at = live?.status.writtenAt;
  if (live === undefined || at === undefined || live.status.phase !== 'Progressing') return [];
  const { weight, iterations } = live.status;
  const name = `${live.spec.name}.${live.spec.namespace ?? ''}`;
  const message = weight > 0 ? `Advance ${name} canary weight ${weight}` : iterations > 0 ? `Advance ${name} canary iteration ${iterations}/${live.spec.analysis?.iterations ?? iterations}` : undefined;
  const window = analysisIntervalSeconds(live.spec.analysis) * 600;
  // A status that is written again at the same weight (a failed check) is no advance.
  const known = told.findLast((timed) => timed.fact.kind === 'weight' || timed.fact.kind === 'iteration' || timed.fact.kind === 'newRevision');
  if (message === undefined || known?.message === message || (known !== undefined && known.at > at + window)) return [];
  return [{ at, firstAt: at, count: 1, combined: false, warning: false, fact: readEventFact(message), message }];
}

/** The history with what the newest events add; the same object when they add nothing. */
export function recordHistory(history: RolloutHistory | undefined, uid: string, facts: readonly TimedFact[]): RolloutHistory {
  const before = history?.uid === uid ? history : { uid, seen: [], images: [] };
  const known = new Set(before.seen.map((each) => `${each.at} ${each.message}`));
  const added = facts.filter((timed) => !known.has(`${timed.at} ${timed.message}`)).map(({ at, message, warning }) => ({ at, message, warning }));
  if (added.length === 0) return before;
  return { ...before, seen: [...before.seen, ...added].sort((a, b) => a.at - b.at).slice(-KEPT) };
}

/** The history with the images that a running rollout has now; the same object where they are known already. */
export function recordImages(history: RolloutHistory, images: SeenImages): RolloutHistory {
  const last = history.images.at(-1);
  if (last?.primary === images.primary && last.canary === images.canary) return history;
  return { ...history, images: [...history.images, images].slice(-KEPT_IMAGES) };
}

/** The facts of the present events and of the history together, each occurrence once, oldest first. */
export function mergeHistory(history: RolloutHistory | undefined, uid: string | undefined, facts: readonly TimedFact[]): readonly TimedFact[] {
  if (history === undefined || history.uid !== uid) return facts;
  const present = new Set(facts.map((timed) => `${timed.at} ${timed.message}`));
  const kept = history.seen.filter((each) => !present.has(`${each.at} ${each.message}`)).map((each): TimedFact => ({
    ...each, firstAt: each.at, count: 1, combined: false, fact: factOf(each),
  }));
  return sortFacts([...kept, ...facts]);
}

/** Each step of a rollout brings one message to hundreds that were read before. */
const readFacts = new WeakMap<RolloutHistory['seen'][number], EventFact>();

function factOf(seen: RolloutHistory['seen'][number]): EventFact {
  const fact = readFacts.get(seen) ?? readEventFact(seen.message);
  readFacts.set(seen, fact);
  return fact;
}

/** Reads a stored history; `undefined` for anything that is none. */
export function readHistory(value: unknown): RolloutHistory | undefined {
  const uid = readString(readMember(value, 'uid'));
  if (uid === undefined) return undefined;
  const seen = readList(readMember(value, 'seen')).flatMap((each) => {
    const at = readNumber(readMember(each, 'at'));
    const message = readString(readMember(each, 'message'));
    return at === undefined || message === undefined ? [] : [{ at, message, warning: readMember(each, 'warning') === true }];
  });
  const images = readList(readMember(value, 'images')).flatMap((each) => {
    const at = readNumber(readMember(each, 'at'));
    const primary = readString(readMember(each, 'primary'));
    const canary = readString(readMember(each, 'canary'));
    return at === undefined || primary === undefined || canary === undefined ? [] : [{ at, primary, canary }];
  });
  return { uid, seen: seen.slice(-KEPT), images: images.slice(-KEPT_IMAGES) };
}
