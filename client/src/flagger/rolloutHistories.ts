/** Keeps what was seen of each Canary over reloads of the window: the API server forgets events after an hour. Bounded in Canaries and events. */
import type { TimedFact } from '../../../server/src/flagger/clusterEvents.ts';
import { readList } from '../../../server/src/flagger/jsonRead.ts';
import type { Clock } from '../cluster/clock.ts';
import { readHistory, recordHistory, recordImages, type RolloutHistory, type SeenImages } from './rolloutHistory.ts';

/** Where histories are kept: the little of VS Code's `Memento` that is used. */
export interface HistoryStorage {
  get(key: string): unknown;
  update(key: string, value: unknown): PromiseLike<void>;
}

const storageKey = 'flightdeck.rolloutHistories';
/** Canaries whose history is stored; those that changed last stay. */
const storedCanaries = 30;
/** Events stored of each, the newest. About five rollouts of ten steps. */
const storedEvents = 150;
/** Writes are at least this far apart. Milliseconds. */
const savePauseMs = 3000;

/** The histories of all Canaries that were looked at, by uid. */
export class RolloutHistories {
  readonly #storage: HistoryStorage;
  readonly #clock: Clock;
  /** Insertion order is the order of the last change. */
  readonly #histories: Map<string, RolloutHistory>;
  #stopTimer: (() => void) | undefined;

  constructor(storage: HistoryStorage, clock: Clock) {
    this.#storage = storage;
    this.#clock = clock;
    const stored = readList(storage.get(storageKey)).flatMap((value) => readHistory(value) ?? []);
    this.#histories = new Map(stored.map((history) => [history.uid, history]));
  }

  /** What is known of the Canary with this uid. */
  find(uid: string): RolloutHistory | undefined {
    return this.#histories.get(uid);
  }

  /** Adds what the newest events tell, and the images of a rollout that runs, and gives the whole history of the Canary. */
  record(uid: string, facts: readonly TimedFact[], images?: SeenImages): RolloutHistory {
    const before = this.#histories.get(uid);
    const told = recordHistory(before, uid, facts);
    const history = images === undefined ? told : recordImages(told, images);
    if (history === before) return history;
    this.#histories.delete(uid);
    this.#histories.set(uid, history);
    this.#stopTimer ??= this.#clock.startTimer(savePauseMs, () => this.save());
    return history;
  }

  /** Writes what has not been written yet. */
  save(): void {
    if (this.#stopTimer === undefined) return;
    this.#stopTimer();
    this.#stopTimer = undefined;
    const newest = [...this.#histories.values()].slice(-storedCanaries);
    void this.#storage.update(storageKey, newest.map(({ uid, seen, images }) => ({ uid, seen: seen.slice(-storedEvents), images })));
  }
}
