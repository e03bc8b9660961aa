/** What a rename comes to: edits with what a person must know of them, or the reason why there are none. */
import type { YamlEdit } from '../../yaml/yamlEdit.ts';

/** Something to confirm before the edits are made. */
export interface RenameWarning {
  /** A few words for a list. */
  readonly label: string;
  /** A sentence or two. */
  readonly description: string;
}

/** Edits of several files that belong together. */
export interface RenamePlan {
  readonly edits: readonly YamlEdit[];
  readonly warnings: readonly RenameWarning[];
}

/** Why something cannot be renamed, as one sentence for a person. */
export interface Refusal {
  readonly refused: string;
}

/** Whether a rename was refused. */
export function isRefusal(result: object): result is Refusal {
  return 'refused' in result;
}

/** Edits without repetition, in order of files and places. Edits at one place with different texts stay, for the caller to refuse. */
export function distinctEdits(edits: readonly YamlEdit[]): readonly YamlEdit[] {
  const seen = new Set<string>();
  return edits
    .filter(({ span, text }) => {
      const key = `${span.file.uri}:${span.start}:${span.end}:${text}`;
      return !seen.has(key) && seen.add(key);
    })
    .toSorted((a, b) => (a.span.file.uri === b.span.file.uri ? a.span.start - b.span.start : a.span.file.uri < b.span.file.uri ? -1 : 1));
}

/** Whether two edits touch the same text. */
export function overlap(edits: readonly YamlEdit[]): boolean {
  return edits.some(({ span }, index) => {
    const next = edits[index + 1]?.span;
    return next !== undefined && next.file.uri === span.file.uri && next.start < span.end;
  });
}
