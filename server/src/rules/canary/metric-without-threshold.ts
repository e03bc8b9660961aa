/** Reports a metric without a threshold: 0 stands for it. */
import { builtinMetrics, readCanary, type CanaryMetric } from '../../manifests/canary.ts';
import { faultSpan } from '../faultPlace.ts';
import type { ManifestRule } from '../rule.ts';
import { rulePage } from '../rulePage.ts';

/** A metric has no `thresholdRange`: every value above 0 fails it, or, as a success rate, passes. */
export const metricWithoutThreshold: ManifestRule = {
  id: 'canary/metric-without-threshold',
  scope: 'manifest',
  kinds: ['Canary'],
  needsWhole: true,
  severity: 'warning',
  since: '0.1.0',
  fix: 'none',
  evidence: 'fluxcd/flagger pkg/controller/scheduler_metrics.go: without thresholdRange the value is compared with threshold, which is 0 when absent',
  summary: 'A metric has no `thresholdRange`, for which 0 stands, or an empty one.',
  explain: rulePage({
    does: 'Reports a metric with a template or query and without `thresholdRange` and `threshold`, a built-in metric without one, and a `thresholdRange` without `min` and `max`.',
    why: 'Every value above 0 is a failed check, so the release is rolled back. With `request-success-rate` it is the other way round: every rate passes, and a broken version is promoted; so it is with an empty range.',
    controller: 'Without `thresholdRange` Flagger takes the old `threshold` as the highest value, for the success rate as the lowest, and that is 0 when it is not set.',
    fix: 'Add `thresholdRange` with `min` or `max`.',
    ignore: 'When 0 is the only good value.',
  }),
  check(manifest, _context, report) {
    for (const metric of readCanary(manifest)?.metrics ?? []) {
      if (metric.name === undefined || !isMeasured(metric)) continue;
      const { thresholdRange } = metric;
      if (thresholdRange !== undefined && thresholdRange.get('min') === undefined && thresholdRange.get('max') === undefined) report({ span: faultSpan(thresholdRange), message: `this check never fails: the \`thresholdRange\` of metric ${metric.name.value} has neither \`min\` nor \`max\`, so every value passes` });
      if (metric.node.get('thresholdRange') !== undefined || metric.node.get('threshold') !== undefined) continue;
      const outcome = metric.name.value === 'request-success-rate' ? 'every success rate passes, 0 % too' : 'every value above 0 fails it';
      report({ span: faultSpan(metric.name.node), message: `metric ${metric.name.value} has no \`thresholdRange\`: ${outcome}` });
    }
  },
};

/** Whether the metric is measured at all: others are `canary/metric-always-passes`. */
function isMeasured({ name, node }: CanaryMetric): boolean {
  return builtinMetrics.has(name?.value ?? '') || node.get('templateRef') !== undefined || node.get('query') !== undefined;
}
