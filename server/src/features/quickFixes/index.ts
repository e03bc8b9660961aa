/** The table of quick fixes by rule. */
import type { Finding } from '../../rules/rule.ts';
import { rolledBackRule } from '../../rules/cluster/rolledBackImages.ts';
import type { Snapshot } from '../../workspace/session.ts';
import type { QuickFix, QuickFixProvider } from './quickFix.ts';
import { rolledBackFixes } from './rolledBack.ts';

const providers: Readonly<Record<string, QuickFixProvider>> = {
  [rolledBackRule]: rolledBackFixes,
};

/** All fixes of a finding. */
export function findQuickFixes(finding: Finding, snapshot: Snapshot): readonly QuickFix[] {
  return providers[finding.rule]?.(finding, snapshot) ?? [];
}
