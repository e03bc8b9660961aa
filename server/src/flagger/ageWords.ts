/** Ages and next runs in words that stay true for a while: nothing that shows them is redrawn each second. */
import { formatAgo, formatSeconds, parseGoDuration } from './durations.ts';

/** `just now`, `3 min ago`, `2 days ago` for an RFC 3339 time; empty where it is no time. `now` in milliseconds. */
export function ageWords(time: string, now: number): string {
  const then = Date.parse(time);
  if (!Number.isFinite(then)) return '';
  return now - then < 60_000 ? 'just now' : formatAgo(then, now);
}

/** When a poll comes next: `next run in 7 min`, `next run due`; empty where it is not known. */
export function nextRunWords(lastRun: string, interval: string, now: number): string {
  const last = Date.parse(lastRun);
  const seconds = parseGoDuration(interval);
  if (!Number.isFinite(last) || seconds === undefined || seconds <= 0) return '';
  const left = Math.round(last / 1000 + seconds - now / 1000);
  if (left <= 0) return 'next run due';
  return left < 60 ? 'next run within a minute' : `next run in ${formatSeconds(Math.round(left / 60) * 60)}`;
}
