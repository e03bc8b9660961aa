/** What completion answers, before it becomes LSP's: one proposal, and how its text is written into YAML. */
import type { Span, TextFile } from '../../text/textFile.ts';
import { resolvePlain } from '../../yaml/yamlValue.ts';

/** One proposal. Texts go in as they are, at `replace`. */
export interface Proposal {
  readonly label: string;
  readonly detail: string;
  /** Markdown. */
  readonly documentation: string;
  readonly insert: string;
  readonly replace: Span;
  readonly kind: 'object' | 'folder' | 'file' | 'value' | 'field' | 'snippet' | 'variable';
  /** Sorts before others with a larger one. */
  readonly order: number;
  /** What is compared with the typed text; the label where absent. */
  readonly filter?: string;
  /** A further edit: the namespace that goes with a name, say. */
  readonly extra?: { readonly span: Span; readonly text: string };
  /** Whether the next thing to type has proposals too, so that the editor asks for them at once. */
  readonly continues?: true;
  /** Whether `insert` has places to fill in, as LSP's snippets write them. */
  readonly isSnippet?: true;
}

/** A proposal for a value, with what is the same for most. */
export function valueProposal(replace: Span, label: string, order: number, more: Partial<Proposal> = {}): Proposal {
  return { label, detail: '', documentation: '', insert: label, replace, kind: 'value', order, ...more };
}

/** At most so many of many names or paths are proposed: the rest comes when more letters are typed. */
export const mostProposals = 500;

/** The first ones that fit what is typed, as an editor compares it: its letters occur in this order. Where there are not too many, all of them. */
export function firstFitting<T>(items: readonly T[], typed: string, textOf: (item: T) => string): readonly T[] {
  if (items.length <= mostProposals) return items;
  const wanted = typed.toLowerCase();
  const found: T[] = [];
  for (const item of items) {
    if (found.length === mostProposals) break;
    if (holdsInOrder(textOf(item).toLowerCase(), wanted)) found.push(item);
  }
  return found;
}

function holdsInOrder(text: string, letters: string): boolean {
  let at = 0;
  for (const letter of letters) {
    const place = text.indexOf(letter, at);
    if (place < 0) return false;
    at = place + letter.length;
  }
  return true;
}

/** Numbers proposals in the order in which they stand. */
export function inOrder(proposals: readonly Proposal[]): readonly Proposal[] {
  return proposals.map((proposal, order) => ({ ...proposal, order }));
}

/** A text as a YAML scalar that is read as this very text. */
export function scalarText(text: string): string {
  const isPlain = typeof resolvePlain(text) === 'string' && !/^[\s&*!|>%@`{}[\],#?"'-]|: |:$| #|[\s\n]$/.test(text);
  return isPlain || /^-[^\s]/.test(text) ? text : JSON.stringify(text);
}

/**
 * Fits a value into what stands at its place: behind a colon or dash without a space, and inside quotes. The editor
 * compares with the text from the start of what is replaced, so a quote in front belongs to the compared text too.
 */
export function fitted(file: TextFile, proposal: Proposal): Proposal {
  const { replace } = proposal;
  const typed = file.text.slice(replace.start, replace.end);
  const before = file.text.charAt(replace.start - 1);
  const quote = /^["']/.exec(typed)?.[0];
  if (quote !== undefined && proposal.kind !== 'field' && proposal.kind !== 'variable') {
    const bare = proposal.insert.replace(/^"(.*)"$/s, '$1');
    return { ...proposal, insert: `${quote}${bare}${quote}`, filter: `${quote}${proposal.filter ?? proposal.label}` };
  }
  return typed === '' && (before === ':' || before === '-') && !proposal.insert.startsWith('\n') ? { ...proposal, insert: ` ${proposal.insert}` } : proposal;
}
