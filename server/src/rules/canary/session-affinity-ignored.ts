/** Reports session affinity on a provider without it. */
import { providedCanary } from '../canaryProvider.ts';
import { keySpan } from '../faultPlace.ts';
import type { ManifestRule } from '../rule.ts';
import { rulePage } from '../rulePage.ts';

/** A Canary asks for session affinity, but its provider has none. */
export const sessionAffinityIgnored: ManifestRule = {
  id: 'canary/session-affinity-ignored',
  scope: 'manifest',
  kinds: ['Canary'],
  severity: 'warning',
  since: '0.1.0',
  fix: 'none',
  evidence: 'fluxcd/flagger pkg/router: only istio.go and gateway_api.go read analysis.sessionAffinity',
  summary: 'A Canary asks for session affinity, but its provider has none.',
  explain: rulePage({
    does: 'Reports `analysis.sessionAffinity` on a provider other than istio and Gateway API.',
    why: 'Users jump between the two versions from request to request.',
    controller: 'Only the routers of istio and Gateway API set the cookie that keeps a user on one version.',
    fix: 'Remove `sessionAffinity`, or use a provider that knows it.',
    ignore: 'Never.',
  }),
  check(manifest, context, report) {
    const { canary, facts, related = [] } = providedCanary(manifest, context) ?? {};
    if (facts === undefined || facts.sessionAffinity || canary?.analysis?.get('sessionAffinity') === undefined) return;
    report({ span: keySpan(canary.analysis, 'sessionAffinity', manifest), message: `provider ${facts.id} knows no session affinity: it has no effect`, related });
  },
};
