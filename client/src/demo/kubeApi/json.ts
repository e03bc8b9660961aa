/** Plain JSON values as the demo cluster stores them: read-only, read by path, changed by copy. */

/** Any JSON value. */
export type JsonValue = string | number | boolean | null | JsonList | JsonObject;
/** A JSON array; never changed in place. */
export type JsonList = readonly JsonValue[];
/** A JSON object; never changed in place. A key with `undefined` counts as absent. */
export interface JsonObject {
  readonly [key: string]: JsonValue | undefined;
}

/** One step into a JSON value. */
export type PathStep = string | number;

/** Parses JSON text; throws `SyntaxError` for anything else. */
export function readJson(text: string): JsonValue {
  const value: unknown = JSON.parse(text);
  if (!isJsonValue(value)) throw new SyntaxError('no JSON value');
  return value;
}

/** Whether a value is a JSON object (no array, not null). */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Whether a value is a JSON array. */
export function isJsonList(value: JsonValue | undefined): value is JsonList {
  return Array.isArray(value);
}

/** The value at a path, or `undefined` where a step leads nowhere. */
export function valueAt(value: JsonValue | undefined, ...path: readonly PathStep[]): JsonValue | undefined {
  let current = value;
  for (const step of path) {
    if (isJsonList(current) && typeof step === 'number') current = current[step];
    else if (isJsonObject(current)) current = Object.hasOwn(current, String(step)) ? current[String(step)] : undefined;
    else return undefined;
  }
  return current;
}

/** The string at a path, or `undefined`. */
export function textAt(value: JsonValue | undefined, ...path: readonly PathStep[]): string | undefined {
  const found = valueAt(value, ...path);
  return typeof found === 'string' ? found : undefined;
}

/** The number at a path, or `undefined`. */
export function numberAt(value: JsonValue | undefined, ...path: readonly PathStep[]): number | undefined {
  const found = valueAt(value, ...path);
  return typeof found === 'number' ? found : undefined;
}

/** Whether `true` stands at a path. */
export function isTrueAt(value: JsonValue | undefined, ...path: readonly PathStep[]): boolean {
  return valueAt(value, ...path) === true;
}

/** The list at a path; empty where there is none. */
export function listAt(value: JsonValue | undefined, ...path: readonly PathStep[]): JsonList {
  const found = valueAt(value, ...path);
  return isJsonList(found) ? found : [];
}

/** The objects of the list at a path; other entries are left out. */
export function objectsAt(value: JsonValue | undefined, ...path: readonly PathStep[]): readonly JsonObject[] {
  return listAt(value, ...path).filter(isJsonObject);
}

/** The object at a path; empty where there is none. */
export function objectAt(value: JsonValue | undefined, ...path: readonly PathStep[]): JsonObject {
  const found = valueAt(value, ...path);
  return isJsonObject(found) ? found : {};
}

/** The string values of the map at a path, as for labels and annotations. */
export function textMapAt(value: JsonValue | undefined, ...path: readonly PathStep[]): Readonly<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const [key, entry] of Object.entries(objectAt(value, ...path))) if (typeof entry === 'string') found[key] = entry;
  return found;
}

/** A copy with another value at a path of keys; `undefined` removes the key. Missing parents are made. */
export function withValue(object: JsonObject, path: readonly string[], value: JsonValue | undefined): JsonObject {
  const [head, ...rest] = path;
  if (head === undefined) return object;
  const copy: Record<string, JsonValue | undefined> = { ...object };
  const next = rest.length === 0 ? value : withValue(objectAt(object, head), rest, value);
  if (next === undefined) Reflect.deleteProperty(copy, head);
  else copy[head] = next;
  return copy;
}

/** Whether two JSON values say the same; the order of keys and keys with `undefined` do not count. */
export function isEqualJson(left: JsonValue | undefined, right: JsonValue | undefined): boolean {
  if (left === right) return true;
  if (isJsonList(left) && isJsonList(right)) return left.length === right.length && left.every((entry, index) => isEqualJson(entry, right[index]));
  if (!isJsonObject(left) || !isJsonObject(right)) return false;
  return [...new Set([...Object.keys(left), ...Object.keys(right)])].every((key) => isEqualJson(left[key], right[key]));
}

/** JSON with sorted keys, for hashes. */
export function printCanonicalJson(value: JsonValue | undefined): string {
  if (isJsonList(value)) return `[${value.map(printCanonicalJson).join(',')}]`;
  if (!isJsonObject(value)) return JSON.stringify(value ?? null);
  const keys = Object.keys(value).filter((key) => value[key] !== undefined).sort();
  return `{${keys.map((key) => `${JSON.stringify(key)}:${printCanonicalJson(value[key])}`).join(',')}}`;
}

function isJsonValue(value: unknown): value is JsonValue {
  // JSON.parse makes nothing but JSON values; `undefined` is the only other thing it could stand for.
  return value !== undefined;
}
