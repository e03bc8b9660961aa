/** Reports an included repository that does not exist. */
import { readFluxSource } from '../../manifests/fluxSource.ts';
import { faultSpan } from '../faultPlace.ts';
import { findMissing, missingReport } from '../missingObject.ts';
import type { GraphRule } from '../rule.ts';
import { rulePage } from '../rulePage.ts';

/** A GitRepository includes one that does not exist. */
export const includeMissing: GraphRule = {
  id: 'source/include-missing',
  scope: 'graph',
  kinds: ['GitRepository'],
  severity: 'error',
  since: '0.1.0',
  fix: 'sometimes',
  evidence: 'fluxcd/source-controller internal/controller/gitrepository_controller.go reconcileInclude: IncludeUnavailable',
  summary: 'A GitRepository includes one that does not exist.',
  explain: rulePage({
    does: 'Reports an entry of `spec.include` that names no GitRepository of the same namespace.',
    why: 'The source never becomes ready: `IncludeUnavailable`.',
    controller: 'Included repositories are looked up in the namespace of the GitRepository.',
    fix: 'Correct the name, or declare the repository.',
    ignore: 'When it is made outside the workspace. Where that is possible this is only a hint.',
  }),
  check(node, context, report) {
    for (const { name } of readFluxSource(node.manifest)?.include ?? []) {
      if (name === undefined) continue;
      const wanted = { kind: 'GitRepository', namespace: node.object.namespace, name: name.value };
      const missing = findMissing(context, wanted);
      if (missing !== undefined) report({ span: faultSpan(name.node), ...missingReport(wanted, missing) });
    }
  },
};
