/** Reports a Canary without `spec.service.meshName` on a provider that cannot work without it. */
import { reportMissingNeed } from '../canaryProvider.ts';
import type { ManifestRule } from '../rule.ts';
import { rulePage } from '../rulePage.ts';

/** Error where provider appmesh lacks `spec.service.meshName`. */
export const meshNameMissing: ManifestRule = {
  id: 'canary/mesh-name-missing',
  scope: 'manifest',
  kinds: ['Canary'],
  needsWhole: true,
  severity: 'error',
  since: '0.1.0',
  fix: 'none',
  evidence: 'fluxcd/flagger pkg/router/appmesh.go Reconcile: "mesh name cannot be empty"',
  summary: 'A Canary with provider appmesh names no mesh.',
  explain: rulePage({
    does: 'Reports a Canary with provider appmesh that has no `spec.service.meshName`. Provider appmesh:v1beta2 needs none.',
    why: 'The Canary never gets past its initialisation.',
    controller: 'The router writes `service.meshName` into every virtual node and service that it makes, and refuses an empty one. With appmesh:v1beta2 the App Mesh controller finds the mesh by the labels of the namespace.',
    fix: 'Set `service.meshName` to the name of the App Mesh mesh.',
    ignore: 'Never: the provider does nothing without it.',
  }),
  check(manifest, context, report) {
    reportMissingNeed(manifest, context, 'service.meshName', 'the name of the App Mesh mesh', report);
  },
};
