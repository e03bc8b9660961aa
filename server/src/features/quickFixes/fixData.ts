/** Reads what a rule left for its quick fix. */

/** A text of the finding's data; `undefined` where it has none. */
export function textOf(data: unknown, key: string): string | undefined {
  if (typeof data !== 'object' || data === null || !(key in data)) return undefined;
  const value: unknown = Object.entries(data).find(([name]) => name === key)?.[1];
  return typeof value === 'string' && value !== '' ? value : typeof value === 'number' ? String(value) : undefined;
}

/** The texts of a list in the finding's data. */
export function textsOf(data: unknown, key: string): readonly string[] {
  if (typeof data !== 'object' || data === null) return [];
  const value: unknown = Object.entries(data).find(([name]) => name === key)?.[1];
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}
