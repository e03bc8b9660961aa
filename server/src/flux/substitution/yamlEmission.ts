/**
 * Writes an object as the controller does before it substitutes (kustomize `Resource.AsYAML`: sorted keys,
 * go-yaml v2's choice of quotes, lines folded after 80 columns), and remembers which node each piece came from.
 * Only the text decides what a substituted value becomes, so the writer follows go-yaml v2's emitterc.go closely.
 */
import { scalarValue } from '../../yaml/yamlValue.ts';
import type { YamlMap, YamlNode, YamlScalar, YamlSeq } from '../../yaml/yamlNode.ts';
import { needsQuotes11 } from './yaml11.ts';

/** A key or value in the written text. */
export interface EmittedScalar {
  readonly start: number;
  readonly end: number;
  readonly scalar: YamlScalar;
  /** For a key: the value that stands under it. */
  readonly valueOfKey: YamlNode | undefined;
  /** For a literal block: the column of its lines. */
  readonly blockIndent: number | undefined;
}

/** The written text and its scalars in order. */
export interface Emission {
  readonly text: string;
  readonly scalars: readonly EmittedScalar[];
}

/** How a text may be written. */
export interface TextShape {
  readonly multiline: boolean;
  /** Whether every character may stand as it is; otherwise only double quotes can hold the text. */
  readonly printable: boolean;
  /** As a plain word in block context. */
  readonly plain: boolean;
  readonly single: boolean;
  /** As a literal block. */
  readonly block: boolean;
}

/** Columns after which a space becomes a line break in plain and quoted text. */
export const foldColumn = 80;
const longestSimpleKey = 128;

/** Writes an object. */
export function emitYaml(root: YamlMap): Emission {
  const writer = new Writer();
  writer.node(root, 'root');
  writer.finish();
  return { text: writer.text(), scalars: writer.scalars };
}

