/** Holds an object to the structure of its kind and says where it does not fit. Pure; knows nothing of rules. */
import type { YamlMap, YamlNode, YamlPair, YamlScalar, YamlSeq } from '../yaml/yamlNode.ts';
import { scalarValue } from '../yaml/yamlValue.ts';
import { findUnmetDemands, type UnmetDemand } from './demands.ts';
import { asScalar, defaultOf, fieldOf, type FieldsStructure, type ListStructure, type MapStructure, type ScalarStructure, type Structure } from './structure.ts';

/** What is wrong with a value of the right type. */
export type RefusedWhy = 'enum' | 'pattern' | 'length' | 'range' | 'format';

/** Where a problem lies: keys from the root; `*` is an item of a list. */
export type FieldPath = readonly string[];

/** One thing that the API server would not take. */
export type StructureProblem =
  /** A field that the kind does not have. */
  | { readonly kind: 'unknown-field'; readonly path: FieldPath; readonly key: YamlScalar; readonly map: YamlMap; readonly structure: FieldsStructure }
  /** A field that came with a Flux minor. Whether that is a problem depends on the cluster. */
  | { readonly kind: 'later-field'; readonly path: FieldPath; readonly key: YamlScalar; readonly since: string }
  /** A field that must be there; `owner` is the key or item that holds the mapping, none for the object itself. */
  | { readonly kind: 'missing-field'; readonly path: FieldPath; readonly owner: YamlNode | undefined; readonly map: YamlMap; readonly structure: Structure | undefined }
  | { readonly kind: 'wrong-type'; readonly path: FieldPath; readonly owner: YamlNode; readonly node: YamlNode; readonly structure: Structure }
  /** A value of the right type that is refused. */
  | { readonly kind: 'bad-value'; readonly why: RefusedWhy; readonly path: FieldPath; readonly node: YamlScalar; readonly structure: ScalarStructure }
  /** Too few or too many items or entries. */
  | { readonly kind: 'bad-count'; readonly path: FieldPath; readonly owner: YamlNode; readonly node: YamlNode; readonly structure: ListStructure | MapStructure | FieldsStructure; readonly count: number }
  /** Not exactly one of several alternatives. */
  | { readonly kind: 'bad-choice'; readonly path: FieldPath; readonly map: YamlMap; readonly owner: YamlNode | undefined; readonly choices: readonly (readonly string[])[]; readonly given: readonly (readonly string[])[] }
  /** Fields that do not go together; `path` is that of the field at fault. */
  | { readonly kind: 'unmet-demand'; readonly path: FieldPath; readonly parent: FieldPath; readonly owner: YamlNode | undefined; readonly unmet: UnmetDemand }
  /** An item that stands in the list already. */
  | { readonly kind: 'duplicate-item'; readonly path: FieldPath; readonly item: YamlNode; readonly first: YamlNode; readonly structure: ListStructure };

/** Texts beyond this length are not held to patterns. */
const longestMatched = 4096;

/** All problems of an object, in the order of its text. */
export function judgeStructure(root: YamlMap, structure: FieldsStructure): readonly StructureProblem[] {
  // SOPS adds its own field to what it encrypts; the controllers take it off again before they apply.
  const encrypted = root.get('sops') !== undefined;
  if (encrypted) return [];
  const judge = new Judge();
  judge.fields(root, structure, [], undefined);
  return judge.problems;
}

/** Whether a text will be something else when Flux, Helm or another tool has filled it in. */
function isOpen(text: string): boolean {
  return text.includes('${') || text.includes('{{') || text.startsWith('ENC[');
}

class Judge {
  readonly problems: StructureProblem[] = [];

  fields(map: YamlMap, structure: FieldsStructure, path: FieldPath, owner: YamlNode | undefined): void {
    let isWhole = true;
    for (const pair of map.pairs) {
      const name = pair.key.text;
      if (isOpen(name)) {
        isWhole = false;
        continue;
      }
      // Directives of a strategic merge patch (`$patch`, `$setElementOrder/…`) are no fields.
      if (name.startsWith('$')) continue;
      const field = fieldOf(structure, name);
      const inner = [...path, name];
      if (field === undefined) {
        if (structure.open !== true) this.problems.push({ kind: 'unknown-field', path: inner, key: pair.key, map, structure });
        continue;
      }
      const since = structure.added !== undefined && Object.hasOwn(structure.added, name) ? structure.added[name] : undefined;
      if (since !== undefined) this.problems.push({ kind: 'later-field', path: inner, key: pair.key, since });
      if (isLast(map, pair)) this.value(pair.value, field, inner, pair.key);
    }
    if (!isWhole || map.get('$patch') !== undefined) return;
    this.#required(map, structure, path, owner);
    this.#choice(map, structure, path, owner);
    for (const unmet of findUnmetDemands(map, structure, isOpen)) this.problems.push({ kind: 'unmet-demand', path: [...path, ...unmet.path], parent: path, owner, unmet });
  }

