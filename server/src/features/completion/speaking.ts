/** Whether texts speak of an object: its name as a word, or as a host. */
import { lazily } from '../../text/once.ts';

/** Tells how texts speak of an object of a name: as of the host in an address, or otherwise. */
export type Speaker = (name: string) => 'address' | 'word' | undefined;

/** So many names are sought one by one; for more the words of the texts are read, which takes as long and as much memory as the texts are long. */
const fewNames = 24;

/** A name may also be written as one word, as in the group of an API. */
export function speakerOf(texts: readonly string[]): Speaker {
  const lower = lazily(() => texts.map((text) => text.toLowerCase()));
  const words = lazily(() => wordsOf(lower()));
  let asked = 0;
  const speaks = (name: string): boolean => (asked > fewNames && /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/.test(name) ? words().has(name) : lower().some((text) => speaksOf(text, name)));
  return (name) => {
    asked++;
    const isSpoken = speaks(name) || (name.includes('-') && speaks(name.replaceAll('-', '')));
    return isSpoken ? (lower().some((text) => hasAddressOf(text, name)) ? 'address' : 'word') : undefined;
  };
}

/** The words of texts outside of comments: letters and digits, with dashes between them. */
function wordsOf(texts: readonly string[]): ReadonlySet<string> {
  const words = new Set<string>();
  for (const text of texts) {
    for (const word of text.replace(/(^|\s)#.*$/gm, ' ').match(/[a-z0-9][a-z0-9-]*/g) ?? []) words.add(word.endsWith('-') ? word.replace(/-+$/, '') : word);
  }
  return words;
}

/** Whether a text holds an address within the cluster, such as `http://name:80` and `name.namespace.svc`; names on the internet have two dots and no `svc`. */
function hasAddressOf(text: string, name: string): boolean {
  for (let at = text.indexOf(name); at !== -1; at = text.indexOf(name, at + 1)) {
    const before = text.slice(Math.max(0, at - 2), at);
    const behind = text.slice(at + name.length, at + name.length + 128);
    if (before === '//' && /^(?:\.[a-z0-9-]+)?(?:\.svc[a-z0-9.-]*)?(?=[:/\s"']|$)/.test(behind)) return true;
    if (!/[a-z0-9.-]$/.test(before) && /^\.[a-z0-9-]+\.svc\b/.test(behind)) return true;
  }
  return false;
}

/** Whether a name stands in a text as a word of its own, and not in a comment: those name schemas and addresses. */
function speaksOf(text: string, name: string): boolean {
  for (let at = text.indexOf(name); at !== -1 && name !== ''; at = text.indexOf(name, at)) {
    const end = at + name.length;
    const isPart = /[a-z0-9]-*$/.test(text.slice(Math.max(0, at - 8), at)) || /^-*[a-z0-9]/.test(text.slice(end, end + 8));
    if (!isPart && !/(?:^|\s)#/.test(text.slice(text.lastIndexOf('\n', at) + 1, at))) return true;
    const lineEnd = text.indexOf('\n', end);
    if (!isPart && lineEnd === -1) return false;
    at = isPart ? end : lineEnd;
  }
  return false;
}
