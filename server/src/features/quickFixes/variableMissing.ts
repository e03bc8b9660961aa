/** Gives a variable a default, or makes plain text of it. */
import type { QuickFixProvider } from './quickFix.ts';

/** Two fixes for a bare `${variable}`. */
export const variableMissingFixes: QuickFixProvider = ({ span }) => {
  const written = span.file.text.slice(span.start, span.end);
  const name = /^\$\{(\w+)\}$/.exec(written)?.[1];
  if (name === undefined) return [];
  return [
    { title: `Give ${name} an empty default`, edits: [{ span, text: `\${${name}:=""}` }], preferred: false },
    { title: `Keep \${${name}} as text`, edits: [{ span, text: `$${written}` }], preferred: false },
  ];
};
