/** What each operator of a substitution expression does to a value (fluxcd/pkg envsubst funcs.go), byte-wise where Go is. */
import { matchesGlob } from './globPattern.ts';

/** The result of an operator, or why there is none. */
export type OperatorResult = { readonly text: string; readonly broken?: true } | { readonly failure: 'crash' | 'too-long' };

/** Comparisons above which a `#` or `%` pattern is not tried: the search takes the square of the value's length. */
const maxPatternWork = 200_000_000;

/** Whether an operator supplies a value for an unset variable, so that strict mode does not refuse it. */
export function isDefaultOperator(operator: string): boolean {
  return [':-', ':=', ':?', ':+', '=', '-', '+', '?'].includes(operator);
}

/** Applies an operator to a variable's value (`''` when it is unset). */
export function applyOperator(operator: string, value: string, operands: readonly string[]): OperatorResult {
  const [first = '', second] = operands;
  switch (operator) {
    case '^':
      return { text: mapFirst(value, upper) };
    case '^^':
      return { text: mapRunes(value, upper) };
    case ',':
      return { text: mapFirst(value, lower) };
    case ',,':
      return { text: mapRunes(value, lower) };
    case ':':
      return substring(value, first, second);
    case '/':
      return { text: replaceFirst(value, first, second ?? '') };
    case '//':
      return { text: replaceAll(value, first, second ?? '') };
    case '/#':
      return { text: second !== undefined && value.startsWith(first) ? second + value.slice(first.length) : value };
    case '/%':
      return { text: second !== undefined && value.endsWith(first) ? value.slice(0, value.length - first.length) + second : value };
    case '#':
      return operands.length === 0 ? { text: String(toBytes(value).length) } : removed(value, first, 'start', 'shortest');
    case '##':
      return removed(value, first, 'start', 'longest');
    case '%':
      return removed(value, first, 'end', 'shortest');
    case '%%':
      return removed(value, first, 'end', 'longest');
    default:
      return { text: value === '' ? operands.join('') : value };
  }
}

/** `${v:position:length}` counts bytes; a position or length that is no integer leaves the value as it is. */
function substring(value: string, position: string, length: string | undefined): OperatorResult {
  const start = toInteger(position);
  if (start === undefined) return { text: value };
  const bytes = toBytes(value);
  const from = start < 0 ? Math.max(0, bytes.length + start) : start;
  if (length === undefined) return fromBytes(bytes.slice(from));
  const count = toInteger(length);
  if (count === undefined) return { text: value };
  if (from + count >= bytes.length) return fromBytes(bytes.slice(from));
  // Go slices with a negative length panic, and the controller's run ends with it.
  return count < 0 ? { failure: 'crash' } : fromBytes(bytes.slice(from, from + count));
}

function toInteger(text: string): number | undefined {
  if (!/^[+-]?[0-9]+$/.test(text)) return undefined;
  const value = BigInt(text.replace(/^\+/, ''));
  return value > 2n ** 63n - 1n || value < -(2n ** 63n) ? undefined : Number(value);
}

function replaceAll(value: string, search: string, replacement: string): string {
  if (search !== '') return value.split(search).join(replacement);
  return replacement + Array.from(value, (rune) => rune + replacement).join('');
}

function replaceFirst(value: string, search: string, replacement: string): string {
  const at = value.indexOf(search);
  return at < 0 ? value : value.slice(0, at) + replacement + value.slice(at + search.length);
}

/** Removes the shortest or longest match of a pattern; at the end by matching both texts backwards, as upstream does. */
function removed(value: string, pattern: string, side: 'start' | 'end', extent: 'shortest' | 'longest'): OperatorResult {
  const subject = toBytes(side === 'start' ? value : reversed(value));
  const glob = toBytes(side === 'start' ? pattern : reversed(pattern));
  if (subject.length ** 2 * (glob.length + 1) > maxPatternWork) return { failure: 'too-long' };
  let cut = 0;
  for (let length = subject.length; length > 0; length--) {
    const matches = matchesGlob(glob, subject.slice(0, length));
    if (matches === undefined) return { text: value };
    if (!matches) continue;
    cut = length;
    if (extent === 'longest') break;
  }
  const result = fromBytes(subject.slice(cut));
  return side === 'end' ? { ...result, text: reversed(result.text) } : result;
}

function reversed(text: string): string {
  return Array.from(text).reverse().join('');
}

function mapRunes(text: string, map: (rune: string) => string): string {
  return Array.from(text, map).join('');
}

function mapFirst(text: string, map: (rune: string) => string): string {
  const [first = ''] = text;
  return first === '' ? '' : map(first) + text.slice(first.length);
}

/** One rune in upper case; runes without a single-rune counterpart (ß) stay, as in Go. */
function upper(rune: string): string {
  const mapped = rune.toUpperCase();
  return Array.from(mapped).length === 1 ? mapped : rune;
}

function lower(rune: string): string {
  const mapped = rune.toLowerCase();
  return Array.from(mapped).length === 1 ? mapped : rune;
}

/** UTF-8 bytes of a text, one character a byte. */
function toBytes(text: string): string {
  if (isAscii(text)) return text;
  return Array.from(new TextEncoder().encode(text), (byte) => String.fromCharCode(byte)).join('');
}

/** Text of bytes; `broken` when a cut inside a character left bytes that are no UTF-8 (they become U+FFFD). */
function fromBytes(bytes: string): { readonly text: string; readonly broken?: true } {
  if (isAscii(bytes)) return { text: bytes };
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(Uint8Array.from(bytes, (byte) => byte.charCodeAt(0)));
  return toBytes(text) === bytes ? { text } : { text, broken: true };
}

function isAscii(text: string): boolean {
  for (let index = 0; index < text.length; index++) if (text.charCodeAt(index) > 127) return false;
  return true;
}
