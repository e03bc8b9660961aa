/**
 * Reads YAML as manifests are nearly always written (block mappings and sequences, scalars of every style, one-line keys,
 * simple flow collections, comments, anchors) in one pass over the text. Where it meets anything rarer, or anything wrong,
 * it gives up, and the `yaml` package reads the text instead: what it does give is exactly what that would have given
 * (`test/unit/yaml/manifestReader.test.ts` holds the two against each other).
 */
import { YamlMap, YamlScalar, YamlSeq, type YamlDocument, type YamlNode, type YamlProblem } from './yamlNode.ts';
import { NodeMaker, PairList, type Placing } from './nodeMaker.ts';
import { RareYaml, ScalarReader, isBlank } from './scalarReader.ts';

/** How deep collections may stand in each other: a real stack holds more, and text made to break it is read elsewhere. */
const maxDepth = 200;

const tab = 9;
const newline = 10;
const carriageReturn = 13;
const space = 32;
const hash = 35;
const ampersand = 38;
const asterisk = 42;
const comma = 44;
const dash = 45;
const dot = 46;
const colon = 58;
const openBracket = 91;
const closeBracket = 93;
const openBrace = 123;
const pipe = 124;
const closeBrace = 125;
const greater = 62;

/** What the reader made of a text: its documents, or where it gave up. */
export type ManifestReading = { readonly documents: YamlDocument[] } | { readonly documents: undefined; readonly gaveUp: number };

/** All documents of a text, or the offset at which it holds something that this reader leaves to the `yaml` package. Then `problems` is as it was. */
export function readManifestYaml(text: string, place: Placing, problems: YamlProblem[]): ManifestReading {
  const before = problems.length;
  const reader = new ManifestReader(text, place, problems);
  try {
    return { documents: reader.read() };
  } catch (error) {
    if (!(error instanceof RareYaml)) throw error;
    problems.length = before;
    return { documents: undefined, gaveUp: reader.at };
  }
}

class ManifestReader {
  readonly #text: string;
  readonly #place: Placing;
  readonly #problems: YamlProblem[];
  readonly #scalars: ScalarReader;
  #maker: NodeMaker;
  #depth = 0;
  /** Where reading goes on. */
  #at = 0;
  /** Column of the next content; -1 at the end of the document. */
  #column = -1;
  /** Where the node that was read last ends, with the comments that belong to it: what its parent's end is measured by. */
  #end = 0;
  /** The deepest column of the comments that were passed and belong to no node yet; -1 without any. */
  #commentColumn = -1;

  constructor(text: string, place: Placing, problems: YamlProblem[]) {
    this.#text = text;
    this.#place = place;
    this.#problems = problems;
    this.#scalars = new ScalarReader(text, place);
    this.#maker = new NodeMaker(place, problems);
  }

  /** Where reading has come to. */
  get at(): number {
    return this.#at;
  }

