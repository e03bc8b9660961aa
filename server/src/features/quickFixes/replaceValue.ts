/** Puts another text in place of the value at fault: for every rule that knows what was meant. */
import type { Span } from '../../text/textFile.ts';
import { requoted } from '../../yaml/yamlEdit.ts';
import { textOf, textsOf } from './fixData.ts';
import type { QuickFix, QuickFixProvider } from './quickFix.ts';

/** One fix for `data.replacement`, or one for each of `data.replacements`. */
export const replaceValueFixes: QuickFixProvider = ({ span, data }) => {
  const single = textOf(data, 'replacement');
  const texts = single === undefined ? textsOf(data, 'replacements') : [single];
  return texts.flatMap((text, index) => replaceFix(span, text, index === 0));
};

/** A fix that writes `text` over a scalar; none where an alias or an anchor stands there, since others use it too. */
export function replaceFix(span: Span, text: string, preferred: boolean): readonly QuickFix[] {
  const before = span.file.text.slice(span.start, span.end);
  if (/^[*&]/.test(before) || before.includes('\n') || before === text) return [];
  return [{ title: `Change to ${text}`, edits: [{ span, text: requoted(before, text) }], preferred }];
}
