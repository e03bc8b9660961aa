/** Holds an object to the structure of its definition: drops fields that it does not have, and names what the API server would not take, in its words. */
import { knownKinds } from '../../../../server/src/schemas/catalogue.ts';
import { asScalar, fieldOf, type FieldsStructure, type ListStructure, type MapStructure, type ScalarStructure, type Structure } from '../../../../server/src/schemas/structure.ts';
import type { FieldFault } from './apiError.ts';
import { isJsonList, isJsonObject, valueAt } from './json.ts';
import type { JsonList, JsonObject, JsonValue } from './json.ts';
import { toApiVersion, toResourceId } from './kindInfo.ts';
import type { KindInfo } from './kindInfo.ts';

/** An object without the fields that its definition does not have. */
export interface PrunedObject {
  readonly object: JsonObject;
  /** Paths of what was dropped: `spec.pathh`. */
  readonly dropped: readonly string[];
}

/** Definitions that hold expression rules: for these the server says when it had to leave the rules aside (the upstream definitions of Flux 2.9 and Flagger 1.36). */
const kindsWithExpressions: ReadonlySet<string> = new Set([
  'kustomizations.kustomize.toolkit.fluxcd.io',
  'gitrepositories.source.toolkit.fluxcd.io',
  'buckets.source.toolkit.fluxcd.io',
  'helmcharts.source.toolkit.fluxcd.io',
  'canaries.flagger.app',
]);

/** Faults after which expression rules are not looked at (apiextensions-apiserver pkg/apiserver/validation, `hasBlockingErr`). */
const blocking: ReadonlySet<string> = new Set(['FieldValueRequired', 'FieldValueTypeInvalid', 'FieldValueNotSupported', 'FieldValueTooLong', 'FieldValueTooMany']);

const structures: ReadonlyMap<string, Structure> = new Map(knownKinds.map(({ apiVersion, kind, root }) => [`${apiVersion}/${kind}`, root]));

/** Drops unknown fields, as the server does before it stores. Metadata and kinds without a known structure stay as they are. */
export function pruneUnknown(kind: KindInfo, object: JsonObject): PrunedObject {
  const structure = structureOf(kind);
  if (structure === undefined) return { object, dropped: [] };
  const dropped: string[] = [];
  const pruned = prune(structure, withoutHead(object), '', dropped);
  const { apiVersion, kind: kindName, metadata } = object;
  return { object: { apiVersion, kind: kindName, metadata, ...(isJsonObject(pruned) ? pruned : {}) }, dropped };
}

/** What the definition forbids; empty for an object that fits. `others`: what is wrong with it beside its structure. */
export function findFaults(kind: KindInfo, object: JsonObject, others: readonly FieldFault[] = []): readonly FieldFault[] {
  const structure = structureOf(kind);
  const faults = [...others];
  if (structure !== undefined) check(structure, withoutHead(object), '', faults);
  const leavesRulesAside = kindsWithExpressions.has(toResourceId(kind)) && faults.some(({ reason }) => blocking.has(reason));
  if (leavesRulesAside) faults.push({ field: '<nil>', reason: 'FieldValueInvalid', message: 'Invalid value: null: some validation rules were not checked because the object was invalid; correct the existing errors to complete validation' });
  return faults;
}

/** Fields of an applied configuration that have no type or another one, in the words of structured-merge-diff. */
export function findUntyped(kind: KindInfo, object: JsonObject): readonly string[] {
  const unknown = pruneUnknown(kind, object).dropped.map((path) => `.${path}: field not declared in schema`);
  const structure = structureOf(kind);
  const faults: FieldFault[] = [];
  if (structure !== undefined) check(structure, withoutHead(object), '', faults);
  const wrong = faults.filter(({ reason }) => reason === 'FieldValueTypeInvalid').map(({ field, message }) => `.${field}: expected ${/must be of type (\w+)/.exec(message)?.[1] ?? ''}, got &{${printGo(valueAtField(object, field))}}`);
  return [...unknown, ...wrong];
}

function valueAtField(object: JsonObject, field: string): JsonValue | undefined {
  return valueAt(object, ...field.split(/[.[\]]+/).filter((step) => step !== '').map((step) => (/^\d+$/.test(step) ? Number(step) : step)));
}

function printGo(value: JsonValue | undefined): string {
  if (isJsonList(value)) return `[${value.map(printGo).join(' ')}]`;
  if (isJsonObject(value)) return `map[${Object.entries(value).map(([name, member]) => `${name}:${printGo(member)}`).join(' ')}]`;
  return String(value ?? '<nil>');
}

/** Structures describe what follows the head that all objects share. */
function withoutHead(object: JsonObject): JsonObject {
  return { ...object, apiVersion: undefined, kind: undefined, metadata: undefined };
}

function structureOf(kind: KindInfo): Structure | undefined {
  return kind.custom ? structures.get(`${toApiVersion(kind)}/${kind.kind}`) : undefined;
}

function prune(structure: Structure, value: JsonValue, path: string, dropped: string[]): JsonValue {
  if (typeof structure === 'string') return value;
  if ('list' in structure && isJsonList(value)) return value.map((item, index) => prune(structure.list, item, `${path}[${index}]`, dropped));
  if (!isJsonObject(value)) return value;
  if ('map' in structure) return mapMembers(value, (member, name) => prune(structure.map, member, join(path, name), dropped));
  if (!('fields' in structure)) return value;
  const kept: Record<string, JsonValue> = {};
  for (const [name, member] of Object.entries(value)) {
    if (member === undefined) continue;
    const field = fieldOf(structure, name);
    if (field !== undefined) kept[name] = prune(field, member, join(path, name), dropped);
    else if (structure.open === true) kept[name] = member;
    else dropped.push(join(path, name));
  }
  return kept;
}

