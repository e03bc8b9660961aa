/** Reports `skipAnalysis: true` in Git. */
import { readCanary } from '../../manifests/canary.ts';
import { readBoolean } from '../../yaml/yamlReader.ts';
import { faultSpan } from '../faultPlace.ts';
import type { ManifestRule } from '../rule.ts';
import { rulePage } from '../rulePage.ts';

/** A Canary skips its analysis. */
export const analysisSkipped: ManifestRule = {
  id: 'canary/analysis-skipped',
  scope: 'manifest',
  kinds: ['Canary'],
  severity: 'info',
  since: '0.1.0',
  fix: 'none',
  evidence: 'fluxcd/flagger pkg/apis/flagger/v1beta1/canary.go SkipAnalysis',
  summary: 'A Canary skips its analysis.',
  explain: rulePage({
    does: 'Reports `skipAnalysis: true`.',
    why: 'It is meant for an urgent release, and easily forgotten: from then on no release is checked.',
    controller: 'Flagger promotes the new version as soon as its pods are ready and calls the confirm-rollout and post-rollout hooks only.',
    fix: 'Remove the field after the urgent release.',
    ignore: 'When the Canary is there for its Services and hooks only.',
  }),
  check(manifest, _context, report) {
    const skip = readBoolean(readCanary(manifest)?.spec, 'skipAnalysis');
    if (skip?.value === true) report({ span: faultSpan(skip.node), message: '`skipAnalysis` is on: every release is promoted without any check' });
  },
};
