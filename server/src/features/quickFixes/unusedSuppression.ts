/** Removes a suppression comment. */
import type { QuickFixProvider } from './quickFix.ts';

/** One fix; a comment that stands alone goes with its line. */
export const unusedSuppressionFixes: QuickFixProvider = ({ span: { file, start } }) => {
  const { text } = file;
  const comment = text.lastIndexOf('#', start);
  const lineStart = text.lastIndexOf('\n', comment - 1) + 1;
  const lineEnd = text.indexOf('\n', comment);
  const alone = text.slice(lineStart, comment).trim() === '';
  const end = lineEnd < 0 ? text.length : alone ? lineEnd + 1 : lineEnd;
  const from = alone ? lineStart : lineStart + text.slice(lineStart, comment).trimEnd().length;
  return [{ title: 'Remove this comment', edits: [{ span: { file, start: from, end }, text: '' }], preferred: true }];
};
