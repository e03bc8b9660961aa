/** Notes what a check read of a world that changes, so that its verdict can stand as long as all of that stays the same. */

/** Tells of another version of the world whether what was read is the same in it. */
export type Reading<W> = (world: W) => boolean;

/** Where readings of a world, or of one part of it, are noted. */
export interface ReadingNotes<W> {
  /** Notes one reading; a second one of the same name is the same. */
  add(name: string, reading: Reading<W>): void;
  /** Notes that something was read that is not followed: the verdict holds for this version only. */
  addEverything(): void;
}

/** What one verdict rests on. */
export class Readings<W> implements ReadingNotes<W> {
  readonly #readings = new Map<string, Reading<W>>();
  #everything = false;

  /** Notes one reading; a second one of the same name is the same. */
  add(name: string, reading: Reading<W>): void {
    if (!this.#readings.has(name)) this.#readings.set(name, reading);
  }

  /** Notes that something was read that is not followed: the verdict holds for this version only. */
  addEverything(): void {
    this.#everything = true;
  }

  /** All that was read; `undefined` when something is not followed. */
  get list(): readonly Reading<W>[] | undefined {
    return this.#everything ? undefined : [...this.#readings.values()];
  }
}

/** Notes on a part of a world, kept with those on the world. A reading does not hold where the part is gone. */
export function notesOnPart<W, P>(notes: ReadingNotes<W>, name: string, partOf: (world: W) => P | undefined): ReadingNotes<P> {
  return {
    add: (what, reading) =>
      notes.add(`${name} ${what}`, (world) => {
        const part = partOf(world);
        return part !== undefined && reading(part);
      }),
    addEverything: () => notes.addEverything(),
  };
}

/**
 * Whether two derived values say the same: lists, sets, maps and plain objects by what they hold and in its order, to the
 * given depth, and everything else by identity.
 */
export function isSameValue(a: unknown, b: unknown, depth = 4): boolean {
  if (Object.is(a, b)) return true;
  if (depth === 0 || typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a)) return Array.isArray(b) && a.length === b.length && a.every((item, index) => isSameValue(item, b[index], depth - 1));
  if (a instanceof Set) return b instanceof Set && a.size === b.size && isSameValue([...a], [...b], depth);
  if (a instanceof Map) return b instanceof Map && a.size === b.size && isSameValue([...a.keys()], [...b.keys()], depth) && isSameValue([...a.values()], [...b.values()], depth);
  if (Object.getPrototypeOf(a) !== Object.prototype || Object.getPrototypeOf(b) !== Object.prototype) return false;
  const others = new Map<string, unknown>(Object.entries(b));
  const fields = Object.entries(a);
  // Objects that stand in the graph are compared by what they are made of, not by what that is made of.
  return fields.length === others.size && fields.every(([name, value]) => others.has(name) && isSameValue(value, others.get(name), Math.min(depth - 1, 1)));
}
