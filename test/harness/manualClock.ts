// A clock that stands still until a test moves it, and a way to wait for a condition without sleeping blindly.
import type { Clock } from '../../client/src/cluster/clock.ts';

interface Timer {
  readonly at: number;
  readonly onEnd: () => void;
}

/** Time in the hand of a test. */
export class ManualClock implements Clock {
  #now: number;
  readonly #timers = new Set<Timer>();

  constructor(now = Date.parse('2026-11-23T12:00:00Z')) {
    this.#now = now;
  }

  now(): number {
    return this.#now;
  }

  startTimer(milliseconds: number, onEnd: () => void): () => void {
    const timer: Timer = { at: this.#now + milliseconds, onEnd };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  }

  /** Milliseconds until each running timer ends, ascending. */
  get pending(): readonly number[] {
    return [...this.#timers].map((timer) => timer.at - this.#now).sort((one, other) => one - other);
  }

  /** Moves on and ends the timers that are due, in their order. */
  advance(milliseconds: number): void {
    const target = this.#now + milliseconds;
    for (;;) {
      const due = [...this.#timers].filter((timer) => timer.at <= target).sort((one, other) => one.at - other.at)[0];
      if (due === undefined) break;
      this.#timers.delete(due);
      this.#now = Math.max(this.#now, due.at);
      due.onEnd();
    }
    this.#now = target;
  }
}

/** Waits in real time until the condition holds; fails with the description after 15 s. */
export async function until(what: string, condition: () => boolean): Promise<void> {
  const end = performance.now() + 15_000;
  while (!condition()) {
    if (performance.now() > end) throw new Error(`never came true: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}
