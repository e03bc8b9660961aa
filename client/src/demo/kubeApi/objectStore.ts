/** Keeps every live object with its versions, and the recent changes from which watches are served. */
import { gone } from './apiError.ts';
import { textAt, withValue } from './json.ts';
import type { JsonObject } from './json.ts';

/** What happened to an object. */
export type ChangeType = 'ADDED' | 'MODIFIED' | 'DELETED';

/** One change, in the order of its revision. */
export interface StoreChange {
  readonly revision: number;
  readonly type: ChangeType;
  /** The resource, as `canaries.flagger.app`. */
  readonly resource: string;
  readonly object: JsonObject;
  /** The object before the change; absent when it is new. */
  readonly previous: JsonObject | undefined;
}

/** The changes that are remembered for watches before the oldest are forgotten. */
const rememberedChanges = 5000;

/** A store of objects with one revision counter for all of them, as etcd has it. */
export class ObjectStore {
  readonly #objects = new Map<string, Map<string, JsonObject>>();
  readonly #listeners = new Set<(change: StoreChange) => void>();
  #history: StoreChange[] = [];
  #revision = 1;
  #oldestRevision = 1;

  /** The revision of the last change. */
  get revision(): number {
    return this.#revision;
  }

  /** Calls back on every change, at once and in order, until the returned function is called. */
  subscribe(listener: (change: StoreChange) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  find(resource: string, namespace: string, name: string): JsonObject | undefined {
    return this.#objects.get(resource)?.get(toKey(namespace, name));
  }

  /** All objects of a resource, by namespace and name; of one namespace where it is given. */
  list(resource: string, namespace?: string): readonly JsonObject[] {
    const entries = [...(this.#objects.get(resource) ?? [])];
    const chosen = namespace === undefined ? entries : entries.filter(([key]) => key.startsWith(`${namespace}/`));
    return chosen.sort(([left], [right]) => (left < right ? -1 : 1)).map(([, object]) => object);
  }

  /** Every object of every resource. */
  all(): readonly { readonly resource: string; readonly object: JsonObject }[] {
    return [...this.#objects].flatMap(([resource, objects]) => [...objects.values()].map((object) => ({ resource, object })));
  }

  /** Writes an object and returns it with its new resourceVersion. */
  put(resource: string, object: JsonObject): JsonObject {
    const objects = this.#objects.get(resource) ?? new Map<string, JsonObject>();
    this.#objects.set(resource, objects);
    const key = keyOf(object);
    const previous = objects.get(key);
    const revision = ++this.#revision;
    const stored = withValue(object, ['metadata', 'resourceVersion'], String(revision));
    objects.set(key, stored);
    this.#publish({ revision, type: previous === undefined ? 'ADDED' : 'MODIFIED', resource, object: stored, previous });
    return stored;
  }

  /** Removes an object and returns its last state, or `undefined` when it is not there. */
  remove(resource: string, namespace: string, name: string): JsonObject | undefined {
    const previous = this.#objects.get(resource)?.get(toKey(namespace, name));
    if (previous === undefined) return undefined;
    this.#objects.get(resource)?.delete(toKey(namespace, name));
    const revision = ++this.#revision;
    const object = withValue(previous, ['metadata', 'resourceVersion'], String(revision));
    this.#publish({ revision, type: 'DELETED', resource, object, previous });
    return object;
  }

  /** The changes of a resource after a revision; throws 410 when they are not remembered any more. */
  changesSince(resource: string, revision: number): readonly StoreChange[] {
    if (revision < this.#oldestRevision) throw gone(revision, this.#oldestRevision);
    return this.#history.filter((change) => change.revision > revision && change.resource === resource);
  }

  /** Forgets the history, as compaction does: older watches and pages answer 410. */
  forgetHistory(): void {
    this.#history = [];
    // A change of nothing makes every version known to a client older than the oldest kept one.
    this.#oldestRevision = ++this.#revision;
  }

  /** Whether a revision can still be watched or paged from. */
  remembers(revision: number): boolean {
    return revision >= this.#oldestRevision;
  }

  get oldestRevision(): number {
    return this.#oldestRevision;
  }

  #publish(change: StoreChange): void {
    this.#history.push(change);
    if (this.#history.length > rememberedChanges * 1.2) {
      this.#history = this.#history.slice(-rememberedChanges);
      this.#oldestRevision = this.#history[0]?.revision ?? this.#revision;
    }
    for (const listener of [...this.#listeners]) listener(change);
  }
}

function keyOf(object: JsonObject): string {
  return toKey(textAt(object, 'metadata', 'namespace') ?? '', textAt(object, 'metadata', 'name') ?? '');
}

function toKey(namespace: string, name: string): string {
  return `${namespace}/${name}`;
}
