// Keeps one kind in step with the API server: list in pages, then watch, for ever; says at each moment how far its knowledge can be trusted.
//
// Own loop instead of client-node's informer, which stops after errors, ends each watch after 30 s and then waits even when nothing was wrong.
import { backoffDelay, connectionBackoff, type BackoffLimits } from './backoff.ts';
import { delay, type Clock } from './clock.ts';
import type { CollectionOptions, KubeAnswer, KubeConnection } from './kubeConnection.ts';
import { describeKubeError, type KubeError } from './kubeError.ts';
import type { LifeListener } from './transport/http2Link.ts';
import { readClusterObject, type ClusterObject } from './objects/clusterObject.ts';
import { failure, success } from './outcome.ts';
import { apiVersionOf, type ServedKind } from './servedKind.ts';
import type { WatchLine } from './watchLines.ts';
import { sameWatchState, silence, type WatchState } from './watchState.ts';

/** A change of one object. */
export interface ObjectEvent {
  readonly type: 'added' | 'modified' | 'deleted';
  readonly object: ClusterObject;
}

/** Who is told. Nothing is called after `stop`. */
export interface WatchListener {
  /** A complete list: everything that is not in it does not exist any more. */
  onList(objects: readonly ClusterObject[]): void;
  onEvent(event: ObjectEvent): void;
  onState(state: WatchState): void;
}

/** Time, chance and limits; the defaults are for production. */
export interface WatchTiming {
  readonly clock: Clock;
  /** Numbers in [0, 1). */
  readonly random: () => number;
  readonly backoff?: BackoffLimits;
  /** Objects in one page of the first list. */
  readonly pageSize?: number;
  /** The server is asked to end a watch after this; the next begins at once. */
  readonly serverTimeoutSeconds?: number;
  /** A watch on which nothing came for this long (bookmarks come about each minute, while something of the kind changes anywhere) may be dead: another takes its place. */
  readonly quietLimitMs?: number;
  /** Time for the watch's headers. */
  readonly openTimeoutMs?: number;
  /** How long to wait before asking again after a refusal or while the kind is missing. */
  readonly slowRetryMs?: number;
}

/** Which objects of the kind are watched. */
export type WatchScope = Pick<CollectionOptions, 'namespace' | 'labelSelector' | 'fieldSelector' | 'metadataOnly'>;

type WatchSource = Pick<KubeConnection, 'listPage' | 'watch'>;

/** Why one watch request ended. */
type WatchEnd = 'ended' | 'quiet' | KubeError;

