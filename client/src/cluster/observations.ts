// Kinds that are watched on demand, for what is on screen: begun with the first who looks, shared by all who look at the same, ended a while after the last has let go.
import type { Clock } from './clock.ts';
import { KindWatch } from './kindWatch.ts';
import type { KubeConnection } from './kubeConnection.ts';
import type { ClusterObject } from './objects/clusterObject.ts';
import { slimObject } from './objects/slimObject.ts';
import type { StoreChange } from './objectStore.ts';
import type { WatchTiming } from './objectWatch.ts';
import { collectionPath, type ServedKind } from './servedKind.ts';
import type { WatchState } from './watchState.ts';

/** Which objects of a kind are looked at. All parts absent: every object that the session may see. */
export interface ObservationScope {
  /** Empty or absent: all namespaces, or those that the session is limited to. */
  readonly namespace?: string;
  readonly labelSelector?: string;
  readonly fieldSelector?: string;
}

/** Somebody's look at a kind. The present is read from it at any time; `release` ends it and may be called twice. */
export interface Observation {
  readonly served: ServedKind;
  /** How far the objects can be trusted; `live` is the only state in which a missing object does not exist. */
  readonly state: WatchState;
  /** The known objects within the scope. Workloads and Pods without environment and volumes (`slimObject`), Secrets as metadata only. */
  readonly objects: readonly ClusterObject[];
  find(namespace: string, name: string): ClusterObject | undefined;
  release(): void;
}

/** What the watches need, and who is told of every change of theirs. */
export interface ObservationsOptions {
  readonly connection: Pick<KubeConnection, 'listPage' | 'watch'>;
  /** Where to look when nobody names a namespace; empty: everywhere. */
  readonly namespaces: () => readonly string[];
  readonly timing: WatchTiming;
  onChange(served: ServedKind, change: StoreChange): void;
  onState(state: WatchState): void;
}

/** A row that is folded and unfolded, or a panel that is opened again, must not cause a new list. Milliseconds. */
const lingerMs = 30_000;

/** All looks of one session. */
export class Observations {
  readonly #options: ObservationsOptions;
  readonly #shared = new Map<string, SharedWatch>();

  constructor(options: ObservationsOptions) {
    this.#options = options;
  }

  /** Looks at objects of a kind until `release`. `onChange` is called after each batch of changes and each change of state. */
  observe(served: ServedKind, scope: ObservationScope, onChange: () => void): Observation {
    const namespace = served.namespaced ? (scope.namespace ?? '') : '';
    const selectors = [scope.labelSelector ?? '', scope.fieldSelector ?? ''].join('\n');
    const key = (place: string) => `${collectionPath(served, place)}\n${selectors}`;
    // A watch of the whole cluster that stands anyway knows this namespace too.
    const shared = this.#shared.get(key('')) ?? this.#shared.get(key(namespace)) ?? this.#begin(key(namespace), served, { ...scope, namespace });
    return shared.join(namespace, onChange);
  }

  /** Tries again now whatever waits after an error. */
  retryNow(): void {
    for (const { watch } of this.#shared.values()) watch.retryNow();
  }

  /** Ends all watches. What was known stays readable. */
  dispose(): void {
    for (const shared of this.#shared.values()) shared.end();
    this.#shared.clear();
  }

  #begin(key: string, served: ServedKind, { namespace = '', labelSelector, fieldSelector }: ObservationScope): SharedWatch {
    const { connection, timing, namespaces } = this.#options;
    const watch = new KindWatch<ClusterObject>({
      connection,
      served,
      read: (object) => object,
      namespaces: namespace === '' && served.namespaced ? namespaces() : [namespace],
      scope: {
        ...(labelSelector === undefined ? {} : { labelSelector }),
        ...(fieldSelector === undefined ? {} : { fieldSelector }),
        ...(isSecret(served) ? { metadataOnly: true } : {}),
      },
      slim: slimObject,
      timing,
      onChange: (change) => {
        this.#options.onChange(served, change);
        shared.tell();
      },
      onState: (state) => {
        this.#options.onState(state);
        shared.tell();
      },
    });
    const shared = new SharedWatch(watch, timing.clock, () => this.#shared.delete(key));
    this.#shared.set(key, shared);
    return shared;
  }
}

/** One watch with those who look at it. */
class SharedWatch {
  readonly watch: KindWatch<ClusterObject>;
  readonly #clock: Clock;
  readonly #onEnd: () => void;
  readonly #users = new Set<() => void>();
  #stopLinger: (() => void) | undefined;

  constructor(watch: KindWatch<ClusterObject>, clock: Clock, onEnd: () => void) {
    this.watch = watch;
    this.#clock = clock;
    this.#onEnd = onEnd;
  }

  join(namespace: string, onChange: () => void): Observation {
    this.#stopLinger?.();
    const { watch } = this;
    // Each look is one entry, also where two share a callback.
    const user = () => onChange();
    this.#users.add(user);
    return {
      served: watch.served,
      get state() {
        return watch.state;
      },
      get objects() {
        const all = watch.store.views();
        return namespace === '' ? all : all.filter((object) => object.namespace === namespace);
      },
      find: (place, name) => (namespace === '' || namespace === place ? watch.store.find(place, name) : undefined),
      release: () => this.#leave(user),
    };
  }

  tell(): void {
    for (const user of [...this.#users]) user();
  }

  end(): void {
    this.#stopLinger?.();
    this.#users.clear();
    this.watch.dispose();
  }

  #leave(user: () => void): void {
    if (!this.#users.delete(user) || this.#users.size > 0) return;
    this.#stopLinger = this.#clock.startTimer(lingerMs, () => {
      this.#onEnd();
      this.end();
    });
  }
}

/** Values of Secrets are never read. */
function isSecret(served: ServedKind): boolean {
  return served.group === '' && served.plural === 'secrets';
}
