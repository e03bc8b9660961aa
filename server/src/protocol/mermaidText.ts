/** Texts in Mermaid diagrams. */

/** What stands for the text between quotation marks: Mermaid reads a `#` as the beginning of a character's number, and the rest as HTML. */
export function escapeMermaid(text: string): string {
  return text.replaceAll('#', '#35;').replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
