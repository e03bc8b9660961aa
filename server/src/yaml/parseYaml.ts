/** Parses a file into located nodes. The only importer of the `yaml` package besides `yamlComments.ts`. */
import { isAlias, isMap, isScalar, isSeq, parseAllDocuments, type Alias, type Document, type ParsedNode, type Pair, type Scalar } from 'yaml';
import type { Span, TextFile } from '../text/textFile.ts';
import { withSpacedAliasKeys } from './aliasKeys.ts';
import { YamlMap, YamlScalar, YamlSeq, type ScalarStyle, type YamlDocument, type YamlFile, type YamlNode, type YamlPair, type YamlProblem } from './yamlNode.ts';

/** Characters above which a file is not parsed (it gets one problem instead). */
const maxLength = 8_000_000;
/** Nodes above which the expansion of aliases in one document is refused ("billion laughs"). */
const maxExpandedNodes = 1_000_000;

const styles: Readonly<Record<string, ScalarStyle>> = {
  PLAIN: 'plain',
  QUOTE_SINGLE: 'single',
  QUOTE_DOUBLE: 'double',
  BLOCK_LITERAL: 'literal',
  BLOCK_FOLDED: 'folded',
};

/** The parse of a file, computed once for each version of it. */
export function yamlOf(file: TextFile): YamlFile {
  return file.derived(parseYaml);
}

/** Parses all documents of a file. Never throws. Scalars keep their written text; resolve them with `scalarValue`. */
export function parseYaml(file: TextFile): YamlFile {
  if (file.text.length > maxLength) {
    const message = `file is larger than ${maxLength / 1_000_000} MB and is not read`;
    return { file, documents: [], problems: [{ file, start: 0, end: 0, code: 'too-large', message }] };
  }
  return parseText(file, file.text, (start, end) => ({ file, start, end }));
}

/** Where a piece of the parsed text stands. */
export type Placing = (start: number, end: number) => Span;

/** Parses a text that is, or lies in, a file; `place` says where its parts stand. Never throws. */
export function parseText(file: TextFile, text: string, place: Placing): YamlFile {
  const spaced = withSpacedAliasKeys(text);
  const placed: Placing = spaced.text === text ? place : (start, end) => place(spaced.original(start), spaced.original(end));
  const parsed = parseAllDocuments(spaced.text, {
    schema: 'failsafe',
    uniqueKeys: false,
    prettyErrors: false,
    logLevel: 'silent',
    stringKeys: false,
  });
  const documents: YamlDocument[] = [];
  const problems: YamlProblem[] = [];
  for (const document of Array.isArray(parsed) ? parsed : []) {
    const reader = new DocumentReader(spaced.text, placed, problems);
    documents.push(reader.read(document, documents.length));
  }
  return { file, documents, problems };
}

class DocumentReader {
  readonly #text: string;
  readonly #place: Placing;
  readonly #problems: YamlProblem[];
  readonly #anchors = new Map<string, { node: YamlNode; weight: number }>();
  #weight = 0;
  #refused = false;

  constructor(text: string, place: Placing, problems: YamlProblem[]) {
    this.#text = text;
    this.#place = place;
    this.#problems = problems;
  }

  read(document: Document.Parsed, index: number): YamlDocument {
    const [start, end] = document.range;
    let broken = false;
    for (const error of document.errors) {
      if (error.code === 'TAG_RESOLVE_FAILED') continue;
      broken = true;
      this.#problem('syntax', plainMessage(error.message), error.pos[0], Math.max(error.pos[1], error.pos[0]));
    }
    const contents = document.contents;
    const empty = contents === null || (isScalar(contents) && contents.source === '' && contents.type === 'PLAIN' && contents.range[0] === contents.range[1] && contents.tag === undefined);
    const root = empty ? undefined : this.#node(contents);
    return { ...this.#place(start, end), index, root, broken: broken || this.#refused };
  }

  #node(node: ParsedNode): YamlNode {
    this.#weight++;
    if (isAlias(node)) return this.#alias(node);
    const weightBefore = this.#weight;
    const made = isMap(node) ? this.#map(node) : isSeq(node) ? this.#seq(node) : this.#scalar(node);
    if (made.anchor !== undefined) this.#anchors.set(made.anchor, { node: made, weight: this.#weight - weightBefore + 1 });
    return made;
  }

