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
  if (current === undefined || current === 'separator' || /[{[]/.test(current.value.charAt(0))) return undefined;
  // Between a key or dash and a comment, or the end of the line, a value may begin anywhere.
  const isEmpty = current.value === '' && offset < current.valueStart && /[:-]\s*$/.test(file.text.slice(current.start, offset));
  const start = isEmpty ? offset : current.valueStart + (/^(?:[&!]\S*\s+)+/.exec(`${current.value} `)?.[0].length ?? 0);
  if (offset < start) return undefined;
  const typed = file.text.slice(start, offset);
  if (/(^|\s)#/.test(typed)) return undefined;
  const end = isEmpty ? offset : Math.max(start, current.valueStart + current.value.length);
  // Behind a finished value and a space nothing is typed that belongs to it.
  if (offset > end) return undefined;
  const word = typed.replace(/^["']/, '');
  const keys: string[] = current.key === undefined ? [] : [current.key];
  let indent = current.key === undefined ? (current.dashes.at(-1) ?? current.indent) : current.indent;
  if (current.key === undefined && current.dashes.length === 0) return undefined;
  if (current.dashes.length > 0) {
    keys.unshift('*');
    indent = current.dashes[0] ?? indent;
  }
  climb(file, at.line, keys, indent);
  return { keys, word, replace: { file, start, end }, siblings: readSiblings(file, at.line, current), indent: current.indent, lineEnd: end };
}

/** Puts the keys above a line in front of `keys`; `indent` is the column of the mapping, or of the dash, that they begin with. */
function climb(file: TextFile, lineNumber: number, keys: string[], indent: number): void {
  for (let number = lineNumber - 1; number >= 0; number--) {
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
}

/** A place where a key is, or may be, typed. */
export interface KeyContext {
  /** Keys from the document's root to the mapping; `*` for an item of a sequence. */
  readonly parents: readonly string[];
  /** The key's text up to the cursor. */
  readonly word: string;
  /** The key as far as it is typed: what an accepted proposal replaces. */
  readonly replace: Span;
  /** Whether a colon stands behind the key already. */
  readonly hasColon: boolean;
  /** Whether the key is the first of an item that begins on this line. */
  readonly afterDash: boolean;
  /** Columns before the key. */
  readonly indent: number;
  /** Keys of the same mapping, as far as they are typed, without this one. */
  readonly present: ReadonlySet<string>;
  /** Their values, as far as they stand on the same line. */
  readonly siblings: ReadonlyMap<string, string>;
}

/** Reads the place of a key from the lines around it; `undefined` where no key can stand: in comments, values and flow collections. */
export function keyContext(file: TextFile, offset: number): KeyContext | undefined {
  const at = file.lines.positionAt(offset);
  const start = file.lines.offsetAt({ line: at.line, character: 0 });
  const lineText = textOfLine(file, at.line);
  const match = /^(\s*)((?:-\s+)*)([\w./-]*)(\s*:(?=\s|$))?/.exec(lineText);
  const [, white = '', dashText = '', word = '', colon] = match ?? [];
  const indent = white.length + dashText.length;
  const end = indent + word.length;
  const behind = lineText.slice(end);
  if (white.includes('\t') || at.character < indent || at.character > end || (colon === undefined && !/^\s*(#.*)?$/.test(behind))) return undefined;
  const dashes = [...dashText.matchAll(/-/g)].map(({ index }) => white.length + index);
  const parents: string[] = dashes.length > 0 ? ['*'] : [];
  climb(file, at.line, parents, dashes[0] ?? indent);
  const line: Line = { start, indent, dashes, key: undefined, value: '', valueStart: start + end };
  const siblings = readSiblings(file, at.line, line);
  return { parents, word: lineText.slice(indent, at.character), replace: { file, start: start + indent, end: start + end }, hasColon: colon !== undefined, afterDash: dashes.length > 0, indent, present: new Set(siblings.keys()), siblings };
}

/** Keys from the document's root to the value that begins on a line, `*` for items; `undefined` for a line without key and dash. */
export function keysOfLine(file: TextFile, lineNumber: number): readonly string[] | undefined {
  const line = readLine(file, lineNumber);
  if (line === undefined || line === 'separator' || (line.key === undefined && line.dashes.length === 0)) return undefined;
  const keys: string[] = line.key === undefined ? [] : [line.key];
  if (line.dashes.length > 0) keys.unshift('*');
  climb(file, lineNumber, keys, line.dashes[0] ?? line.indent);
  return keys;
}

/** Values of the keys at the first column of the document that holds an offset, as far as they are typed. Of a key that stands twice the nearer above counts. */
export function documentHead(file: TextFile, offset: number): ReadonlyMap<string, string> {
  const head = new Map<string, string>();
  const { line: here } = file.lines.positionAt(offset);
  const marks = file.derived(readMarks);
  const next = marks.findIndex(({ line }) => line > here);
  const below = next < 0 ? marks.length : next;
  for (const step of [-1, 1]) {
    for (let at = step === -1 ? below - 1 : below; at >= 0 && at < marks.length; at += step) {
      const mark = marks[at];
      if (mark?.key === undefined) break;
      if (!head.has(mark.key)) head.set(mark.key, mark.value);
    }
  }
  return head;
}

/** A line with a key at the first column, or, without key, one that ends a document. */
interface Mark {
  readonly line: number;
  readonly key: string | undefined;
  readonly value: string;
}

function readMarks(file: TextFile): readonly Mark[] {
  const marks: Mark[] = [];
  for (let number = 0; number < file.lines.count; number++) {
    const line = readLine(file, number);
    if (line === 'separator') marks.push({ line: number, key: undefined, value: '' });
    else if (line?.indent === 0 && line.key !== undefined) marks.push({ line: number, key: line.key, value: line.value.replace(/^["']|["']$/g, '') });
  }
  return marks;
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
      if (line.key !== undefined) siblings.set(line.key, valueOfLine(file, line.value));
      if (line.dashes.length > 0) break;
    }
  }
  return siblings;
}

/** The text of a value without anchor, tag and quotes; of an alias what its anchor stands on, empty where that is no short text. */
function valueOfLine(file: TextFile, written: string): string {
  const alias = /^\*([^\s,\]}]+)$/.exec(written)?.[1];
  const value = alias === undefined ? written.replace(/^(?:[&!]\S*\s+)+/, '') : (file.text.split(`&${alias} `, 2)[1]?.split(/\s/, 1)[0] ?? '');
  return value.replace(/^["']|["']$/g, '');
}

/** One line as far as it matters; `undefined` for blank lines and comments. Read once: whoever looks for keys above goes over the same lines again and again. */
function readLine(file: TextFile, number: number): Line | 'separator' | undefined {
  const known = file.derived(newLines);
  let line = known.get(number);
  if (line === undefined) known.set(number, (line = { read: lineAt(file, number) }));
  return line.read;
}

function newLines(): Map<number, { readonly read: Line | 'separator' | undefined }> {
  return new Map();
}

function lineAt(file: TextFile, number: number): Line | 'separator' | undefined {
  const start = file.lines.offsetAt({ line: number, character: 0 });
  const text = textOfLine(file, number);
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

/** A line without its end. */
function textOfLine({ text, lines }: TextFile, number: number): string {
  const start = lines.offsetAt({ line: number, character: 0 });
  const next = number + 1 < lines.count ? lines.offsetAt({ line: number + 1, character: 0 }) : text.length;
  return text.slice(start, next).replace(/[\r\n]+$/, '');
}
