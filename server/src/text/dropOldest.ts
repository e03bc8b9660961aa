/** Bounds what is remembered. */

/** Takes the first entries out of a map until at most `kept` are left: the least recently used, where each use puts an entry last. */
export function dropOldest(map: Map<string, unknown>, kept: number): void {
  for (const oldest of map.keys()) {
    if (map.size <= kept) return;
    map.delete(oldest);
  }
}
