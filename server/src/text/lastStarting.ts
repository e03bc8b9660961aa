/** Finds a place in a list of places that follow each other. */

/** The index of the last item that starts at or before an offset, -1 where all start behind it. The items are in the order of their starts. */
export function lastStarting<T>(items: readonly T[], offset: number, startOf: (item: T) => number): number {
  let low = -1;
  let high = items.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    if (startOf(items[middle] as T) <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}
