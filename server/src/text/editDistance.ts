/** How far two names are from each other: for "did you mean". */

/** Number of insertions, deletions, replacements and swaps of neighbours between two texts, or `limit + 1` when it is more. */
export function editDistance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) > limit) return limit + 1;
  // What both begin and end with costs nothing: of most names that are compared little else is left.
  let start = 0;
  while (start < a.length && start < b.length && a.charCodeAt(start) === b.charCodeAt(start)) start++;
  let endOfA = a.length;
  let endOfB = b.length;
  while (endOfA > start && endOfB > start && a.charCodeAt(endOfA - 1) === b.charCodeAt(endOfB - 1)) {
    endOfA--;
    endOfB--;
  }
  if (start === endOfA || start === endOfB) return Math.min(endOfA - start + endOfB - start, limit + 1);
  return distanceOfRests(a.slice(start, endOfA), b.slice(start, endOfB), limit);
}

/** The same for texts that differ at both ends; only cells that at most `limit` insertions or deletions lead to are looked at. */
function distanceOfRests(a: string, b: string, limit: number): number {
  const far = limit + 1;
  let beforePrevious: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, index) => Math.min(index, far));
  for (let row = 1; row <= a.length; row++) {
    const current: number[] = new Array<number>(b.length + 1).fill(far);
    if (row <= limit) current[0] = row;
    let least = current[0] ?? far;
    const last = Math.min(b.length, row + limit);
    for (let column = Math.max(1, row - limit); column <= last; column++) {
      const isSame = a.charCodeAt(row - 1) === b.charCodeAt(column - 1);
      let best = Math.min((previous[column] ?? far) + 1, (current[column - 1] ?? far) + 1, (previous[column - 1] ?? far) + (isSame ? 0 : 1), far);
      if (!isSame && row > 1 && column > 1 && a.charCodeAt(row - 1) === b.charCodeAt(column - 2) && a.charCodeAt(row - 2) === b.charCodeAt(column - 1)) {
        best = Math.min(best, (beforePrevious[column - 2] ?? far) + 1);
      }
      current[column] = best;
      if (best < least) least = best;
    }
    if (least > limit) return far;
    beforePrevious = previous;
    previous = current;
  }
  return Math.min(previous[b.length] ?? far, far);
}

/**
 * The candidate that a person most likely meant by `written`: the nearest by at most `limit` edits, of which not all
 * are in digits (`node-1` is no misspelling of `node-2`). Names of up to four letters allow one edit only.
 */
export function nearestName(written: string, candidates: Iterable<string>, limit = 2): string | undefined {
  let best: { name: string; distance: number } | undefined;
  for (const name of candidates) {
    const allowed = Math.min(limit, Math.min(written.length, name.length) <= 4 ? 1 : limit);
    const distance = editDistance(written, name, allowed);
    if (distance === 0 || distance > allowed || differsInDigitsOnly(written, name)) continue;
    if (best === undefined || distance < best.distance || (distance === best.distance && name < best.name)) best = { name, distance };
  }
  return best?.name;
}

/** Whether one name is the other with two letters swapped, one too many or one too few; a plural or another number is none, nor are names of three letters. */
export function isSlip(a: string, b: string): boolean {
  if (Math.min(a.length, b.length) < 4 || editDistance(a, b, 1) !== 1 || `${a}s` === b || `${b}s` === a) return false;
  if (a.replace(/\d/g, '') === b.replace(/\d/g, '')) return false;
  return a.length !== b.length || Array.from(a).sort().join() === Array.from(b).sort().join();
}

/**
 * Whether two names that are a slip apart differ in a word that may well be another one: a letter before it (`auth` and
 * `oauth`, `tls` and `mtls`), an `s` behind it, or any letter at the end or place of one that is short.
 */
export function isOtherWord(a: string, b: string): boolean {
  const [ofA, ofB] = [a.split(/[-.]/), b.split(/[-.]/)];
  if (ofA.length !== ofB.length) return false;
  const [differing, ...more] = ofA.flatMap((word, index) => (word === ofB[index] ? [] : [[word, ofB[index] ?? ''] as const]));
  if (differing === undefined || more.length > 0) return false;
  const [short, long] = differing[0].length < differing[1].length ? differing : [differing[1], differing[0]];
  return short.length < 4 || long.endsWith(short) || (long.startsWith(short) && (/[^s]s$/.test(long) || short.length < 5));
}

/** Whether one name is the other with whole words more at either end: `cluster-vars` and `vars`. */
export function isAffixVariant(a: string, b: string): boolean {
  const [short, long] = a.length < b.length ? [a, b] : [b, a];
  return short.length >= 3 && short !== long && (long.startsWith(`${short}-`) || long.endsWith(`-${short}`));
}

function differsInDigitsOnly(a: string, b: string): boolean {
  return a.replace(/\d+/g, '#') === b.replace(/\d+/g, '#');
}
