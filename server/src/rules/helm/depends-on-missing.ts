/** Reports a HelmRelease that waits for one which does not exist. */
import { dependenciesOf } from '../dependsOn.ts';
import { faultSpan } from '../faultPlace.ts';
import { findMissing, missingMessage } from '../missingObject.ts';
import type { GraphRule } from '../rule.ts';
import { rulePage } from '../rulePage.ts';

/** Error, warning or hint by what is known. */
export const helmDependsOnMissing: GraphRule = {
  id: 'helm/depends-on-missing',
  scope: 'graph',
  kinds: ['HelmRelease'],
  severity: 'error',
  since: '0.1.0',
  fix: 'sometimes',
  evidence: 'fluxcd/helm-controller internal/controller: checkDependencies, "dependency … not found"',
  summary: 'A HelmRelease depends on one that does not exist.',
  explain: rulePage({
    does: 'Reports an entry of `spec.dependsOn` that names no HelmRelease of the cluster. The namespace is the object’s own where the entry has none.',
    why: 'The object waits for ever with reason `DependencyNotReady`; it is never applied.',
    controller: 'helm-controller fetches each dependency by namespace and name and tries again every 30 seconds until all exist and are ready. Only HelmReleases can be named, never Flux Kustomizations.',
    fix: 'Correct the name, add the namespace, or remove the entry. To wait for a Flux Kustomization, put `dependsOn` on the Kustomization that applies this HelmRelease.',
    ignore: 'When the object is made outside the workspace. Where that is possible this is only a hint.',
  }),
  check(node, context, report) {
    const { cluster } = context;
    for (const { reference, ...wanted } of dependenciesOf(node.manifest)) {
      const missing = wanted.id === node.id ? undefined : findMissing(context, { ...wanted, otherKinds: ['Kustomization'] });
      if (missing === undefined || reference.name === undefined) continue;
      const unfit = missing.by === 'kind' ? '; a HelmRelease and a Flux Kustomization cannot wait for each other' : '';
      report({
        span: faultSpan(reference.namespace !== undefined && missing.by === 'namespace' ? reference.namespace.node : reference.name.node),
        severity: missing.by === 'kind' && cluster.open ? 'warning' : missing.severity,
        message: `${missingMessage(wanted, missing)}${unfit}`,
        data: { by: missing.by, name: missing.name, namespace: missing.meant?.object.namespace },
      });
    }
  },
};
