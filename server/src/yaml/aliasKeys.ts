/** Makes aliases that are keys readable for the `yaml` package, which takes the colon of `*app:` for a part of the name. */
import { Lexer } from 'yaml';
import { spacedText, type Gap } from './spacedText.ts';

/** What may be an alias followed by the colon of a key. */
const aliasKey = /\*[\w-]+(?=:(?:[ \t\r\n]|$))/g;

/**
 * A space between each alias that is a key and its colon. A colon ends the name of an alias in go-yaml (yaml.v3 scannerc.go
 * `yaml_parser_scan_anchor`), while YAML 1.2 and the `yaml` package let names contain colons. What only looks like an alias,
 * in a comment or in the lines of a block, gets none.
 */
export function aliasKeyGaps(text: string): readonly Gap[] {
  const candidates = [...text.matchAll(aliasKey)].map(({ 0: alias, index }): Gap => ({ at: index + alias.length, spaces: 1 }));
  if (candidates.length === 0) return [];
  const aliases = aliasEnds(spacedText(text, candidates).text);
  return candidates.filter(({ at }, index) => aliases.has(at + index));
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
