/** Reads the scalars of YAML as manifests are written; what is rare or wrong is left to the `yaml` package. */
import { CST } from 'yaml';
import { withoutInventedBreak, type Placing } from './nodeMaker.ts';
import { YamlScalar, type ScalarStyle } from './yamlNode.ts';

/** Thrown where a text holds something that the `yaml` package reads better. */
export class RareYaml extends Error {}

/** Length from which a key is refused by the specification, roughly: such ones are rare enough. */
const maxKeyLength = 900;

const tab = 9;
const newline = 10;
const carriageReturn = 13;
const space = 32;
const doubleQuote = 34;
const hash = 35;
const singleQuote = 39;
const plus = 43;
const comma = 44;
const dash = 45;
const colon = 58;
const question = 63;
const openBracket = 91;
const backslash = 92;
const closeBracket = 93;
const openBrace = 123;
const pipe = 124;
const closeBrace = 125;
const byteOrderMark = 0xfeff;

/** Whether a character is white space, or none because the text has ended (`NaN`). */
export function isBlank(code: number): boolean {
  return code === space || code === newline || code === tab || code === carriageReturn || Number.isNaN(code);
}

/** Reads scalars at offsets of one text. */
export class ScalarReader {
  readonly #text: string;
  readonly #place: Placing;
  /** Behind the colon of the key that was read last. */
  afterKey = 0;
  /** Behind the scalar that was read last. Offsets of nodes do not tell: a text may stand inside another one. */
  end = 0;

  constructor(text: string, place: Placing) {
    this.#text = text;
    this.#place = place;
  }

