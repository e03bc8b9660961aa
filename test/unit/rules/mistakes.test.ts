// What users of Flux and Flagger suffer from most, ranked by their issues: for each mistake a repository that makes it,
// the rules that say so on the line at fault, and those of them that offer a fix.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { findQuickFixes } from '../../../server/src/features/quickFixes/index.ts';
import { checkFixture, findingsOf } from '../../harness/fixtures/checkFixture.ts';
import { readTexts, sessionOf } from '../../harness/fixtures/loadFixture.ts';

const root = new URL('../../..', import.meta.url).pathname;
const folder = join(root, 'test/fixtures/mistakes');
const peers = join(root, '../shared/PEERS.md');

interface CommonMistake {
  readonly id: string;
  readonly fixture: string;
  readonly rules: readonly string[];
  readonly fixes: readonly string[];
}

const mistakes: readonly CommonMistake[] = [
  { id: 'F1', fixture: 'F1-path', rules: ['kustomization/path-missing'], fixes: ['kustomization/path-missing'] },
  { id: 'F2', fixture: 'F2-two-kustomizations', rules: ['kustomize/holds-flux-kustomization', 'schema/unknown-field'], fixes: [] },
  { id: 'F3', fixture: 'F3-patch-without-effect', rules: ['kustomization/patch-hits-nothing'], fixes: [] },
  { id: 'F4', fixture: 'F4-dependencies', rules: ['kustomization/depends-on-cycle', 'kustomization/depends-on-itself', 'kustomization/depends-on-missing'], fixes: ['kustomization/depends-on-missing', 'kustomization/depends-on-itself'] },
  { id: 'F5', fixture: 'F5-variables', rules: ['kustomization/variable-missing', 'kustomization/substitution-off'], fixes: ['kustomization/variable-missing'] },
  { id: 'F6', fixture: 'F6-source', rules: ['kustomization/source-missing', 'kustomization/source-in-other-namespace', 'kustomization/source-kind-unfit'], fixes: ['kustomization/source-missing', 'kustomization/source-in-other-namespace'] },
  { id: 'F8', fixture: 'F8-two-owners', rules: ['kustomization/two-owners'], fixes: [] },
  { id: 'F9', fixture: 'F9-encrypted', rules: ['kustomization/encrypted-without-decryption'], fixes: [] },
  { id: 'F10', fixture: 'F10-versions', rules: ['flux/api-version-removed', 'schema/unknown-field'], fixes: ['flux/api-version-removed'] },
  { id: 'F12', fixture: 'F12-helm-releases', rules: ['helm/values-missing', 'helm/chart-unclear', 'helm/floating-version', 'helm/bad-version'], fixes: [] },
  { id: 'F13', fixture: 'F13-waiting', rules: ['kustomization/health-checks-ignored', 'kustomization/wait-without-timeout', 'kustomization/dependency-not-waiting'], fixes: [] },
  { id: 'F14', fixture: 'F14-files', rules: ['kustomize/file-not-listed', 'kustomize/same-object-twice'], fixes: [] },
  { id: 'F15', fixture: 'F15-crd-first', rules: ['kustomization/crd-not-awaited'], fixes: [] },
  { id: 'G1', fixture: 'G1-ports', rules: ['canary/port-unknown'], fixes: ['canary/port-unknown'] },
  { id: 'G2', fixture: 'G2-selector', rules: ['canary/selector-label-missing'], fixes: [] },
  { id: 'G3', fixture: 'G3-replicas', rules: ['canary/replicas-in-git'], fixes: ['canary/replicas-in-git'] },
  { id: 'G4', fixture: 'G4-metrics', rules: ['canary/metric-always-passes', 'canary/metric-template-missing'], fixes: ['canary/metric-template-missing'] },
  { id: 'G5', fixture: 'G5-no-traffic', rules: ['canary/load-test-elsewhere', 'canary/analysis-cannot-fail'], fixes: [] },
  { id: 'G6', fixture: 'G6-weights', rules: ['canary/strategy-unclear', 'canary/steps-overshoot', 'canary/weights-out-of-order', 'canary/match-without-iterations'], fixes: ['canary/strategy-unclear'] },
  { id: 'G7', fixture: 'G7-routing', rules: ['canary/ingress-backend-missing', 'canary/ingress-ref-missing', 'canary/gateway-refs-missing'], fixes: [] },
  { id: 'G8', fixture: 'G8-gates', rules: ['canary/gate-never-opens', 'canary/rollback-at-once'], fixes: ['canary/gate-never-opens'] },
  { id: 'G9', fixture: 'G9-retry', rules: ['canary/retry-annotation-misplaced'], fixes: [] },
  { id: 'G10', fixture: 'G10-helm-drift', rules: ['canary/drift-detection-fights'], fixes: [] },
  { id: 'G11', fixture: 'G11-autoscaler', rules: ['canary/autoscaler-missing'], fixes: ['canary/autoscaler-missing'] },
  { id: 'G12', fixture: 'G12-times', rules: ['canary/deadline-before-check', 'canary/interval-too-short'], fixes: [] },
  { id: 'G13', fixture: 'G13-skipped', rules: ['canary/analysis-skipped'], fixes: [] },
];

/** Mistakes that lie in a change and in no state: rename asks before it deletes, and Compare Rendered with HEAD shows what a change does. */
const ofChanges = ['F7', 'F11'];

describe('the mistakes that hurt most', () => {
  test('are all in the table, each with its fixture', () => {
    expect(readdirSync(folder).sort()).toEqual(mistakes.map(({ fixture }) => fixture).toSorted());
    for (const { id, fixture } of mistakes) expect(fixture.startsWith(`${id}-`), fixture).toBe(true);
  });

  test.skipIf(!existsSync(peers))(`are those of the survey of peers${existsSync(peers) ? '' : ' (skipped: ../shared is not beside this checkout)'}`, () => {
    const ids = [...readFileSync(peers, 'utf8').matchAll(/^\| ([FG]\d+) \|/gm)].map(([, id]) => id);
    expect([...mistakes.map(({ id }) => id), ...ofChanges].toSorted()).toEqual(ids.toSorted());
  });

  test.each(mistakes)('$id is caught on its line', ({ fixture, rules }) => {
    const { findings, report } = checkFixture(join(folder, fixture));
    expect(report).toBe('');
    expect(rules.filter((id) => !findings.some(({ rule }) => rule === id))).toEqual([]);
  });

  test.each(mistakes.filter(({ fixes }) => fixes.length > 0))('$id can be mended by its fixes', ({ fixture, fixes }) => {
    const session = sessionOf(readTexts(join(folder, fixture)));
    const offered = findingsOf(session).filter((finding) => findQuickFixes(finding, session.snapshot).length > 0);
    expect(fixes.filter((id) => !offered.some(({ rule }) => rule === id))).toEqual([]);
  });
});
