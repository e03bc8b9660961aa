/** Fills in the defaults that the definitions of Flux and Flagger name, as a real API server does when it stores an object. */
import { defaultOf, type Structure } from '../../../../server/src/schemas/structure.ts';
import { isJsonList, isJsonObject } from './json.ts';
import type { JsonObject, JsonValue } from './json.ts';

/** The object with every default whose parent is there; what is set stays. */
export function withStructureDefaults(structure: Structure, object: JsonObject): JsonObject {
  const filled = fill(structure, object);
  return isJsonObject(filled) ? filled : object;
}

function fill(structure: Structure, value: JsonValue): JsonValue {
  if (typeof structure === 'string') return value;
  if ('list' in structure && isJsonList(value)) return value.map((item) => fill(structure.list, item));
  if (!isJsonObject(value)) return value;
  if ('map' in structure) return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, member === undefined ? member : fill(structure.map, member)]));
  if (!('fields' in structure)) return value;
  const result: Record<string, JsonValue | undefined> = { ...value };
  for (const [name, field] of Object.entries(structure.fields)) {
    const member = result[name] ?? toJson(defaultOf(field));
    if (member !== undefined) result[name] = fill(field, member);
  }
  return result;
}

/** Defaults are plain JSON; a copy keeps them from being shared. */
function toJson(value: ReturnType<typeof defaultOf>): JsonValue | undefined {
  if (value === undefined || typeof value !== 'object' || value === null) return value;
  if (isDefaultList(value)) return value.map((item) => toJson(item) ?? null);
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, toJson(member)]));
}

function isDefaultList(value: NonNullable<ReturnType<typeof defaultOf>>): value is Extract<ReturnType<typeof defaultOf>, readonly unknown[]> {
  return Array.isArray(value);
}
