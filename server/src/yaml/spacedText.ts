/** A text with spaces put in where the `yaml` package needs them and go-yaml does not, and the way back to the places of the text without them. */

/** Spaces to be put in before an offset. */
export interface Gap {
  readonly at: number;
  readonly spaces: number;
}

/** The text and the way back. */
export interface SpacedText {
  readonly text: string;
  /** The offset in the text as it was, of an offset in `text`. */
  readonly original: (offset: number) => number;
}

/** Puts the gaps into a text; several at one offset add up. */
export function spacedText(text: string, gaps: readonly Gap[]): SpacedText {
  if (gaps.length === 0) return { text, original: (offset) => offset };
  const ordered = [...gaps].sort((a, b) => a.at - b.at);
  const parts: string[] = [];
  /** Ends of the gaps in the new text, and how many spaces stand before them. */
  const ends: { readonly at: number; readonly end: number; readonly before: number }[] = [];
  let from = 0;
  let before = 0;
  for (const { at, spaces } of ordered) {
    parts.push(text.slice(from, at), ' '.repeat(spaces));
    from = at;
    before += spaces;
    ends.push({ at, end: at + before, before });
  }
  parts.push(text.slice(from));
  const original = (offset: number): number => {
    let low = 0;
    let high = ends.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((ends[middle]?.end ?? 0) <= offset) low = middle + 1;
      else high = middle;
    }
    const passed = ends[low - 1];
    const next = ends[low];
    const plain = offset - (passed?.before ?? 0);
    // Within a gap there is nothing of the text: what stands there is at its start.
    return next === undefined ? plain : Math.min(plain, next.at);
  };
  return { text: parts.join(''), original };
}
