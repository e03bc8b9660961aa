/** Failed checks in words, for sentences, events and reasons alike. */
import type { EventFact } from './events.ts';

/** A failed check in words: `success rate 61 % < 70 %`; any other fact stands for a failure that no event told. */
export function failedCheckWords(fact: EventFact): string {
  switch (fact.kind) {
    case 'metricHalt': return `${metricTitle(fact.metric)} ${fact.value} ${fact.operator} ${fact.bound}`;
    case 'noValues': return `${metricTitle(fact.metric)} has no values`;
    case 'queryFailed': return `the query${fact.metric === undefined ? '' : ` of ${fact.metric}`} failed (${shorten(fact.error)})`;
    case 'hookHalt': return `webhook ${fact.hook} failed${fact.error === '' ? '' : ` (${shorten(fact.error)})`}`;
    default: return 'a check failed, its event was lost';
  }
}

/** A metric's name in words; the builtin ones lose their `request-success-rate` look. */
export function metricTitle(metric: string): string {
  if (metric === 'request-success-rate') return 'success rate';
  return metric === 'request-duration' ? 'request duration' : metric;
}

/** Long errors of clients keep their end, where the reason is; line breaks would break the sentence. */
export function shorten(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length <= 140 ? line : `${line.slice(0, 60)} … ${line.slice(-70)}`;
}
