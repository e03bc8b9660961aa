/** Reports a Canary without `spec.ingressRef` on a provider that cannot work without it. */
import { reportMissingNeed } from '../canaryProvider.ts';
import type { ManifestRule } from '../rule.ts';
import { rulePage } from '../rulePage.ts';

/** Error where provider nginx or skipper lacks `spec.ingressRef`. */
export const ingressRefMissing: ManifestRule = {
  id: 'canary/ingress-ref-missing',
  scope: 'manifest',
  kinds: ['Canary'],
  needsWhole: true,
  severity: 'error',
  since: '0.1.0',
  fix: 'none',
  evidence: 'fluxcd/flagger pkg/router/ingress.go and skipper.go: Reconcile reads spec.ingressRef',
  summary: 'A Canary with provider nginx or skipper names no Ingress.',
  explain: rulePage({
    does: 'Reports a Canary with provider nginx or skipper that has no `spec.ingressRef`.',
    why: 'Flagger has no Ingress to copy, so the Canary stays in Initializing and no release ever happens.',
    controller: 'On each tick Flagger fetches the Ingress of `ingressRef` and makes `<ingress>-canary` from it.',
    fix: 'Name the Ingress that routes to the apex Service: `ingressRef: {apiVersion: networking.k8s.io/v1, kind: Ingress, name: …}` in the same namespace.',
    ignore: 'Never: the provider does nothing without it.',
  }),
  check(manifest, context, report) {
    reportMissingNeed(manifest, context, 'ingressRef', 'the Ingress in front of the apex Service, in the same namespace', report);
  },
};
