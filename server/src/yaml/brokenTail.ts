/**
 * Leaves out most of what stands behind a mistake in a large document. One letter too many in a dashboard of some hundred
 * kilobytes makes thousands of lines of text into YAML that is none: the parser takes a second over them, and what it
 * says of them helps nobody.
 */

/** Characters from which it is worth while. */
const large = 50_000;

/** Characters that are kept behind the mistake, for whoever mends it. */
const kept = 10_000;

/** A text with a part left out, and the way back to the places of the text as it was. */
export interface ShortenedText {
  readonly text: string;
  readonly original: (offset: number) => number;
}

/** The text of one document up to some pages behind `mistake`, and again from the next key at its outermost depth; `undefined` where that would leave little out. */
export function withoutBrokenTail(text: string, mistake: number): ShortenedText | undefined {
  if (text.length - mistake < large) return undefined;
  const cut = text.indexOf('\n', mistake + kept) + 1;
  if (cut === 0) return undefined;
  const outermost = /^[A-Za-z][\w-]*:(?=[ \r\n])/gm;
  outermost.lastIndex = cut;
  const resume = outermost.exec(text)?.index ?? text.length;
  if (resume - cut < kept) return undefined;
  return { text: text.slice(0, cut) + text.slice(resume), original: (offset) => (offset <= cut && !(offset === cut && resume < text.length) ? offset : offset + resume - cut) };
}