  /** The one-line key that begins here, with its colon; `undefined` where none does. */
  keyAt(start: number): YamlScalar | undefined {
    const text = this.#text;
    const code = text.charCodeAt(start);
    if (code === doubleQuote || code === singleQuote) {
      const end = this.#quoteEnd(start, code, -1);
      if (end < 0 || text.charCodeAt(end) !== colon) return undefined;
      if (!isBlank(text.charCodeAt(end + 1)) || end - start > maxKeyLength) throw new RareYaml();
      this.afterKey = end + 1;
      return this.#quoted(start, end, code, undefined);
    }
    if (!this.#startsPlain(start, code)) throw new RareYaml();
    for (let at = start; ; at++) {
      const next = text.charCodeAt(at);
      if (next === colon) {
        if (!isBlank(text.charCodeAt(at + 1))) continue;
        // White space before the colon is allowed, and rare.
        if (at === start || text.charCodeAt(at - 1) === space || at - start > maxKeyLength) throw new RareYaml();
        this.afterKey = at + 1;
        return new YamlScalar(this.#place(start, at), text.slice(start, at));
      }
      if (next === newline || Number.isNaN(next)) return undefined;
      if (next === hash && text.charCodeAt(at - 1) === space) return undefined;
      if (next === tab || next === carriageReturn) throw new RareYaml();
    }
  }

  /** The plain or quoted value that begins here, in a block collection at column `owner`; it may go on over deeper lines. */
  value(start: number, owner: number, anchor: string | undefined): YamlScalar {
    const code = this.#text.charCodeAt(start);
    if (code === doubleQuote || code === singleQuote) {
      const end = this.#quoteEnd(start, code, owner);
      if (end < 0) throw new RareYaml();
      return this.#quoted(start, end, code, anchor);
    }
    if (!this.#startsPlain(start, code)) throw new RareYaml();
    const end = this.#plainEnd(start, owner);
    const source = this.#text.slice(start, end);
    const content = source.includes('\n') ? resolved({ type: 'scalar', offset: start, indent: 0, source }) : source;
    this.end = end;
    return new YamlScalar(this.#place(start, end), content, 'plain', anchor === undefined ? undefined : { anchor });
  }

  /** The literal or folded block whose `|` or `>` stands here, in a collection at column `owner`. */
  block(start: number, owner: number, anchor: string | undefined): YamlScalar {
    const text = this.#text;
    const isFolded = text.charCodeAt(start) !== pipe;
    const sign = text.charCodeAt(start + 1);
    const hasSign = sign === plus || sign === dash;
    const headerEnd = start + (hasSign ? 2 : 1);
    const bodyStart = this.#afterLine(headerEnd);
    const end = this.#blockEnd(bodyStart, owner, sign === plus);
    const source = text.slice(bodyStart, end);
    const header = { type: 'block-scalar-header', offset: start, indent: 0, source: text.slice(start, headerEnd) } as const;
    const rest = { type: 'newline', offset: headerEnd, indent: 0, source: text.slice(headerEnd, bodyStart) } as const;
    const style: ScalarStyle = isFolded ? 'folded' : 'literal';
    const content = resolved({ type: 'block-scalar', offset: start, indent: Math.max(owner, 0), props: [header, rest], source });
    this.end = end;
    return new YamlScalar(this.#place(start, end), withoutInventedBreak(content, style, text, start, end), style, anchor === undefined ? undefined : { anchor });
  }

  /** The key of a flow mapping that begins here, with its colon. */
  flowKey(start: number): YamlScalar {
    const text = this.#text;
    const key = this.flowValue(start);
    let at = this.end;
    while (text.charCodeAt(at) === space) at++;
    if (text.charCodeAt(at) !== colon || this.end - start > maxKeyLength) throw new RareYaml();
    if (key.style === 'plain' && !isBlank(text.charCodeAt(at + 1))) throw new RareYaml();
    this.afterKey = at + 1;
    return key;
  }

  /** The one-line scalar of a flow collection that begins here. */
  flowValue(start: number): YamlScalar {
    const text = this.#text;
    const code = text.charCodeAt(start);
    if (code === doubleQuote || code === singleQuote) {
      const end = this.#quoteEnd(start, code, -1);
      if (end < 0) throw new RareYaml();
      return this.#quoted(start, end, code, undefined);
    }
    if (!this.#startsPlain(start, code) || (isFlowIndicator(text.charCodeAt(start + 1)) && (code === dash || code === question || code === colon))) throw new RareYaml();
    let end = start;
    for (let at = start; ; at++) {
      const next = text.charCodeAt(at);
      if (next === newline || Number.isNaN(next) || isFlowIndicator(next)) break;
      if (next === tab || next === carriageReturn) throw new RareYaml();
      if (next === colon) {
        const after = text.charCodeAt(at + 1);
        if (isBlank(after) || isFlowIndicator(after)) break;
      }
      if (next === hash && text.charCodeAt(at - 1) === space) throw new RareYaml();
      if (next !== space) end = at + 1;
    }
    this.end = end;
    return new YamlScalar(this.#place(start, end), text.slice(start, end));
  }

  /** Whether a plain scalar may begin with this character. */
  #startsPlain(at: number, code: number): boolean {
    switch (code) {
      case dash:
      case question:
      case colon:
        return !isBlank(this.#text.charCodeAt(at + 1));
      case byteOrderMark:
        return false;
      default:
        return !isBlank(code) && !rareStarts.has(code);
    }
  }

  /** End of a plain scalar in a block collection at column `owner`. */
  #plainEnd(start: number, owner: number): number {
    const text = this.#text;
    let end = start;
    let at = start;
    for (;;) {
      for (; ; at++) {
        const code = text.charCodeAt(at);
        if (code === space) continue;
        if (code === newline || Number.isNaN(code)) break;
        if (code === colon && isBlank(text.charCodeAt(at + 1))) throw new RareYaml();
        if (code === hash && text.charCodeAt(at - 1) === space) return end;
        if (code === tab || code === carriageReturn) throw new RareYaml();
        end = at + 1;
      }
      const next = this.#continuation(at, owner);
      if (next === undefined) return end;
      at = next;
    }
  }

  /** Where a plain scalar that was read to the end of a line goes on: behind empty lines, on a deeper one that is no comment. */
  #continuation(lineEnd: number, owner: number): number | undefined {
    const text = this.#text;
    let lineStart = lineEnd + 1;
    for (let at = lineStart; at < text.length; at++) {
      const code = text.charCodeAt(at);
      if (code === newline) lineStart = at + 1;
      else if (code === tab || code === carriageReturn) throw new RareYaml();
      else if (code !== space) return at - lineStart > owner && code !== hash ? at : undefined;
    }
    return undefined;
  }

  /** Behind the closing quote; -1 where there is none. Further lines must be deeper than `owner`; with -1 there must be none. */
  #quoteEnd(start: number, quote: number, owner: number): number {
    const text = this.#text;
    for (let at = start + 1; at < text.length; at++) {
      const code = text.charCodeAt(at);
      if (code === quote) {
        if (quote === doubleQuote || text.charCodeAt(at + 1) !== singleQuote) return at + 1;
        at++;
      } else if (code === backslash && quote === doubleQuote) at++;
      else if (code === carriageReturn) throw new RareYaml();
      // A backslash before a line break was passed with it.
      if (text.charCodeAt(at) === newline) {
        if (owner < 0) return -1;
        let deep = at + 1;
        while (text.charCodeAt(deep) === space) deep++;
        const first = text.charCodeAt(deep);
        if (first === tab || (first !== newline && deep - at - 1 <= owner)) throw new RareYaml();
      }
    }
    return -1;
  }

  #quoted(start: number, end: number, quote: number, anchor: string | undefined): YamlScalar {
    const isDouble = quote === doubleQuote;
    const source = this.#text.slice(start, end);
    const inner = source.slice(1, -1);
    if (isDouble && /\\[/']/.test(inner)) throw new RareYaml();
    const isSimple = !inner.includes('\n') && !inner.includes(isDouble ? '\\' : "'");
    const content = isSimple ? inner : resolved({ type: isDouble ? 'double-quoted-scalar' : 'single-quoted-scalar', offset: start, indent: 0, source });
    this.end = end;
    return new YamlScalar(this.#place(start, end), content, isDouble ? 'double' : 'single', anchor === undefined ? undefined : { anchor });
  }

  /** Start of the next line behind white space and a comment; anything else is rare. */
  #afterLine(from: number): number {
    const text = this.#text;
    let at = from;
    while (text.charCodeAt(at) === space) at++;
    if (text.charCodeAt(at) === hash && at > from) at = text.indexOf('\n', at);
    if (at < 0 || text.charCodeAt(at) !== newline) throw new RareYaml();
    return at + 1;
  }

  /** End of a block's lines: all that are as deep as the first one, and the empty ones between (behind them too where the block keeps them). */
  #blockEnd(bodyStart: number, owner: number, keeps: boolean): number {
    const text = this.#text;
    let lineStart = bodyStart;
    let at = bodyStart;
    for (; text.charCodeAt(at) === space || text.charCodeAt(at) === newline; at++) if (text.charCodeAt(at) === newline) lineStart = at + 1;
    const indent = at - lineStart;
    // An empty block, and one that begins with a tab, end in their own way.
    if (at >= text.length || indent <= owner || text.charCodeAt(at) === tab || text.charCodeAt(at) === carriageReturn) throw new RareYaml();
    let end: number;
    let contentEnd: number;
    for (;;) {
      const lineEnd = text.indexOf('\n', at);
      end = lineEnd < 0 ? text.length : lineEnd + 1;
      contentEnd = end;
      // Empty lines are passed here and given back below.
      let next = end;
      for (at = end; text.charCodeAt(at) === space || text.charCodeAt(at) === newline; at++) if (text.charCodeAt(at) === newline) next = at + 1;
      const depth = at - next;
      end = next;
      if (text.charCodeAt(at) === tab && depth < indent) throw new RareYaml();
      if (lineEnd < 0 || at >= text.length || depth < indent) {
        // White space at the end of the text, or as deep as the block, may count as a line of it.
        if (at >= text.length && depth > 0) throw new RareYaml();
        break;
      }
    }
    if (keeps) return end;
    for (let line = contentEnd; line < end; line = text.indexOf('\n', line) + 1) if (text.indexOf('\n', line) - line >= indent) throw new RareYaml();
    return contentEnd;
  }
}

/** What the `yaml` package makes of a scalar's source; an error in it is for the package to tell. */
function resolved(token: CST.FlowScalar | CST.BlockScalar): string {
  const { value } = CST.resolveAsScalar(token, true, () => {
    throw new RareYaml();
  });
  return value;
}

function isFlowIndicator(code: number): boolean {
  return code === comma || code === openBracket || code === closeBracket || code === openBrace || code === closeBrace;
}

/** Characters that begin something else than a plain scalar, or nothing that is allowed. */
const rareStarts: ReadonlySet<number> = new Set(Array.from('!&*|>%@`"\'#,[]{}', (character) => character.charCodeAt(0)));
