// Ends an exchange at its deadline or when the caller cancels, and remembers which of the two it was.
import type { Clock } from '../clock.ts';
import { unreachableReason, type KubeError } from '../kubeError.ts';

/** What limits an exchange. */
export interface Limits {
  /** Milliseconds. */
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/** The deadline of one exchange; `end` it when the exchange is over. */
export class Deadline {
  readonly #limits: Limits;
  readonly #onAbort = () => this.#cut();
  readonly #stopTimer: () => void;
  readonly #cuts = new Set<() => void>();
  #timedOut = false;

  constructor(limits: Limits, clock: Clock) {
    this.#limits = limits;
    this.#stopTimer = clock.startTimer(limits.timeoutMs, () => {
      this.#timedOut = true;
      this.#cut();
    });
    limits.signal.addEventListener('abort', this.#onAbort, { once: true });
  }

  /** Whether the exchange has to stop. */
  get isOver(): boolean {
    return this.#timedOut || this.#limits.signal.aborted;
  }

  /** Calls back when the exchange has to stop, at once where that is so already. */
  onCut(cut: () => void): void {
    if (this.isOver) cut();
    else this.#cuts.add(cut);
  }

  /** The answer has begun: from now on only the signal ends it. */
  stopTimer(): void {
    this.#stopTimer();
  }

  end(): void {
    this.#stopTimer();
    this.#cuts.clear();
    this.#limits.signal.removeEventListener('abort', this.#onAbort);
  }

  /** The error to report for a failure of the connection. */
  explain(error: unknown): KubeError {
    this.end();
    if (this.#limits.signal.aborted) return { type: 'cancelled' };
    if (this.#timedOut) return { type: 'unreachable', reason: `no answer in ${Math.round(this.#limits.timeoutMs / 1000)} s` };
    return { type: 'unreachable', reason: unreachableReason(error) };
  }

  #cut(): void {
    for (const cut of [...this.#cuts]) cut();
  }
}
