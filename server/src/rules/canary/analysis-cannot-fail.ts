/** Reports an analysis without any check. */
import { readCanary } from '../../manifests/canary.ts';
import { readBoolean } from '../../yaml/yamlReader.ts';
import { keySpan } from '../faultPlace.ts';
import type { ManifestRule } from '../rule.ts';
import { rulePage } from '../rulePage.ts';

/** An analysis has neither metrics nor rollout webhooks, so a bad version passes it. */
export const analysisCannotFail: ManifestRule = {
  id: 'canary/analysis-cannot-fail',
  scope: 'manifest',
  kinds: ['Canary'],
  needsWhole: true,
  severity: 'warning',
  since: '0.1.0',
  fix: 'none',
  evidence: 'fluxcd/flagger pkg/controller/scheduler.go runAnalysis: only rollout webhooks and metrics can fail it',
  summary: 'An analysis has neither metrics nor rollout webhooks, so a bad version passes it.',
  explain: rulePage({
    does: 'Reports a `spec.analysis` without `metrics` and without a webhook of type `rollout` or `pre-rollout`.',
    why: 'Only pods that do not get ready stop such a release. A version that answers each request with an error is promoted.',
    controller: 'On each tick Flagger runs the rollout webhooks and then the metrics; with none of both every tick passes.',
    fix: 'Add a metric, `request-success-rate` for example.',
    ignore: 'When a slow shift of traffic is all that is wanted.',
  }),
  check(manifest, _context, report) {
    const canary = readCanary(manifest);
    if (canary?.analysis === undefined || canary.metrics.length > 0 || readBoolean(canary.spec, 'skipAnalysis')?.value === true) return;
    const checks = canary.webhooks.some(({ node, type }) => node.get('type') === undefined || type === undefined || ['rollout', 'pre-rollout', 'rollback', 'confirm-promotion'].includes(type.value));
    if (!checks) report({ span: keySpan(canary.spec, 'analysis', manifest), message: 'this analysis cannot fail: it has neither metrics nor rollout webhooks' });
  },
};
