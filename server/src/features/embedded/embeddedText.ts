/** YAML inside a block of text, such as an inline patch, as a file of its own, with the way back to the file that holds it. */
import { keysOfLine } from '../completion/cursorContext.ts';
import { TextFile, type Span } from '../../text/textFile.ts';

/** A block scalar read as a file. */
export interface EmbeddedText {
  /** Keys from the outer document's root to the block; `*` for items. */
  readonly keys: readonly string[];
  /** Offset in the outer file of the line that opens the block. */
  readonly headOffset: number;
  /** The block’s lines without their indentation. It has the outer file’s URI, and a path that no file has. */
  readonly inner: TextFile;
  /** Columns in front of each line of the block in the outer file. */
  readonly indent: number;
  readonly toInner: (offset: number) => number;
  /** The place in the outer file of a place in the inner one. */
  readonly toOuter: (offset: number) => number;
  readonly spanToOuter: (span: Span) => Span;
}

interface Head {
  readonly line: number;
  /** Columns before the key or dash that the block belongs to: its lines stand deeper. */
  readonly column: number;
}

/** `key: |`, `- |`, `- key: >-`, with an explicit indentation and a comment where there are any. */
const head = /^(\s*)((?:-\s+)*)(?:(?:"[^"]*"|'[^']*'|[^\s#"'|>-][^#]*?|[^\s#"'|>]):\s+)?[|>][-+0-9]*\s*(?:#.*)?$/;

/**
 * The outermost block of text that an offset lies in, found by indentation alone, so that it is found in broken YAML too.
 * `undefined` outside of blocks and on the line that opens one.
 */
export function embeddedTextAt(file: TextFile, offset: number): EmbeddedText | undefined {
  const at = file.lines.positionAt(offset);
  const opening = findHead(file, at.line, at.character);
  const keys = opening === undefined ? undefined : keysOfLine(file, opening.line);
  if (opening === undefined || keys === undefined) return undefined;
  const indent = blockIndent(file, opening, at);
  // In front of the block's own column nothing of it can be written.
  return indent === undefined || at.character < indent ? undefined : blockOf(file, opening, keys, indent);
}

/** The block scalar that a line opens; `undefined` where it opens none. `known` are the keys that lead to it, from whoever has them: to read them from the lines above takes the longer, the more blocks stand there. */
export function embeddedTextOfLine(file: TextFile, line: number, known?: readonly string[]): EmbeddedText | undefined {
  const match = head.exec(lineText(file, line));
  const keys = match === null ? undefined : (known ?? keysOfLine(file, line));
  if (match === null || keys === undefined) return undefined;
  const opening = { line, column: columnOf(match) };
  const indent = blockIndent(file, opening, undefined);
  return indent === undefined ? undefined : blockOf(file, opening, keys, indent);
}

function findHead(file: TextFile, from: number, character: number): Head | undefined {
  const shapes = file.derived(newShapes);
  const here = shapes.indentOf(from);
  let least = here === blank ? Math.max(character, 1) : here;
  let found: Head | undefined;
  for (let line = from - 1; line >= 0 && least > 0; line--) {
    const indent = shapes.indentOf(line);
    if (indent === blank) continue;
    const column = shapes.headOf(line);
    if (column !== undefined && column < least) found = { line, column };
    if (indent === 0 && shapes.endsDocument(line)) break;
    least = Math.min(least, indent);
  }
  return found;
}

/** The indent of a line without text. */
const blank = -1;
const unread = -2;
const noHead = -1;

/** What the lines of a file look like, each read once: whoever looks for the block that an offset lies in goes over all lines above it. */
class LineShapes {
  readonly #file: TextFile;
  /** Columns before the text of each line, and before what a block that it opens belongs to. */
  readonly #indents: Int32Array;
  readonly #heads: Int32Array;

  constructor(file: TextFile) {
    this.#file = file;
    this.#indents = new Int32Array(file.lines.count).fill(unread);
    this.#heads = new Int32Array(file.lines.count);
  }

  /** Columns before the text of a line; `blank` without text. */
  indentOf(line: number): number {
    if (this.#indents[line] === unread) this.#read(line);
    return this.#indents[line] ?? blank;
  }

  /** The column of what a block that the line opens belongs to; `undefined` where it opens none. */
  headOf(line: number): number | undefined {
    if (this.#indents[line] === unread) this.#read(line);
    const column = this.#heads[line] ?? noHead;
    return column === noHead ? undefined : column;
  }

  /** Whether a line, which begins at the first column, is a mark between documents. */
  endsDocument(line: number): boolean {
    const start = this.#file.lines.offsetAt({ line, character: 0 });
    return /^(---|\.\.\.)(\s|$)/.test(this.#file.text.slice(start, start + 4));
  }

  #read(line: number): void {
    const text = lineText(this.#file, line);
    const indent = indentOf(text);
    const match = /[|>]/.test(text) ? head.exec(text) : null;
    this.#indents[line] = indent === text.length ? blank : indent;
    this.#heads[line] = match === null ? noHead : columnOf(match);
  }
}

function newShapes(file: TextFile): LineShapes {
  return new LineShapes(file);
}

/** The column of what a block belongs to: of the last dash without key, of the first dash or of the key. */
function columnOf(match: RegExpExecArray): number {
  const [whole, white = '', dashes = ''] = match;
  const isItem = /^\s*(?:-\s+)+[|>]/.test(whole);
  return isItem ? white.length + dashes.lastIndexOf('-') : white.length + dashes.length;
}

function blockIndent(file: TextFile, { line, column }: Head, cursor: { readonly line: number; readonly character: number } | undefined): number | undefined {
  const shapes = file.derived(newShapes);
  for (let number = line + 1; number < file.lines.count; number++) {
    const indent = shapes.indentOf(number);
    if (indent !== blank) return indent > column ? indent : undefined;
  }
  return cursor !== undefined && cursor.character > column ? cursor.character : undefined;
}

/** One block for all who ask, so that what they derive of its text, as its parse, is made once. */
function blockOf(file: TextFile, opening: Head, keys: readonly string[], indent: number): EmbeddedText {
  const known = file.derived(newBlocks);
  const key = `${opening.line} ${indent}`;
  const block = known.get(key) ?? readBlock(file, opening, keys, indent);
  known.set(key, block);
  return block;
}

function newBlocks(): Map<string, EmbeddedText> {
  return new Map();
}

function readBlock(file: TextFile, opening: Head, keys: readonly string[], indent: number): EmbeddedText {
  const first = opening.line + 1;
  const texts: string[] = [];
  /** Offsets of the inner lines in the inner and in the outer file. */
  const inner: number[] = [];
  const outer: number[] = [];
  let length = 0;
  for (let number = first; number < file.lines.count; number++) {
    const text = lineText(file, number);
    if (text.trim() !== '' && indentOf(text) < indent) break;
    const start = file.lines.offsetAt({ line: number, character: 0 });
    inner.push(length);
    outer.push(start + Math.min(indent, text.length));
    texts.push(text.slice(indent));
    length += Math.max(0, text.length - indent) + 1;
  }
  const innerFile = new TextFile(file.uri, `${file.path}#${opening.line + 1}`, texts.map((text) => `${text}\n`).join(''));
  const toOuter = (offset: number): number => {
    const line = lastNotAfter(inner, offset);
    return (outer[line] ?? 0) + offset - (inner[line] ?? 0);
  };
  return {
    keys,
    headOffset: file.lines.offsetAt({ line: opening.line, character: 0 }),
    inner: innerFile,
    indent,
    toInner: (offset) => {
      const line = Math.max(0, file.lines.positionAt(offset).line - first);
      const start = inner[line] ?? 0;
      return Math.min(start + Math.max(0, offset - (outer[line] ?? 0)), start + (texts[line]?.length ?? 0));
    },
    toOuter,
    spanToOuter: ({ start, end }) => ({ file, start: toOuter(start), end: toOuter(end) }),
  };
}

/** The index of the last number that is not larger than `value`; 0 where there is none. */
function lastNotAfter(sorted: readonly number[], value: number): number {
  let low = 0;
  let high = sorted.length;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? 0) <= value) low = middle;
    else high = middle;
  }
  return low;
}

function indentOf(text: string): number {
  return text.length - text.trimStart().length;
}

function lineText({ text, lines }: TextFile, number: number): string {
  const start = lines.offsetAt({ line: number, character: 0 });
  const end = number + 1 < lines.count ? lines.offsetAt({ line: number + 1, character: 0 }) : text.length;
  return text.slice(start, end).replace(/[\r\n]+$/, '');
}
