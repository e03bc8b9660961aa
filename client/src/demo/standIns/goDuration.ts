/** Durations as Go prints and Flux reads them. */
import { parseGoDuration } from '../../../../server/src/flagger/durations.ts';

/** Milliseconds of a duration such as `1m30s`, or the fallback where there is none that can be read. */
export function readDurationMs(text: string | undefined, fallbackMs: number): number {
  const seconds = text === undefined ? undefined : parseGoDuration(text);
  return seconds === undefined ? fallbackMs : seconds * 1000;
}

/** `10m0s`, `1h0m0s`, `1.5s`, `300ms`: Go's `Duration.String()`. */
export function printGoDuration(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)}ms`;
  const seconds = Math.round(ms % 60_000) / 1000;
  const minutes = Math.floor(ms / 60_000);
  if (minutes === 0) return `${seconds}s`;
  return minutes < 60 ? `${minutes}m${seconds}s` : `${Math.floor(minutes / 60)}h${minutes % 60}m${seconds}s`;
}