/** The list→watch loop of one kind. Created running; `stop` ends it for good. */
export class ObjectWatch {
  readonly #connection: WatchSource;
  readonly #served: ServedKind;
  readonly #scope: WatchScope;
  readonly #listener: WatchListener;
  readonly #timing: Required<WatchTiming>;
  readonly #stopping = new AbortController();
  #wake = new AbortController();
  #state: WatchState = { type: 'connecting' };
  #hasList = false;
  #resourceVersion = '';
  #tries = 0;
  #knownTrueAt = 0;
  #goneInARow = 0;
  /** A server that is silent may be heard again: then everything goes on as it was. */
  readonly #life: LifeListener = {
    onSilent: (since) => this.#setSilent(since),
    onSound: () => this.#setSound(),
  };
  #isSilent = false;

  constructor(connection: WatchSource, served: ServedKind, scope: WatchScope, listener: WatchListener, timing: WatchTiming) {
    this.#connection = connection;
    this.#served = served;
    this.#scope = scope;
    this.#listener = listener;
    this.#timing = {
      backoff: connectionBackoff,
      pageSize: 500,
      serverTimeoutSeconds: 290,
      quietLimitMs: 150_000,
      openTimeoutMs: 10_000,
      slowRetryMs: 60_000,
      ...timing,
    };
    void this.#run();
  }

  /** The present state. */
  get state(): WatchState {
    return this.#state;
  }

  /** Ends the loop; an answer that is still under way is dropped. */
  stop(): void {
    this.#stopping.abort();
  }

  /** Tries again now instead of after the waiting time, for example because another watch of this server has just succeeded. */
  retryNow(): void {
    this.#wake.abort();
  }

  async #run(): Promise<void> {
    while (!this.#isStopped()) {
      const error = this.#resourceVersion === '' ? await this.#list() : await this.#watchOnce();
      if (this.#isStopped()) return;
      if (error !== undefined) await this.#waitAfter(error);
    }
  }

  #isStopped(): boolean {
    return this.#stopping.signal.aborted;
  }

  /** Reads all pages; an expired page token begins again from the first page. */
  async #list(): Promise<KubeError | undefined> {
    const listed = await this.#readAllPages();
    if (this.#isStopped()) return undefined;
    if (!listed.ok) return listed.error;
    this.#resourceVersion = listed.value.resourceVersion;
    this.#hasList = true;
    this.#listener.onList(listed.value.objects);
    this.#succeeded();
    return undefined;
  }

  async #readAllPages(): KubeAnswer<{ readonly objects: readonly ClusterObject[]; readonly resourceVersion: string }> {
    const objects: ClusterObject[] = [];
    let continueToken = '';
    for (;;) {
      const page = await this.#connection.listPage(this.#served, { limit: this.#timing.pageSize, continueToken }, { ...this.#scope, signal: this.#stopping.signal, life: this.#life });
      if (this.#isStopped()) return failure({ type: 'cancelled' });
      if (!page.ok) return page;
      for (const item of page.value.items) {
        const object = readClusterObject(item, apiVersionOf(this.#served), this.#served.kind);
        if (object !== undefined) objects.push(object);
      }
      continueToken = page.value.continueToken;
      if (continueToken === '') return success({ objects, resourceVersion: page.value.resourceVersion || '0' });
      this.#setState({ type: 'syncing', received: objects.length });
    }
  }

  /** One watch request. A clean end is no error: the next begins at once from the last version seen. */
  async #watchOnce(): Promise<KubeError | undefined> {
    const startedAt = this.#timing.clock.now();
    const before = this.#resourceVersion;
    const end = await this.#watchUntilEnd();
    if (this.#isStopped()) return undefined;
    if (end === 'ended' || end === 'quiet') {
      this.#tries = 0;
      // A proxy that closes watches at once must not make us spin.
      const wasShort = this.#timing.clock.now() - startedAt < 1000 && before === this.#resourceVersion;
      if (wasShort) await delay(this.#timing.clock, this.#timing.backoff.firstMs, this.#waking());
      return undefined;
    }
    if (end.type === 'gone') {
      this.#resourceVersion = '';
      this.#setState({ type: 'syncing', received: 0 });
      this.#goneInARow += 1;
      if (this.#goneInARow > 1) await delay(this.#timing.clock, backoffDelay(this.#goneInARow, this.#timing.backoff, this.#timing.random), this.#waking());
      return undefined;
    }
    return end;
  }

  async #watchUntilEnd(): Promise<WatchEnd> {
    const { clock, quietLimitMs, openTimeoutMs, serverTimeoutSeconds } = this.#timing;
    const quiet = new AbortController();
    let stopQuietTimer: () => void = () => undefined;
    const startQuietTimer = () => {
      stopQuietTimer();
      stopQuietTimer = clock.startTimer(quietLimitMs, () => quiet.abort());
    };
    const seen: { open: boolean; lineError: KubeError | undefined } = { open: false, lineError: undefined };
    const answer = await this.#connection.watch(this.#served, {
      ...this.#scope,
      resourceVersion: this.#resourceVersion,
      serverTimeoutSeconds,
      timeoutMs: openTimeoutMs,
      signal: AbortSignal.any([this.#stopping.signal, quiet.signal]),
      life: this.#life,
      onOpen: () => {
        if (this.#isStopped()) return;
        seen.open = true;
        startQuietTimer();
        this.#heard();
        this.#setState({ type: 'live' });
      },
      onLine: (line) => {
        if (this.#isStopped()) return false;
        startQuietTimer();
        if (line.type === 'error') seen.lineError = line.error;
        else this.#take(line);
        return line.type !== 'error';
      },
    });
    stopQuietTimer();
    // While an open watch stood, everything was true up to its end, even if nothing changed; silence proves nothing.
    if (seen.open && !quiet.signal.aborted && !this.#isSilent) this.#heard();
    this.#isSilent = false;
    if (seen.lineError !== undefined) {
      // After such a line there is a gap: only a new list is the truth.
      this.#resourceVersion = '';
      return seen.lineError;
    }
    if (answer.ok) return 'ended';
    return quiet.signal.aborted ? 'quiet' : answer.error;
  }

  #setSilent(since: number): void {
    if (this.#isStopped()) return;
    this.#isSilent = true;
    this.#knownTrueAt = Math.max(this.#knownTrueAt, since);
    const cause = silence;
    if (this.#hasList) this.#setState({ type: 'stale', since: this.#knownTrueAt, reason: cause.reason, tries: Math.max(1, this.#tries), cause });
    else this.#setState({ type: 'unreachable', reason: cause.reason, tries: Math.max(1, this.#tries), cause });
  }

  #setSound(): void {
    if (!this.#isSilent) return;
    this.#isSilent = false;
    // A watch goes on where it was; a list goes on being read.
    if (this.#resourceVersion === '') this.#setState({ type: 'syncing', received: 0 });
    else this.#succeeded();
  }

  #heard(): void {
    this.#knownTrueAt = this.#timing.clock.now();
  }

  #take(line: Exclude<WatchLine, { readonly type: 'error' }>): void {
    this.#goneInARow = 0;
    this.#succeeded();
    if (line.type === 'bookmark') {
      if (line.resourceVersion !== '') this.#resourceVersion = line.resourceVersion;
      return;
    }
    const object = readClusterObject(line.object, apiVersionOf(this.#served), this.#served.kind);
    if (object === undefined) return;
    if (object.resourceVersion !== '') this.#resourceVersion = object.resourceVersion;
    this.#listener.onEvent({ type: line.type, object });
  }

  #succeeded(): void {
    this.#tries = 0;
    this.#heard();
    this.#setState({ type: 'live' });
  }

  /** Shows the error as a state and waits as long as it deserves. */
  async #waitAfter(error: KubeError): Promise<void> {
    this.#tries += 1;
    this.#isSilent = false;
    if (error.type === 'forbidden') {
      this.#setState({ type: 'forbidden', verb: error.verb, kind: this.#served.kind, message: error.message });
    } else if (error.type === 'notFound') {
      // The kind is gone, and with it all its objects: this is knowledge, not a lost connection.
      this.#resourceVersion = '';
      if (this.#hasList) this.#listener.onList([]);
      this.#setState({ type: 'kindMissing', kind: this.#served.kind });
    } else if (this.#hasList) {
      this.#setState({ type: 'stale', since: this.#knownTrueAt, reason: describeKubeError(error), tries: this.#tries, cause: error });
    } else {
      this.#setState({ type: 'unreachable', reason: describeKubeError(error), tries: this.#tries, cause: error });
    }
    await delay(this.#timing.clock, this.#pauseAfter(error), this.#waking());
  }

  #pauseAfter(error: KubeError): number {
    if (error.type === 'forbidden' || error.type === 'notFound') return this.#timing.slowRetryMs;
    // Asking again could open a login window again: only a person may want that.
    if (error.type === 'unauthorized' && !error.canRetry) return longestTimerMs;
    const wanted = backoffDelay(this.#tries, this.#timing.backoff, this.#timing.random);
    return error.type === 'server' ? Math.max(wanted, error.retryAfterMs ?? 0) : wanted;
  }

  #waking(): AbortSignal {
    if (this.#wake.signal.aborted) this.#wake = new AbortController();
    return AbortSignal.any([this.#stopping.signal, this.#wake.signal]);
  }

  #setState(state: WatchState): void {
    if (this.#isStopped() || sameWatchState(this.#state, state)) return;
    this.#state = state;
    this.#listener.onState(state);
  }
}

/** The longest time that a Node timer can take (about 24 days). */
const longestTimerMs = 2 ** 31 - 1;