/** Judges a text by the rules of libyaml's emitter. */
export function shapeOf(text: string): TextShape {
  if (text === '') return { multiline: false, printable: true, plain: true, single: true, block: false };
  const unprintable = /[^\n\x20-\x7e\u00a0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd]/.test(text);
  const multiline = text.includes('\n');
  const breakThenSpace = text.includes('\n ');
  const spaceThenBreak = text.includes(' \n');
  const edge = /^[ \n]|[ \n]$/.test(text);
  const indicators = /^(?:---|\.\.\.|[#,[\]{}&*!|>'"%@`]|[?:-](?:[ \n]|$))|:(?:[ \n]|$)|[ \n]#/.test(text);
  return {
    multiline,
    printable: !unprintable,
    plain: !unprintable && !multiline && !edge && !indicators,
    single: !unprintable && !breakThenSpace && !spaceThenBreak,
    block: !unprintable && !spaceThenBreak && !text.endsWith(' '),
  };
}

type Context = 'root' | 'item' | 'value' | 'simpleKey' | 'complexKey';

/** The state of libyaml's emitter that decides about spaces and indentation. */
class Writer {
  readonly scalars: EmittedScalar[] = [];
  readonly #pieces: string[] = [];
  #length = 0;
  #column = 0;
  #indent = -1;
  #whitespace = true;
  #indention = true;

  text(): string {
    return this.#pieces.join('');
  }

  finish(): void {
    this.#indent = -1;
    this.#writeIndent();
  }

  node(node: YamlNode, context: Context): void {
    switch (node.kind) {
      case 'scalar':
        this.#scalar(node, context, undefined);
        break;
      case 'map':
        if (node.pairs.length === 0) this.#empty('{', '}');
        else this.#map(node);
        break;
      case 'seq':
        if (node.items.length === 0) this.#empty('[', ']');
        else this.#seq(node, context);
        break;
    }
  }

  #map(map: YamlMap): void {
    const outer = this.#increaseIndent(false);
    for (const { key, value } of sortedPairs(map)) {
      this.#writeIndent();
      if (key.text.includes('\n') || utf8Length(key.text) > longestSimpleKey) {
        this.#indicator('?', true, false, true);
        this.#scalar(key, 'complexKey', value);
        this.#writeIndent();
        this.#indicator(':', true, false, true);
      } else {
        this.#scalar(key, 'simpleKey', value);
        this.#indicator(':', false, false, false);
      }
      this.node(value, 'value');
    }
    this.#indent = outer;
  }

  #seq(seq: YamlSeq, context: Context): void {
    const outer = this.#increaseIndent(false, context === 'value' && !this.#indention);
    for (const item of seq.items) {
      this.#writeIndent();
      this.#indicator('-', true, false, true);
      this.node(item, 'item');
    }
    this.#indent = outer;
  }

  #scalar(scalar: YamlScalar, context: Context, valueOfKey: YamlNode | undefined): void {
    const isKey = context === 'simpleKey' || context === 'complexKey';
    const value = isKey ? scalar.text : scalarValue(scalar);
    const outer = this.#increaseIndent(true);
    const folds = context !== 'simpleKey';
    if (!this.#whitespace) this.#put(' ');
    const start = this.#length;
    const text = typeof value === 'string' ? value : typeof value === 'number' ? numberText(value) : String(value);
    const isBlock = typeof value === 'string' && text.includes('\n') && context !== 'simpleKey' && shapeOf(text).block;
    if (isBlock) this.#literal(text);
    else {
      if (typeof value === 'string') this.#flowScalar(text, context, folds);
      else this.#put(text);
      this.#whitespace = false;
      this.#indention = false;
    }
    this.scalars.push({ start, end: this.#length, scalar, valueOfKey, blockIndent: isBlock ? this.#indent : undefined });
    this.#indent = outer;
  }

  #flowScalar(value: string, context: Context, folds: boolean): void {
    const shape = shapeOf(value);
    if (value.includes('\n') || needsQuotes11(value)) this.#doubleQuoted(value, folds);
    else if (shape.plain && !(value === '' && context === 'simpleKey')) this.#oneLine(value, folds, '');
    else if (shape.single) this.#oneLine(value, folds, "'");
    else this.#doubleQuoted(value, folds);
  }

  /** Plain and single-quoted text on one line, folded at single spaces when long. */
  #oneLine(value: string, folds: boolean, quote: string): void {
    this.#put(quote);
    let spaces = false;
    for (let index = 0; index < value.length; index++) {
      const character = value[index] ?? '';
      if (character !== ' ') {
        this.#put(character === "'" && quote !== '' ? "''" : character);
        spaces = false;
        this.#indention = false;
        continue;
      }
      const inner = quote === '' || (index > 0 && index < value.length - 1);
      if (folds && !spaces && this.#column > foldColumn && inner && value[index + 1] !== ' ') this.#writeIndent();
      else this.#put(' ');
      spaces = true;
    }
    this.#put(quote);
  }

  #doubleQuoted(value: string, folds: boolean): void {
    this.#put('"');
    let spaces = false;
    let offset = 0;
    for (const rune of value) {
      const isSpace = rune === ' ';
      if (isSpace && folds && !spaces && this.#column > foldColumn && offset > 0 && offset < value.length - 1) {
        this.#indention = false;
        this.#writeIndent();
        if (value[offset + 1] === ' ') this.#put('\\');
      } else this.#put(escaped(rune));
      spaces = isSpace;
      offset += rune.length;
    }
    this.#put('"');
  }

  #literal(value: string): void {
    const hint = /^[ \n]/.test(value) ? '2' : '';
    const chomp = !value.endsWith('\n') ? '-' : value === '\n' || value.endsWith('\n\n') ? '+' : '';
    this.#put(`|${hint}${chomp}`);
    this.#lineBreak();
    this.#indention = true;
    this.#whitespace = true;
    const lines = value.split('\n');
    const last = lines.length - 1;
    lines.forEach((line, index) => {
      if (line !== '') {
        this.#writeIndent();
        this.#put(line);
        this.#indention = false;
      }
      if (index < last) {
        this.#lineBreak();
        this.#indention = true;
      }
    });
  }

  #empty(open: string, close: string): void {
    this.#indicator(open, true, true, false);
    this.#indicator(close, false, false, false);
  }

  #indicator(text: string, needsSpace: boolean, isSpace: boolean, isIndention: boolean): void {
    this.#put(needsSpace && !this.#whitespace ? ` ${text}` : text);
    this.#whitespace = isSpace;
    this.#indention = this.#indention && isIndention;
  }

  #increaseIndent(flow: boolean, indentless = false): number {
    const outer = this.#indent;
    if (outer < 0) this.#indent = flow ? 2 : 0;
    else if (!indentless) this.#indent = outer + 2;
    return outer;
  }

  #writeIndent(): void {
    const indent = Math.max(0, this.#indent);
    if (!this.#indention || this.#column > indent || (this.#column === indent && !this.#whitespace)) this.#lineBreak();
    if (this.#column < indent) this.#put(' '.repeat(indent - this.#column));
    this.#whitespace = true;
    this.#indention = true;
  }

  #lineBreak(): void {
    this.#pieces.push('\n');
    this.#length++;
    this.#column = 0;
  }

  #put(text: string): void {
    this.#pieces.push(text);
    this.#length += text.length;
    for (let index = 0; index < text.length; index++) if ((text.charCodeAt(index) & 0xfc00) !== 0xdc00) this.#column++;
  }
}