  read(): YamlDocument[] {
    const documents: YamlDocument[] = [];
    const text = this.#text;
    this.#toContent();
    while (this.#at < text.length) {
      const start = this.#at;
      const emptyEnd = this.#column < 0 ? this.#separator() : start;
      const root = this.#column < 0 ? undefined : this.#newRoot();
      const { file, start: from, end } = this.#place(start, root === undefined ? emptyEnd : this.#end);
      documents.push({ file, start: from, end, index: documents.length, root, broken: root !== undefined && this.#maker.refused });
    }
    return documents;
  }

  #newRoot(): YamlNode {
    this.#maker = new NodeMaker(this.#place, this.#problems);
    return this.#root();
  }

  /** The value of a document. One that is indented as a whole, and one that is no block, have ends of their own kind. */
  #root(): YamlNode {
    if (this.#column > 0) throw new RareYaml();
    const root = this.#blockNode(0, -1);
    if (root.kind === 'scalar' || root.flow || (this.#at < this.#text.length && !this.#isSeparator(this.#at))) throw new RareYaml();
    return root;
  }

  /** Passes `---` and what may stand behind it; gives the end of the document for the case that it is empty. */
  #separator(): number {
    if (!this.#isSeparator(this.#at)) throw new RareYaml();
    this.#at += 3;
    let end = this.#at;
    while (this.#text.charCodeAt(end) === space) end++;
    const hasComment = this.#restOfLine();
    this.#toContent();
    return hasComment || this.#commentColumn >= 0 ? this.#at : end;
  }

  #isSeparator(at: number): boolean {
    return this.#text.startsWith('---', at) && isBlank(this.#text.charCodeAt(at + 3));
  }

  /** Passes white space and a comment up to the end of the line, which must hold nothing else. Tells whether there was a comment. */
  #restOfLine(): boolean {
    const text = this.#text;
    let at = this.#at;
    while (text.charCodeAt(at) === space) at++;
    let hasComment = false;
    if (text.charCodeAt(at) === hash && at > this.#at) {
      hasComment = true;
      at = text.indexOf('\n', at);
      if (at < 0) at = text.length;
    }
    if (at < text.length && text.charCodeAt(at) !== newline) throw new RareYaml();
    this.#at = Math.min(at + 1, text.length);
    return hasComment;
  }

  /**
   * Passes empty lines and comments from the start of a line to the next content, and notes its column and the comments'.
   * Comments deeper than `owner`, the column of the collection that is being read, still belong to the node before them:
   * the end of the last such one is given, or the start.
   */
  #toContent(owner = Infinity): number {
    const text = this.#text;
    let lineStart = this.#at;
    let attachedEnd = lineStart;
    let attaches = true;
    this.#commentColumn = -1;
    for (;;) {
      let at = lineStart;
      while (text.charCodeAt(at) === space) at++;
      const code = text.charCodeAt(at);
      if (code === newline) {
        lineStart = at + 1;
      } else if (code === hash) {
        const end = text.indexOf('\n', at);
        const column = at - lineStart;
        lineStart = end < 0 ? text.length : end + 1;
        if (attaches && column > owner) attachedEnd = lineStart;
        else {
          attaches = false;
          this.#commentColumn = Math.max(this.#commentColumn, column);
        }
      } else {
        if (code === tab || code === carriageReturn) throw new RareYaml();
        this.#at = at;
        this.#column = at >= text.length || (at === lineStart && this.#endsDocument(at)) ? -1 : at - lineStart;
        return attachedEnd;
      }
    }
  }

  #endsDocument(at: number): boolean {
    const code = this.#text.charCodeAt(at);
    if (code === dot && this.#text.startsWith('...', at)) throw new RareYaml();
    return code === dash && this.#isSeparator(at);
  }

  /** A scalar or one-line flow collection has ended: notes where it ends for its parent, a collection at column `owner`. */
  #finishLine(owner: number): void {
    this.#restOfLine();
    this.#end = this.#toContent(owner);
    // Deeper content would belong to the scalar: long ones were read to their end, so it is a mistake.
    if (this.#column > owner) throw new RareYaml();
  }

  /** A collection at a column has no further entry. Comments that stand at its column or deeper are still its own. */
  #finishCollection(column: number): void {
    if (column === 0 || this.#commentColumn < column) return;
    this.#end = this.#at;
    this.#commentColumn = -1;
  }

  /** The node that begins here, at `column`, as part of a collection at column `owner`. */
  #blockNode(column: number, owner: number): YamlNode {
    const begun = this.#maker.begin();
    const code = this.#text.charCodeAt(this.#at);
    if (code === ampersand) return this.#anchored(owner, begun, false);
    if (this.#startsItem(code)) return this.#seq(column, undefined);
    const key = this.#key(code);
    return key === undefined ? this.#leaf(code, owner, undefined) : this.#map(column, key, undefined);
  }

  /** The key of a mapping that begins here; `undefined` where something else does. */
  #key(code: number): YamlScalar | undefined {
    if (startsBlockScalar(code) || code === openBracket || code === openBrace) return undefined;
    if (code === asterisk) return this.#aliasKey();
    const key = this.#scalars.keyAt(this.#at);
    if (key !== undefined) this.#maker.begin();
    return key;
  }

