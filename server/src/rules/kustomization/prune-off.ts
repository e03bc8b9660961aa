/** Reports a Flux Kustomization that leaves things behind. */
import { readFluxKustomization } from '../../manifests/fluxKustomization.ts';
import { faultSpan } from '../faultPlace.ts';
import type { ManifestRule } from '../rule.ts';
import { rulePage } from '../rulePage.ts';

/** A Flux Kustomization never removes what Git no longer has. */
export const pruneOff: ManifestRule = {
  id: 'kustomization/prune-off',
  scope: 'manifest',
  kinds: ['Kustomization'],
  severity: 'info',
  since: '0.1.0',
  fix: 'none',
  evidence: 'fluxcd/kustomize-controller internal/controller/kustomization_controller.go prune',
  summary: 'A Flux Kustomization never removes what Git no longer has.',
  explain: rulePage({
    does: 'Reports `prune: false`.',
    why: 'An object that is removed from Git stays in the cluster, and nobody sees it.',
    controller: 'Only with `prune: true` Flux deletes what it applied before and what is no longer in the build.',
    fix: 'Set `prune: true`; keep single objects with `kustomize.toolkit.fluxcd.io/prune: disabled`.',
    ignore: 'For definitions and storage whose loss would be worse.',
  }),
  check(manifest, _context, report) {
    const prune = readFluxKustomization(manifest)?.prune;
    if (prune?.value === false) report({ span: faultSpan(prune.node), message: 'what is removed from Git stays in the cluster: `prune` is off' });
  },
};