const namedEscapes: Readonly<Record<string, string>> = {
  '\0': '0',
  '\x07': 'a',
  '\b': 'b',
  '\t': 't',
  '\n': 'n',
  '\v': 'v',
  '\f': 'f',
  '\r': 'r',
  '\x1b': 'e',
  '"': '"',
  '\\': '\\',
  '\x85': 'N',
  '\u2028': 'L',
  '\u2029': 'P',
};

function escaped(rune: string): string {
  const name = namedEscapes[rune];
  if (name !== undefined) return `\\${name}`;
  if (shapeOf(`a${rune}a`).single) return rune;
  const code = rune.codePointAt(0) ?? 0;
  if (code <= 0xff) return `\\x${hex(code, 2)}`;
  return code <= 0xffff ? `\\u${hex(code, 4)}` : `\\U${hex(code, 8)}`;
}

/** A number as Go's `strconv.FormatFloat(v, 'g', -1, 64)` or `FormatInt` writes it. */
function numberText(value: number): string {
  const [digits = '', exponent = '0'] = value.toExponential().split('e');
  if (!Number.isFinite(value)) return Number.isNaN(value) ? '.nan' : value > 0 ? '.inf' : '-.inf';
  if (Number.isInteger(value) && Math.abs(value) < 2 ** 63) return String(BigInt(value));
  const power = Number(exponent);
  return power >= -4 && power < 6 ? String(value) : `${digits}e${power < 0 ? '-' : '+'}${String(Math.abs(power)).padStart(2, '0')}`;
}

function hex(code: number, width: number): string {
  return code.toString(16).toUpperCase().padStart(width, '0');
}

function utf8Length(text: string): number {
  return text.length > longestSimpleKey || text.length * 3 <= longestSimpleKey ? text.length : new TextEncoder().encode(text).length;
}

/** Entries in the writer's order: letters after other characters, digits by their number. Of equal keys the last counts. */
function sortedPairs(map: YamlMap): { key: YamlScalar; value: YamlNode }[] {
  const byText = new Map(map.pairs.map(({ key, value }) => [key.text, { key, value }]));
  return [...byText.values()].sort((a, b) => compareKeys(a.key.text, b.key.text));
}

const isLetter = /\p{L}/u;
const isDigit = /\p{Nd}/u;

function compareKeys(left: string, right: string): number {
  const a = Array.from(left);
  const b = Array.from(right);
  for (let index = 0; index < a.length && index < b.length; index++) {
    const x = a[index] ?? '';
    const y = b[index] ?? '';
    if (x === y) continue;
    const xLetter = isLetter.test(x);
    const yLetter = isLetter.test(y);
    if (xLetter && yLetter) return order(x, y);
    if (xLetter || yLetter) return yLetter ? -1 : 1;
    return compareDigits(a, b, index) || order(x, y);
  }
  return a.length - b.length;
}

/** Compares two runs of digits that begin at the first difference; leading zeros count only after another digit. */
function compareDigits(a: readonly string[], b: readonly string[], from: number): number {
  let lead = 0;
  if (a[from] === '0' || b[from] === '0') {
    for (let back = from - 1; back >= 0 && isDigit.test(a[back] ?? ''); back--) {
      if (a[back] !== '0') {
        lead = 1;
        break;
      }
    }
  }
  const x = digitRun(a, from, lead);
  const y = digitRun(b, from, lead);
  return x.value - y.value || x.end - y.end;
}

function digitRun(runes: readonly string[], from: number, lead: number): { value: number; end: number } {
  let value = lead;
  let end = from;
  for (; end < runes.length && isDigit.test(runes[end] ?? ''); end++) value = value * 10 + ((runes[end] ?? '0').codePointAt(0) ?? 48) - 48;
  return { value, end };
}

function order(x: string, y: string): number {
  return (x.codePointAt(0) ?? 0) - (y.codePointAt(0) ?? 0);
}
