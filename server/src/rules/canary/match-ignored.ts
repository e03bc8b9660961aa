/** Reports `analysis.match` on a provider that does not route by request. */
import { providedCanary } from '../canaryProvider.ts';
import { keySpan } from '../faultPlace.ts';
import type { ManifestRule } from '../rule.ts';
import { rulePage } from '../rulePage.ts';

/** Error on an A/B test with linkerd, SMI, traefik and the others that ignore `match`. */
export const matchIgnored: ManifestRule = {
  id: 'canary/match-ignored',
  scope: 'manifest',
  kinds: ['Canary'],
  severity: 'error',
  since: '0.1.0',
  fix: 'none',
  evidence: 'fluxcd/flagger pkg/router/*.go: SetRoutes of these routers never reads analysis.match; pkg/controller/scheduler.go runAB sends weight 100 to the canary',
  summary: 'A Canary has `match` conditions, but its provider ignores them.',
  explain: rulePage({
    does: 'Reports `analysis.match` on a Canary whose provider does not route by header or cookie: linkerd, smi, osm, traefik, apisix, kuma, skipper, knative; and kubernetes, which routes nothing.',
    why: 'The test seems to run, but every user gets the new version from the first check on, instead of the few that `match` names.',
    controller: 'With `match` and `iterations` Flagger runs an A/B test: it sends all traffic that matches to the canary. A router that ignores the conditions sends all traffic. With provider kubernetes Flagger drops `match` and runs blue/green.',
    fix: 'Let a provider that reads headers decide (nginx, istio, contour, gloo, Gateway API), also in front of a mesh: provider `nginx` with an `ingressRef` works beside linkerd. Or remove `match` and use `stepWeight`.',
    ignore: 'Never, unless the router was replaced by one of your own.',
  }),
  check(manifest, context, report) {
    const provided = providedCanary(manifest, context);
    if (provided === undefined || provided.canary.match.length === 0) return;
    const { canary, facts, span } = provided;
    const related = [{ span: keySpan(canary.analysis, 'match', manifest), message: 'the conditions that are ignored' }, ...provided.related];
    if (facts.match === 'dropped') {
      report({ span, severity: 'warning', message: `provider ${facts.id} cannot route by request: Flagger drops \`match\` and runs blue/green`, related });
    } else if (facts.match === 'ignored' && (canary.iterations?.value ?? 0) > 0) {
      report({ span, message: `A/B testing does not work with provider ${facts.id}: Flagger ignores \`match\` and sends all traffic to the canary`, related });
    } else if (facts.match === 'ignored') {
      report({ span, severity: 'warning', message: `provider ${facts.id} ignores \`match\`: the weights apply to all traffic`, related });
    }
  },
};
