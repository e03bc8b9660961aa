/** Strategic merge of a patch into an object (kyaml yaml/merge2, yaml/walk), on shared, located nodes. */
import { YamlMap, YamlScalar, YamlSeq, type YamlNode } from '../yaml/yamlNode.ts';
import { BuildFault } from './buildError.ts';
import { changed, isNilOrEmpty, isNull, newKey, textOf, withEntry, withItems, withoutEntry, type Cause } from './editNodes.ts';
import type { MergeSchema, SchemaType } from './mergeSchema.ts';
import { tagOf } from './scalarTag.ts';
import { scalarValue11 } from './strictReader.ts';

type Maybe = YamlNode | undefined;

/** What the walk of a pair yields: a node, or nothing where it is to be removed. `kept` marks a null that stays. */
interface Merged {
  readonly node: Maybe;
  readonly kept?: boolean;
  /** Whether the destination itself was merged into: kustomize changes it in place. */
  readonly inPlace?: boolean;
}

/** Merges a patch into a tree; `undefined` when the patch deletes the object. */
export function mergePatch(target: YamlMap, patch: YamlMap, schema: MergeSchema, cause: Cause): YamlMap | undefined {
  const { node } = new Merger(schema, cause).walk(target, patch, undefined);
  return node?.kind === 'map' ? node : undefined;
}

class Merger {
  readonly #schema: MergeSchema;
  readonly #cause: Cause;

  constructor(schema: MergeSchema, cause: Cause) {
    this.#schema = schema;
    this.#cause = cause;
  }

