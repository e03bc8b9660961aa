/**
 * Comments right behind what ends by itself, as in `{a: b,# why` or `"a"# why`. go-yaml takes them for comments (yaml.v3
 * scannerc.go `yaml_parser_scan_to_next_token`); the `yaml` package wants a space before them.
 */
import type { Document } from 'yaml';
import type { Gap, SpacedText } from './spacedText.ts';

/** Behind these a `#` begins a comment: brackets, commas, quotes, and the head of a block (`|2-`). */
const ends = /[{}[\],"']$|["'\]}]:$|(?:^|[\s:,[{-])[|>][-+1-9]{0,2}$/;

/** The spaces that such comments need. Empty when there are none. */
export function tightCommentGaps(documents: readonly Document.Parsed[], { text, original }: SpacedText): readonly Gap[] {
  return documents.flatMap(({ errors }) =>
    errors.flatMap(({ code, message, pos: [at] }) => {
      const isTight = code === 'MISSING_CHAR' && message.startsWith('Comments must be separated') && text[at] === '#';
      return isTight && ends.test(text.slice(Math.max(0, at - 4), at)) ? [{ at: original(at), spaces: 1 }] : [];
    }),
  );
}
