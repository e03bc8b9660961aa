// Says what a definition lets an object hold as plain lines, once out of the schema that the API server serves and once out of our structure, so that the two can be compared both ways.
import { asScalar, type DefaultValue, type Structure } from '../../../server/src/schemas/structure.ts';
import { isJson, listAt, textAt, valueAt, type Json } from './apiClient.ts';

/** Lines of the form `<path>: <fact>`, sorted, each once. */
export type Facts = readonly string[];

/** The lines that stand in one list only. */
export interface FactDifference {
  readonly onlyServed: Facts;
  readonly onlyOurs: Facts;
}

/** Compares both ways. */
export function compareFacts(served: Facts, ours: Facts): FactDifference {
  const inServed = new Set(served);
  const inOurs = new Set(ours);
  return { onlyServed: served.filter((fact) => !inOurs.has(fact)), onlyOurs: ours.filter((fact) => !inServed.has(fact)) };
}

/** What is left of `metadata`, `status` and the head: they are alike in all kinds, or nobody's to type. */
const skipped: ReadonlySet<string> = new Set(['apiVersion', 'kind', 'metadata', 'status']);

/** Formats that the API server checks; the others are prose. */
const checkedFormats: ReadonlySet<string> = new Set(['int32', 'int64', 'date', 'date-time', 'duration', 'uri', 'email', 'hostname', 'ipv4', 'ipv6', 'cidr', 'mac', 'uuid', 'byte']);

/** The facts of the schema of one version in a definition. */
export function factsOfSchema(schema: Json): Facts {
  const facts: string[] = [];
  for (const [name, field] of Object.entries(membersOf(valueAt(schema, 'properties')))) {
    if (!skipped.has(name)) addSchema(field, name, facts);
  }
  return sorted(facts);
}

/** The facts of our structure of the same version. */
export function factsOfStructure(structure: Structure): Facts {
  const facts: string[] = [];
  const fields = typeof structure === 'object' && 'fields' in structure ? structure.fields : {};
  for (const [name, field] of Object.entries(fields)) {
    if (!skipped.has(name)) addStructure(field, name, facts);
  }
  return sorted(facts);
}

function sorted(facts: readonly string[]): Facts {
  return [...new Set(facts)].sort();
}

function membersOf(value: unknown): Readonly<Record<string, Json>> {
  return isJson(value) ? Object.fromEntries(Object.entries(value).filter((entry): entry is [string, Json] => isJson(entry[1]))) : {};
}

function addSchema(given: Json, path: string, facts: string[]): void {
  const schema = joinParts(given);
  const add = (fact: string) => facts.push(`${path}: ${fact}`);
  if (schema['default'] !== undefined) add(`default ${canonical(schema['default'])}`);
  if (schema['nullable'] === true) add('may be null');
  if (schema['x-kubernetes-int-or-string'] === true) {
    add('int-or-string');
    addTextLimits(schema, add);
    return;
  }
  switch (textAt(schema, 'type') || (schema['properties'] === undefined ? '' : 'object')) {
    case 'object':
      addObject(schema, path, facts, add);
      return;
    case 'array':
      add('list');
      addRange(schema, 'Items', add);
      if (schema['x-kubernetes-list-type'] === 'set') add('no item twice');
      if (Array.isArray(schema['x-kubernetes-list-map-keys'])) add(`keys ${canonical(schema['x-kubernetes-list-map-keys'])}`);
      addSchema(membersOf({ items: schema['items'] })['items'] ?? {}, `${path}[]`, facts);
      return;
    case 'string':
      add('string');
      addTextLimits(schema, add);
      return;
    case 'integer':
    case 'number':
      add(textAt(schema, 'type'));
      addLimit('min', schema['minimum'], add);
      addLimit('max', schema['maximum'], add);
      addEnumAndFormat(schema, add);
      return;
    case 'boolean':
      add('boolean');
      return;
    default:
      add('any');
  }
}

function addObject(schema: Json, path: string, facts: string[], add: (fact: string) => void): void {
  const isOpen = schema['x-kubernetes-preserve-unknown-fields'] === true || schema['x-kubernetes-embedded-resource'] === true;
  const additional = schema['additionalProperties'];
  const properties = schema['properties'];
  if (properties === undefined && (isOpen || additional === true)) {
    add('any');
    return;
  }
  addRange(schema, 'Properties', add);
  if (properties === undefined && isJson(additional)) {
    add('map');
    addSchema(additional, `${path}.*`, facts);
    return;
  }
  add(isOpen ? 'fields, and others' : 'fields');
  for (const name of new Set([...textsOf(schema['required']), ...commonToAlternatives(schema)])) add(`needs ${name}`);
  for (const [name, field] of Object.entries(membersOf(properties))) addSchema(withAlternatives(schema, name, field), `${path}.${name}`, facts);
}

