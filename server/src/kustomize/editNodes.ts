/** Copy-on-write edits of located nodes: everything that does not change is shared with the source. */
import type { Span } from '../text/textFile.ts';
import { YamlMap, YamlScalar, YamlSeq, type Change, type YamlNode, type YamlPair } from '../yaml/yamlNode.ts';
import { resolvePlain } from '../yaml/yamlValue.ts';

const stringTag = 'tag:yaml.org,2002:str';
const nullTag = 'tag:yaml.org,2002:null';

/** Who changes something: the step, where it is written, and a few words. */
export interface Cause {
  readonly by: Change['by'];
  readonly span: Span;
  readonly detail?: string | undefined;
  /** Where the value that the step copies is written, for a step that names a place to copy from. */
  readonly source?: Span;
  /** Present where what the step copies is a value of a Secret. */
  readonly secret?: true;
}

/** Whether a node is an explicit or implied null. */
export function isNull(node: YamlNode): boolean {
  if (node.kind !== 'scalar') return false;
  if (node.tag !== undefined) return node.tag === nullTag;
  return node.style === 'plain' && (node.text === '' || node.text === '~' || node.text === 'null' || node.text === 'Null' || node.text === 'NULL');
}

/** Whether a node is missing, null, or an empty mapping or list (kyaml `IsNilOrEmpty`). */
export function isNilOrEmpty(node: YamlNode | undefined): boolean {
  if (node === undefined) return true;
  if (node.kind === 'map') return node.pairs.length === 0;
  if (node.kind === 'seq') return node.items.length === 0;
  return isNull(node);
}

/** The text of a scalar, `''` for anything else (kyaml's `Node.Value`). */
export function textOf(node: YamlNode | undefined): string {
  return node?.kind === 'scalar' ? node.text : '';
}

/** Whether a field of `metadata` says anything: null says nothing, nor does a mapping or a list that a patch put there (kyaml rnode.go `getMetaStringField`). */
export function saysText(node: YamlNode | undefined): node is YamlScalar {
  return node?.kind === 'scalar' && node.text !== '' && !isNull(node);
}

/** Whether a scalar is a string for kyaml: tagged so, quoted, or a plain word that is no other type. */
export function isStringScalar(node: YamlNode): boolean {
  if (node.kind !== 'scalar') return false;
  if (node.tag !== undefined) return node.tag === stringTag;
  return node.style !== 'plain' || resolvePlain(node.text) === node.text;
}

/** A mapping whose entry `key` has this value; appended when it is new. The same mapping when nothing changes. */
export function withEntry(map: YamlMap, key: string, value: YamlNode, keyNode?: YamlScalar): YamlMap {
  const index = indexOfKey(map, key);
  const old = index < 0 ? undefined : map.pairs[index];
  if (old === undefined) {
    const pair: YamlPair = { key: keyNode ?? new YamlScalar(value, key), value, merged: false };
    return withPairs(map, [...map.pairs, pair]);
  }
  if (old.value === value) return map;
  const pairs = map.pairs.slice();
  pairs[index] = { key: old.key, value, merged: old.merged };
  return withPairs(map, pairs);
}

/** A mapping without the entry `key`. */
export function withoutEntry(map: YamlMap, key: string): YamlMap {
  return indexOfKey(map, key) < 0 ? map : withPairs(map, map.pairs.filter((pair) => pair.key.text !== key));
}

function indexOfKey(map: YamlMap, key: string): number {
  for (let index = map.pairs.length - 1; index >= 0; index--) if (map.pairs[index]?.key.text === key) return index;
  return -1;
}

/** The same mapping with other entries. */
export function withPairs(map: YamlMap, pairs: readonly YamlPair[]): YamlMap {
  return new YamlMap(map, pairs, { tag: map.tag, flow: map.flow });
}

/** The same list with other items; the list itself when they are the same. */
export function withItems(seq: YamlSeq, items: readonly YamlNode[]): YamlSeq {
  if (items.length === seq.items.length && items.every((item, index) => item === seq.items[index])) return seq;
  return new YamlSeq(seq, items, { tag: seq.tag, flow: seq.flow });
}

/** A list in which each item went through a function; the list itself when none changed. */
export function mapItems(seq: YamlSeq, change: (item: YamlNode) => YamlNode): YamlSeq {
  return withItems(seq, seq.items.map(change));
}

/** A tree in which each scalar went through a function; the tree itself when none changed. */
export function mapScalars(node: YamlMap, change: (scalar: YamlScalar) => YamlScalar): YamlMap;
export function mapScalars(node: YamlNode, change: (scalar: YamlScalar) => YamlScalar): YamlNode;
export function mapScalars(node: YamlNode, change: (scalar: YamlScalar) => YamlScalar): YamlNode {
  if (node.kind === 'scalar') return change(node);
  if (node.kind === 'seq') return mapItems(node, (item) => mapScalars(item, change));
  const pairs = node.pairs.map((pair) => {
    const value = mapScalars(pair.value, change);
    return value === pair.value ? pair : { ...pair, value };
  });
  return pairs.every((pair, index) => pair === node.pairs[index]) ? node : withPairs(node, pairs);
}

/** An empty mapping that stands where its cause is written. */
export function emptyMap(span: Span): YamlMap {
  return new YamlMap(span, []);
}

/** A new text value that a step writes. */
export function newText(cause: Cause, text: string): YamlScalar {
  return new YamlScalar(cause.span, text, 'plain', { tag: stringTag, changes: [changeOf(cause, undefined)] });
}

/** A key that a step writes: kustomize writes it without a type, so digits become a number, which no JSON has for a key. */
export function newKey(span: Span, text: string): YamlScalar {
  return new YamlScalar(span, text);
}

/** A scalar with new text that keeps its place, its style and its history; its type follows from the text again. */
export function rewritten(old: YamlScalar, text: string, cause: Cause): YamlScalar {
  return text === old.text && old.tag === undefined ? old : changed(old, text, old.style, undefined, cause);
}

/** A scalar with new text that is a string whatever it looks like. */
export function asText(old: YamlScalar, text: string, cause: Cause): YamlScalar {
  return text === old.text && isStringScalar(old) ? old : changed(old, text, old.style, stringTag, cause);
}

/** A scalar that takes text, style and type of another one, and keeps its own place and history. */
export function replacedBy(old: YamlScalar, other: YamlScalar, cause: Cause): YamlScalar {
  if (old.text === other.text && old.style === other.style && old.tag === other.tag) return old;
  return changed(old, other.text, other.style, other.tag, cause);
}

/** A scalar with another text and an explicit type. */
export function changed(old: YamlScalar, text: string, style: YamlScalar['style'], tag: string | undefined, cause: Cause): YamlScalar {
  const changes = [...(old.changes ?? []), changeOf(cause, old.text)];
  return new YamlScalar(old, text, style, { tag, changes });
}

function changeOf(cause: Cause, before: string | undefined): Change {
  const { file, start, end } = cause.span;
  return { by: cause.by, span: { file, start, end }, before, detail: cause.detail, ...(cause.source === undefined ? {} : { source: cause.source }), ...(cause.secret === undefined ? {} : { secret: cause.secret }) };
}

/** Sets the value at a path of keys, making mappings on the way. */
export function withPath(map: YamlMap, path: readonly string[], value: YamlNode): YamlMap {
  const [key, ...rest] = path;
  if (key === undefined) return map;
  if (rest.length === 0) return withEntry(map, key, value);
  const child = map.get(key);
  return withEntry(map, key, withPath(child?.kind === 'map' ? child : emptyMap(value), rest, value));
}
