// Compares lists of immutable values, so that what was made of a list can be kept.

/** Whether two lists hold the very same values in the same order. */
export function sameElements(one: readonly unknown[], other: readonly unknown[]): boolean {
  return one === other || (one.length === other.length && one.every((element, index) => element === other[index]));
}
