/** What a refactoring is: a title, edits of files, and files that come or go. */
import type { Span, TextFile } from '../../text/textFile.ts';
import type { Snapshot } from '../../workspace/session.ts';
import type { YamlEdit } from '../../yaml/yamlEdit.ts';

/** A change that a person can choose though nothing is wrong. Everything that it does not name stays to the byte. */
export interface Refactoring {
  readonly title: string;
  readonly kind: 'refactor.rewrite' | 'refactor.extract' | 'refactor.inline' | 'refactor.move' | 'quickfix' | 'source.fixAll.flightdeck';
  readonly edits: readonly YamlEdit[];
  /** Files that come, by URI. */
  readonly creates?: readonly { readonly uri: string; readonly text: string }[];
  /** URIs of files that go. */
  readonly deletes?: readonly string[];
}

/** Where somebody asks. */
export interface RefactoringPlace {
  readonly snapshot: Snapshot;
  readonly file: TextFile;
  /** The cursor, or the start of the selection. */
  readonly offset: number;
}

/** Finds the refactorings of one sort at a place. */
export type RefactoringProvider = (place: RefactoringPlace) => readonly Refactoring[];

/** Line break of a file. */
export function lineBreakOf({ text }: TextFile): string {
  return text.includes('\r\n') ? '\r\n' : '\n';
}

/** Column of an offset. */
export function columnOf(file: TextFile, offset: number): number {
  return file.lines.positionAt(offset).character;
}

/** Edits that put spaces before every line that begins in a span and is not blank. */
export function indented({ file, start, end }: Span, spaces: number): readonly YamlEdit[] {
  const edits: YamlEdit[] = [];
  for (let at = file.text.indexOf('\n', start - 1) + 1; at > 0 && at < end; at = file.text.indexOf('\n', at) + 1) {
    if (at >= start && /[^\r\n]/.test(file.text.charAt(at))) edits.push({ span: { file, start: at, end: at }, text: ' '.repeat(spaces) });
    if (file.text.indexOf('\n', at) < 0) break;
  }
  return edits;
}
