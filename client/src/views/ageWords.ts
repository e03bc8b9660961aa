// Times in words that stay true for a while: rows are not redrawn each second.
export { ageWords, nextRunWords } from '../../../server/src/flagger/ageWords.ts';

/** `since 14:02` today, `since 22 Nov 14:02` before, in local time; milliseconds. */
export function clockWords(time: number, now: number): string {
  const date = new Date(time);
  const clock = `${String(date.getHours()).padStart(2, '0')}:${String(date.getMinutes()).padStart(2, '0')}`;
  if (new Date(now).toDateString() === date.toDateString()) return clock;
  return `${date.getDate()} ${monthNames[date.getMonth()] ?? ''} ${clock}`;
}

const monthNames = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
