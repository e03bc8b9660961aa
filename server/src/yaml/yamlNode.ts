/**
 * Located, immutable YAML values: the one shape for what stands in a file and for what a build makes of it.
 * Every node knows the file and the offsets it was written at; a built object shares unchanged nodes with its source.
 */
import type { Span, TextFile } from '../text/textFile.ts';

/** How a scalar is written. */
export type ScalarStyle = 'plain' | 'single' | 'double' | 'literal' | 'folded';

/** What changed a built scalar after its origin, oldest first. */
export interface Change {
  /** The step that changed it. */
  readonly by:
    | 'patch'
    | 'images'
    | 'namespace'
    | 'namePrefix'
    | 'nameSuffix'
    | 'labels'
    | 'annotations'
    | 'replicas'
    | 'replacement'
    | 'nameReference'
    | 'hash'
    | 'generator'
    | 'variable'
    | 'substitution'
    | 'commonMetadata'
    | 'transformer';
  /** Where the step is written: the patch's value, the images entry, the `namespace:` field, the variable's value. */
  readonly span: Span | undefined;
  /** The text before the change. */
  readonly before: string | undefined;
  /** A few words for a person, such as the name of a variable. */
  readonly detail: string | undefined;
  /** For a replacement: where the value that it copies is written. */
  readonly source?: Span;
  /** Present where the step copied a value of a Secret: the text is shown to nobody. */
  readonly secret?: true;
}

/** Where a node stands and what led to it. */
interface Located extends Span {
  /** The anchor written on the node (`&name`), without `&`. */
  readonly anchor: string | undefined;
  /** For a node reached through `*name`: the anchored node; `start` and `end` are those of `*name`. */
  readonly aliasOf: YamlNode | undefined;
  /** An explicit tag, resolved (`tag:yaml.org,2002:str`). */
  readonly tag: string | undefined;
}

/** A scalar. `text` is its content: unquoted and folded, or the plain word as written. */
export class YamlScalar implements Located {
  readonly kind = 'scalar';
  readonly file: TextFile;
  readonly start: number;
  readonly end: number;
  readonly text: string;
  readonly style: ScalarStyle;
  readonly tag: string | undefined;
  readonly anchor: string | undefined;
  readonly aliasOf: YamlNode | undefined;
  readonly changes: readonly Change[] | undefined;

  constructor(span: Span, text: string, style: ScalarStyle = 'plain', extras: ScalarExtras = noExtras) {
    this.file = span.file;
    this.start = span.start;
    this.end = span.end;
    this.text = text;
    this.style = style;
    this.tag = extras.tag;
    this.anchor = extras.anchor;
    this.aliasOf = extras.aliasOf;
    this.changes = extras.changes;
  }
}

/** Rare parts of a scalar. */
export interface ScalarExtras {
  readonly tag?: string | undefined;
  readonly anchor?: string | undefined;
  readonly aliasOf?: YamlNode | undefined;
  readonly changes?: readonly Change[] | undefined;
}

/** Rare parts of a mapping or sequence. */
export interface CollectionExtras {
  readonly tag?: string | undefined;
  readonly anchor?: string | undefined;
  readonly aliasOf?: YamlNode | undefined;
  readonly flow?: boolean | undefined;
}

const noExtras: ScalarExtras & CollectionExtras = {};

/** One entry of a mapping. */
export interface YamlPair {
  readonly key: YamlScalar;
  readonly value: YamlNode;
  /** Whether the entry came through a merge key (`<<`). */
  readonly merged: boolean;
}

/** A mapping. Merge keys are resolved: `pairs` is what the mapping means; an explicit key wins over a merged one. */
export class YamlMap implements Located {
  readonly kind = 'map';
  readonly file: TextFile;
  readonly start: number;
  readonly end: number;
  readonly pairs: readonly YamlPair[];
  readonly tag: string | undefined;
  readonly anchor: string | undefined;
  readonly aliasOf: YamlNode | undefined;
  /** Whether it is written as `{…}`. */
  readonly flow: boolean;
  #derived: Map<unknown, unknown> | undefined;

  constructor(span: Span, pairs: readonly YamlPair[], extras: CollectionExtras = noExtras) {
    this.file = span.file;
    this.start = span.start;
    this.end = span.end;
    this.pairs = pairs;
    this.tag = extras.tag;
    this.anchor = extras.anchor;
    this.aliasOf = extras.aliasOf;
    this.flow = extras.flow ?? false;
  }

  /** The entry with this key. Where a key stands twice the later one counts, as for kustomize. */
  pair(key: string): YamlPair | undefined {
    for (let index = this.pairs.length - 1; index >= 0; index--) {
      const pair = this.pairs[index];
      if (pair?.key.text === key) return pair;
    }
    return undefined;
  }

  /** The value of a pure function of this mapping, computed once. The function itself is the key. */
  derived<T>(derive: (map: YamlMap) => T): T {
    this.#derived ??= new Map();
    const known = this.#derived.get(derive);
    if (known !== undefined || this.#derived.has(derive)) return known as T;
    const value = derive(this);
    this.#derived.set(derive, value);
    return value;
  }

  /** The value at a path of keys, or `undefined` where a step is missing or no mapping. */
  get(...path: readonly string[]): YamlNode | undefined {
    return path.reduce<YamlNode | undefined>(stepInto, this);
  }
}

function stepInto(at: YamlNode | undefined, key: string): YamlNode | undefined {
  return at?.kind === 'map' ? at.pair(key)?.value : undefined;
}

/** A sequence. */
export class YamlSeq implements Located {
  readonly kind = 'seq';
  readonly file: TextFile;
  readonly start: number;
  readonly end: number;
  readonly items: readonly YamlNode[];
  readonly tag: string | undefined;
  readonly anchor: string | undefined;
  readonly aliasOf: YamlNode | undefined;
  /** Whether it is written as `[…]`. */
  readonly flow: boolean;

  constructor(span: Span, items: readonly YamlNode[], extras: CollectionExtras = noExtras) {
    this.file = span.file;
    this.start = span.start;
    this.end = span.end;
    this.items = items;
    this.tag = extras.tag;
    this.anchor = extras.anchor;
    this.aliasOf = extras.aliasOf;
    this.flow = extras.flow ?? false;
  }
}

/** Any YAML value. */
export type YamlNode = YamlScalar | YamlMap | YamlSeq;

/** Something wrong with the YAML itself. */
export interface YamlProblem extends Span {
  readonly code: 'syntax' | 'duplicate-key' | 'alias' | 'too-large';
  readonly message: string;
}

/** A comment with its place; `text` is without `#`. */
export interface YamlComment extends Span {
  readonly text: string;
}

/** One document of a file. */
export interface YamlDocument extends Span {
  /** Position among the file's documents, from 0. */
  readonly index: number;
  /** The root value; `undefined` for an empty document. */
  readonly root: YamlNode | undefined;
  /** Whether the parser met an error: `root` is then its best guess. */
  readonly broken: boolean;
}

/** The parse of one file. It never fails: problems stand beside what could be read. */
export interface YamlFile {
  readonly file: TextFile;
  readonly documents: readonly YamlDocument[];
  readonly problems: readonly YamlProblem[];
}
