/** Reports a suppression comment that silences nothing. */
import type { FileRule } from '../rule.ts';

/** Hint on a `# flightdeck-ignore` comment without effect. Found where suppressions are applied: only there is known what each one silenced. */
export const unusedSuppression: FileRule = {
  id: 'flightdeck/unused-suppression',
  scope: 'file',
  severity: 'hint',
  since: '0.1.0',
  fix: 'always',
  evidence: 'Flightdeck itself: server/src/rules/suppressions.ts',
  summary: 'A `# flightdeck-ignore` comment that silences nothing.',
  explain: `## What it does

Marks a \`# flightdeck-ignore <rule>\` comment whose rule has no finding on the line it stands for, or which names no rule, several, or none in the form that is read.

## Why it matters

A forgotten comment would silence the next fault of the same kind, which nobody has looked at.

## What the controller does

Nothing: comments never reach a controller.

## How to fix

Remove the comment, or correct the rule's name.

## When to ignore

While a branch is in progress in which the finding comes and goes.
`,
  check() {
    // What a comment silences is known only after all rules have run: see suppressions.ts.
  },
};
