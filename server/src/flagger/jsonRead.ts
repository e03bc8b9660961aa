/** Reads plain, untrusted JSON values without casts: each function answers `undefined` where the value is of another type. */

/** A JSON object whose members are not known yet. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** The value as an object; arrays and null are not objects. */
export function readObject(value: unknown): JsonObject | undefined {
  return isObject(value) ? value : undefined;
}

/** The member `key` of an object, or `undefined` when `value` is no object. */
export function readMember(value: unknown, key: string): unknown {
  return isObject(value) ? value[key] : undefined;
}

/** The member reached by following `path`, or `undefined`. */
export function readPath(value: unknown, ...path: readonly string[]): unknown {
  return path.reduce<unknown>((current, key) => readMember(current, key), value);
}

/** The value as a non-empty string. */
export function readString(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** The value as a finite number. Strings that spell a number count, because YAML of users quotes them at times. */
export function readNumber(value: unknown): number | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined;
  if (typeof value !== 'string' || !/^\s*[+-]?(\d+(\.\d*)?|\.\d+)\s*$/.test(value)) return undefined;
  return Number(value);
}

/** The value as a boolean. */
export function readBoolean(value: unknown): boolean | undefined {
  return typeof value === 'boolean' ? value : undefined;
}

/** The value as a list; anything else is an empty list. */
export function readList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** The string members of an object; members of other types are left out. */
export function readStringMap(value: unknown): Readonly<Record<string, string>> {
  const entries = Object.entries(readObject(value) ?? {});
  return Object.fromEntries(entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
}

/** A timestamp of the Kubernetes API as milliseconds since 1970. */
export function readTime(value: unknown): number | undefined {
  if (typeof value !== 'string') return undefined;
  const time = Date.parse(value);
  return Number.isNaN(time) ? undefined : time;
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