  #aliasKey(): YamlScalar | undefined {
    const text = this.#text;
    const start = this.#at;
    let nameEnd = anchorEnd(text, start + 1);
    // A colon ends the name, as for go-yaml (`aliasKeys.ts`).
    if (text.charCodeAt(nameEnd - 1) === colon && isAliasKeyName(text, start + 1, nameEnd - 1)) nameEnd--;
    let colonAt = nameEnd;
    while (text.charCodeAt(colonAt) === space) colonAt++;
    if (text.charCodeAt(colonAt) !== colon || !isBlank(text.charCodeAt(colonAt + 1))) return undefined;
    this.#maker.begin();
    const key = this.#aliasNode(start, nameEnd);
    if (key.kind !== 'scalar') throw new RareYaml();
    this.#at = start;
    this.#scalars.afterKey = colonAt + 1;
    return key;
  }

  #startsItem(code: number): boolean {
    return code === dash && isBlank(this.#text.charCodeAt(this.#at + 1));
  }

  /** A node behind an anchor: a leaf on the same line, or a collection on the next ones. */
  #anchored(owner: number, begun: number, mayAlign: boolean): YamlNode {
    const text = this.#text;
    const nameEnd = anchorEnd(text, this.#at + 1);
    const anchor = text.slice(this.#at + 1, nameEnd);
    if (anchor === '' || anchor.endsWith(':')) throw new RareYaml();
    this.#at = nameEnd;
    while (text.charCodeAt(this.#at) === space) this.#at++;
    const code = text.charCodeAt(this.#at);
    let node: YamlNode;
    if (code === newline || code === hash) {
      if (code === hash && this.#at === nameEnd) throw new RareYaml();
      this.#at = nameEnd;
      node = this.#nested(owner, mayAlign, anchor);
    } else {
      // `&name key: value` names the key, `&name *other` is a mistake.
      if (this.#at === nameEnd || code === ampersand || code === asterisk || this.#startsItem(code)) throw new RareYaml();
      if (this.#key(code) !== undefined) throw new RareYaml();
      node = this.#leaf(code, owner, anchor);
    }
    this.#maker.keep(node, begun);
    return node;
  }

  /** A node on the lines below, deeper than `owner`; a sequence may stand at the very column of its key. */
  #nested(owner: number, mayAlign: boolean, anchor: string | undefined): YamlNode {
    this.#restOfLine();
    this.#toContent();
    const isItem = this.#startsItem(this.#text.charCodeAt(this.#at));
    if (this.#column <= owner && !(mayAlign && isItem && this.#column === owner)) throw new RareYaml();
    return this.#below(owner, anchor);
  }

  /** The node that begins a line of its own, in a collection at column `owner`. */
  #below(owner: number, anchor: string | undefined): YamlNode {
    const code = this.#text.charCodeAt(this.#at);
    if (code === ampersand) throw new RareYaml();
    if (this.#startsItem(code)) return this.#seq(this.#column, anchor);
    const key = this.#key(code);
    return key === undefined ? this.#leaf(code, owner, anchor) : this.#map(this.#column, key, anchor);
  }

  /** A scalar, an alias or a flow collection, in a collection at column `owner`. */
  #leaf(code: number, owner: number, anchor: string | undefined): YamlNode {
    if (code === asterisk) {
      if (anchor !== undefined) throw new RareYaml();
      return this.#alias(owner);
    }
    if (code === openBracket || code === openBrace) {
      const node = this.#flow(owner, 1, anchor);
      this.#finishLine(owner);
      return node;
    }
    const scalar = startsBlockScalar(code) ? this.#scalars.block(this.#at, owner, anchor) : this.#scalars.value(this.#at, owner, anchor);
    this.#at = this.#scalars.end;
    if (scalar.style === 'literal' || scalar.style === 'folded') {
      this.#end = this.#at;
      this.#toContent();
      if (this.#column > owner) throw new RareYaml();
    } else this.#finishLine(owner);
    return scalar;
  }

  #alias(owner: number): YamlNode {
    const start = this.#at;
    const node = this.#aliasNode(start, anchorEnd(this.#text, start + 1));
    this.#finishLine(owner);
    return node;
  }

  #aliasNode(start: number, end: number): YamlNode {
    const name = this.#text.slice(start + 1, end);
    if (name === '' || name.endsWith(':')) throw new RareYaml();
    this.#at = end;
    return this.#maker.alias(name, start, end);
  }

  #seq(column: number, anchor: string | undefined): YamlSeq {
    this.#enter();
    const text = this.#text;
    const start = this.#at;
    const items: YamlNode[] = [];
    let end: number;
    do {
      const dashAt = this.#at;
      let at = dashAt + 1;
      while (text.charCodeAt(at) === space) at++;
      this.#at = at;
      const code = text.charCodeAt(at);
      if (code === newline || code === hash) {
        this.#at = dashAt + 1;
        this.#maker.begin();
        items.push(this.#nested(column, false, undefined));
      } else {
        if (at >= text.length || code === tab || code === carriageReturn) throw new RareYaml();
        items.push(this.#blockNode(column + at - dashAt, column));
      }
      end = this.#end;
      if (this.#column > column) throw new RareYaml();
    } while (this.#column === column && this.#startsItem(text.charCodeAt(this.#at)));
    this.#finishCollection(column);
    this.#depth--;
    return new YamlSeq(this.#place(start, end), items, anchor === undefined ? undefined : { anchor });
  }

  #map(column: number, first: YamlScalar, anchor: string | undefined): YamlMap {
    this.#enter();
    const start = this.#at;
    const list = new PairList(this.#maker);
    let key: YamlScalar | undefined = first;
    let end: number;
    for (;;) {
      this.#at = this.#scalars.afterKey;
      list.add(key, this.#valueOf(column));
      end = this.#end;
      if (this.#column < column) break;
      if (this.#column > column) throw new RareYaml();
      const code = this.#text.charCodeAt(this.#at);
      // An item at the column of the keys belongs to the sequence that this mapping is an item of, or is a mistake; the parent tells.
      key = this.#startsItem(code) ? undefined : this.#key(code);
      if (key === undefined) throw new RareYaml();
    }
    this.#finishCollection(column);
    this.#depth--;
    return new YamlMap(this.#place(start, end), list.pairs(), anchor === undefined ? undefined : { anchor });
  }

  /** The value behind a key of a mapping at a column. */
  #valueOf(column: number): YamlNode {
    const text = this.#text;
    let at = this.#at;
    while (text.charCodeAt(at) === space) at++;
    const code = text.charCodeAt(at);
    const begun = this.#maker.begin();
    if (at >= text.length || code === newline || code === hash) return this.#valueBelow(column, at);
    this.#at = at;
    if (code === ampersand) return this.#anchored(column, begun, true);
    if (this.#startsItem(code)) throw new RareYaml();
    return this.#leaf(code, column, undefined);
  }

  /** The value of a key with nothing but a comment behind it: a collection below, or nothing at all. */
  #valueBelow(column: number, valueAt: number): YamlNode {
    const hasComment = this.#restOfLine();
    this.#toContent();
    if (this.#column > column || (this.#column === column && this.#startsItem(this.#text.charCodeAt(this.#at)))) return this.#below(column, undefined);
    // Comments behind an empty value may be its own.
    if (hasComment || this.#commentColumn >= 0) throw new RareYaml();
    this.#end = valueAt;
    return new YamlScalar(this.#place(valueAt, valueAt), '');
  }

  /** A flow collection, `level` collections deep, in a block collection at column `owner`. */
  #flow(owner: number, level: number, anchor: string | undefined): YamlMap | YamlSeq {
    this.#enter();
    const start = this.#at;
    const isMap = this.#text.charCodeAt(start) === openBrace;
    const close = isMap ? closeBrace : closeBracket;
    const items: YamlNode[] = [];
    const list = new PairList(this.#maker);
    this.#at++;
    let code = this.#toFlowContent(owner, level);
    while (code !== close) {
      if (isMap) {
        this.#maker.begin();
        const key = this.#scalars.flowKey(this.#at);
        this.#at = this.#scalars.afterKey;
        code = this.#toFlowContent(owner, level);
        if (code === comma || code === close) throw new RareYaml();
        list.add(key, this.#flowNode(code, owner, level));
      } else items.push(this.#flowItem(code, owner, level));
      code = this.#toFlowContent(owner, level);
      if (code === comma) {
        this.#at++;
        code = this.#toFlowContent(owner, level);
      } else if (code !== close) throw new RareYaml();
    }
    this.#at++;
    this.#depth--;
    const span = this.#place(start, this.#at);
    return isMap ? new YamlMap(span, list.pairs(), { anchor, flow: true }) : new YamlSeq(span, items, { anchor, flow: true });
  }

  /** An item of a flow sequence: a value, or a single pair without braces. */
  #flowItem(code: number, owner: number, level: number): YamlNode {
    const text = this.#text;
    const start = this.#at;
    const node = this.#flowNode(code, owner, level);
    let colonAt = this.#at;
    while (text.charCodeAt(colonAt) === space) colonAt++;
    if (text.charCodeAt(colonAt) !== colon) return node;
    if (node.kind !== 'scalar' || code === asterisk || (node.style === 'plain' && !isBlank(text.charCodeAt(colonAt + 1)))) throw new RareYaml();
    this.#at = colonAt + 1;
    const valueCode = this.#toFlowContent(owner, level);
    if (valueCode === comma || valueCode === closeBracket) throw new RareYaml();
    this.#maker.begin();
    const list = new PairList(this.#maker);
    list.add(node, this.#flowNode(valueCode, owner, level));
    return new YamlMap(this.#place(start, this.#at), list.pairs(), { flow: true });
  }

  #flowNode(code: number, owner: number, level: number): YamlNode {
    this.#maker.begin();
    if (code === openBracket || code === openBrace) return this.#flow(owner, level + 1, undefined);
    if (code === asterisk) return this.#aliasNode(this.#at, anchorEnd(this.#text, this.#at + 1));
    const scalar = this.#scalars.flowValue(this.#at);
    this.#at = this.#scalars.end;
    return scalar;
  }

  /** Passes white space in a flow collection and gives the next character. Lines must be deeper than the block that holds the collection. */
  #toFlowContent(owner: number, level: number): number {
    const text = this.#text;
    let at = this.#at;
    let lineStart = -1;
    let code = text.charCodeAt(at);
    while (code === space || code === newline) {
      if (code === newline) lineStart = at + 1;
      code = text.charCodeAt(++at);
    }
    if (at >= text.length || code === hash) throw new RareYaml();
    if (lineStart >= 0) {
      const column = at - lineStart;
      const closes = level === 1 && column === owner && (code === closeBracket || code === closeBrace);
      if (column <= owner && !closes) throw new RareYaml();
    }
    this.#at = at;
    return code;
  }

  #enter(): void {
    if (++this.#depth > maxDepth) throw new RareYaml();
  }
}

function startsBlockScalar(code: number): boolean {
  return code === pipe || code === greater;
}

/** Whether a name is one that `aliasKeys.ts` frees of the colon behind it. */
function isAliasKeyName(text: string, start: number, end: number): boolean {
  return /^[\w-]+$/.test(text.slice(start, end));
}

/** End of the name of an anchor or alias. */
function anchorEnd(text: string, start: number): number {
  let at = start;
  for (; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (isBlank(code) || code === comma || code === openBracket || code === closeBracket || code === openBrace || code === closeBrace) break;
  }
  return at;
}
