/** Reports a Flux Kustomization that waits for one which does not exist. */
import { reportMissingDependencies } from '../dependsOn.ts';
import type { GraphRule } from '../rule.ts';
import { rulePage } from '../rulePage.ts';

/** Error, warning or hint by what is known. */
export const dependsOnMissing: GraphRule = {
  id: 'kustomization/depends-on-missing',
  scope: 'graph',
  kinds: ['Kustomization'],
  severity: 'error',
  since: '0.1.0',
  fix: 'sometimes',
  evidence: 'fluxcd/kustomize-controller internal/controller: checkDependencies, "dependency … not found"',
  summary: 'A Flux Kustomization depends on one that does not exist.',
  explain: rulePage({
    does: 'Reports an entry of `spec.dependsOn` that names no Flux Kustomization of the cluster. The namespace is the object’s own where the entry has none.',
    why: 'The object waits for ever with reason `DependencyNotReady`; it is never applied.',
    controller: 'kustomize-controller fetches each dependency by namespace and name and tries again every 30 seconds until all exist and are ready. Only Flux Kustomizations can be named, never HelmReleases.',
    fix: 'Correct the name, add the namespace, or remove the entry. To wait for a HelmRelease, depend on the Kustomization that applies it, with `wait: true` there.',
    ignore: 'When the object is made outside the workspace. Where that is possible this is only a hint.',
  }),
  check(node, context, report) {
    reportMissingDependencies(node, context, 'HelmRelease', report);
  },
};
