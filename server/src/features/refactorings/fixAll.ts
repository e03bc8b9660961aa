/** Everything in a file that can be set right without a choice: the source action *Fix all*. */
import type { Finding } from '../../rules/rule.ts';
import type { Snapshot } from '../../workspace/session.ts';
import type { YamlEdit } from '../../yaml/yamlEdit.ts';
import { findQuickFixes } from '../quickFixes/index.ts';
import type { Refactoring } from './refactoring.ts';

/** Rules whose one fix says the same in other words, or in the only words that the controller takes. */
const safeRules: ReadonlySet<string> = new Set([
  'canary/replicas-in-git',
  'flightdeck/unused-suppression',
  'flux/api-version-going',
  'flux/api-version-removed',
  'flux/labels-dropped',
  'helm/version-ignored',
  'kustomize/component-as-resource',
  'schema/wrong-type',
  'source/type-mismatch',
]);

/** One source action with the preferred fixes of the safe rules that do not touch the same text; none where there is nothing to fix. */
export function fixAll(snapshot: Snapshot, findings: readonly Finding[]): readonly Refactoring[] {
  const chosen: YamlEdit[] = [];
  for (const finding of findings) {
    if (!safeRules.has(finding.rule)) continue;
    const preferred = findQuickFixes(finding, snapshot).filter((fix) => fix.preferred);
    const [fix] = preferred;
    if (fix === undefined || preferred.length > 1 || fix.edits.some(({ span }) => span.file !== finding.span.file)) continue;
    if (!fix.edits.some((edit) => chosen.some((known) => touches(edit, known)))) chosen.push(...fix.edits);
  }
  return chosen.length === 0 ? [] : [{ title: 'Fix all that is safe to fix', kind: 'source.fixAll.flightdeck', edits: chosen }];
}

function touches(a: YamlEdit, b: YamlEdit): boolean {
  return a.span.file === b.span.file && a.span.start <= b.span.end && b.span.start <= a.span.end;
}
