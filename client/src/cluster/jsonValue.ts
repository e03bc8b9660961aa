// Reads from JSON (or YAML) that nobody has checked: each reader gives a value of the asked type or a neutral one, and never throws.

/** A JSON object whose members are not known yet. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** Tells a plain object from arrays, null and scalars. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The value at a path of member names, or undefined where the path leaves the objects. */
export function readPath(value: unknown, ...path: readonly string[]): unknown {
  let current = value;
  for (const step of path) {
    if (!isJsonObject(current) || !Object.hasOwn(current, step)) return undefined;
    current = current[step];
  }
  return current;
}

/** The object at a path; an empty object where there is none. */
export function readObject(value: unknown, ...path: readonly string[]): JsonObject {
  const found = readPath(value, ...path);
  return isJsonObject(found) ? found : {};
}

/** The array at a path; an empty array where there is none. */
export function readArray(value: unknown, ...path: readonly string[]): readonly unknown[] {
  const found = readPath(value, ...path);
  return Array.isArray(found) ? found : [];
}

/** The string at a path; the empty string where there is none. */
export function readString(value: unknown, ...path: readonly string[]): string {
  const found = readPath(value, ...path);
  return typeof found === 'string' ? found : '';
}

/** The finite number at a path, or undefined. */
export function readNumber(value: unknown, ...path: readonly string[]): number | undefined {
  const found = readPath(value, ...path);
  return typeof found === 'number' && Number.isFinite(found) ? found : undefined;
}

/** Whether the value at a path is `true`. */
export function readFlag(value: unknown, ...path: readonly string[]): boolean {
  return readPath(value, ...path) === true;
}

/** The members of the object at a path that are strings. */
export function readStringMap(value: unknown, ...path: readonly string[]): Readonly<Record<string, string>> {
  const strings: Record<string, string> = {};
  for (const [key, member] of Object.entries(readObject(value, ...path))) {
    if (typeof member === 'string') strings[key] = member;
  }
  return strings;
}

/** The strings in the array at a path. */
export function readStrings(value: unknown, ...path: readonly string[]): readonly string[] {
  return readArray(value, ...path).filter((member): member is string => typeof member === 'string');
}

/** Parses JSON text; undefined where the text is no JSON. */
export function parseJson(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return value;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
