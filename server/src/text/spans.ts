/** Lists of spans. */
import type { Span } from './textFile.ts';

/** Spans without repetition. */
export function uniqueSpans(spans: readonly Span[]): readonly Span[] {
  const seen = new Set<string>();
  return spans.filter(({ file, start, end }) => {
    const key = `${file.uri}:${start}:${end}`;
    return !seen.has(key) && seen.add(key);
  });
}