  walk(dest: Maybe, patch: Maybe, known: SchemaType | undefined): Merged {
    const type = known ?? this.#schema.typeOfNode(dest) ?? this.#schema.typeOfNode(patch);
    const first = dest !== undefined && !isNull(dest) ? dest : patch !== undefined && !isNull(patch) ? patch : undefined;
    if (first !== undefined) {
      for (const node of [dest, patch]) {
        if (node === undefined || isNull(node) || node.kind === first.kind) continue;
        throw new BuildFault('patch-type', `the patch has ${kindName(patch)} where the object has ${kindName(dest)}`, patch ?? node);
      }
    }
    switch (first?.kind) {
      case undefined:
      case 'map':
        return this.#map(dest, patch, type);
      case 'seq':
        return type?.keys === undefined ? { node: wholeList(dest, patch) } : this.#list(dest, patch, type);
      case 'scalar':
        return { node: this.#scalar(dest, patch) };
    }
  }

  #scalar(dest: Maybe, patch: Maybe): Maybe {
    if (patch === undefined) return dest === undefined ? undefined : quotedIfLoose(dest);
    if (isNull(patch) || dest?.kind !== 'scalar' || patch.kind !== 'scalar' || dest === patch || isNull(dest)) return patch;
    // kyaml keeps the style of what was there, so a number over a quoted text becomes a text.
    const tag = dest.style === 'plain' ? tagOf(patch) : 'tag:yaml.org,2002:str';
    if (dest.text === patch.text && tagOf(dest) === tag) return dest;
    return changed(dest, patch.text, dest.style, tag, { ...this.#cause, span: patch });
  }

  #map(dest: Maybe, patch: Maybe, type: SchemaType | undefined): Merged {
    if (dest === undefined || isNull(dest)) {
      const directive = patch?.kind === 'map' ? directiveOf(patch) : undefined;
      if (directive?.what === 'delete') return { node: undefined };
      if (patch === undefined) return dest !== undefined && textOf(dest) !== '' ? { node: dest, kept: true } : { node: undefined };
      const added = directive?.rest ?? patch;
      return { node: added.kind === 'map' ? this.#fields(added, added, type) : added };
    }
    if (patch !== undefined && isNull(patch)) return { node: undefined };
    if (patch?.kind !== 'map' || dest.kind !== 'map') return { node: dest.kind === 'map' ? this.#fields(dest, undefined, type) : dest, inPlace: true };
    const directive = directiveOf(patch);
    if (directive.what === 'delete') return { node: undefined };
    if (directive.what === 'replace') return { node: this.#fields(directive.rest, directive.rest, type) };
    // Empty braces take the patch's way of writing: what is empty in braces comes out as a text.
    // Where the patch's own mapping is taken, its directive goes with it.
    const own = dest === patch ? directive.rest : dest;
    const target = own.pairs.length > 0 ? own : new YamlMap(dest, [], { tag: dest.tag, flow: directive.rest.flow });
    return { node: this.#fields(target, directive.rest, type), inPlace: true };
  }

  #fields(dest: YamlMap, patch: YamlMap | undefined, type: SchemaType | undefined): YamlMap {
    let result = dest;
    const settle = (key: string, patchKey: YamlScalar | undefined): void => {
      const inDest = dest.get(key);
      const { node, kept } = this.walk(inDest, patch?.get(key), this.#schema.fieldOf(type, key));
      if (node === undefined || (isNull(node) && kept !== true)) result = withoutEntry(result, key);
      else result = withEntry(result, key, node, patchKey);
    };
    for (const { key } of dest.pairs) settle(key.text, undefined);
    if (patch !== undefined && patch !== dest)
      for (const { key } of patch.pairs) if (dest.pair(key.text) === undefined) settle(key.text, key);
    return result;
  }

  #list(dest: Maybe, patch: Maybe, type: SchemaType): Merged {
    let rest = patch;
    let target = dest;
    // Where the object has no list, kyaml takes the patch's as it is and looks for no directive: `$patch: replace` then stays as an element (merge2.go `VisitList`).
    if (dest === undefined || isNull(dest)) target = patch;
    else if (patch !== undefined && isNull(patch)) return { node: undefined };
    else if (patch?.kind === 'seq') {
      const directive = listDirectiveOf(patch);
      rest = directive.rest;
      if (directive.what === 'delete') return { node: undefined };
      if (directive.what === 'replace') target = rest;
    }
    if (target?.kind !== 'seq') return { node: target };
    const items = new ListMerger(this, type, this.#schema, this.#cause).merge(target, rest?.kind === 'seq' ? rest : undefined);
    return { node: withItems(target, items) };
  }
}

/** A list that takes the place of another one, in the other's way of writing: kyaml keeps the style of the field. */
function wholeList(dest: Maybe, patch: Maybe): Maybe {
  if (patch?.kind !== 'seq' || dest?.kind !== 'seq' || patch.flow === dest.flow) return patch ?? dest;
  return new YamlSeq(patch, patch.items, { tag: patch.tag, flow: dest.flow });
}

/** Merges two lists by keys, step by step as kyaml does (walk/associative_sequence.go), its surprises included. */
class ListMerger {
  readonly #merger: Merger;
  readonly #type: SchemaType;
  readonly #element: SchemaType | undefined;
  readonly #cause: Cause;

  constructor(merger: Merger, type: SchemaType, schema: MergeSchema, cause: Cause) {
    this.#merger = merger;
    this.#type = type;
    this.#element = schema.elementOf(type);
    this.#cause = cause;
  }

  merge(dest: YamlSeq, patch: YamlSeq | undefined): YamlNode[] {
    const keys = this.#type.keys ?? [];
    const same = dest === patch;
    let destItems: YamlNode[] = [...dest.items];
    const patchItems = (): readonly YamlNode[] | undefined => (same ? destItems : patch?.items);
    let wanted = keys.length > 0 ? distinctValues([patch, dest], keys) : [];
    const merged: YamlNode[][] = [[]];
    const useKeys = wanted.length > 0 || keys.length > 0 ? keys : [''];
    if (useKeys[0] === '') wanted = distinctTexts([patch, dest]);
    if (useKeys.length > 1) wanted = unifiedValues(wanted);
    let validKeys: readonly string[] = [];
    let added = merged[0] ?? [];
    for (const values of wanted) {
      const valid = validPairs(wanted, values, useKeys);
      validKeys = valid.keys;
      const own = validPairs([valid.values], valid.values, valid.keys);
      const destIndex = findElement(destItems, own.keys, own.values);
      const patchList = patchItems();
      const patchElement = patchList === undefined ? undefined : patchList[findElement(patchList, own.keys, own.values)];
      const result = this.#merger.walk(destItems[destIndex], patchElement, this.#element);
      let element = result.node;
      const walked = destItems[destIndex];
      // Where the list is the patch's own, kyaml takes `$patch` out of the element itself, and what is empty then is dropped below.
      if (same && walked?.kind === 'map') destItems = destItems.with(destIndex, element ?? withoutEntry(walked, '$patch'));
      if (element === undefined || isNull(element) || (element.kind === 'map' && element.pairs.length === 0)) {
        destItems = valid.keys.reduce((items) => setElement(items, valid.keys, valid.values, undefined), destItems);
        continue;
      }
      element = this.#withKeys(element, valid.keys, valid.values);
      if (destIndex >= 0 && (result.inPlace === true || same)) destItems = destItems.with(destIndex, element);
      added = setElement(added, valid.keys, valid.values, element);
    }
    return wanted.length === 0 ? destItems : appendElements(added, destItems, validKeys);
  }

  #withKeys(element: YamlNode, keys: readonly string[], values: readonly string[]): YamlNode {
    if (element.kind !== 'map') return element;
    let result = element;
    keys.forEach((key, index) => {
      const value = values[index] ?? '';
      if (value !== '' && result.pair(key) === undefined) result = withEntry(result, key, new YamlScalar(this.#cause.span, value), newKey(this.#cause.span, key));
    });
    return result;
  }
}

/** A text that a step wrote without a type, and that looks like a number or word of YAML 1.1, is quoted by any merge that passes it. */
function quotedIfLoose(node: YamlNode): YamlNode {
  if (node.kind !== 'scalar' || node.changes === undefined || node.tag !== undefined || node.style !== 'plain' || typeof scalarValue11(node) === 'string') return node;
  return new YamlScalar(node, node.text, 'double', { changes: node.changes });
}

function distinctValues(lists: readonly (YamlSeq | undefined)[], keys: readonly string[]): string[][] {
  const seen = new Set<string>();
  const result: string[][] = [];
  for (const list of lists) {
    for (const item of list?.items ?? []) {
      const values = keys.map((key) => {
        const value = item.kind === 'map' ? item.get(key) : undefined;
        return isNilOrEmpty(value) ? '' : textOf(value);
      });
      const id = JSON.stringify(values);
      if (!seen.has(id)) result.push(values);
      seen.add(id);
    }
  }
  return result;
}

function distinctTexts(lists: readonly (YamlSeq | undefined)[]): string[][] {
  return [...new Set(lists.flatMap((list) => list?.items.map(textOf) ?? []))].map((text) => [text]);
}

/** Two value lists that agree where both have a value, and in one at least, become the same list. */
function unifiedValues(lists: readonly (readonly string[])[]): string[][] {
  const result = lists.map((values) => [...values]);
  for (let i = 0; i < result.length; i++) {
    for (let j = 0; j < result.length; j++) {
      const unified = unify(result[i] ?? [], result[j] ?? []);
      if (unified === undefined) continue;
      result[i] = unified;
      result[j] = unified;
    }
  }
  return result;
}

function unify(left: readonly string[], right: readonly string[]): string[] | undefined {
  const agrees = left.some((value, index) => value === right[index]);
  const differs = left.some((value, index) => value !== right[index] && value !== '' && right[index] !== '');
  return differs || !agrees ? undefined : left.map((value, index) => (value === '' ? (right[index] ?? '') : value));
}

function validPairs(all: readonly (readonly string[])[], values: readonly string[], keys: readonly string[]): { keys: readonly string[]; values: readonly string[] } {
  const used = keys.filter((_, index) => all.some((list) => (list[index] ?? '') !== ''));
  if (used.length === 0) return { keys, values };
  return { keys: used, values: values.filter((value, index) => value !== '' || used.includes(keys[index] ?? '')) };
}

/** The first element whose keys have these values (kyaml `ElementMatcher`). */
function findElement(items: readonly YamlNode[], keys: readonly string[], values: readonly string[]): number {
  if ((keys[0] ?? '') === '') return items.findIndex((item) => textOf(item) === (values[0] ?? ''));
  return items.findIndex((item) => item.kind === 'map' && keys.every((key, index) => item.pair(key) !== undefined && textOf(item.get(key)) === (values[index] ?? '')));
}

/** Replaces, removes (no element) or appends (kyaml `ElementSetter`). */
function setElement(items: readonly YamlNode[], keys: readonly string[], values: readonly string[], element: Maybe): YamlNode[] {
  const forMappings = (keys[0] ?? '') !== '' && (values[0] ?? '') !== '';
  const result: YamlNode[] = [];
  let found = false;
  for (const item of items) {
    if (isNull(item) || (item.kind === 'map' && item.pairs.length === 0)) continue;
    if (item.kind !== 'map' && forMappings) {
      result.push(item);
      continue;
    }
    // A key without a value to compare counts as met when the key before it was (a variable kyaml does not reset).
    if (!keys.every((key, index) => (index < values.length ? hasValue(item, key, values[index] ?? '') : values.length > 0))) {
      if (values.length > 0) result.push(item);
      continue;
    }
    found = true;
    if (element !== undefined) result.push(element);
  }
  if (element !== undefined && !found) result.push(element);
  return result;
}

function hasValue(item: YamlNode, key: string, value: string): boolean {
  if (key === '') return item.kind === 'scalar' && item.text === value;
  if (item.kind !== 'map') return false;
  return item.pair(key) !== undefined && (value === '' || textOf(item.get(key)) === value);
}

/** Adds the elements of `source`; those with the same keys replace (kyaml `appendListNode`). */
function appendElements(target: readonly YamlNode[], source: readonly YamlNode[], keys: readonly string[]): YamlNode[] {
  let result = [...target];
  for (const element of source) {
    if (keys[0] === '') {
      result = setElement(result, [''], [textOf(element)], element);
      continue;
    }
    const values: string[] = [];
    for (const key of keys) {
      const value = element.kind === 'map' ? element.get(key) : undefined;
      if (value === undefined) result.push(element);
      else values.push(textOf(value));
    }
    if (keys.length > 1) result = setElement(result, keys, values, undefined);
    result = setElement(result, keys, values, element);
  }
  return result;
}

function directiveOf(patch: YamlMap): { what: 'merge' | 'replace' | 'delete'; rest: YamlMap } {
  const node = patch.get('$patch');
  if (node === undefined) return { what: 'merge', rest: patch };
  const what = textOf(node);
  if (what !== 'merge' && what !== 'replace' && what !== 'delete') throw unknownDirective(node);
  return { what, rest: withoutEntry(patch, '$patch') };
}

function listDirectiveOf(patch: YamlSeq): { what: 'merge' | 'replace' | 'delete'; rest: YamlSeq } {
  const element = patch.items.find((item) => item.kind === 'map' && item.pair('$patch') !== undefined);
  if (element?.kind !== 'map' || element.pairs.length > 1) return { what: 'merge', rest: patch };
  const node = element.get('$patch');
  const what = textOf(node);
  if (what !== 'merge' && what !== 'replace' && what !== 'delete') throw unknownDirective(node ?? element);
  return { what, rest: withItems(patch, setElement(patch.items, ['$patch'], [what], undefined)) };
}

function unknownDirective(node: YamlNode): BuildFault {
  return new BuildFault('patch-directive', `\`$patch\` must be \`merge\`, \`replace\` or \`delete\`, not \`${textOf(node)}\``, node);
}

function kindName(node: Maybe): string {
  return node === undefined ? 'nothing' : { map: 'a mapping', seq: 'a list', scalar: 'a single value' }[node.kind];
}
