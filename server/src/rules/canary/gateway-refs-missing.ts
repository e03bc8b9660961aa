/** Reports a Canary without `spec.service.gatewayRefs` on a provider that cannot work without it. */
import { reportMissingNeed } from '../canaryProvider.ts';
import type { ManifestRule } from '../rule.ts';
import { rulePage } from '../rulePage.ts';

/** Error where provider gatewayapi:v1 or gatewayapi:v1beta1 lacks `spec.service.gatewayRefs`. */
export const gatewayRefsMissing: ManifestRule = {
  id: 'canary/gateway-refs-missing',
  scope: 'manifest',
  kinds: ['Canary'],
  needsWhole: true,
  severity: 'error',
  since: '0.1.0',
  fix: 'none',
  evidence: 'fluxcd/flagger pkg/router/gateway_api.go: error "GatewayRefs must be specified when using Gateway API as a provider."',
  summary: 'A Canary with a Gateway API provider names no Gateway.',
  explain: rulePage({
    does: 'Reports a Canary with provider gatewayapi:v1 or gatewayapi:v1beta1 that has no `spec.service.gatewayRefs`.',
    why: 'Flagger cannot attach its HTTPRoute anywhere, so the Canary stays in Initializing and no release ever happens.',
    controller: 'The router refuses to make the HTTPRoute: "GatewayRefs must be specified when using Gateway API as a provider".',
    fix: 'Name the Gateway under `service.gatewayRefs`, or, for a mesh such as Linkerd, the apex Service itself: `{group: core, kind: Service, name: …, port: …}`.',
    ignore: 'Never: the provider does nothing without it.',
  }),
  check(manifest, context, report) {
    reportMissingNeed(manifest, context, 'service.gatewayRefs', 'the Gateway, or for a mesh the apex Service, that its HTTPRoute attaches to', report);
  },
};
