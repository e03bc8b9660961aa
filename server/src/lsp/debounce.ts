/** Works in the wait for further changes, and shows what came of it when the wait is over. */

/** Milliseconds after the last change until what was found is shown: while somebody types on, everything stays as it is. */
const showAfterMs = 40;
/** Milliseconds after a change until the work starts: what VS Code asks by itself comes first (for completion after 10 ms, `editor.quickSuggestionsDelay`). */
const startAfterMs = 12;

/** Does one thing after changes; each further change starts the wait anew, and ends the work that is under way. */
export class Debounce<T> {
  readonly #work: (isWanted: () => boolean) => Promise<T | undefined>;
  readonly #show: (found: T) => void;
  #changes = 0;
  #timer: NodeJS.Timeout | undefined;

  /** `work` may give up, with `undefined`, as soon as `isWanted` says no. `show` gets what it gave, unless something changed since. */
  constructor(work: (isWanted: () => boolean) => Promise<T | undefined>, show: (found: T) => void) {
    this.#work = work;
    this.#show = show;
  }

  /** Something changed. */
  changed(): void {
    this.#changes++;
    clearTimeout(this.#timer);
    const shownAt = performance.now() + showAfterMs;
    this.#timer = setTimeout(() => void this.#run(shownAt), startAfterMs);
  }

  /** Works and shows without a wait. */
  async now(): Promise<void> {
    await this.#run(0);
  }

  async #run(shownAt: number): Promise<void> {
    const changes = this.#changes;
    const isWanted = (): boolean => this.#changes === changes;
    const found = await this.#work(isWanted);
    if (found === undefined || !isWanted()) return;
    const wait = shownAt - performance.now();
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
    if (isWanted()) this.#show(found);
  }
}
