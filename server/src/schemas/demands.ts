/** What definitions demand between the fields of one mapping, in a few words that can be judged and printed. */
import { scalarValue } from '../yaml/yamlValue.ts';
import type { YamlMap, YamlNode, YamlScalar } from '../yaml/yamlNode.ts';
import { defaultOf, fieldOf, structureAt, type Demand, type FieldTest, type FieldsStructure } from './structure.ts';

/** The value of a field as the controller will see it. */
export interface EffectiveValue {
  readonly text: string;
  /** Whether the API server fills it in. */
  readonly isDefault: boolean;
  readonly key: YamlScalar | undefined;
  readonly node: YamlNode | undefined;
}

/** A demand that a mapping does not meet. */
export interface UnmetDemand {
  readonly demand: Demand;
  /** Path of the field at fault from the mapping. */
  readonly path: readonly string[];
  /** Its value; `undefined` where it is not given. */
  readonly found: EffectiveValue | undefined;
  /** The values that make the demand apply, one for each test of `when`; `undefined` for a field that is not given. */
  readonly because: readonly (EffectiveValue | undefined)[];
}

/** The demands of a structure that a mapping does not meet; those that hang on a text which is still open are left out. */
export function findUnmetDemands(map: YamlMap, structure: FieldsStructure, isOpen: (text: string) => boolean): readonly UnmetDemand[] {
  return (structure.demands ?? []).flatMap((demand) => {
    const because = demand.when.map(({ field }) => readField(map, structure, field.split('.'))[0]?.value);
    if (demand.when.some((test, index) => !applies(test, because[index], structure, isOpen))) return [];
    return readField(map, structure, demand.then.field.split('.')).flatMap(({ path, value }) => (holds(demand.then, value, isOpen) ? [] : [{ demand, path, found: value, because }]));
  });
}

interface Place {
  readonly path: readonly string[];
  readonly value: EffectiveValue | undefined;
}

/** The field at a path: one place, or one for each item. No place where the mapping that would hold it is not there. */
function readField(map: YamlMap, structure: FieldsStructure, path: readonly string[]): readonly Place[] {
  const name = path.at(-1) ?? '';
  return holdersOf(map, path.slice(0, -1)).map(({ holder, at }) => {
    const pair = holder.pair(name);
    if (pair !== undefined && !isNull(pair.value)) return { path: [...at, name], value: { text: pair.value.kind === 'scalar' ? pair.value.text : '', isDefault: false, key: pair.key, node: pair.value } };
    const field = structureAt(structure, path);
    const fallback = field === undefined ? undefined : defaultOf(field);
    const isScalar = typeof fallback === 'string' || typeof fallback === 'number' || typeof fallback === 'boolean';
    return { path: [...at, name], value: isScalar ? { text: String(fallback), isDefault: true, key: undefined, node: undefined } : undefined };
  });
}

function holdersOf(map: YamlMap, path: readonly string[]): readonly { readonly holder: YamlMap; readonly at: readonly string[] }[] {
  let holders: readonly { readonly node: YamlNode; readonly at: readonly string[] }[] = [{ node: map, at: [] }];
  for (const key of path) {
    holders = holders.flatMap(({ node, at }) => {
      const inner = [...at, key];
      if (key === '*') return node.kind === 'seq' ? node.items.map((item) => ({ node: item, at: inner })) : [];
      const value = node.kind === 'map' ? node.get(key) : undefined;
      return value === undefined ? [] : [{ node: value, at: inner }];
    });
  }
  return holders.flatMap(({ node, at }) => (node.kind === 'map' ? [{ holder: node, at }] : []));
}

function applies(test: FieldTest, value: EffectiveValue | undefined, structure: FieldsStructure, isOpen: (text: string) => boolean): boolean {
  if (value !== undefined && !('given' in test) && isOpen(value.text)) return false;
  // A required field that is absent is a fault of its own; nothing follows from it.
  if (value === undefined && 'isNot' in test) return !isRequired(structure, test.field);
  return (value !== undefined || 'given' in test) && meets(test, value);
}

function holds(test: FieldTest, value: EffectiveValue | undefined, isOpen: (text: string) => boolean): boolean {
  return (value !== undefined && !('given' in test) && isOpen(value.text)) || meets(test, value);
}

function meets(test: FieldTest, value: EffectiveValue | undefined): boolean {
  if ('given' in test) return (value !== undefined && !isEmptyList(value.node)) === test.given;
  if ('isNot' in test) return value === undefined || !test.isNot.includes(value.text);
  if ('is' in test) return value !== undefined && test.is.includes(value.text);
  if ('begins' in test) return value === undefined || test.begins.some((start) => value.text.startsWith(start));
  return value === undefined || test.matches.test(value.text);
}

function isRequired(structure: FieldsStructure, field: string): boolean {
  const path = field.split('.');
  const parent = path.length === 1 ? structure : structureAt(structure, path.slice(0, -1));
  const name = path.at(-1) ?? '';
  return typeof parent === 'object' && 'fields' in parent && parent.required?.includes(name) === true && fieldOf(parent, name) !== undefined;
}

function isEmptyList(node: YamlNode | undefined): boolean {
  return node?.kind === 'seq' && node.items.length === 0;
}

function isNull(node: YamlNode): boolean {
  return node.kind === 'scalar' && scalarValue(node) === null;
}
