/** Reports a HelmRelease that waits for itself. */
import { reportOwnDependencies } from '../dependsOn.ts';
import type { ManifestRule } from '../rule.ts';
import { rulePage } from '../rulePage.ts';

/** Error: it will never be ready before itself. */
export const helmDependsOnItself: ManifestRule = {
  id: 'helm/depends-on-itself',
  scope: 'manifest',
  kinds: ['HelmRelease'],
  severity: 'error',
  since: '0.1.0',
  fix: 'always',
  evidence: 'fluxcd/helm-controller internal/controller: checkDependencies',
  summary: 'A HelmRelease depends on itself.',
  explain: rulePage({
    does: 'Reports an entry of `spec.dependsOn` that names the HelmRelease that holds it.',
    why: 'It waits for itself for ever and is never applied.',
    controller: 'helm-controller runs an object only after all its dependencies are ready, and does not notice that one of them is the object itself.',
    fix: 'Remove the entry, or name the object that was meant.',
    ignore: 'Never.',
  }),
  check(manifest, _context, report) {
    reportOwnDependencies(manifest, report);
  },
};
