/** Knows which documents cannot be read: what stands in one is a guess of the parser, and no ground for a finding. */
import type { Span, TextFile } from '../text/textFile.ts';
import { yamlOf } from '../yaml/parseYaml.ts';

/** Whether a place lies in a document that cannot be read. */
export function isUnreadable(place: Span): boolean {
  return partOf(place) !== undefined;
}

/** Whether a place lies in a document that cannot be read, other than where that stops to be YAML. */
export function isGuessed(place: Span): boolean {
  return partOf(place)?.faults.has(place.start) === false;
}

function partOf({ file, start }: Span): UnreadablePart | undefined {
  return file.derived(unreadableParts).find((part) => start >= part.start && (start < part.end || part.end === file.text.length));
}

interface UnreadablePart {
  readonly start: number;
  readonly end: number;
  /** Where the syntax is at fault. */
  readonly faults: ReadonlySet<number>;
}

function unreadableParts(file: TextFile): readonly UnreadablePart[] {
  const { documents, problems } = yamlOf(file);
  const faults = new Set(problems.filter(({ code }) => code === 'syntax').map(({ start }) => start));
  return documents.filter(({ broken }) => broken).map(({ start, end }) => ({ start, end, faults }));
}