  #scalar(node: ParsedNode): YamlScalar {
    const scalar = node as Scalar.Parsed;
    const style = styles[scalar.type ?? 'PLAIN'] ?? 'plain';
    const text = style === 'plain' ? scalar.source : this.#withoutInventedBreak(String(scalar.value), style, scalar);
    const span = this.#place(scalar.range[0], scalar.range[1]);
    return new YamlScalar(span, text, style, scalar.tag === undefined && scalar.anchor === undefined ? undefined : { tag: scalar.tag, anchor: scalar.anchor });
  }

  /** A block's last line at the end of a text without a final line break has none for go-yaml; the parser adds one. */
  #withoutInventedBreak(text: string, style: ScalarStyle, { range: [start, end] }: Scalar.Parsed): string {
    const source = this.#text;
    const isBlock = style === 'literal' || style === 'folded';
    if (!isBlock || !text.endsWith('\n') || end < source.length || source.endsWith('\n')) return text;
    const last = source.slice(source.lastIndexOf('\n') + 1);
    return /\S/.test(last) || last.length > indentOf(source.slice(start, end)) ? text.slice(0, -1) : text;
  }

  #seq(node: ParsedNode & { items: unknown[] }): YamlSeq {
    const items = node.items.map((item) => this.#node(item as ParsedNode));
    return new YamlSeq(this.#spanOf(node), items, { tag: explicitTag(node), anchor: anchorOf(node), flow: isFlow(node) });
  }

  #map(node: ParsedNode & { items: unknown[] }): YamlMap {
    const span = this.#spanOf(node);
    const own: YamlPair[] = [];
    const merged: YamlPair[] = [];
    const seen = new Set<string>();
    for (const item of node.items as Pair<ParsedNode, ParsedNode | null>[]) {
      const key = this.#node(item.key);
      if (key.kind !== 'scalar') {
        this.#problemAt('syntax', 'a key must be a plain word or a quoted text', key);
        continue;
      }
      const value = item.value === null ? new YamlScalar({ file: key.file, start: key.end, end: key.end }, '') : this.#node(item.value);
      if (key.text === '<<' && key.style === 'plain') {
        merged.push(...mergedPairs(value));
        continue;
      }
      if (seen.has(key.text)) this.#problemAt('duplicate-key', `key \`${key.text}\` stands twice in this mapping; the later one counts`, key);
      seen.add(key.text);
      own.push({ key, value, merged: false });
    }
    const pairs = merged.length === 0 ? own : [...own, ...firstOfEach(merged, seen)];
    return new YamlMap(span, pairs, { tag: explicitTag(node), anchor: anchorOf(node), flow: isFlow(node) });
  }

  #alias(node: Alias.Parsed): YamlNode {
    const span = this.#place(node.range[0], node.range[1]);
    const target = this.#anchors.get(node.source);
    if (target === undefined) {
      this.#problemAt('alias', `no anchor \`&${node.source}\` stands before this alias`, span);
      return new YamlScalar(span, '');
    }
    this.#weight += target.weight;
    if (this.#weight > maxExpandedNodes) {
      if (!this.#refused) this.#problemAt('alias', 'aliases expand to more than a million values', span);
      this.#refused = true;
      return new YamlScalar(span, '');
    }
    return aliasTo(target.node, span);
  }

  #spanOf(node: ParsedNode): Span {
    return this.#place(node.range[0], node.range[1]);
  }

  #problem(code: YamlProblem['code'], message: string, start: number, end: number): void {
    this.#problemAt(code, message, this.#place(start, end));
  }

  #problemAt(code: YamlProblem['code'], message: string, { file, start, end }: Span): void {
    this.#problems.push({ file, start, end, code, message });
  }
}

/** Indentation of a block's lines: that of the first one with a word in it. */
function indentOf(block: string): number {
  return /\n( *)[^ \n]/.exec(block)?.[1]?.length ?? Infinity;
}

/** A node that stands at `span` and means `target`. Children keep their own places. */
function aliasTo(target: YamlNode, span: Span): YamlNode {
  switch (target.kind) {
    case 'scalar':
      return new YamlScalar(span, target.text, target.style, { tag: target.tag, aliasOf: target });
    case 'map':
      return new YamlMap(span, target.pairs, { tag: target.tag, aliasOf: target, flow: target.flow });
    case 'seq':
      return new YamlSeq(span, target.items, { tag: target.tag, aliasOf: target, flow: target.flow });
  }
}

/** Entries that a merge key brings: of one mapping, or of several where the earlier ones win. */
function mergedPairs(value: YamlNode): YamlPair[] {
  const maps = value.kind === 'seq' ? value.items : [value];
  const pairs = maps.flatMap((map) => (map.kind === 'map' ? map.pairs : []));
  return pairs.map(({ key, value: inner }) => ({ key, value: inner, merged: true }));
}

function firstOfEach(pairs: readonly YamlPair[], seen: Set<string>): YamlPair[] {
  return pairs.filter(({ key }) => {
    if (seen.has(key.text)) return false;
    seen.add(key.text);
    return true;
  });
}

function explicitTag(node: ParsedNode): string | undefined {
  return node.tag;
}

function anchorOf(node: ParsedNode): string | undefined {
  return 'anchor' in node ? node.anchor : undefined;
}

function isFlow(node: ParsedNode): boolean {
  return 'flow' in node && node.flow === true;
}

function plainMessage(message: string): string {
  const first = message.split('\n', 1)[0] ?? message;
  return first.replace(/[.:]$/, '').replace(/^./, (letter) => letter.toLowerCase());
}
