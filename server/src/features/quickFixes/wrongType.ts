/** Puts quotes around a value, or takes them off, so that it has the type that its field takes. */
import { textOf } from './fixData.ts';
import type { QuickFixProvider } from './quickFix.ts';

/** One fix for `data.replacement`, which stands for the value as it is to be written, quotes included. */
export const wrongTypeFixes: QuickFixProvider = ({ span, data }) => {
  const replacement = textOf(data, 'replacement');
  const before = span.file.text.slice(span.start, span.end);
  if (replacement === undefined || /^[*&]/.test(before) || before.includes('\n') || before === replacement) return [];
  const title = replacement.startsWith('"') ? `Put quotes around ${before}` : `Take the quotes off ${replacement}`;
  return [{ title, edits: [{ span, text: replacement }], preferred: true }];
};
