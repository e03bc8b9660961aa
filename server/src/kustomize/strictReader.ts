/** Reads YAML as kustomize reads its own files: YAML 1.1 turned into JSON, decoded into typed fields without regard to case. */
import type { Span } from '../text/textFile.ts';
import { YamlMap, YamlScalar, YamlSeq, type YamlNode, type YamlPair } from '../yaml/yamlNode.ts';
import { resolvePlain, scalarValue } from '../yaml/yamlValue.ts';
import { BuildFault } from './buildError.ts';
import { goFloatText } from './goNumbers.ts';
import type { Shape } from './kustomizeShape.ts';

const words11: Readonly<Record<string, boolean>> = Object.fromEntries([
  ...['y', 'Y', 'yes', 'Yes', 'YES', 'on', 'On', 'ON'].map((word) => [word, true] as const),
  ...['n', 'N', 'no', 'No', 'NO', 'off', 'Off', 'OFF'].map((word) => [word, false] as const),
]);

/** What a scalar means to go-yaml v2, by which kustomize reads its own files and JSON patches: `yes` and `off` are booleans, dates are texts. */
export function scalarValue11(scalar: YamlScalar): string | number | bigint | boolean | null {
  if (scalar.tag !== undefined) return scalar.tag.endsWith(':str') || !/:(int|float|bool|null)$/.test(scalar.tag) ? scalar.text : word11(scalar.text);
  return scalar.style === 'plain' ? word11(scalar.text) : scalar.text;
}

function word11(text: string): string | number | bigint | boolean | null {
  const word = Object.hasOwn(words11, text) ? words11[text] : undefined;
  if (word !== undefined) return word;
  const value = resolvePlain(text);
  return typeof value === 'string' ? text : value;
}

/** How kustomize reads a sort of its files. */
export interface ReadingManner {
  /** What a scalar means. */
  readonly resolve: (scalar: YamlScalar) => string | number | bigint | boolean | null;
  /** Whether a number or a truth value where a text belongs becomes a text (sigs.k8s.io/yaml with a Go type in view). */
  readonly makesTexts: boolean;
  /** Whether unknown fields are passed over. */
  readonly isOpen: boolean;
}

/** Kustomization files: unknown fields and numbers in the place of texts are faults. */
const kustomizationManner: ReadingManner = { resolve: scalarValue11, makesTexts: false, isOpen: false };
/** Files of `configurations:`. */
export const configurationManner: ReadingManner = { resolve: scalarValue11, makesTexts: true, isOpen: false };
/** Files that a built-in transformer names, such as a replacement's. */
export const looseManner: ReadingManner = { resolve: scalarValue11, makesTexts: true, isOpen: true };
/** Configurations of built-in transformers and generators, which kustomize has read as objects before. */
export const pluginManner: ReadingManner = { resolve: scalarValue, makesTexts: true, isOpen: true };

/** A key of a map as JSON has it: a `y` without quotes is the word `true`. */
function keyText(key: YamlScalar, manner: ReadingManner): string {
  const value = manner.resolve(key);
  return typeof value === 'string' ? value : String(value);
}

/** Fields of Go structures that are embedded in others: there sigs.k8s.io/yaml does not see that a text is wanted. */
const embedded: ReadonlySet<string> = new Set(['group', 'version', 'kind', 'name', 'namespace', 'behavior', 'env', 'envs', 'files', 'literals', 'options', 'type']);

/** Decodes a node by its shape; unknown fields and wrong types are faults given to `report`. Nulls and unusable parts are left out. */
export function decode(node: YamlNode, shape: Shape, report: (fault: BuildFault) => void, manner: ReadingManner = kustomizationManner, where = ''): YamlNode | undefined {
  if (node.kind === 'scalar' && manner.resolve(node) === null && node.style === 'plain' && node.tag !== 'tag:yaml.org,2002:str') return undefined;
  if (shape === 'any') return node;
  if (typeof shape === 'string') return decodeScalar(node, shape, report, manner, where);
  if ('list' in shape) {
    if (node.kind !== 'seq') return wrong(node, 'a list', report, where);
    const items = node.items.map((item) => decode(item, shape.list, report, manner, where) ?? emptyOf(shape.list, item)).filter((item) => item !== undefined);
    return new YamlSeq(node, items, { flow: node.flow });
  }
  if (node.kind !== 'map') return wrong(node, 'a mapping', report, where);
  const pairs: YamlPair[] = [];
  for (const pair of node.pairs) {
    const field = 'map' in shape ? { name: keyText(pair.key, manner), shape: shape.map } : fieldOf(shape.fields, pair.key.text);
    if (field === undefined) {
      if (!manner.isOpen) report(new BuildFault('unknown-field', `kustomize knows no field \`${where}${pair.key.text}\``, pair.key));
      continue;
    }
    const inner = manner.makesTexts && 'fields' in shape && 'kind' in shape.fields && embedded.has(field.name) ? { ...manner, makesTexts: false } : manner;
    const value = decode(pair.value, field.shape, report, inner, `${where}${field.name}.`) ?? ('map' in shape ? emptyOf(shape.map, pair.value) : undefined);
    if (value !== undefined) put(pairs, { key: field.name === pair.key.text ? pair.key : renamed(pair.key, field.name), value, merged: pair.merged });
  }
  return new YamlMap(node, pairs, { flow: node.flow });
}

