/** Reports a Canary without `spec.routeRef` on a provider that cannot work without it. */
import { reportMissingNeed } from '../canaryProvider.ts';
import type { ManifestRule } from '../rule.ts';
import { rulePage } from '../rulePage.ts';

/** Error where provider apisix lacks `spec.routeRef`. */
export const routeRefMissing: ManifestRule = {
  id: 'canary/route-ref-missing',
  scope: 'manifest',
  kinds: ['Canary'],
  needsWhole: true,
  severity: 'error',
  since: '0.1.0',
  fix: 'none',
  evidence: 'fluxcd/flagger pkg/router/apisix.go: Reconcile reads spec.routeRef',
  summary: 'A Canary with provider apisix names no ApisixRoute.',
  explain: rulePage({
    does: 'Reports a Canary with provider apisix that has no `spec.routeRef`.',
    why: 'Flagger has no route to copy, so the Canary stays in Initializing and no release ever happens.',
    controller: 'On each tick Flagger fetches the ApisixRoute of `routeRef` and makes `<route>-<apex>-canary` from it.',
    fix: 'Name the route in front of the apex Service: `routeRef: {apiVersion: apisix.apache.org/v2, kind: ApisixRoute, name: …}`.',
    ignore: 'Never: the provider does nothing without it.',
  }),
  check(manifest, context, report) {
    reportMissingNeed(manifest, context, 'routeRef', 'the ApisixRoute in front of the apex Service', report);
  },
};