/** The items of a list as texts. */
function textsOf(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : [];
}

/** Fields that every alternative of a `oneOf` asks for. */
function commonToAlternatives(schema: Json): readonly string[] {
  const lists = listAt(schema, 'oneOf').flatMap((one) => (one['required'] === undefined ? [] : [textsOf(one['required'])]));
  return (lists[0] ?? []).filter((name) => lists.every((list) => list.includes(name)));
}

/** An alternative may say more about one of the fields; it counts wherever the field is given. */
function withAlternatives(schema: Json, name: string, field: Json): Json {
  const more = listAt(schema, 'oneOf').flatMap((one) => (textsOf(one['required']).includes(name) ? [valueAt(one, 'properties', name)] : [])).filter(isJson);
  return more.reduce((joined, part) => ({ ...joined, ...part }), field);
}

/** `allOf` narrows: the values that all parts take, the shortest of their lengths. */
function joinParts(schema: Json): Json {
  const { allOf, ...own } = schema;
  return (Array.isArray(allOf) ? allOf.filter(isJson) : []).reduce<Json>((joined, part) => {
    const merged: Record<string, unknown> = { ...joined, ...part };
    if (Array.isArray(joined['enum']) && Array.isArray(part['enum'])) {
      const other: readonly unknown[] = part['enum'];
      merged['enum'] = joined['enum'].filter((value) => other.includes(value));
    }
    if (typeof joined['maxLength'] === 'number' && typeof part['maxLength'] === 'number') merged['maxLength'] = Math.min(joined['maxLength'], part['maxLength']);
    return merged;
  }, own);
}

function addTextLimits(schema: Json, add: (fact: string) => void): void {
  addEnumAndFormat(schema, add);
  if (textAt(schema, 'pattern') !== '') add(`pattern ${new RegExp(textAt(schema, 'pattern')).source}`);
  addRange(schema, 'Length', add);
}

function addEnumAndFormat(schema: Json, add: (fact: string) => void): void {
  if (Array.isArray(schema['enum'])) add(`one of ${canonical(textsOf(schema['enum']).sort())}`);
  const format = textAt(schema, 'format');
  if (checkedFormats.has(format)) add(`format ${format}`);
}

function addRange(schema: Json, what: string, add: (fact: string) => void): void {
  addLimit('min', schema[`min${what}`], add);
  addLimit('max', schema[`max${what}`], add);
}

function addLimit(name: 'min' | 'max', value: unknown, add: (fact: string) => void): void {
  if (typeof value === 'number') add(`${name} ${value}`);
}

function addStructure(structure: Structure, path: string, facts: string[]): void {
  const add = (fact: string) => facts.push(`${path}: ${fact}`);
  if (typeof structure === 'object') addExtras(structure, add);
  const scalar = asScalar(structure);
  if (scalar !== undefined) {
    add(scalar.type);
    if (scalar.enum !== undefined) add(`one of ${canonical(textsOf(scalar.enum).sort())}`);
    if (scalar.pattern !== undefined) add(`pattern ${scalar.pattern.source}`);
    if (scalar.format !== undefined) add(`format ${scalar.format}`);
  } else if (typeof structure === 'object' && 'list' in structure) {
    add('list');
    if (structure.unique === true) add('no item twice');
    if (structure.keys !== undefined) add(`keys ${canonical(structure.keys)}`);
    addStructure(structure.list, `${path}[]`, facts);
  } else if (typeof structure === 'object' && 'map' in structure) {
    add('map');
    addStructure(structure.map, `${path}.*`, facts);
  } else if (typeof structure === 'object' && 'fields' in structure) {
    add(structure.open === true ? 'fields, and others' : 'fields');
    for (const name of structure.required ?? []) add(`needs ${name}`);
    for (const [name, field] of Object.entries(structure.fields)) addStructure(field, `${path}.${name}`, facts);
  }
}

function addExtras(extras: { readonly default?: DefaultValue; readonly nullable?: true; readonly min?: number; readonly max?: number }, add: (fact: string) => void): void {
  if (extras.default !== undefined) add(`default ${canonical(extras.default)}`);
  if (extras.nullable === true) add('may be null');
  addLimit('min', extras.min, add);
  addLimit('max', extras.max, add);
}

/** JSON with members in one order. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, member: unknown) => (isJson(member) ? Object.fromEntries(Object.entries(member).sort(([one], [other]) => one.localeCompare(other))) : member));
}
