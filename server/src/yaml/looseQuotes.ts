/**
 * Quoted texts over several lines whose later lines are not indented deeper than what holds them, as old generators of
 * definitions wrote them. go-yaml reads such lines at any column (yaml.v3 scannerc.go `yaml_parser_scan_flow_scalar`);
 * the `yaml` package ends the text before them and calls the quote open.
 */
import type { Document } from 'yaml';
import { lastStarting } from '../text/lastStarting.ts';
import { quotedIn } from './documentNodes.ts';
import type { Gap, SpacedText } from './spacedText.ts';

/** The spaces that bring the later lines of such texts behind their opening quote: what folding takes away again. Empty when there are none. */
export function looseQuoteGaps(documents: readonly Document.Parsed[], { text, original }: SpacedText): readonly Gap[] {
  return documents.flatMap((document) => {
    const faults = document.errors.filter(({ code, message }) => code === 'MISSING_CHAR' && message.startsWith('Missing closing'));
    if (faults.length === 0) return [];
    const quoted = quotedIn(document);
    return faults.flatMap(({ pos }) => {
      const open = quoted[lastStarting(quoted, pos[0] - 1, ([start]) => start)]?.[0];
      return open === undefined ? [] : gapsOf(text, open, pos[0], original);
    });
  });
}

/** Gaps for the lines between an opening quote and its partner, when this lies behind the place where the parser gave up. */
function gapsOf(text: string, open: number, gaveUp: number, original: SpacedText['original']): readonly Gap[] {
  const close = closingQuote(text, open);
  if (close === undefined || close < gaveUp - 1) return [];
  const column = open - (text.lastIndexOf('\n', open - 1) + 1);
  const gaps: Gap[] = [];
  for (let line = text.indexOf('\n', open) + 1; line > 0 && line <= close; line = text.indexOf('\n', line) + 1) {
    // A mark of a document's border ends the text for go-yaml too.
    if (/^(---|\.\.\.)(\s|$)/.test(text.slice(line, line + 4))) return [];
    const indent = text.slice(line).search(/[^ ]/);
    if (indent >= 0 && indent <= column && text[line + indent] !== '\n') gaps.push({ at: original(line), spaces: column + 1 });
  }
  return gaps;
}

/** The offset of the quote that closes the one at `open`; `undefined` when there is none. */
function closingQuote(text: string, open: number): number | undefined {
  const closing = text[open] === "'" ? /'(?!')|''/g : /"|\\[^]/g;
  closing.lastIndex = open + 1;
  for (let found = closing.exec(text); found !== null; found = closing.exec(text)) {
    if (found[0].length === 1) return found.index;
  }
  return undefined;
}
