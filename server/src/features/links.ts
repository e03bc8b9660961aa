/** Links in Markdown that an editor opens at the line. */
import { escapeMarkdown } from '../protocol/markdownText.ts';
import { rangeOfSpan, type Span } from '../text/textFile.ts';

/** The target of a link to a span. */
export function linkOf(span: Span): string {
  return `${span.file.uri}#L${rangeOfSpan(span).start.line + 1}`;
}

/** A link that names its file and line. */
export function placeLink(span: Span): string {
  return `[${escapeMarkdown(span.file.path)}:${rangeOfSpan(span).start.line + 1}](${linkOf(span)})`;
}
