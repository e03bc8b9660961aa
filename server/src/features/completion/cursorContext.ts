/** Where the cursor stands in half-typed YAML: the keys above it and the word under it. */
import type { Span, TextFile } from '../../text/textFile.ts';

/** The place of the cursor. */
export interface CursorContext {
  /** Keys from the document's root to the value being typed; `*` for an item of a sequence. */
  readonly keys: readonly string[];
  /** The value's text so far, without quotes. */
  readonly word: string;
  /** What an accepted proposal replaces: the whole value up to the end of the line or a comment. */
  readonly replace: Span;
  /** Sibling values of the mapping in which the cursor stands, as far as they are typed. */
  readonly siblings: ReadonlyMap<string, string>;
  /** Columns before the first key of that mapping. */
  readonly indent: number;
  /** Offset of the end of the cursor's line. */
  readonly lineEnd: number;
}

interface Line {
  readonly start: number;
  /** Columns before the key; dashes of sequence items count as columns. */
  readonly indent: number;
  /** Columns of the dashes on this line. */
  readonly dashes: readonly number[];
  readonly key: string | undefined;
  readonly value: string;
  readonly valueStart: number;
}

/**
 * Reads the cursor's place from the lines above it, because while somebody types the parse of the
 * document is often broken. Returns `undefined` in comments, flow collections and on keys.
 */
export function cursorContext(file: TextFile, offset: number): CursorContext | undefined {
  const { lines } = file;
  const at = lines.positionAt(offset);
  const current = readLine(file, at.line);
  if (current === undefined || current === 'separator' || offset < current.valueStart || /[{[]/.test(current.value.charAt(0))) return undefined;
  const typed = file.text.slice(current.valueStart, offset);
  if (/(^|\s)#/.test(typed)) return undefined;
  const end = current.valueStart + current.value.length;
  const word = typed.replace(/^["']/, '');
  const keys: string[] = current.key === undefined ? [] : [current.key];
  let indent = current.key === undefined ? (current.dashes.at(-1) ?? current.indent) : current.indent;
  if (current.key === undefined && current.dashes.length === 0) return undefined;
  if (current.dashes.length > 0) {
    keys.unshift('*');
    indent = current.dashes[0] ?? indent;
  }
  for (let number = at.line - 1; number >= 0; number--) {
    const line = readLine(file, number);
    if (line === 'separator') break;
    if (line === undefined) continue;
    // A sequence may stand at the column of its key, so a dash at the same column belongs to the key above it.
    const parentOfItems = keys[0] === '*' && line.key !== undefined && line.dashes.length === 0 && line.indent <= indent;
    if (parentOfItems || (line.key !== undefined && line.indent < indent)) {
      keys.unshift(line.key);
      indent = line.indent;
      if (line.dashes.length > 0) {
        keys.unshift('*');
        indent = line.dashes[0] ?? indent;
      }
    } else if (keys[0] !== '*' && line.dashes.length > 0 && line.indent === indent) {
      keys.unshift('*');
      indent = line.dashes[0] ?? indent;
    }
    if (indent === 0 && keys[0] !== '*') break;
  }
  return { keys, word, replace: { file, start: current.valueStart, end }, siblings: readSiblings(file, at.line, current), indent: current.indent, lineEnd: end };
}

function readSiblings(file: TextFile, lineNumber: number, current: Line): ReadonlyMap<string, string> {
  const siblings = new Map<string, string>();
  for (const step of [-1, 1]) {
    if (step === -1 && current.dashes.length > 0) continue;
    for (let number = lineNumber + step; number >= 0 && number < file.lines.count; number += step) {
      const line = readLine(file, number);
      if (line === 'separator') break;
      if (line === undefined || line.indent > current.indent) continue;
      if (line.indent < current.indent || (step === 1 && line.dashes.length > 0)) break;
      if (line.key !== undefined) siblings.set(line.key, line.value.replace(/^["']|["']$/g, ''));
      if (line.dashes.length > 0) break;
    }
  }
  return siblings;
}

/** One line as far as it matters; `undefined` for blank lines and comments. */
function readLine(file: TextFile, number: number): Line | 'separator' | undefined {
  const start = file.lines.offsetAt({ line: number, character: 0 });
  const next = number + 1 < file.lines.count ? file.lines.offsetAt({ line: number + 1, character: 0 }) : file.text.length;
  const text = file.text.slice(start, next).replace(/[\r\n]+$/, '');
  if (/^(---|\.\.\.)(\s|$)/.test(text)) return 'separator';
  const match = /^(\s*)((?:-\s+|-$)*)(?:("[^"]*"|'[^']*'|[^\s#"'[{][^#:]*?|[^\s#"'[{]):(?:\s+|$))?(.*)$/.exec(text);
  if (match === null) return undefined;
  const [, white = '', dashText = '', key, rest = ''] = match;
  const value = rest.replace(/(^|\s)#.*$/, '').trimEnd();
  if (key === undefined && dashText === '' && value === '') return undefined;
  const dashes = [...dashText.matchAll(/-/g)].map(({ index }) => white.length + index);
  const valueStart = start + text.length - rest.length;
  return { start, indent: white.length + dashText.length, dashes, key: key?.replace(/^["']|["']$/g, '').trim(), value, valueStart };
}
