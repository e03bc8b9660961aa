// Takes values that must not be told out of the API server's own words about an object that was sent to it. Pure.
import { hiddenValue } from '../../../server/src/protocol/rendered.ts';
import { isJsonObject } from '../cluster/jsonValue.ts';

/** Shorter texts are replaced only where they stand alone: cut out of the middle of words they would tell themselves. */
const shortestInWords = 4;

/** The scalars of `open` that are hidden in `covered`, the same value after hiding, as texts. */
export function coveredTexts(open: unknown, covered: unknown): ReadonlySet<string> {
  const texts = new Set<string>();
  collect(open, covered, texts);
  return texts;
}

/**
 * The server's sentence without these texts, in whatever form the server may quote them. Of `Invalid value: …` only the place before it is kept and, where it is the end,
 * `field is immutable`: Kubernetes prints whole objects there, as Go writes them, and may cut them short.
 */
export function tellableRefusal(words: string, texts: ReadonlySet<string>): string {
  if (texts.size === 0) return words;
  const at = words.search(/Invalid value:/i);
  const immutable = /: field is immutable\]?$/.test(words.trimEnd()) ? ': field is immutable' : '';
  const kept = at === -1 ? words : `${words.slice(0, at)}Invalid value: ${hiddenValue}${immutable}`;
  // The longest first: one text may be a part of another.
  const forms = [...new Set([...texts].flatMap(formsOf))].sort((one, other) => other.length - one.length);
  return forms.reduce((left, form) => (form.length < shortestInWords ? left.replace(aloneOf(form), hiddenValue) : left.replaceAll(form, hiddenValue)), kept);
}

function collect(open: unknown, covered: unknown, texts: Set<string>): void {
  if (covered === hiddenValue) collectAll(open, texts);
  else if (Array.isArray(open)) for (const [index, item] of open.entries()) collect(item, Array.isArray(covered) ? covered[index] : undefined, texts);
  else if (isJsonObject(open)) for (const [key, item] of Object.entries(open)) collect(item, isJsonObject(covered) ? covered[key] : undefined, texts);
}

function collectAll(value: unknown, texts: Set<string>): void {
  if (Array.isArray(value)) for (const item of value) collectAll(item, texts);
  else if (isJsonObject(value)) for (const item of Object.values(value)) collectAll(item, texts);
  else if (value !== hiddenValue && (typeof value === 'string' || typeof value === 'number')) texts.add(String(value));
}

/** As it is, what base64 makes of it and what it is the base64 of, each also line by line and as JSON and Go quote it. */
function formsOf(text: string): readonly string[] {
  const decoded = /^[A-Za-z0-9+/]+={0,2}$/.test(text) && text.length % 4 === 0 ? Buffer.from(text, 'base64').toString('utf8') : '';
  const plain = [text, decoded, Buffer.from(text, 'utf8').toString('base64')].flatMap((form) => [form, ...form.split(/\r?\n/)]);
  return plain.filter((form) => form.trim() !== '').flatMap((form) => [form, quoted(form), quoted(quoted(form))]);
}

function quoted(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

function aloneOf(form: string): RegExp {
  return new RegExp(`(?<![\\p{L}\\p{N}])${form.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&')}(?![\\p{L}\\p{N}])`, 'gu');
}
