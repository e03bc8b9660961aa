/** Notes what a check read of a world that changes, so that its verdict can stand as long as all of that stays the same. */

/** Tells of another version of the world whether what was read is the same in it. */
export type Reading<W> = (world: W) => boolean;

/** What one verdict rests on. */
export class Readings<W> {
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
