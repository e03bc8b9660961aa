/** Reports a Canary whose Ingress does not exist. */
import { readCanary } from '../../manifests/canary.ts';
import { faultSpan } from '../faultPlace.ts';
import { findMissing, missingReport } from '../missingObject.ts';
import type { GraphRule } from '../rule.ts';
import { rulePage } from '../rulePage.ts';

/** The `ingressRef` of a Canary names nothing. */
export const ingressMissing: GraphRule = {
  id: 'canary/ingress-missing',
  scope: 'graph',
  kinds: ['Canary'],
  severity: 'error',
  since: '0.1.0',
  fix: 'sometimes',
  evidence: 'fluxcd/flagger pkg/router/ingress.go: "ingress … get query error"',
  summary: 'The `ingressRef` of a Canary names nothing.',
  explain: rulePage({
    does: 'Reports a `spec.ingressRef` whose Ingress is not in the Canary’s namespace, where this can be known.',
    why: 'The Canary stays in Initializing, and no release ever happens.',
    controller: 'Flagger fetches the Ingress from the namespace of the Canary to copy it.',
    fix: 'Correct the name, or put the Ingress into the namespace of the Canary.',
    ignore: 'When a chart or another repository brings the Ingress.',
  }),
  check(node, context, report) {
    const ingress = readCanary(node.manifest)?.ingressRef;
    if (ingress?.name === undefined) return;
    const wanted = { kind: 'Ingress', namespace: node.object.namespace, name: ingress.name.value };
    const missing = findMissing(context, wanted, 'in Git or by a chart');
    if (missing === undefined || missing.severity === 'hint') return;
    report({ span: faultSpan(ingress.name.node), ...missingReport(wanted, missing) });
  },
};
