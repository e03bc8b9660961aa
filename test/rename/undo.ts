/** Applies edits and takes them back. */
import type { TextFile } from '../../server/src/text/textFile.ts';
import type { YamlEdit } from '../../server/src/yaml/yamlEdit.ts';

interface PlainEdit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** Files that the inverse edits do not restore to the byte. */
export function filesNotRestored(edits: readonly YamlEdit[]): readonly string[] {
  const byFile = new Map<TextFile, PlainEdit[]>();
  for (const { span, text } of edits) byFile.set(span.file, [...(byFile.get(span.file) ?? []), { start: span.start, end: span.end, text }]);
  return [...byFile].flatMap(([file, own]) => {
    const sorted = own.toSorted((a, b) => a.start - b.start || a.end - b.end);
    let shift = 0;
    const inverse = sorted.map(({ start, end, text }) => {
      const made = { start: start + shift, end: start + shift + text.length, text: file.text.slice(start, end) };
      shift += text.length - (end - start);
      return made;
    });
    return apply(apply(file.text, sorted), inverse) === file.text ? [] : [file.path];
  });
}

function apply(text: string, edits: readonly PlainEdit[]): string {
  return edits.toReversed().reduce((result, { start, end, text: inserted }) => result.slice(0, start) + inserted + result.slice(end), text);
}
