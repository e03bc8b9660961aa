/** Plain data as Go's JSON encoder writes it. */
import type { PlainValue } from '../yaml/yamlValue.ts';

/** JSON as Go writes it: keys sorted by bytes, and `<`, `>`, `&` and line separators escaped. */
export function goJson(value: PlainValue): string {
  if (Array.isArray(value)) return `[${value.map(goJson).join(',')}]`;
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'number' || typeof value === 'bigint') return goNumber(value);
  if (typeof value === 'string') return goText(value);
  const entries = Object.entries(value).map(([key, inner]) => ({ key, bytes: Buffer.from(key), inner }));
  entries.sort((left, right) => Buffer.compare(left.bytes, right.bytes));
  return `{${entries.map(({ key, inner }) => `${goText(key)}:${goJson(inner)}`).join(',')}}`;
}

function goText(text: string): string {
  return JSON.stringify(text).replace(/[<>&\u2028\u2029]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

function goNumber(value: number | bigint): string {
  if (typeof value === 'bigint') return String(value);
  const size = Math.abs(value);
  if (value === 0) return '0';
  if (size >= 1e-6 && size < 1e21) return String(value);
  return value.toExponential().replace(/e([-+])(\d)$/, size < 1e-6 ? 'e$1$2' : 'e$1$2');
}
