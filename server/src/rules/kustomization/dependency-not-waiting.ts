/** Reports a wait that is over too early. */
import { readFluxKustomization } from '../../manifests/fluxKustomization.ts';
import { dependenciesOf } from '../dependsOn.ts';
import { faultSpan } from '../faultPlace.ts';
import type { GraphRule } from '../rule.ts';
import { rulePage } from '../rulePage.ts';
import { isNeverFulfilled } from '../standstill.ts';

/** A dependency is ready as soon as it is applied, not when its objects are. */
export const dependencyNotWaiting: GraphRule = {
  id: 'kustomization/dependency-not-waiting',
  scope: 'graph',
  kinds: ['Kustomization'],
  severity: 'hint',
  since: '0.1.0',
  fix: 'none',
  evidence: 'fluxcd/kustomize-controller docs/spec/v1/kustomizations.md: a dependency without wait or healthChecks is ready as soon as it is applied',
  summary: 'A dependency is ready as soon as it is applied, not when its objects are.',
  explain: rulePage({
    does: 'Reports an entry of `spec.dependsOn` whose Kustomization has neither `wait: true` nor `healthChecks`.',
    why: 'The dependent starts while the objects of its dependency are still coming up.',
    controller: 'Without `wait` and `healthChecks` a Kustomization is ready once everything is applied.',
    fix: 'Set `wait: true` (and `timeout`) on the dependency.',
    ignore: 'When the order of applying is all that matters.',
  }),
  check(node, context, report) {
    for (const { id, name, reference } of dependenciesOf(node.manifest)) {
      const dependency = context.cluster.nodes.get(id);
      const kustomization = dependency === undefined || dependency.id === node.id ? undefined : readFluxKustomization(dependency.manifest);
      if (kustomization === undefined || reference.name === undefined || kustomization.wait?.value === true || kustomization.healthChecks.length > 0) continue;
      if (isNeverFulfilled(context, node, id)) continue;
      report({ span: faultSpan(reference.name.node), message: `${name} is ready as soon as it is applied: it has neither \`wait: true\` nor \`healthChecks\`` });
    }
  },
};
