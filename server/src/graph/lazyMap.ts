/** A map whose entries are worked out one by one, when they are asked for: after an edit few of many are. */

/** Looks entries up with `find`, once each; `all` makes the whole map for whoever goes through it. */
export class LazyMap<V> implements ReadonlyMap<string, V> {
  readonly #find: (key: string) => V | undefined;
  readonly #makeAll: () => ReadonlyMap<string, V>;
  readonly #found = new Map<string, V | undefined>();
  #all: ReadonlyMap<string, V> | undefined;

  constructor(find: (key: string) => V | undefined, all: () => ReadonlyMap<string, V>) {
    this.#find = find;
    this.#makeAll = all;
  }

  get(key: string): V | undefined {
    if (this.#found.has(key)) return this.#found.get(key);
    const value = this.#find(key);
    this.#found.set(key, value);
    return value;
  }

  has(key: string): boolean {
    return this.get(key) !== undefined;
  }

  get size(): number {
    return this.#whole().size;
  }

  forEach(callback: (value: V, key: string, map: ReadonlyMap<string, V>) => void): void {
    for (const [key, value] of this.#whole()) callback(value, key, this);
  }

  entries(): MapIterator<[string, V]> {
    return this.#whole().entries();
  }

  keys(): MapIterator<string> {
    return this.#whole().keys();
  }

  values(): MapIterator<V> {
    return this.#whole().values();
  }

  [Symbol.iterator](): MapIterator<[string, V]> {
    return this.entries();
  }

  #whole(): ReadonlyMap<string, V> {
    return (this.#all ??= this.#makeAll());
  }
}

/** Values in groups, each in the order of the values. */
export function groupBy<K, T>(values: Iterable<T>, keyOf: (value: T) => K): ReadonlyMap<K, readonly T[]> {
  const groups = new Map<K, T[]>();
  for (const value of values) {
    const key = keyOf(value);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [value]);
    else group.push(value);
  }
  return groups;
}