  #required(map: YamlMap, structure: FieldsStructure, path: FieldPath, owner: YamlNode | undefined): void {
    for (const name of structure.required ?? []) {
      const field = fieldOf(structure, name);
      if (isGiven(map.get(name)) || isOpenAlias(map.get(name)) || (field !== undefined && defaultOf(field) !== undefined)) continue;
      this.problems.push({ kind: 'missing-field', path: [...path, name], owner: map.pair(name)?.key ?? owner, map, structure: field });
    }
  }

  #choice(map: YamlMap, { exactlyOne, orNone }: FieldsStructure, path: FieldPath, owner: YamlNode | undefined): void {
    if (exactlyOne === undefined) return;
    const given = exactlyOne.filter((fields) => fields.every((name) => isGiven(map.get(name))));
    if (given.length > 1 || (given.length === 0 && orNone !== true)) this.problems.push({ kind: 'bad-choice', path, map, owner, choices: exactlyOne, given });
  }

  value(node: YamlNode, structure: Structure, path: FieldPath, owner: YamlNode): void {
    if (structure === 'any' || !isGiven(node) || isTemplate(node)) return;
    const scalar = asScalar(structure);
    if (scalar !== undefined) this.#scalar(node, scalar, path, owner);
    else if (typeof structure === 'string' || 'type' in structure) return;
    else if ('list' in structure) this.#list(node, structure, path, owner);
    else if ('map' in structure) this.#map(node, structure, path, owner);
    else if (node.kind === 'map') {
      this.#count(node, owner, structure, path, node.pairs.length);
      this.fields(node, structure, path, owner);
    } else this.#wrongType(node, owner, structure, path);
  }

  #list(node: YamlNode, structure: ListStructure, path: FieldPath, owner: YamlNode): void {
    if (node.kind !== 'seq') {
      this.#wrongType(node, owner, structure, path);
      return;
    }
    this.#count(node, owner, structure, path, node.items.length);
    for (const item of node.items) this.value(item, structure.list, [...path, '*'], item);
    if (structure.keys !== undefined || structure.unique === true) this.#duplicates(node, structure, path);
  }

  #duplicates(node: YamlSeq, structure: ListStructure, path: FieldPath): void {
    const seen = new Map<string, YamlNode>();
    for (const item of node.items) {
      const identity = identityOf(item, structure);
      if (identity === undefined) continue;
      const first = seen.get(identity);
      if (first === undefined) seen.set(identity, item);
      else this.problems.push({ kind: 'duplicate-item', path, item, first, structure });
    }
  }

  #map(node: YamlNode, structure: MapStructure, path: FieldPath, owner: YamlNode): void {
    if (node.kind !== 'map') {
      this.#wrongType(node, owner, structure, path);
      return;
    }
    this.#count(node, owner, structure, path, node.pairs.length);
    for (const { key, value } of node.pairs) if (!key.text.startsWith('$')) this.value(value, structure.map, [...path, key.text], key);
  }

  #scalar(node: YamlNode, structure: ScalarStructure, path: FieldPath, owner: YamlNode): void {
    if (structure.type === 'any') return;
    if (node.kind !== 'scalar') {
      this.#wrongType(node, owner, structure, path);
      return;
    }
    if (isOpen(node.text)) return;
    const value = scalarValue(node);
    if (!fitsType(node, value, structure.type)) {
      this.#wrongType(node, owner, structure, path);
      return;
    }
    const why = typeof value === 'string' ? refusedText(value, structure) : typeof value === 'number' ? refusedNumber(value, structure) : undefined;
    if (why !== undefined) this.problems.push({ kind: 'bad-value', why, path, node, structure });
  }

  #count(node: YamlMap | YamlSeq, owner: YamlNode, structure: ListStructure | MapStructure | FieldsStructure, path: FieldPath, count: number): void {
    if (count < (structure.min ?? 0) || count > (structure.max ?? Infinity)) this.problems.push({ kind: 'bad-count', path, owner, node, structure, count });
  }

  #wrongType(node: YamlNode, owner: YamlNode, structure: Structure, path: FieldPath): void {
    if (node.kind === 'scalar' && isOpen(node.text)) return;
    this.problems.push({ kind: 'wrong-type', path, owner, node, structure });
  }
}

