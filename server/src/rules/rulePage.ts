/** Puts a rule's page together, so that every page has the same headings in the same order. */

/** The parts of a page, each Markdown of one or more sentences. */
export interface RulePageParts {
  readonly does: string;
  readonly why: string;
  readonly controller: string;
  readonly fix: string;
  readonly ignore: string;
}

/** Headings of every rule page, in order. */
export const pageHeadings = ['What it does', 'Why it matters', 'What the controller does', 'How to fix', 'When to ignore'] as const;

/** The page of a rule: Markdown without a title. */
export function rulePage({ does, why, controller, fix, ignore }: RulePageParts): string {
  const bodies = [does, why, controller, fix, ignore];
  return pageHeadings.map((heading, index) => `## ${heading}\n\n${(bodies[index] ?? '').trim()}\n`).join('\n');
}
