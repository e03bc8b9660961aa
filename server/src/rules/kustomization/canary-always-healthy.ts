/** Reports a health check that a Canary always passes. */
import { readFluxKustomization } from '../../manifests/fluxKustomization.ts';
import { readMaps, readString } from '../../yaml/yamlReader.ts';
import { faultSpan } from '../faultPlace.ts';
import type { ManifestRule } from '../rule.ts';
import { rulePage } from '../rulePage.ts';

/** A health check on a Canary says nothing without `healthCheckExprs`. */
export const canaryAlwaysHealthy: ManifestRule = {
  id: 'kustomization/canary-always-healthy',
  scope: 'manifest',
  kinds: ['Kustomization'],
  needsWhole: true,
  severity: 'warning',
  since: '0.1.0',
  fix: 'none',
  evidence: 'fluxcd/flagger: a Canary has no Ready condition and no observedGeneration, so kstatus takes it as current at once',
  summary: 'A health check on a Canary says nothing without `healthCheckExprs`.',
  explain: rulePage({
    does: 'Reports an entry of `spec.healthChecks` of kind Canary, where no `healthCheckExprs` speaks of `flagger.app`.',
    why: 'The Kustomization becomes ready while the rollout has not even begun.',
    controller: 'Flux judges an object by its Ready condition; a Canary has only a condition Promoted.',
    fix: 'Add `healthCheckExprs` for `flagger.app/v1beta1` with the condition Promoted.',
    ignore: 'Never.',
  }),
  check(manifest, _context, report) {
    const kustomization = readFluxKustomization(manifest);
    if (kustomization === undefined || readMaps(kustomization.spec, 'healthCheckExprs').some((expression) => readString(expression, 'apiVersion')?.value.startsWith('flagger.app/') === true)) return;
    if (kustomization.wait?.value === true) return; // health-checks-ignored says it.
    for (const { kind, name } of kustomization.healthChecks) {
      if (kind?.value === 'Canary') report({ span: faultSpan((name ?? kind).node), message: `a Canary is healthy at once for Flux, whatever its rollout does: add \`healthCheckExprs\` on its condition Promoted` });
    }
  },
};
