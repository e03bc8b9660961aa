/** Reports health checks that nobody runs. */
import { readFluxKustomization } from '../../manifests/fluxKustomization.ts';
import { keySpan } from '../faultPlace.ts';
import type { ManifestRule } from '../rule.ts';
import { rulePage } from '../rulePage.ts';

/** A Flux Kustomization has `healthChecks` beside `wait: true`, which ignores them. */
export const healthChecksIgnored: ManifestRule = {
  id: 'kustomization/health-checks-ignored',
  scope: 'manifest',
  kinds: ['Kustomization'],
  needsWhole: true,
  severity: 'warning',
  since: '0.1.0',
  fix: 'none',
  evidence: 'fluxcd/kustomize-controller internal/controller/kustomization_controller.go checkHealth: wait goes before healthChecks',
  summary: 'A Flux Kustomization has `healthChecks` beside `wait: true`, which ignores them.',
  explain: rulePage({
    does: 'Reports `spec.healthChecks` together with `wait: true`, and `healthCheckExprs` without either.',
    why: 'Objects that the Kustomization does not apply itself, which a health check could wait for, are not waited for.',
    controller: 'With `wait: true` Flux waits for everything that it applied, and for nothing else.',
    fix: 'Remove one of the two.',
    ignore: 'Never.',
  }),
  check(manifest, _context, report) {
    const kustomization = readFluxKustomization(manifest);
    if (kustomization === undefined) return;
    const waits = kustomization.wait?.value === true;
    if (waits && kustomization.healthChecks.length > 0) report({ span: keySpan(kustomization.spec, 'healthChecks', manifest), message: '`healthChecks` is ignored: `wait: true` waits for what this Kustomization applies, and for nothing else' });
    if (!waits && kustomization.healthChecks.length === 0 && kustomization.spec?.get('healthCheckExprs') !== undefined) report({ span: keySpan(kustomization.spec, 'healthCheckExprs', manifest), message: '`healthCheckExprs` is ignored without `wait: true` or `healthChecks`' });
  },
};
