/**
 * Where go-yaml, by which Kubernetes tools read, takes a text otherwise than the `yaml` package does. A text is made ready
 * before it is parsed: characters that go-yaml counts to a word change places with private ones of the same length, so
 * that offsets stay, and come back with `wordOfGo`. What go-yaml alone refuses is told.
 */
import { Lexer } from 'yaml';

/** A text for the parser, and what go-yaml refuses in it. */
export interface GoText {
  readonly text: string;
  readonly problems: readonly { readonly start: number; readonly end: number; readonly message: string }[];
}

const dash = '\ue001';
const colon = '\ue002';
const nothing = '\ue003';
const apostrophe = '\ue004';

/** Texts without any of these are read alike by both. */
const mayDiffer = /^ *\t|[-?:] *\t|\\[/']|-[,[\]{}]|:[,[\]{}]|(?:^|[\s,[{:])![^\s<,[\]{}]+[,\]}]/m;

/** Makes a text ready. */
export function textForGo(text: string): GoText {
  return mayDiffer.test(text) ? new GoReader(text).read() : { text, problems: [] };
}

/** A scalar's text with the characters that were exchanged. */
export function wordOfGo(text: string): string {
  return /[\ue001-\ue004]/.test(text) ? text.replaceAll(dash, '-').replaceAll(colon, ':').replaceAll(nothing, '').replaceAll(apostrophe, "'") : text;
}

class GoReader {
  readonly #text: string;
  readonly #exchanged: { readonly at: number; readonly by: string }[] = [];
  readonly #problems: { start: number; end: number; message: string }[] = [];
  #depth = 0;

  constructor(text: string) {
    this.#text = text;
  }

  read(): GoText {
    let at = 0;
    let isScalar = false;
    let before = '';
    for (const token of new Lexer().lex(this.#text)) {
      if (token === '\u0002' || token === '\u0018') continue;
      if (token === '\u001f') {
        isScalar = true;
        continue;
      }
      if (!isScalar) this.#token(token, at, before);
      before = isScalar && token !== '' ? 'word' : token;
      isScalar = false;
      at += token.length;
    }
    return { text: this.#result(), problems: this.#problems };
  }

  #token(token: string, at: number, before: string): void {
    const next = this.#text[at + token.length] ?? '';
    if (token === '{' || token === '[') this.#depth++;
    else if (token === '}' || token === ']') this.#depth--;
    else if (token.startsWith('"')) this.#quoted(token, at);
    else if (this.#depth > 0 && /^![^<]/.test(token)) this.#tag(token, at, next);
    else if (this.#depth > 0 && token === '-' && isFlowMark(next)) this.#exchanged.push({ at, by: dash });
    else if (this.#depth > 0 && token === ':' && before === 'word' && isFlowMark(next)) this.#exchanged.push({ at, by: colon });
    else if (this.#depth === 0 && /^ *\t[ \t]*$/.test(token) && (at === 0 || this.#text[at - 1] === '\n')) this.#refuse(at + token.indexOf('\t'), 1, 'a tab may not begin a line: use spaces');
    else if (this.#depth === 0 && token.includes('\t') && (before === '-' || (next !== '#' && (before === '?' || (before === ':' && this.#beginsLine(at - 1)))))) this.#refuse(at + token.indexOf('\t'), 1, `a tab may not stand behind \`${before}\`: use a space`);
  }

  /** go-yaml counts commas and brackets to a tag that they follow on (scannerc.go `yaml_parser_scan_tag_uri`): what they would end goes on. */
  #tag(token: string, at: number, next: string): void {
    if (next === ']' || next === '}' || (next === ',' && /:[ \t]*$/.test(this.#text.slice(Math.max(0, at - 20), at)))) this.#refuse(at, token.length, `a space is needed between \`${token}\` and \`${next}\``);
  }

  /** Whether nothing but spaces stands before an offset on its line: a colon there belongs to a key behind `?`. */
  #beginsLine(at: number): boolean {
    return /^ *$/.test(this.#text.slice(this.#text.lastIndexOf('\n', at) + 1, at));
  }

  #quoted(token: string, at: number): void {
    for (const match of token.matchAll(/\\([^])/g)) {
      if (match[1] === '/') this.#refuse(at + match.index, 2, '`\\/` is no escape in YAML as Kubernetes tools read it: write `/`');
      else if (match[1] === "'") this.#exchanged.push({ at: at + match.index, by: nothing + apostrophe });
    }
  }

  #refuse(start: number, length: number, message: string): void {
    this.#problems.push({ start, end: start + length, message });
  }

  #result(): string {
    let result = '';
    let from = 0;
    for (const { at, by } of this.#exchanged) {
      result += this.#text.slice(from, at) + by;
      from = at + by.length;
    }
    return result + this.#text.slice(from);
  }
}

function isFlowMark(character: string): boolean {
  return character !== '' && ',[]{}'.includes(character);
}

/** Where a block whose indentation is to be found out begins with a tab, which go-yaml refuses; an offset into its source. */
export function tabInsteadOfIndentation(source: string): number | undefined {
  const found = /^[|>][-+]?(?:[ \t]+#[^\n]*|[ \t\r]*)\n(?: *\r?\n)* *\t/.exec(source);
  return found === null ? undefined : found[0].length - 1;
}

/**
 * The text of a block that holds nothing but blanks and says how far it is indented, which is text for go-yaml where it
 * is indented deeper; `undefined` for any other block. `column` is where its key or its dash stands, -1 for none.
 */
export function blankBlock(source: string, column: number): string | undefined {
  const lineEnd = source.indexOf('\n');
  const head = /^[|>](?:([1-9])([-+]?)|([-+])([1-9]))/.exec(source);
  const body = lineEnd < 0 ? '' : source.slice(lineEnd + 1).replaceAll('\r\n', '\n');
  if (head === null || /[^ \n]/.test(body)) return undefined;
  const indent = Math.max(column, 0) + Number(head[1] ?? head[4]);
  const lines = body.split('\n').map((line) => line.slice(indent));
  const last = lines.findLastIndex((line) => line !== '');
  const chomp = head[2] ?? head[3] ?? '';
  const breaks = lines.length - 1 - Math.max(last, 0);
  const text = lines.slice(0, last + 1).join('\n');
  return text + (chomp === '-' ? '' : '\n'.repeat(chomp === '+' ? breaks : last < 0 ? 0 : Math.min(breaks, 1)));
}
