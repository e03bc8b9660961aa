/** Reports an alert whose provider does not exist. */
import { readCanary } from '../../manifests/canary.ts';
import { readReference } from '../../manifests/manifest.ts';
import { readMap } from '../../yaml/yamlReader.ts';
import { faultSpan } from '../faultPlace.ts';
import { findMissing, missingReport } from '../missingObject.ts';
import type { GraphRule } from '../rule.ts';
import { rulePage } from '../rulePage.ts';

/** The `providerRef` of an alert names nothing. */
export const alertProviderMissing: GraphRule = {
  id: 'canary/alert-provider-missing',
  scope: 'graph',
  kinds: ['Canary'],
  severity: 'error',
  since: '0.1.0',
  fix: 'sometimes',
  evidence: 'fluxcd/flagger pkg/controller/events.go alert: "alert provider … error"',
  summary: 'The `providerRef` of an alert names nothing.',
  explain: rulePage({
    does: 'Reports an entry of `analysis.alerts` whose `providerRef` names no AlertProvider of its namespace.',
    why: 'Nobody hears of a failed release; the reason stands only in Flagger’s log.',
    controller: 'Flagger looks in `providerRef.namespace`, by default the namespace of the Canary.',
    fix: 'Correct the name, or add the namespace of the provider.',
    ignore: 'When the provider is made outside the workspace. Where that is possible this is only a hint.',
  }),
  check(node, context, report) {
    for (const alert of readCanary(node.manifest)?.alerts ?? []) {
      const reference = readReference(readMap(alert, 'providerRef'));
      if (reference?.name === undefined) continue;
      const wanted = { kind: 'AlertProvider', namespace: reference.namespace?.value ?? node.object.namespace, name: reference.name.value };
      const missing = findMissing(context, wanted);
      if (missing === undefined) continue;
      const span = missing.by === 'namespace' && reference.namespace !== undefined ? reference.namespace.node : reference.name.node;
      report({ span: faultSpan(span), ...missingReport(wanted, missing) });
    }
  },
};