function check(structure: Structure, value: JsonValue, path: string, faults: FieldFault[]): void {
  const scalar = asScalar(structure);
  if (scalar !== undefined) checkScalar(scalar, value, path, faults);
  else if (typeof structure === 'object' && 'list' in structure) checkList(structure, value, path, faults);
  else if (typeof structure === 'object' && 'map' in structure) checkMap(structure, value, path, faults);
  else if (typeof structure === 'object' && 'fields' in structure) checkFields(structure, value, path, faults);
}

function checkFields(structure: FieldsStructure, value: JsonValue, path: string, faults: FieldFault[]): void {
  if (!isJsonObject(value)) {
    faults.push(wrongType(path, 'object', value));
    return;
  }
  for (const name of structure.required ?? []) if (value[name] === undefined) faults.push({ field: join(path, name), reason: 'FieldValueRequired', message: 'Required value' });
  for (const [name, member] of Object.entries(value)) {
    const field = fieldOf(structure, name);
    if (field !== undefined && member !== undefined) check(field, member, join(path, name), faults);
  }
}

function checkMap(structure: MapStructure, value: JsonValue, path: string, faults: FieldFault[]): void {
  if (!isJsonObject(value)) {
    faults.push(wrongType(path, 'object', value));
    return;
  }
  for (const [name, member] of Object.entries(value)) if (member !== undefined) check(structure.map, member, join(path, name), faults);
}

function checkList(structure: ListStructure, value: JsonValue, path: string, faults: FieldFault[]): void {
  if (!isJsonList(value)) {
    faults.push(wrongType(path, 'array', value));
    return;
  }
  checkCount(structure, value, path, faults);
  value.forEach((item, index) => check(structure.list, item, `${path}[${index}]`, faults));
}

function checkCount({ min, max }: ListStructure, items: JsonList, path: string, faults: FieldFault[]): void {
  if (max !== undefined && items.length > max) faults.push({ field: path, reason: 'FieldValueTooMany', message: `Too many: ${items.length}: must have at most ${max} items` });
  if (min !== undefined && items.length < min) faults.push({ field: path, reason: 'FieldValueInvalid', message: `Invalid value: ${items.length}: ${path} in body should have at least ${min} items` });
}

function checkScalar(structure: ScalarStructure, value: JsonValue, path: string, faults: FieldFault[]): void {
  if (structure.nullable === true && value === null) return;
  if (!hasType(structure, value)) {
    faults.push(wrongType(path, structure.type === 'int-or-string' ? 'integer,string' : structure.type, value));
    return;
  }
  const choices = structure.enum;
  if (choices !== undefined && !choices.some((choice) => choice === value)) {
    faults.push({ field: path, reason: 'FieldValueNotSupported', message: `Unsupported value: ${JSON.stringify(value)}: supported values: ${choices.map((choice) => JSON.stringify(choice)).join(', ')}` });
  }
  if (typeof value === 'string') checkText(structure, value, path, faults);
  if (typeof value === 'number') checkNumber(structure, value, path, faults);
}

function checkText({ pattern, min, max }: ScalarStructure, value: string, path: string, faults: FieldFault[]): void {
  if (max !== undefined && value.length > max) faults.push({ field: path, reason: 'FieldValueTooLong', message: `Too long: may not be more than ${max} bytes` });
  if (min !== undefined && value.length < min) faults.push({ field: path, reason: 'FieldValueInvalid', message: `Invalid value: ${JSON.stringify(value)}: ${path} in body should be at least ${min} chars long` });
  if (pattern !== undefined && !pattern.test(value)) faults.push({ field: path, reason: 'FieldValueInvalid', message: `Invalid value: ${JSON.stringify(value)}: ${path} in body should match '${pattern.source}'` });
}

function checkNumber({ min, max }: ScalarStructure, value: number, path: string, faults: FieldFault[]): void {
  if (min !== undefined && value < min) faults.push({ field: path, reason: 'FieldValueInvalid', message: `Invalid value: ${value}: ${path} in body should be greater than or equal to ${min}` });
  if (max !== undefined && value > max) faults.push({ field: path, reason: 'FieldValueInvalid', message: `Invalid value: ${value}: ${path} in body should be less than or equal to ${max}` });
}

function hasType({ type }: ScalarStructure, value: JsonValue): boolean {
  switch (type) {
    case 'any':
      return true;
    case 'integer':
      return Number.isInteger(value);
    case 'int-or-string':
      return Number.isInteger(value) || typeof value === 'string';
    default:
      return typeof value === type;
  }
}

function wrongType(path: string, wanted: string, value: JsonValue): FieldFault {
  const found = typeName(value);
  return { field: path, reason: 'FieldValueTypeInvalid', message: `Invalid value: "${found}": ${path} in body must be of type ${wanted}: "${found}"` };
}

function typeName(value: JsonValue): string {
  if (value === null) return 'null';
  if (isJsonList(value)) return 'array';
  return typeof value === 'number' ? (Number.isInteger(value) ? 'integer' : 'number') : typeof value;
}

function mapMembers(object: JsonObject, change: (member: JsonValue, name: string) => JsonValue): JsonObject {
  return Object.fromEntries(Object.entries(object).map(([name, member]) => [name, member === undefined ? member : change(member, name)]));
}

function join(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`;
}
