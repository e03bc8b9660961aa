// How long to wait before the next try after an error: doubled each time, capped, and spread so that many watches do not come back at once.

/** Bounds of the waiting time, in milliseconds. */
export interface BackoffLimits {
  readonly firstMs: number;
  readonly longestMs: number;
}

/** The limits used for a lost API server: a short first wait, since most losses are short. */
export const connectionBackoff: BackoffLimits = { firstMs: 500, longestMs: 30_000 };

/**
 * Milliseconds to wait before try number `tries + 1`, when `tries` (1 or more) have failed in a row.
 * `random` gives numbers in [0, 1); the result lies between half of the doubled wait and all of it.
 */
export function backoffDelay(tries: number, limits: BackoffLimits, random: () => number): number {
  const full = Math.min(limits.longestMs, limits.firstMs * 2 ** Math.min(tries - 1, 30));
  return full / 2 + (full / 2) * random();
}
