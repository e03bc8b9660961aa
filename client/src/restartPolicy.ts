// Decides whether a language server that ended by itself is started again: a few times quietly, then the user is asked.

/** Restarts allowed within the window. */
const allowedRestarts = 3;
/** Length of the window, in milliseconds. */
const windowMs = 180_000;

/** Remembers when the server ended. */
export class RestartPolicy {
  readonly #now: () => number;
  #ends: readonly number[] = [];

  /** `now` gives milliseconds since the epoch. */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** Notes an end; `true` when a new start is worth it, `false` when the server keeps ending. */
  mayRestart(): boolean {
    const now = this.#now();
    this.#ends = [...this.#ends.filter((end) => now - end < windowMs), now];
    return this.#ends.length <= allowedRestarts;
  }

  /** Forgets the past, after the user asked for a restart. */
  reset(): void {
    this.#ends = [];
  }
}
