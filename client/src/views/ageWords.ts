// Ages in words that stay true for a while: rows are not redrawn each second.
import { formatAgo, formatSeconds, parseGoDuration } from '../../../server/src/flagger/durations.ts';

/** `just now`, `3 min ago`, `2 days ago` for an RFC 3339 time; empty where it is no time. `now` in milliseconds. */
export function ageWords(time: string, now: number): string {
  const then = Date.parse(time);
  if (!Number.isFinite(then)) return '';
  return now - then < 60_000 ? 'just now' : formatAgo(then, now);
}

/** `since 14:02` today, `since 22 Nov 14:02` before, in local time; milliseconds. */
export function clockWords(time: number, now: number): string {
  const date = new Date(time);
  const clock = `${String(date.getHours()).padStart(2, '0')}:${String(date.getMinutes()).padStart(2, '0')}`;
  if (new Date(now).toDateString() === date.toDateString()) return clock;
  return `${date.getDate()} ${monthNames[date.getMonth()] ?? ''} ${clock}`;
}

const monthNames = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** When a poll comes next: `next run in 7 min`, `next run due`; empty where it is not known. */
export function nextRunWords(lastRun: string, interval: string, now: number): string {
  const last = Date.parse(lastRun);
  const seconds = parseGoDuration(interval);
  if (!Number.isFinite(last) || seconds === undefined || seconds <= 0) return '';
  const left = Math.round(last / 1000 + seconds - now / 1000);
  if (left <= 0) return 'next run due';
  return left < 60 ? 'next run within a minute' : `next run in ${formatSeconds(Math.round(left / 60) * 60)}`;
}
