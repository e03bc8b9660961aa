/** Serves watches: what was missed since a version, then each change as it comes, as the watcher's selectors see it. */
import type { ApiError} from './apiError.ts';
import { toStatus } from './apiError.ts';
import type { JsonObject } from './json.ts';
import { toApiVersion, toResourceId } from './kindInfo.ts';
import type { KindInfo } from './kindInfo.ts';
import type { ChangeType, ObjectStore, StoreChange } from './objectStore.ts';
import { textAt, withValue } from './json.ts';
import type { ObjectFilter } from './selectors.ts';

/** What a watcher gets. */
export type WatchEventType = ChangeType | 'BOOKMARK' | 'ERROR';

/** One watcher: what it wants, and where its events go. */
export interface WatchRequest {
  readonly kind: KindInfo;
  readonly namespace: string | undefined;
  readonly matches: ObjectFilter;
  /** `undefined`: begin with the present objects as ADDED events. */
  readonly since: number | undefined;
  readonly wantsBookmarks: boolean;
  /** Marks the end of the present objects with a bookmark (`sendInitialEvents=true`). */
  readonly wantsInitialEnd: boolean;
  send(type: WatchEventType, object: JsonObject): void;
  /** Ends the watch; the hub has let go of it already. */
  end(): void;
}

/** All open watches. */
export class WatchHub {
  readonly #store: ObjectStore;
  readonly #watches = new Set<WatchRequest>();
  readonly #unsubscribe: () => void;

  constructor(store: ObjectStore) {
    this.#store = store;
    this.#unsubscribe = store.subscribe((change) => this.#publish(change));
  }

  /** How many watches are open. */
  get size(): number {
    return this.#watches.size;
  }

  /** Opens a watch; throws 410 when its version is forgotten. Call the returned function to close it. */
  open(watch: WatchRequest): () => void {
    const missed = watch.since === undefined ? undefined : this.#store.changesSince(toResourceId(watch.kind), watch.since);
    if (missed === undefined) this.#sendPresent(watch);
    else for (const change of missed) sendChange(watch, change);
    if (watch.wantsInitialEnd) sendBookmark(watch, this.#store.revision, { 'k8s.io/initial-events-end': 'true' });
    this.#watches.add(watch);
    return () => this.#watches.delete(watch);
  }

  /** Tells every watcher that asked for it how far it is. */
  sendBookmarks(): void {
    for (const watch of this.#watches) if (watch.wantsBookmarks) sendBookmark(watch, this.#store.revision, undefined);
  }

  /** Ends every watch without a word, as a lost connection does. */
  cutAll(): void {
    for (const watch of [...this.#watches]) this.#end(watch);
  }

  /** Ends every watch with an error event. */
  failAll(error: ApiError): void {
    for (const watch of [...this.#watches]) this.#fail(watch, error);
  }

  /** Ends the watches of a kind that is served no longer. */
  endKind(resourceId: string): void {
    for (const watch of [...this.#watches]) if (toResourceId(watch.kind) === resourceId) this.#end(watch);
  }

  /** Ends all watches and listens to the store no longer. */
  close(): void {
    this.#unsubscribe();
    this.cutAll();
  }

  #sendPresent(watch: WatchRequest): void {
    for (const object of this.#store.list(toResourceId(watch.kind), watch.namespace)) if (watch.matches(object)) watch.send('ADDED', object);
  }

  #publish(change: StoreChange): void {
    for (const watch of [...this.#watches]) if (toResourceId(watch.kind) === change.resource) sendChange(watch, change);
  }

  #fail(watch: WatchRequest, error: ApiError): void {
    watch.send('ERROR', toStatus(error));
    this.#end(watch);
  }

  #end(watch: WatchRequest): void {
    this.#watches.delete(watch);
    watch.end();
  }
}

/** An object that leaves the selection looks deleted to the watcher, one that enters it looks new. */
function sendChange(watch: WatchRequest, change: StoreChange): void {
  if (watch.namespace !== undefined && textAt(change.object, 'metadata', 'namespace') !== watch.namespace) return;
  const { previous } = change;
  const before = previous !== undefined && watch.matches(previous);
  const after = change.type !== 'DELETED' && watch.matches(change.object);
  if (after) watch.send(before ? 'MODIFIED' : 'ADDED', change.object);
  // Who leaves is shown as the watcher knew it.
  else if (before) watch.send('DELETED', withValue(previous, ['metadata', 'resourceVersion'], String(change.revision)));
}

function sendBookmark(watch: WatchRequest, revision: number, annotations: JsonObject | undefined): void {
  watch.send('BOOKMARK', { kind: watch.kind.kind, apiVersion: toApiVersion(watch.kind), metadata: { resourceVersion: String(revision), creationTimestamp: null, annotations } });
}
