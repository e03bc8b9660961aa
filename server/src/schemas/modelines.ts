/** Finds documents whose structure the user has given to another extension, by a `# yaml-language-server: $schema=` line at their head. */
import type { TextFile } from '../text/textFile.ts';
import { commentsOf } from '../yaml/yamlComments.ts';
import { yamlOf } from '../yaml/parseYaml.ts';

/** The line as the Red Hat server reads it (redhat-developer/yaml-language-server src/languageservice/services/modelineUtil.ts). */
const modeline = /^\s+yaml-language-server\s*:.*\$schema(=|:\s*)\S/;

/** Whether the document at an offset names a schema for the YAML language server. */
export function namesSchema(file: TextFile, offset: number): boolean {
  if (!file.text.includes('yaml-language-server')) return false;
  return file.derived(readModelines).some(({ start, end }) => offset >= start && offset <= end);
}

/** Spans of the documents with such a line: from the end of the document before to their own end. */
function readModelines(file: TextFile): readonly { readonly start: number; readonly end: number }[] {
  const { documents } = yamlOf(file);
  const comments = commentsOf(file).filter(({ text }) => modeline.test(text));
  return documents.flatMap(({ root, end }, index) => {
    const start = documents[index - 1]?.end ?? 0;
    return comments.some((comment) => comment.start >= start && comment.start < (root?.start ?? end)) ? [{ start, end }] : [];
  });
}
