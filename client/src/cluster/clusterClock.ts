// How far the cluster's clock is from ours: ages of what the cluster tells are counted by its own clock, and a wrong one of either side makes nobody's rollout overdue.

/** Answers that took longer than this say too little about the moment when they were written. Milliseconds. */
const quickMs = 2000;
/** The `Date` of an answer counts whole seconds, and no clock is exact: less than this is no difference. Milliseconds. */
const trustedMs = 5000;

/** Listens to the `Date` of every answer. */
export class ClusterClock {
  #offsetMs = 0;

  /** What has to be added to our time to get the cluster's; 0 where both agree or nothing is known. */
  get offsetMs(): number {
    return this.#offsetMs;
  }

  /** An answer has come. `date`: its header; times in milliseconds of our clock. */
  heard(date: string | undefined, askedAt: number, answeredAt: number): void {
    const written = Date.parse(date ?? '');
    if (!Number.isFinite(written) || answeredAt < askedAt || answeredAt - askedAt > quickMs) return;
    const offset = written + 500 - (askedAt + answeredAt) / 2;
    // Small steps of the estimate would redraw everything for nothing.
    if (Math.abs(offset) < trustedMs) this.#offsetMs = 0;
    else if (Math.abs(offset - this.#offsetMs) > trustedMs) this.#offsetMs = Math.round(offset);
  }
}
