// Keeps what is seen of every Canary of a session, whether anybody looks or not: the API server merges and forgets events, and a panel that opens late can show only what was kept.
import { readCanaryEvents } from '../../../server/src/flagger/clusterEvents.ts';
import type { ContainerImages } from '../../../server/src/protocol/clusterFacts.ts';
import { phaseMeaning } from '../../../server/src/flagger/phases.ts';
import type { ClusterSession } from '../cluster/clusterSession.ts';
import type { Clock } from '../cluster/clock.ts';
import type { JsonObject } from '../cluster/jsonValue.ts';
import type { LiveCanary } from '../cluster/objects/canary.ts';
import type { LiveWorkload } from '../cluster/objects/workload.ts';
import { sameElements } from '../cluster/sameElements.ts';
import { eventsByCanary } from '../flux/clusterFacts.ts';
import type { RolloutHistories } from './rolloutHistories.ts';
import { readStatusFacts, type RolloutHistory, type SeenImages } from './rolloutHistory.ts';

/** What is read of a session. */
export type RecordedSession = Pick<ClusterSession, 'canaries' | 'rawCanaryEvents' | 'findWorkload' | 'findCanary' | 'subscribe'>;

/** An event follows the status that it tells of: a status is taken for a fact of its own only when it is so old. Milliseconds. */
const eventLagMs = 2000;
/** Events of one tick come in a burst; one look after it is enough. Milliseconds. */
const burstMs = 500;

/** Records until the returned function is called. */
export function recordRollouts(session: RecordedSession, histories: RolloutHistories, clock: Clock): () => void {
  let stopTimer: (() => void) | undefined;
  const look = (): void => {
    stopTimer = undefined;
    const byCanary = eventsByCanary(session.rawCanaryEvents);
    for (const live of session.canaries) recordCanary(session, live, byCanary.get(`${live.namespace}/${live.name}`) ?? [], histories, clock.now());
  };
  const unsubscribe = session.subscribe((change) => {
    if (change.type === 'objects' && (change.kind === 'Event' || change.kind === 'Canary')) stopTimer ??= clock.startTimer(burstMs, look);
  });
  look();
  return () => {
    unsubscribe();
    stopTimer?.();
  };
}

interface Recorded {
  readonly histories: RolloutHistories;
  readonly events: readonly JsonObject[];
  readonly target: LiveWorkload | undefined;
  readonly serving: LiveWorkload | undefined;
  readonly isStatusSettled: boolean;
}

/** What was recorded last of each Canary: it is asked for with every drawing and every look, and of hundreds mostly nothing is new. */
const lastRecorded = new WeakMap<LiveCanary, Recorded>();

/** Adds what is known now of one Canary, and gives all that is known of it. `now` in milliseconds since 1970. */
export function recordCanary(session: Pick<RecordedSession, 'findWorkload'>, live: LiveCanary, events: readonly JsonObject[], histories: RolloutHistories, now: number): RolloutHistory {
  const { uid, content } = live.object;
  const target = session.findWorkload(live.target.kind, live.namespace, live.target.name);
  const serving = session.findWorkload(live.target.kind, live.namespace, `${live.target.name}-primary`);
  const recorded = { histories, events, target, serving, isStatusSettled: now - Date.parse(live.lastTransitionTime) >= eventLagMs };
  const before = lastRecorded.get(live);
  const known = before !== undefined && isSameRecord(before, recorded) ? histories.find(uid) : undefined;
  if (known !== undefined) return known;
  lastRecorded.set(live, recorded);
  const told = readCanaryEvents(events, uid);
  const untold = readStatusFacts(content, told).filter(({ at }) => now - at >= eventLagMs);
  return histories.record(uid, [...told, ...untold], readImages(live, target?.images ?? {}, serving?.images ?? {}, now));
}

function isSameRecord(one: Recorded, other: Recorded): boolean {
  return one.histories === other.histories && one.target === other.target && one.serving === other.serving && one.isStatusSettled === other.isStatusSettled && sameElements(one.events, other.events);
}

function readImages(live: LiveCanary, target: ContainerImages, serving: ContainerImages, now: number): SeenImages | undefined {
  // Once the spec is copied both sides are the same, so only the phases before it tell.
  if (!phaseMeaning(live.phase).running || live.phase === 'Promoting' || live.phase === 'Finalising') return undefined;
  const container = Object.keys(target).find((name) => serving[name] !== undefined && serving[name] !== target[name]);
  const primary = serving[container ?? ''];
  const canary = target[container ?? ''];
  return primary === undefined || canary === undefined ? undefined : { at: now, primary, canary };
}
