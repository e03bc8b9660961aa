/**
 * The patterns of `${v#p}` and `${v%p}`: `*`, `?`, `[a-z]`, `[^a]` and `\` over bytes, as fluxcd/pkg
 * envsubst (path/match.go) matches them. Unlike a shell's, they know no `[!a]`, and `*` crosses `/`.
 */

const malformed = Symbol('malformed pattern');

/** Whether a pattern matches a whole text; `undefined` when the pattern is malformed. Both are byte strings (one character a byte). */
export function matchesGlob(pattern: string, text: string): boolean | undefined {
  let rest = pattern;
  let name = text;
  chunks: while (rest !== '') {
    const { star, chunk, after } = nextChunk(rest);
    rest = after;
    if (star && chunk === '') return true;
    const direct = matchChunk(chunk, name);
    if (direct === malformed) return undefined;
    if (direct !== undefined && (direct.rest === '' || rest !== '')) {
      name = direct.rest;
      continue;
    }
    if (!star) return false;
    for (let skip = 1; skip <= name.length; skip++) {
      const tail = matchChunk(chunk, name.slice(skip));
      if (tail === malformed) return undefined;
      if (tail === undefined || (rest === '' && tail.rest !== '')) continue;
      name = tail.rest;
      continue chunks;
    }
    return false;
  }
  return name === '';
}

/** Splits off stars and the following piece up to the next star. */
function nextChunk(pattern: string): { star: boolean; chunk: string; after: string } {
  let from = 0;
  while (pattern[from] === '*') from++;
  let inClass = false;
  let at = from;
  for (; at < pattern.length; at++) {
    const character = pattern[at];
    if (character === '\\') at++;
    else if (character === '[') inClass = true;
    else if (character === ']') inClass = false;
    else if (character === '*' && !inClass) break;
  }
  const end = Math.min(at, pattern.length);
  return { star: from > 0, chunk: pattern.slice(from, end), after: pattern.slice(end) };
}

/** Matches a star-free piece at the start of a text and returns what is left; `undefined` when it does not match. */
function matchChunk(chunk: string, text: string): { readonly rest: string } | typeof malformed | undefined {
  let at = 0;
  let pattern = 0;
  while (pattern < chunk.length) {
    if (at >= text.length) return undefined;
    const character = chunk[pattern];
    if (character === '[') {
      const { code, width } = runeAt(text, at);
      const found = matchClass(chunk, pattern + 1, code);
      if (found === undefined) return malformed;
      if (!found.matches) return undefined;
      at += width;
      pattern = found.next;
    } else if (character === '?') {
      at += runeAt(text, at).width;
      pattern++;
    } else {
      if (character === '\\' && ++pattern >= chunk.length) return malformed;
      if (chunk[pattern] !== text[at]) return undefined;
      at++;
      pattern++;
    }
  }
  return { rest: text.slice(at) };
}

/** Matches a rune against a class whose `[` was read; `undefined` when the class is malformed. */
function matchClass(chunk: string, start: number, code: number): { matches: boolean; next: number } | undefined {
  let at = start;
  const negated = chunk[at] === '^';
  if (negated) at++;
  let inside = false;
  for (let ranges = 0; ; ranges++) {
    if (chunk[at] === ']' && ranges > 0) return { matches: inside !== negated, next: at + 1 };
    const low = classRune(chunk, at);
    if (low === undefined) return undefined;
    at = low.next;
    let high = low;
    if (chunk[at] === '-') {
      const end = classRune(chunk, at + 1);
      if (end === undefined) return undefined;
      high = end;
      at = end.next;
    }
    if (low.code <= code && code <= high.code) inside = true;
  }
}

function classRune(chunk: string, start: number): { code: number; next: number } | undefined {
  const escaped = chunk[start] === '\\';
  const at = escaped ? start + 1 : start;
  const character = chunk[at];
  if (character === undefined || (!escaped && (character === '-' || character === ']'))) return undefined;
  const { code, width } = runeAt(chunk, at);
  if (code === 0xfffd && width === 1) return undefined;
  return at + width >= chunk.length ? undefined : { code, next: at + width };
}

/** Decodes the UTF-8 rune at a place of a byte string; a broken one is U+FFFD of width 1. */
function runeAt(bytes: string, at: number): { code: number; width: number } {
  const first = bytes.charCodeAt(at);
  if (first < 0x80) return { code: first, width: 1 };
  const width = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : first >= 0xc2 ? 2 : 1;
  if (width === 1 || at + width > bytes.length) return { code: 0xfffd, width: 1 };
  let code = first & (0xff >> (width + 1));
  for (let index = 1; index < width; index++) {
    const next = bytes.charCodeAt(at + index);
    if (next >> 6 !== 2) return { code: 0xfffd, width: 1 };
    code = (code << 6) | (next & 0x3f);
  }
  return { code, width };
}
