// Finds out which Flux and Flagger kinds the cluster serves, and again whenever a definition appears or goes: no polling where a watch works.
import { backoffDelay, connectionBackoff } from './backoff.ts';
import { delay } from './clock.ts';
import { needsUser } from './connectionState.ts';
import type { KubeConnection } from './kubeConnection.ts';
import type { KubeError } from './kubeError.ts';
import { ObjectWatch, type WatchTiming } from './objectWatch.ts';
import { customResourceDefinitions, discoverFlux, isFluxOrFlaggerGroup, type Discovery } from './watchedKinds.ts';

/** Who is told. Nothing is called after `dispose`. */
export interface KindListener {
  onDiscovery(discovery: Discovery): void;
  /** Discovery failed `tries` times in a row; it goes on by itself unless a person is needed. */
  onFailure(error: KubeError, tries: number): void;
}

/** The API server serves a new kind a moment after its definition appears, so it is asked again after these milliseconds. */
const settleDelays: readonly number[] = [300, 1500, 5000];
/** How often to look where definitions may not be watched. */
const blindRetryMs = 5 * 60_000;

/** Tracks the served kinds. Created running. */
export class KindTracker {
  readonly #connection: KubeConnection;
  readonly #listener: KindListener;
  readonly #timing: WatchTiming;
  readonly #stopping = new AbortController();
  readonly #definitions: { watch: ObjectWatch | undefined; known: string | undefined } = { watch: undefined, known: undefined };
  #wake = new AbortController();
  #settling: (() => void)[] = [];
  #running = false;
  #again = false;
  #last = '';

  constructor(connection: KubeConnection, listener: KindListener, timing: WatchTiming) {
    this.#connection = connection;
    this.#listener = listener;
    this.#timing = timing;
    this.rediscover();
  }

  /** Asks again now; calls while one is under way are joined to one more. */
  rediscover(): void {
    this.#wake.abort();
    this.#again = true;
    if (!this.#running && !this.#isStopped()) void this.#run();
  }

  /** Ends everything. */
  dispose(): void {
    this.#stopping.abort();
    this.#definitions.watch?.stop();
    this.#clearSettling();
  }

  #isStopped(): boolean {
    return this.#stopping.signal.aborted;
  }

  async #run(): Promise<void> {
    this.#running = true;
    let tries = 0;
    while (this.#again && !this.#isStopped()) {
      this.#again = false;
      const discovery = await discoverFlux(this.#connection);
      if (this.#isStopped()) return;
      if (discovery.ok) {
        tries = 0;
        this.#tell(discovery.value);
        this.#definitions.watch ??= this.#watchDefinitions();
        continue;
      }
      tries += 1;
      this.#listener.onFailure(discovery.error, tries);
      this.#again = true;
      this.#wake = new AbortController();
      const pause = needsUser(discovery.error) ? 2 ** 31 - 1 : backoffDelay(tries, connectionBackoff, this.#timing.random);
      await delay(this.#timing.clock, pause, AbortSignal.any([this.#stopping.signal, this.#wake.signal]));
    }
    this.#running = false;
  }

  #tell(discovery: Discovery): void {
    const now = JSON.stringify(discovery);
    if (now === this.#last) return;
    this.#last = now;
    this.#listener.onDiscovery(discovery);
  }

  #watchDefinitions(): ObjectWatch {
    return new ObjectWatch(
      this.#connection,
      customResourceDefinitions,
      { metadataOnly: true },
      {
        onList: (objects) => {
          const before = this.#definitions.known;
          this.#definitions.known = objects.map((object) => object.name).filter(isRelevantDefinition).sort().join(' ');
          // The first list only repeats what discovery has just said.
          if (before !== undefined && before !== this.#definitions.known) this.#settle();
        },
        onEvent: ({ object }) => {
          if (isRelevantDefinition(object.name)) this.#settle();
        },
        onState: (state) => {
          if (state.type === 'forbidden' || state.type === 'kindMissing') this.#lookBlindly();
        },
      },
      this.#timing,
    );
  }

  /** Asks several times in the next seconds, counted from the newest change. */
  #settle(): void {
    this.#clearSettling();
    this.#settling = settleDelays.map((milliseconds) => this.#timing.clock.startTimer(milliseconds, () => this.rediscover()));
  }

  #lookBlindly(): void {
    this.#clearSettling();
    this.#settling = [
      this.#timing.clock.startTimer(blindRetryMs, () => {
        this.rediscover();
        this.#lookBlindly();
      }),
    ];
  }

  #clearSettling(): void {
    for (const stop of this.#settling.splice(0)) stop();
  }
}

/** A definition is named `<plural>.<group>`. */
function isRelevantDefinition(name: string): boolean {
  const dot = name.indexOf('.');
  return dot > 0 && isFluxOrFlaggerGroup(name.slice(dot + 1));
}
