/** Reports a metric whose template does not exist. */
import { readCanary } from '../../manifests/canary.ts';
import { faultSpan } from '../faultPlace.ts';
import { findMissing, missingReport } from '../missingObject.ts';
import type { GraphRule } from '../rule.ts';
import { rulePage } from '../rulePage.ts';

/** The `templateRef` of a metric names nothing. */
export const metricTemplateMissing: GraphRule = {
  id: 'canary/metric-template-missing',
  scope: 'graph',
  kinds: ['Canary'],
  severity: 'error',
  since: '0.1.0',
  fix: 'sometimes',
  evidence: 'fluxcd/flagger pkg/controller/scheduler_metrics.go: "Metric template … error"',
  summary: 'The `templateRef` of a metric names nothing.',
  explain: rulePage({
    does: 'Reports an entry of `analysis.metrics` whose `templateRef` names no MetricTemplate of its namespace.',
    why: 'Each check fails, so that every release is rolled back.',
    controller: 'Flagger looks in `templateRef.namespace`, by default the namespace of the Canary.',
    fix: 'Correct the name, or add the namespace of the template.',
    ignore: 'When the template is made outside the workspace. Where that is possible this is only a hint.',
  }),
  check(node, context, report) {
    for (const { templateRef } of readCanary(node.manifest)?.metrics ?? []) {
      if (templateRef?.name === undefined) continue;
      const wanted = { kind: 'MetricTemplate', namespace: templateRef.namespace?.value ?? node.object.namespace, name: templateRef.name.value };
      const missing = findMissing(context, wanted);
      if (missing === undefined) continue;
      const span = missing.by === 'namespace' && templateRef.namespace !== undefined ? templateRef.namespace.node : templateRef.name.node;
      report({ span: faultSpan(span), ...missingReport(wanted, missing) });
    }
  },
};
