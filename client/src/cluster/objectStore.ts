// Holds the last known objects of one kind and tells subscribers about changes in batches, so that a storm of events redraws a view once.
import type { Clock } from './clock.ts';
import { objectKey, type ClusterObject } from './objects/clusterObject.ts';
import type { ObjectEvent } from './objectWatch.ts';

/** Objects of one kind by `namespace/name`. */
export type ObjectList = ReadonlyMap<string, ClusterObject>;

/** The list after one event. Pure: the given list stays as it is. */
export function applyEvent(list: ObjectList, event: ObjectEvent): ObjectList {
  return applyEvents(list, [event]);
}

/** The list after several events in order, copied only once. */
export function applyEvents(list: ObjectList, events: readonly ObjectEvent[]): ObjectList {
  const next = new Map(list);
  for (const event of events) {
    const key = objectKey(event.object);
    // An object deleted and made again under the same name may be told in either order of uid; the newest event is the truth.
    if (event.type === 'deleted') next.delete(key);
    else next.set(key, event.object);
  }
  return next;
}

/** What changed between two lists; keys are `namespace/name`. */
export interface StoreChange {
  readonly added: readonly string[];
  readonly changed: readonly string[];
  readonly removed: readonly string[];
}

/** Milliseconds that changes are collected before subscribers are told, while one change follows the other. */
export const batchMs = 100;
/** The same for the first change after a pause: a person waits for it, and what belongs together comes together. */
const firstBatchMs = 10;

/** The objects of one kind with typed views over them. Views are made on demand and kept as long as their object. */
export class ObjectStore<View> {
  readonly #read: (object: ClusterObject) => View;
  readonly #clock: Clock;
  readonly #listeners = new Set<(change: StoreChange) => void>();
  readonly #views = new WeakMap<ClusterObject, View>();
  #list: ObjectList = new Map();
  #allViews: { readonly of: ObjectList; readonly views: readonly View[] } | undefined;
  #waiting: ObjectEvent[] = [];
  #stopTimer: (() => void) | undefined;
  #toldAt = -Infinity;

  constructor(read: (object: ClusterObject) => View, clock: Clock) {
    this.#read = read;
    this.#clock = clock;
  }

  /** All objects as of the last batch, in the order in which they became known. */
  get objects(): ObjectList {
    return this.#list;
  }

  /** Views of all objects: the same list until something changes. */
  views(): readonly View[] {
    if (this.#allViews?.of !== this.#list) this.#allViews = { of: this.#list, views: [...this.#list.values()].map((object) => this.#viewOf(object)) };
    return this.#allViews.views;
  }

  /** The view of one object, if it exists. */
  find(namespace: string, name: string): View | undefined {
    const object = this.#list.get(objectKey({ namespace, name }));
    return object === undefined ? undefined : this.#viewOf(object);
  }

  /** Calls back after each batch that changed something; the returned function ends it. */
  subscribe(listener: (change: StoreChange) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Takes one event; it becomes visible with the next batch. */
  apply(event: ObjectEvent): void {
    this.#waiting.push(event);
    if (this.#stopTimer !== undefined) return;
    const pause = this.#clock.now() - this.#toldAt;
    this.#stopTimer = this.#clock.startTimer(Math.max(firstBatchMs, Math.min(batchMs, batchMs - pause)), () => this.flush());
  }

  /**
   * Takes a complete list at once: of everything, or of one namespace where each namespace is watched by itself.
   * Events of the same scope that still waited are older than the list and are dropped.
   */
  replace(objects: readonly ClusterObject[], namespace = ''): void {
    const isReplaced = (object: ClusterObject) => namespace === '' || object.namespace === namespace;
    this.#waiting = this.#waiting.filter((event) => !isReplaced(event.object));
    if (this.#waiting.length === 0) this.#cancelTimer();
    const kept = [...this.#list.values()].filter((object) => !isReplaced(object));
    this.#set(new Map([...kept, ...objects].map((object) => [objectKey(object), object])));
  }

  /** Makes waiting events visible now. */
  flush(): void {
    this.#cancelTimer();
    const events = this.#waiting;
    this.#waiting = [];
    this.#toldAt = this.#clock.now();
    if (events.length > 0) this.#set(applyEvents(this.#list, events));
  }

  /** Forgets subscribers and waiting events. */
  dispose(): void {
    this.#cancelTimer();
    this.#waiting = [];
    this.#listeners.clear();
  }

  #set(next: ObjectList): void {
    const change = compareLists(this.#list, next);
    this.#list = next;
    if (change.added.length + change.changed.length + change.removed.length === 0) return;
    for (const listener of [...this.#listeners]) listener(change);
  }

  #viewOf(object: ClusterObject): View {
    const known = this.#views.get(object);
    if (known !== undefined) return known;
    const view = this.#read(object);
    this.#views.set(object, view);
    return view;
  }

  #cancelTimer(): void {
    this.#stopTimer?.();
    this.#stopTimer = undefined;
  }
}

/** What has to happen to `before` to become `after`. The same object (uid and resource version) is no change. */
export function compareLists(before: ObjectList, after: ObjectList): StoreChange {
  const added: string[] = [];
  const changed: string[] = [];
  for (const [key, object] of after) {
    const old = before.get(key);
    if (old === undefined) added.push(key);
    else if (old !== object && (old.uid !== object.uid || old.resourceVersion !== object.resourceVersion || object.resourceVersion === '')) changed.push(key);
  }
  const removed = [...before.keys()].filter((key) => !after.has(key));
  return { added, changed, removed };
}
