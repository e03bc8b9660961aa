/** Whether texts speak of an object: its name as a word, or as a host. */

/** Tells how texts speak of an object of a name: as of the host in an address, or otherwise. */
export type Speaker = (name: string) => 'address' | 'word' | undefined;

/** A name may also be written as one word, as in the group of an API. Only the names that are asked for are sought: of all words of all texts a list would take as much memory as the texts. */
export function speakerOf(texts: readonly string[]): Speaker {
  const lower = texts.map((text) => text.toLowerCase());
  return (name) => {
    const isSpoken = lower.some((text) => speaksOf(text, name) || (name.includes('-') && speaksOf(text, name.replaceAll('-', ''))));
    return isSpoken ? (lower.some((text) => hasAddressOf(text, name)) ? 'address' : 'word') : undefined;
  };
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