/** What tells an item from the others; `undefined` where that is open, or not known because a field has a default. */
function identityOf(item: YamlNode, { list, keys }: ListStructure): string | undefined {
  if (keys === undefined) return item.kind === 'scalar' && !isOpen(item.text) ? JSON.stringify(scalarValue(item)?.toString()) : undefined;
  if (item.kind !== 'map') return undefined;
  const parts: string[] = [];
  for (const key of keys) {
    const value = item.get(key);
    const field = typeof list === 'object' && 'fields' in list ? fieldOf(list, key) : undefined;
    const fallback = field === undefined ? undefined : defaultOf(field);
    const text = value === undefined ? (typeof fallback === 'string' || typeof fallback === 'number' ? String(fallback) : undefined) : value.kind === 'scalar' && !isOpen(value.text) ? value.text : undefined;
    if (text === undefined) return undefined;
    parts.push(text);
  }
  return JSON.stringify(parts);
}

/** Where a key stands twice the later one counts. */
function isLast(map: YamlMap, pair: YamlPair): boolean {
  return map.pair(pair.key.text) === pair;
}

/** A null is as good as nothing: the API server drops it. */
function isGiven(node: YamlNode | undefined): boolean {
  return node !== undefined && (node.kind !== 'scalar' || scalarValue(node) !== null);
}

/** `{{ .Values.x }}` of a template reads as a mapping in braces. */
function isTemplate(node: YamlNode): boolean {
  return node.kind === 'map' && node.flow && node.file.text.startsWith('{{', node.start);
}

/** Words that are booleans to older YAML readers and texts to newer ones. */
const ambiguous = /^(y|Y|yes|Yes|YES|n|N|no|No|NO|on|On|ON|off|Off|OFF)$/;

function fitsType(node: YamlScalar, value: ReturnType<typeof scalarValue>, type: ScalarStructure['type']): boolean {
  const isWhole = typeof value === 'bigint' || (typeof value === 'number' && Number.isInteger(value));
  switch (type) {
    case 'string':
      return typeof value === 'string';
    case 'boolean':
      return typeof value === 'boolean' || (node.style === 'plain' && ambiguous.test(node.text));
    case 'integer':
      return isWhole;
    case 'number':
      return typeof value === 'number' || typeof value === 'bigint';
    case 'int-or-string':
      return typeof value === 'string' || isWhole;
    case 'any':
      return true;
  }
}

/** Characters of a text as Kubernetes counts them: Unicode code points. */
export function countCharacters(text: string): number {
  return text.length - (text.match(/[\ud800-\udbff][\udc00-\udfff]/g)?.length ?? 0);
}

function refusedText(text: string, { enum: allowed, also, pattern, format, min, max }: ScalarStructure): RefusedWhy | undefined {
  if (allowed !== undefined && !allowed.includes(text) && also?.includes(text) !== true) return 'enum';
  // Characters, not code units; a text that is far too long need not be counted.
  const length = text.length > 2 * (max ?? min ?? 0) + 2 ? text.length / 2 : countCharacters(text);
  if ((min !== undefined && length < min) || (max !== undefined && length > max)) return 'length';
  if (text.length > longestMatched) return undefined;
  if (pattern !== undefined && !pattern.test(text)) return 'pattern';
  const form = format === undefined ? undefined : textForms[format];
  return form === undefined || form.test(text) ? undefined : 'format';
}

/** Formats of texts that can be judged without doubt (kube-openapi pkg/validation/strfmt). */
const textForms: Readonly<Partial<Record<string, RegExp>>> = {
  date: /^\d{4}-\d\d-\d\d$/,
  'date-time': /^\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:?\d\d)?$/,
};

const largestInt32 = 2_147_483_647;

function refusedNumber(value: number, { enum: allowed, format, min, max }: ScalarStructure): RefusedWhy | undefined {
  if (allowed !== undefined && !allowed.includes(value)) return 'enum';
  if (format === 'int32' && Math.abs(value) > largestInt32) return 'format';
  return value < (min ?? -Infinity) || value > (max ?? Infinity) ? 'range' : undefined;
}

/** Whether a value is an alias without an anchor, which is told where it stands: what it would be is not known. */
function isOpenAlias(node: YamlNode | undefined): boolean {
  return node?.kind === 'scalar' && node.file.text[node.start] === '*';
}
