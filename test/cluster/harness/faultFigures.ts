// How long the truth took to the screen, and the recovery after the fault was over: told beside the results, never judged.
import type { ConnectionState } from '../../../client/src/cluster/connectionState.ts';

/** The figures of one test at a time. */
export class FaultFigures {
  #faultAt: number | undefined;
  #healedAt: number | undefined;
  #lostAfter: number | undefined;
  #liveAt: number | undefined;

  /** The fault begins now; the first counts. */
  fault(): void {
    this.#faultAt ??= performance.now();
  }

  /** It is over; the last counts. */
  healed(): void {
    this.#healedAt = performance.now();
  }

  /** What the session says now. */
  saw(state: ConnectionState): void {
    const isLost = state.type === 'stale' || state.type === 'unreachable' || (state.type === 'live' && state.faults.length > 0);
    if (isLost && this.#faultAt !== undefined) this.#lostAfter ??= performance.now() - this.#faultAt;
    if (!isLost && state.type === 'live') this.#liveAt = performance.now();
  }

  /** Prints the figures of a test and begins anew. */
  tell(test: string): void {
    const words = (milliseconds: number | undefined) => (milliseconds === undefined || Number.isNaN(milliseconds) ? '–' : `${(milliseconds / 1000).toFixed(1)} s`);
    const overAt = this.#healedAt ?? this.#faultAt;
    // It may be live before those who ended the fault have noticed that it is over.
    const liveAfter = this.#liveAt === undefined || overAt === undefined ? undefined : Math.max(0, this.#liveAt - overAt);
    if (this.#faultAt !== undefined) process.stdout.write(`${test}\n    said after ${words(this.#lostAfter)}, live ${words(liveAfter)} after it was over\n`);
    this.#faultAt = this.#healedAt = this.#lostAfter = this.#liveAt = undefined;
  }
}
