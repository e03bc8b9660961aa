/** Go durations as Flagger parses them, and spans of time in words a person reads. */

const UNIT_SECONDS: Readonly<Record<string, number>> = {
  ns: 1e-9, us: 1e-6, 'µs': 1e-6, 'μs': 1e-6, ms: 1e-3, s: 1, m: 60, h: 3600,
};

/**
 * Seconds of a Go duration (`10s`, `1m30s`, `1.5h`), or `undefined` where Go's `time.ParseDuration` refuses it.
 * Go wants a unit on every number except a bare `0`.
 */
export function parseGoDuration(text: string): number | undefined {
  const match = /^([+-]?)(.+)$/.exec(text);
  const body = match?.[2];
  if (body === undefined) return undefined;
  if (body === '0') return 0;
  if (!/^((\d+\.?\d*|\.\d+)(ns|us|µs|μs|ms|s|m|h))+$/.test(body)) return undefined;
  let seconds = 0;
  for (const part of body.matchAll(/(\d+\.?\d*|\.\d+)(ns|us|µs|μs|ms|s|m|h)/g)) {
    seconds += Number(part[1]) * (UNIT_SECONDS[part[2] ?? ''] ?? 0);
  }
  return match?.[1] === '-' ? -seconds : seconds;
}

/** Seconds in words with at most two units: `7 s`, `2 min 10 s`, `1 h 5 min`, `3 days`. */
export function formatSeconds(seconds: number): string {
  const total = Math.max(0, Math.round(seconds));
  if (total < 60) return `${total} s`;
  if (total < 3600) return twoUnits(Math.floor(total / 60), 'min', total % 60, 's');
  const minutes = Math.round(total / 60);
  if (total < 86_400) return twoUnits(Math.floor(minutes / 60), 'h', minutes % 60, 'min');
  const days = Math.round(total / 86_400);
  return days === 1 ? '1 day' : `${days} days`;
}

/** How long ago `then` was, in one unit: `9 s ago`, `12 min ago`, `2 days ago`. Times in milliseconds. */
export function formatAgo(then: number, now: number): string {
  const seconds = Math.max(0, Math.round((now - then) / 1000));
  if (seconds < 1) return 'now';
  if (seconds < 60) return `${seconds} s ago`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ago`;
  if (seconds < 86_400) return `${Math.floor(seconds / 3600)} h ago`;
  return `${formatSeconds(seconds)} ago`;
}

/** The local time of day of a time in milliseconds: `14:31:20`. */
export function formatClock(time: number): string {
  const date = new Date(time);
  return [date.getHours(), date.getMinutes(), date.getSeconds()].map((part) => String(part).padStart(2, '0')).join(':');
}

function twoUnits(large: number, largeUnit: string, small: number, smallUnit: string): string {
  return small === 0 ? `${large} ${largeUnit}` : `${large} ${largeUnit} ${small} ${smallUnit}`;
}
