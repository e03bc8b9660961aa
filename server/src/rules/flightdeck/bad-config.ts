/** Reports what cannot be used in `.flightdeck.yaml`. */
import type { FileRule } from '../rule.ts';

/** Warning on an entry of the repository's configuration that has no effect. Found where the configuration is applied. */
export const badConfig: FileRule = {
  id: 'flightdeck/bad-config',
  scope: 'file',
  severity: 'warning',
  since: '0.1.0',
  fix: 'none',
  evidence: 'Flightdeck itself: server/src/workspace/repositoryConfig.ts',
  summary: 'An entry of `.flightdeck.yaml` that has no effect.',
  explain: `## What it does

Marks a setting that \`.flightdeck.yaml\` does not have, a rule that does not exist, a level that is none, a source that is not named \`namespace/name\`.

## Why it matters

A misspelt rule goes on failing the pipeline, or a fault that was meant to be an error stays a warning.

## What the controller does

Nothing: the file is Flightdeck's own.

## How to fix

Correct the name or the level. The file takes \`rules\` (rule → error, warning, info, hint, off), \`sources\` (namespace/name → folder) and \`ignore\` (patterns of paths without findings).

## When to ignore

Never: remove the entry.
`,
  check() {
    // The names of all rules are known only beside them: see repositoryConfig.ts.
  },
};
