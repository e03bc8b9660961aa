/** Durations as Flux's objects take them (Go's `time.ParseDuration` behind the patterns of the CRDs). */

/** Units that a field of Flux accepts. A source's `timeout` knows no hours. */
export type DurationPattern = 'duration' | 'sourceTimeout';

const patterns: Readonly<Record<DurationPattern, RegExp>> = {
  duration: /^([0-9]+(\.[0-9]+)?(ms|s|m|h))+$/,
  sourceTimeout: /^([0-9]+(\.[0-9]+)?(ms|s|m))+$/,
};
const secondsPerUnit: Readonly<Record<string, number>> = { ms: 0.001, s: 1, m: 60, h: 3600 };
/** Nanoseconds fit into 64 bits up to here. */
const longestSeconds = 9_223_372_036;

/** Seconds of a duration, or `undefined` when the field would refuse it. */
export function durationSeconds(text: string, pattern: DurationPattern = 'duration'): number | undefined {
  if (!patterns[pattern].test(text)) return undefined;
  let seconds = 0;
  for (const [, count = '0', unit = 's'] of text.matchAll(/([0-9]+(?:\.[0-9]+)?)(ms|s|m|h)/g)) seconds += Number(count) * (secondsPerUnit[unit] ?? 1);
  return seconds <= longestSeconds ? seconds : undefined;
}

/** A duration as a person would write it: `59m30s`, `1h`, `1.5s`, `250ms`, `0s`. */
export function formatDuration(seconds: number): string {
  const milliseconds = Math.round(seconds * 1000);
  if (milliseconds !== 0 && Math.abs(milliseconds) < 1000) return `${milliseconds}ms`;
  const hours = Math.floor(milliseconds / 3_600_000);
  const minutes = Math.floor((milliseconds % 3_600_000) / 60_000);
  const rest = (milliseconds % 60_000) / 1000;
  const parts = [hours > 0 ? `${hours}h` : '', minutes > 0 ? `${minutes}m` : '', rest > 0 ? `${rest}s` : ''].join('');
  return parts === '' ? '0s' : parts;
}

/** The three durations of a Flux Kustomization, as written. */
export interface KustomizationDurations {
  readonly interval: string | undefined;
  readonly timeout: string | undefined;
  readonly retryInterval: string | undefined;
}

/**
 * Seconds after which build, apply and health checks of a Flux Kustomization are given up: `timeout`, or else the interval
 * less 30 s, and never below 30 s (kustomize-controller api/v1 `GetTimeout`). `undefined` when a value cannot be read.
 */
export function effectiveTimeoutSeconds(durations: Pick<KustomizationDurations, 'interval' | 'timeout'>): number | undefined {
  const written = durations.timeout ?? durations.interval;
  const seconds = written === undefined ? undefined : durationSeconds(written);
  if (seconds === undefined) return undefined;
  return Math.max(30, durations.timeout === undefined ? seconds - 30 : seconds);
}

/** Seconds between a failed run and the next one: `retryInterval`, or else the interval. */
export function effectiveRetrySeconds(durations: Pick<KustomizationDurations, 'interval' | 'retryInterval'>): number | undefined {
  const written = durations.retryInterval ?? durations.interval;
  return written === undefined ? undefined : durationSeconds(written);
}
