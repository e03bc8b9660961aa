/** How far two names are from each other: for "did you mean". */

/** Number of insertions, deletions, replacements and swaps of neighbours between two texts, or `limit + 1` when it is more. */
export function editDistance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) > limit) return limit + 1;
  let beforePrevious: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const cost = a[row - 1] === b[column - 1] ? 0 : 1;
      let best = Math.min((previous[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1, (previous[column - 1] ?? 0) + cost);
      if (row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1]) {
        best = Math.min(best, (beforePrevious[column - 2] ?? 0) + 1);
      }
      current.push(best);
    }
    if (Math.min(...current) > limit) return limit + 1;
    beforePrevious = previous;
    previous = current;
  }
  return Math.min(previous[b.length] ?? 0, limit + 1);
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

/** Whether one name is the other with whole words more at either end: `cluster-vars` and `vars`. */
export function isAffixVariant(a: string, b: string): boolean {
  const [short, long] = a.length < b.length ? [a, b] : [b, a];
  return short.length >= 3 && short !== long && (long.startsWith(`${short}-`) || long.endsWith(`-${short}`));
}

function differsInDigitsOnly(a: string, b: string): boolean {
  return a.replace(/\d+/g, '#') === b.replace(/\d+/g, '#');
}
