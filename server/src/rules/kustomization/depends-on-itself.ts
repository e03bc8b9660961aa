/** Reports a Flux Kustomization that waits for itself. */
import { reportOwnDependencies } from '../dependsOn.ts';
import type { ManifestRule } from '../rule.ts';
import { rulePage } from '../rulePage.ts';

/** Error: it will never be ready before itself. */
export const dependsOnItself: ManifestRule = {
  id: 'kustomization/depends-on-itself',
  scope: 'manifest',
  kinds: ['Kustomization'],
  severity: 'error',
  since: '0.1.0',
  fix: 'always',
  evidence: 'fluxcd/kustomize-controller internal/controller: checkDependencies',
  summary: 'A Flux Kustomization depends on itself.',
  explain: rulePage({
    does: 'Reports an entry of `spec.dependsOn` that names the Flux Kustomization that holds it.',
    why: 'It waits for itself for ever and is never applied. A new commit then starts none of the Kustomizations of its source, since their order cannot be found.',
    controller: 'kustomize-controller runs an object only after all its dependencies are ready, and does not notice that one of them is the object itself.',
    fix: 'Remove the entry, or name the object that was meant.',
    ignore: 'Never.',
  }),
  check(manifest, _context, report) {
    reportOwnDependencies(manifest, report);
  },
};
