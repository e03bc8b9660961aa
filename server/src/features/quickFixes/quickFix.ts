/** What a quick fix is: a title and the edits that make the finding go away. */
import type { Finding } from '../../rules/rule.ts';
import type { Span } from '../../text/textFile.ts';
import type { Snapshot } from '../../workspace/session.ts';

/** One replacement in one file; an empty span inserts. */
export interface FixEdit {
  readonly span: Span;
  readonly text: string;
}

/** A fix that a person can choose. */
export interface QuickFix {
  readonly title: string;
  readonly edits: readonly FixEdit[];
  /** Whether it is the one that fits as a rule. */
  readonly preferred: boolean;
  /** What runs after the edits, or instead of them: a command of the client. */
  readonly command?: { readonly id: string; readonly arguments: readonly unknown[] };
}

/** Makes the fixes of one rule's findings; `data` of a finding is what the rule put there. */
export type QuickFixProvider = (finding: Finding, snapshot: Snapshot) => readonly QuickFix[];
