// Makes answers of two API servers comparable: what must differ between them (times, ids, versions, names of users) is replaced by words.
import { isJson, textAt, type ApiAnswer } from './apiClient.ts';

/** What is replaced in texts, by what. */
export type Replacements = readonly (readonly [string, string])[];

const time = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/;
const uid = /\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/g;

/** Members whose values mean nothing to a client. */
const opaque: ReadonlySet<string> = new Set(['resourceVersion', 'uid', 'continue', 'storageVersionHash']);

/** An answer as status, type and normalized body. */
export function observe(answer: ApiAnswer, replacements: Replacements): unknown {
  const type = String(answer.headers['content-type'] ?? '').split(';')[0];
  const isObject = Object.keys(answer.body).length > 0;
  return { status: answer.status, type, body: isObject ? normalize(answer.body, replacements) : normalizeText(answer.text, replacements).trim() };
}

/** A value with everything replaced that must differ. */
export function normalize(value: unknown, replacements: Replacements, member = ''): unknown {
  if (Array.isArray(value)) return (member === 'resources' ? value.toSorted(byName) : value).map((item) => normalize(item, replacements));
  if (isJson(value)) {
    return Object.fromEntries(
      Object.entries(value)
        .filter(([name, part]) => part !== null && name !== 'managedFields')
        .map(([name, part]) => [name, normalize(part, replacements, name)]),
    );
  }
  if (typeof value !== 'string') return value;
  if (opaque.has(member)) return value === '' ? '' : `<${member}>`;
  return time.test(value) ? '<time>' : normalizeText(value, replacements);
}

function normalizeText(text: string, replacements: Replacements): string {
  const replaced = replacements.reduce((changed, [from, to]) => changed.replaceAll(from, to), text);
  return replaced.replaceAll(uid, '<uid>').replaceAll(/\b\d{13,}\b/g, '<number>');
}

/** The order of discovery is that in which a server came to know its kinds. */
function byName(one: unknown, other: unknown): number {
  return textAt(one, 'name') < textAt(other, 'name') ? -1 : 1;
}
