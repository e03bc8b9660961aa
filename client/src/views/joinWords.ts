// Joins the parts of a grey description.

/** The parts that say something, with a dot between them. */
export function joinWords(...words: readonly string[]): string {
  return words.filter((word) => word !== '').join(' · ');
}

/** `1 object`, `12 objects`. */
export function countWords(count: number, one: string, many: string): string {
  return count === 1 ? `1 ${one}` : `${count} ${many}`;
}
