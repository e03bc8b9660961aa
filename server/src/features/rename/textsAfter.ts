/** The texts of files after edits. */
import type { YamlEdit } from '../../yaml/yamlEdit.ts';

/** Each edited file's whole new text, by URI. Edits of one file must not overlap. */
export function textsAfter(edits: readonly YamlEdit[]): ReadonlyMap<string, string> {
  const texts = new Map<string, string>();
  for (const { span, text } of edits.toSorted((a, b) => b.span.start - a.span.start || b.span.end - a.span.end)) {
    const before = texts.get(span.file.uri) ?? span.file.text;
    texts.set(span.file.uri, before.slice(0, span.start) + text + before.slice(span.end));
  }
  return texts;
}
