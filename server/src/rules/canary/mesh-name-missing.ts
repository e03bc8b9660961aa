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
  evidence: 'fluxcd/flagger pkg/router/appmesh.go: the virtual nodes are made in the mesh named by spec.service.meshName',
  summary: 'A Canary with provider appmesh names no mesh.',
  explain: rulePage({
    does: 'Reports a Canary with provider appmesh that has no `spec.service.meshName`.',
    why: 'The virtual nodes belong to no mesh, so no traffic reaches them.',
    controller: 'The router writes `service.meshName` into every virtual node, router and service it makes.',
    fix: 'Set `service.meshName` to the name of the App Mesh mesh.',
    ignore: 'Never: the provider does nothing without it.',
  }),
  check(manifest, context, report) {
    reportMissingNeed(manifest, context, 'service.meshName', 'the name of the App Mesh mesh', report);
  },
};
