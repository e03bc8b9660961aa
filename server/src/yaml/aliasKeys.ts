/** Makes aliases that are keys readable for the `yaml` package, which takes the colon of `*app:` for a part of the name. */
import { Lexer } from 'yaml';

/** A text with spaces put in, and the way back to the places of the text without them. */
export interface SpacedText {
  readonly text: string;
  /** The offset in the text as it was, of an offset in `text`. */
  readonly original: (offset: number) => number;
}

/** What may be an alias followed by the colon of a key. */
const aliasKey = /\*[\w-]+(?=:(?:[ \t\r\n]|$))/g;

/**
 * The text with a space between each alias that is a key and its colon. A colon ends the name of an alias in go-yaml
 * (yaml.v3 scannerc.go `yaml_parser_scan_anchor`), while YAML 1.2 and the `yaml` package let names contain colons.
 * What only looks like an alias, in a comment or in the lines of a block, stays as it is.
 */
export function withSpacedAliasKeys(text: string): SpacedText {
  const candidates = [...text.matchAll(aliasKey)].map(({ 0: alias, index }) => index + alias.length);
  if (candidates.length === 0) return { text, original: (offset) => offset };
  const aliases = aliasEnds(withSpaces(text, candidates));
  const places = candidates.filter((place, index) => aliases.has(place + index));
  // How many spaces stand before an offset of the new text: the n-th one, from 0, stands n further than in the old one.
  const spacesBefore = (offset: number): number => {
    let low = 0;
    let high = places.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((places[middle] ?? 0) + middle < offset) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  return { text: withSpaces(text, places), original: (offset) => offset - spacesBefore(offset) };
}

function withSpaces(text: string, places: readonly number[]): string {
  const starts = [0, ...places];
  return starts.map((start, index) => text.slice(start, starts[index + 1])).join(' ');
}

/** Offsets at which an alias ends. */
function aliasEnds(text: string): ReadonlySet<number> {
  const ends = new Set<number>();
  let offset = 0;
  let isText = false;
  for (const lexeme of new Lexer().lex(text)) {
    if (isControl(lexeme)) {
      isText = lexeme === textFollows;
      continue;
    }
    offset += lexeme.length;
    if (!isText && lexeme.startsWith('*')) ends.add(offset);
    isText = false;
  }
  return ends;
}

/** Stands before the text of a scalar in the lexer's answer. */
const textFollows = '\u001f';

/** Marks that the lexer puts between the parts of the text: of a document's start, of a flow collection's end by mistake, of a scalar. */
function isControl(lexeme: string): boolean {
  return lexeme === '\u0002' || lexeme === '\u0018' || lexeme === textFollows;
}
