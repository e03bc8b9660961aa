/** Time as the demo cluster sees it: a real clock with a speed factor, or one that a test moves by hand. */

/** Takes back a scheduled task; harmless when the task has already run. */
export type CancelTask = () => void;

/** The only source of time and of delayed work in the demo cluster. */
export interface Scheduler {
  /** Milliseconds since 1970, for timestamps. */
  now(): number;
  /** Milliseconds of demo time since the start, for durations: with a speed factor they pass faster than timestamps. */
  elapsed(): number;
  /** Runs `task` once after `delayMs` of demo time. */
  after(delayMs: number, task: () => void | Promise<void>): CancelTask;
  /** Cancels all that is planned; later calls of `after` do nothing. */
  stop(): void;
}

/**
 * Real time with delays divided by `speed`.
 * Timestamps stay real, so that "3 s ago" in a view is never in the future.
 */
export class RealTimeScheduler implements Scheduler {
  readonly #speed: number;
  readonly #onError: (error: unknown) => void;
  readonly #timers = new Set<NodeJS.Timeout>();
  readonly #startedAt = performance.now();
  #stopped = false;

  constructor(speed: number, onError: (error: unknown) => void) {
    this.#speed = speed;
    this.#onError = onError;
  }

  now(): number {
    return Date.now();
  }

  elapsed(): number {
    return (performance.now() - this.#startedAt) * this.#speed;
  }

  after(delayMs: number, task: () => void | Promise<void>): CancelTask {
    if (this.#stopped) return () => undefined;
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      void this.#run(task);
    }, Math.max(0, delayMs) / this.#speed);
    this.#timers.add(timer);
    return () => {
      clearTimeout(timer);
      this.#timers.delete(timer);
    };
  }

  stop(): void {
    this.#stopped = true;
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
  }

  async #run(task: () => void | Promise<void>): Promise<void> {
    try {
      await task();
    } catch (error) {
      // One stand-in that fails must not take the others or the process with it.
      if (!this.#stopped) this.#onError(error);
    }
  }
}

interface PlannedTask {
  readonly at: number;
  readonly order: number;
  readonly task: () => void | Promise<void>;
}

/** A clock that stands still until a test moves it; tasks run one after the other, in the order of their time. */
export class ManualScheduler implements Scheduler {
  #now: number;
  #order = 0;
  #planned: PlannedTask[] = [];

  constructor(startMs = Date.UTC(2026, 0, 1, 12, 0, 0)) {
    this.#now = startMs;
  }

  now(): number {
    return this.#now;
  }

  elapsed(): number {
    return this.#now;
  }

  after(delayMs: number, task: () => void | Promise<void>): CancelTask {
    const planned: PlannedTask = { at: this.#now + Math.max(0, delayMs), order: this.#order++, task };
    this.#planned.push(planned);
    return () => {
      this.#planned = this.#planned.filter((other) => other !== planned);
    };
  }

  stop(): void {
    this.#planned = [];
  }

  /** Moves the clock by `ms` and runs, one by one, all that falls due, what these tasks plan included. */
  async advance(ms: number): Promise<void> {
    const end = this.#now + ms;
    for (;;) {
      const next = this.#takeNext(end);
      if (next === undefined) break;
      this.#now = Math.max(this.#now, next.at);
      await next.task();
    }
    this.#now = end;
  }

  #takeNext(end: number): PlannedTask | undefined {
    let next: PlannedTask | undefined;
    for (const planned of this.#planned) {
      if (planned.at > end) continue;
      if (next === undefined || planned.at < next.at || (planned.at === next.at && planned.order < next.order)) next = planned;
    }
    this.#planned = this.#planned.filter((planned) => planned !== next);
    return next;
  }
}

/** `2026-01-01T12:00:00Z`, the form of Kubernetes timestamps. */
export function toTimestamp(ms: number): string {
  return new Date(ms).toISOString().replace(/\.\d{3}Z$/, 'Z');
}
