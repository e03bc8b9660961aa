/** What both readers of YAML share when they make located nodes of one document: anchors, aliases, merge keys and repeated keys. */
import type { Span } from '../text/textFile.ts';
import { YamlMap, YamlScalar, YamlSeq, type ScalarStyle, type YamlNode, type YamlPair, type YamlProblem } from './yamlNode.ts';

/** Where a piece of the parsed text stands. */
export type Placing = (start: number, end: number) => Span;

/** Nodes above which the expansion of aliases in one document is refused ("billion laughs"). */
const maxExpandedNodes = 1_000_000;
/** Pairs up to which a repeated key is looked for one by one: most mappings are small, and a set costs more than it saves. */
const fewPairs = 12;

/** Makes the nodes of one document. */
export class NodeMaker {
  readonly #place: Placing;
  readonly #problems: YamlProblem[];
  readonly #anchors = new Map<string, { readonly node: YamlNode; readonly weight: number }>();
  #weight = 0;
  #refused = false;

  constructor(place: Placing, problems: YamlProblem[]) {
    this.#place = place;
    this.#problems = problems;
  }

  /** Whether aliases were left unexpanded because there were too many. */
  get refused(): boolean {
    return this.#refused;
  }

  /** Where two offsets of the text stand. */
  place(start: number, end: number): Span {
    return this.#place(start, end);
  }

  /** Counts a node that begins; `keep` wants the number when it has been made. */
  begin(): number {
    return ++this.#weight;
  }

  /** Remembers a node that bears an anchor, for the aliases behind it. */
  keep(node: YamlNode, begun: number): void {
    if (node.anchor !== undefined) this.#anchors.set(node.anchor, { node, weight: this.#weight - begun + 1 });
  }

  /** What `*name` means where it stands. */
  alias(name: string, start: number, end: number): YamlNode {
    const span = this.#place(start, end);
    const target = this.#anchors.get(name);
    if (target === undefined) {
      this.problem('alias', `no anchor \`&${name}\` stands before this alias`, span);
      return new YamlScalar(span, '');
    }
    this.#weight += target.weight;
    if (this.#weight > maxExpandedNodes) {
      if (!this.#refused) this.problem('alias', 'aliases expand to more than a million values', span);
      this.#refused = true;
      return new YamlScalar(span, '');
    }
    return aliasTo(target.node, span);
  }

  /** Notes what is wrong at a place. */
  problem(code: YamlProblem['code'], message: string, { file, start, end }: Span): void {
    this.#problems.push({ file, start, end, code, message });
  }
}

/** Gathers the entries of one mapping: merge keys bring theirs, and a key that stands twice is a problem. */
export class PairList {
  readonly #maker: NodeMaker;
  readonly #own: YamlPair[] = [];
  #merged: YamlPair[] | undefined;
  #seen: Set<string> | undefined;

  constructor(maker: NodeMaker) {
    this.#maker = maker;
  }

  /** Adds an entry as it is written. */
  add(key: YamlScalar, value: YamlNode): void {
    if (key.text === '<<' && key.style === 'plain') {
      (this.#merged ??= []).push(...mergedPairs(value));
      return;
    }
    if (this.#has(key.text)) this.#maker.problem('duplicate-key', `key \`${key.text}\` stands twice in this mapping; the later one counts`, key);
    this.#seen?.add(key.text);
    this.#own.push({ key, value, merged: false });
  }

  /** What the mapping means: its own entries, then those that came through merge keys. */
  pairs(): readonly YamlPair[] {
    if (this.#merged === undefined || this.#merged.length === 0) return this.#own;
    const seen = new Set(this.#own.map(({ key }) => key.text));
    return [...this.#own, ...firstOfEach(this.#merged, seen)];
  }

  #has(key: string): boolean {
    if (this.#seen === undefined && this.#own.length < fewPairs) {
      for (const pair of this.#own) if (pair.key.text === key) return true;
      return false;
    }
    this.#seen ??= new Set(this.#own.map((pair) => pair.key.text));
    return this.#seen.has(key);
  }
}

/** A block's last line at the end of a text without a final line break has none for go-yaml; the `yaml` package adds one. */
export function withoutInventedBreak(content: string, style: ScalarStyle, source: string, start: number, end: number): string {
  const isBlock = style === 'literal' || style === 'folded';
  if (!isBlock || !content.endsWith('\n') || end < source.length || source.endsWith('\n')) return content;
  const last = source.slice(source.lastIndexOf('\n') + 1);
  return /\S/.test(last) || last.length > indentOf(source.slice(start, end)) ? content.slice(0, -1) : content;
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