function put(pairs: YamlPair[], pair: YamlPair): void {
  const known = pairs.findIndex(({ key }) => key.text === pair.key.text);
  if (known < 0) pairs.push(pair);
  else if (!pair.merged) pairs[known] = pair;
}

function renamed(key: YamlScalar, name: string): YamlScalar {
  return new YamlScalar(key, name, key.style);
}

function fieldOf(fields: Readonly<Record<string, Shape>>, name: string): { name: string; shape: Shape } | undefined {
  const exact = Object.hasOwn(fields, name) ? fields[name] : undefined;
  if (exact !== undefined) return { name, shape: exact };
  const lower = name.toLowerCase();
  const found = Object.entries(fields).find(([known]) => known.toLowerCase() === lower);
  return found && { name: found[0], shape: found[1] };
}

function emptyOf(shape: Shape, at: Span): YamlNode | undefined {
  if (shape === 'string') return new YamlScalar(at, '', 'double');
  return typeof shape === 'object' && 'fields' in shape ? new YamlMap(at, []) : undefined;
}

function decodeScalar(node: YamlNode, shape: 'string' | 'bool' | 'int', report: (fault: BuildFault) => void, manner: ReadingManner, where: string): YamlNode | undefined {
  const names = { string: 'a text', bool: '`true` or `false`', int: 'a whole number' } as const;
  if (node.kind !== 'scalar') return wrong(node, names[shape], report, where);
  const value = manner.resolve(node);
  if (shape === 'string' && manner.makesTexts && typeof value !== 'string' && value !== null) return new YamlScalar(node, goText(value), 'plain', { tag: 'tag:yaml.org,2002:str', changes: node.changes });
  const fits =
    shape === 'string' ? typeof value === 'string' : shape === 'bool' ? typeof value === 'boolean' : typeof value === 'bigint' || (typeof value === 'number' && Number.isInteger(value));
  return fits ? node : wrong(node, shape === 'string' ? 'a text (quote it)' : names[shape], report, where);
}

/** A number or truth value as Go's formatting functions write it. */
function goText(value: number | bigint | boolean): string {
  return typeof value !== 'number' || Number.isInteger(value) ? String(value) : goFloatText(value);
}

function wrong(node: YamlNode, wanted: string, report: (fault: BuildFault) => void, where: string): YamlNode | undefined {
  const found = node.kind === 'map' ? 'a mapping' : node.kind === 'seq' ? 'a list' : `\`${node.text}\``;
  report(new BuildFault('wrong-type', `\`${where.replace(/\.$/, '')}\` must be ${wanted}, not ${found}`, node));
  return undefined;
}

/** Reads of a decoded mapping: types are known to fit. */
export class Fields {
  readonly map: YamlMap;

  constructor(map: YamlMap) {
    this.map = map;
  }

  node(key: string): YamlNode | undefined {
    return this.map.get(key);
  }

  /** A text, `''` when absent. */
  text(key: string): string {
    const node = this.map.get(key);
    return node?.kind === 'scalar' ? node.text : '';
  }

  scalar(key: string): YamlScalar | undefined {
    const node = this.map.get(key);
    return node?.kind === 'scalar' ? node : undefined;
  }

  flag(key: string): boolean {
    const node = this.scalar(key);
    return node !== undefined && scalarValue11(node) === true;
  }

  /** A whole number, 0 when absent. */
  int(key: string): number {
    const node = this.scalar(key);
    const value = node === undefined ? 0 : scalarValue11(node);
    return typeof value === 'number' ? value : typeof value === 'bigint' ? Number(value) : 0;
  }

  fields(key: string): Fields | undefined {
    const node = this.map.get(key);
    return node?.kind === 'map' ? new Fields(node) : undefined;
  }

  list(key: string): readonly Fields[] {
    const node = this.map.get(key);
    return node?.kind === 'seq' ? node.items.flatMap((item) => (item.kind === 'map' ? [new Fields(item)] : [])) : [];
  }

  texts(key: string): readonly YamlScalar[] {
    const node = this.map.get(key);
    return node?.kind === 'seq' ? node.items.filter((item) => item.kind === 'scalar') : [];
  }

  /** Entries of a map of texts, sorted by key. */
  entries(key: string): readonly { readonly key: YamlScalar; readonly value: YamlScalar }[] {
    const node = this.map.get(key);
    if (node?.kind !== 'map') return [];
    const entries = node.pairs.flatMap((pair) => (pair.value.kind === 'scalar' ? [{ key: pair.key, value: pair.value }] : []));
    return entries.sort((left, right) => (left.key.text < right.key.text ? -1 : 1));
  }

  has(key: string): boolean {
    return this.map.pair(key) !== undefined;
  }
}
