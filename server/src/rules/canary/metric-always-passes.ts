/** Reports a metric of an analysis that measures nothing. */
import { builtinMetrics, readCanary } from '../../manifests/canary.ts';
import { faultSpan } from '../faultPlace.ts';
import type { ManifestRule } from '../rule.ts';
import { rulePage } from '../rulePage.ts';

/** Error on a metric of an own name without `templateRef` and `query`. */
export const metricAlwaysPasses: ManifestRule = {
  id: 'canary/metric-always-passes',
  scope: 'manifest',
  kinds: ['Canary'],
  needsWhole: true,
  severity: 'error',
  since: '0.1.0',
  fix: 'sometimes',
  evidence: 'fluxcd/flagger pkg/controller/scheduler_metrics.go runBuiltinMetricChecks and runMetricChecks; fluxcd/flagger#892',
  summary: 'A metric has neither `templateRef` nor `query`, so it measures nothing.',
  explain: rulePage({
    does: 'Reports an entry of `analysis.metrics` that is none of the two built-in metrics (`request-success-rate`, `request-duration`) and has neither `templateRef` nor `query`.',
    why: 'It looks like a check, but nothing is measured: a broken version is promoted as if it had passed.',
    controller: 'Flagger knows the queries of its two built-in metrics. For any other name it runs what `templateRef` or `query` say. Older versions skip an entry that has neither, so it always passes; Flagger 1.36 and later count a failed check on every tick instead, so nothing is ever promoted.',
    fix: 'Point `templateRef` at a MetricTemplate, or correct the name if a built-in metric was meant.',
    ignore: 'Never.',
  }),
  check(manifest, _context, report) {
    for (const { node, name, templateRef, query } of readCanary(manifest)?.metrics ?? []) {
      if (name === undefined || builtinMetrics.has(name.value) || templateRef !== undefined || query !== undefined) continue;
      if (node.get('templateRef') !== undefined || node.get('query') !== undefined) continue;
      report({
        span: faultSpan(name.node),
        message: `this check always passes: metric ${name.value} has neither \`templateRef\` nor \`query\` (Flagger 1.36 and later: it always fails)`,
        data: { name: name.value },
      });
    }
  },
};
