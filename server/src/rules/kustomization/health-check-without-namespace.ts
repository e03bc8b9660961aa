/** Reports a health check that can find nothing. */
import { readFluxKustomization } from '../../manifests/fluxKustomization.ts';
import { faultSpan } from '../faultPlace.ts';
import type { ManifestRule } from '../rule.ts';
import { rulePage } from '../rulePage.ts';

/** A health check of a namespaced kind has no namespace. */
export const healthCheckWithoutNamespace: ManifestRule = {
  id: 'kustomization/health-check-without-namespace',
  scope: 'manifest',
  kinds: ['Kustomization'],
  severity: 'error',
  since: '0.1.0',
  fix: 'always',
  evidence: 'fluxcd/kustomize-controller internal/inventory: the namespace of a health check has no default',
  summary: 'A health check of a namespaced kind has no namespace.',
  explain: rulePage({
    does: 'Reports an entry of `spec.healthChecks` of a namespaced kind without `namespace`.',
    why: 'The object is never found, so that the Kustomization fails after its timeout, and dependents never start.',
    controller: 'Neither the Kustomization’s own namespace nor `targetNamespace` is filled in.',
    fix: 'Add the namespace.',
    ignore: 'Never.',
  }),
  check(manifest, _context, report) {
    const kustomization = readFluxKustomization(manifest);
    // With `wait` Flux reads no health check, which another rule tells.
    if (kustomization === undefined || kustomization.wait?.value === true) return;
    for (const { kind, name, namespace, node } of kustomization.healthChecks) {
      if (kind === undefined || namespace !== undefined || node.get('namespace') !== undefined || !namespaced.has(kind.value)) continue;
      report({ span: faultSpan((name ?? kind).node), message: `health check of ${kind.value} ${name?.value ?? ''} has no namespace, and gets none: it will never be found` });
    }
  },
};

/** Kinds that are surely namespaced; others may be custom resources of the cluster. */
export const namespaced: ReadonlySet<string> = new Set(['Deployment', 'StatefulSet', 'DaemonSet', 'Job', 'CronJob', 'Pod', 'Service', 'ConfigMap', 'Secret', 'PersistentVolumeClaim', 'Ingress', 'HelmRelease', 'Kustomization', 'GitRepository', 'OCIRepository', 'HelmRepository', 'Canary', 'Certificate', 'Issuer']);
