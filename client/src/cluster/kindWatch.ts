// One kind of a session: its store and its watch (or one watch a namespace where cluster-wide ones are not wanted), with one common state.
import { ObjectStore, type StoreChange } from './objectStore.ts';
import { ObjectWatch, type ObjectEvent, type WatchScope, type WatchTiming } from './objectWatch.ts';
import type { KubeConnection } from './kubeConnection.ts';
import type { ClusterObject } from './objects/clusterObject.ts';
import type { ServedKind } from './servedKind.ts';
import type { WatchState } from './watchState.ts';

/** What a kind's watch is made of. */
export interface KindWatchOptions<View> {
  readonly connection: Pick<KubeConnection, 'listPage' | 'watch'>;
  readonly served: ServedKind;
  readonly read: (object: ClusterObject) => View;
  /** Empty: cluster-wide. */
  readonly namespaces: readonly string[];
  readonly scope?: Omit<WatchScope, 'namespace'>;
  /** Makes objects smaller before they are kept, for kinds of which little is used. */
  readonly slim?: (object: ClusterObject) => ClusterObject;
  readonly timing: WatchTiming;
  onChange(change: StoreChange): void;
  onState(state: WatchState): void;
}

/** The objects of one kind, live. */
export class KindWatch<View> {
  readonly served: ServedKind;
  readonly store: ObjectStore<View>;
  readonly #watches: readonly ObjectWatch[];
  readonly #onState: (state: WatchState) => void;
  #told: WatchState = { type: 'connecting' };

  constructor(options: KindWatchOptions<View>) {
    this.served = options.served;
    this.#onState = (state) => options.onState(state);
    this.store = new ObjectStore(options.read, options.timing.clock);
    this.store.subscribe((change) => options.onChange(change));
    const slim = options.slim ?? ((object: ClusterObject) => object);
    const namespaces = options.namespaces.length === 0 ? [''] : options.namespaces;
    this.#watches = namespaces.map((namespace) => {
      const scope: WatchScope = { ...options.scope, ...(namespace === '' ? {} : { namespace }) };
      const listener = {
        onList: (objects: readonly ClusterObject[]) => this.store.replace(objects.map(slim), namespace),
        onEvent: (event: ObjectEvent) => this.store.apply({ type: event.type, object: slim(event.object) }),
        onState: () => this.#tell(),
      };
      return new ObjectWatch(options.connection, options.served, scope, listener, options.timing);
    });
  }

  /** The worst state of the kind's watches. */
  get state(): WatchState {
    return this.#watches.map((watch) => watch.state).reduce((worst, state) => (badness[state.type] > badness[worst.type] ? state : worst), { type: 'live' });
  }

  /** Tries again now what waits after an error. */
  retryNow(): void {
    for (const watch of this.#watches) if (watch.state.type !== 'live') watch.retryNow();
  }

  /** Ends the watches and forgets subscribers. The objects stay readable. */
  dispose(): void {
    for (const watch of this.#watches) watch.stop();
    this.store.dispose();
  }

  #tell(): void {
    const state = this.state;
    if (JSON.stringify(state) === JSON.stringify(this.#told)) return;
    this.#told = state;
    this.#onState(state);
  }
}

const badness: Readonly<Record<WatchState['type'], number>> = { live: 0, kindMissing: 1, forbidden: 2, syncing: 3, connecting: 4, stale: 5, unreachable: 6 };
