/** Reports CEL expressions that do not parse. */
import { groupOf } from '../../manifests/manifest.ts';
import { readMaps, readString } from '../../yaml/yamlReader.ts';
import { celFault } from '../celSyntax.ts';
import { faultSpan, holdsVariable } from '../faultPlace.ts';
import type { ManifestRule } from '../rule.ts';
import { rulePage } from '../rulePage.ts';

/** Error on the expression. */
export const badExpression: ManifestRule = {
  id: 'flux/bad-expression',
  scope: 'manifest',
  kinds: ['Kustomization', 'HelmRelease', 'Receiver'],
  severity: 'error',
  since: '0.1.0',
  fix: 'none',
  evidence: 'fluxcd/pkg runtime/cel/expression.go: "failed to parse expression"; reason InvalidCELExpression',
  summary: 'A CEL expression does not parse.',
  explain: rulePage({
    does: 'Reports `healthCheckExprs`, `dependsOn[].readyExpr` and `resourceFilter` that are no CEL expressions: an operator without a right side, a bracket or quote that is not closed, `=` in place of `==`.',
    why: 'The object is stalled with `InvalidCELExpression` until the expression is mended; nothing of it is applied.',
    controller: 'The controllers compile each expression before they do anything else.',
    fix: 'Complete the expression: `status.conditions.filter(e, e.type == "Ready").all(e, e.status == "True")`.',
    ignore: 'Never.',
  }),
  check({ root, apiVersion }, _context, report) {
    if (!groupOf(apiVersion).endsWith('toolkit.fluxcd.io')) return;
    const checks = readMaps(root, 'spec', 'healthCheckExprs').flatMap((entry) => ['current', 'inProgress', 'failed'].map((field) => readString(entry, field)));
    const ready = readMaps(root, 'spec', 'dependsOn').map((entry) => readString(entry, 'readyExpr'));
    for (const expression of [...checks, ...ready, readString(root, 'spec', 'resourceFilter')]) {
      const fault = expression === undefined || holdsVariable(expression.value) ? undefined : celFault(expression.value);
      if (expression !== undefined && fault !== undefined) report({ span: faultSpan(expression.node), message: `this is no CEL expression: ${fault.message}` });
    }
  },
};
