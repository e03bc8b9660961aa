/** Reports a metric that only 0 passes. */
import { readCanary } from '../../manifests/canary.ts';
import type { CanaryMetric } from '../../manifests/canary.ts';
import { faultSpan } from '../faultPlace.ts';
import type { ManifestRule } from '../rule.ts';
import { rulePage } from '../rulePage.ts';

/** A metric has no `thresholdRange`, so every value above 0 fails it. */
export const metricWithoutThreshold: ManifestRule = {
  id: 'canary/metric-without-threshold',
  scope: 'manifest',
  kinds: ['Canary'],
  needsWhole: true,
  severity: 'warning',
  since: '0.1.0',
  fix: 'none',
  evidence: 'fluxcd/flagger pkg/controller/scheduler_metrics.go: without thresholdRange the value is compared with threshold, which is 0 when absent',
  summary: 'A metric has no `thresholdRange`, so every value above 0 fails it.',
  explain: rulePage({
    does: 'Reports a metric with a template or query and without `thresholdRange` and `threshold`, and a built-in `request-duration` without one.',
    why: 'Every value above 0 is a failed check, so the release is rolled back.',
    controller: 'Without `thresholdRange` Flagger takes the old `threshold` as the highest value, and that is 0 when it is not set.',
    fix: 'Add `thresholdRange` with `min` or `max`.',
    ignore: 'When 0 is the only good value.',
  }),
  check(manifest, _context, report) {
    for (const metric of readCanary(manifest)?.metrics ?? []) {
      if (metric.name === undefined || !isMeasured(metric) || metric.node.get('thresholdRange') !== undefined || metric.node.get('threshold') !== undefined) continue;
      report({ span: faultSpan(metric.name.node), message: `metric ${metric.name.value} has no \`thresholdRange\`: every value above 0 fails it` });
    }
  },
};

/** Whether a value is compared as a maximum; the plain threshold of the success rate is a minimum, which 0 never fails. */
function isMeasured({ name, node }: CanaryMetric): boolean {
  return name?.value === 'request-duration' || (name?.value !== 'request-success-rate' && (node.get('templateRef') !== undefined || node.get('query') !== undefined));
}
