/** Reports mirroring that holds a rollout for ever. */
import { readBoolean } from '../../yaml/yamlReader.ts';
import { providedCanary } from '../canaryProvider.ts';
import { faultSpan } from '../faultPlace.ts';
import type { ManifestRule } from '../rule.ts';
import { rulePage } from '../rulePage.ts';

/** A Canary mirrors traffic on a provider that cannot, and will never advance. */
export const mirrorNeverAdvances: ManifestRule = {
  id: 'canary/mirror-never-advances',
  scope: 'manifest',
  kinds: ['Canary'],
  severity: 'warning',
  since: '0.1.0',
  fix: 'none',
  evidence: 'fluxcd/flagger pkg/controller/scheduler.go runCanary with GetRoutes of the routers: only istio reports mirrored traffic with step weights',
  summary: 'A Canary mirrors traffic on a provider that cannot, and will never advance.',
  explain: rulePage({
    does: 'Reports `mirror: true` together with `stepWeight` or `stepWeights` on a provider other than istio, and `mirror` with iterations on a provider that does not mirror.',
    why: 'With step weights the rollout repeats its mirroring step at weight 0 for ever, without failing.',
    controller: 'Flagger mirrors before the first weight and goes on when the router says that traffic is mirrored. Only istio says so in a canary; Gateway API mirrors in blue/green only.',
    fix: 'Remove `mirror`, or use a provider that mirrors.',
    ignore: 'Never.',
  }),
  check(manifest, context, report) {
    const { canary, facts, related } = providedCanary(manifest, context) ?? {};
    const mirror = readBoolean(canary?.analysis, 'mirror');
    if (mirror?.value !== true || facts === undefined || facts.mirror === 'all') return;
    if ((canary?.iterations?.value ?? 0) <= 0) {
      report({ span: faultSpan(mirror.node), message: `never advances: provider ${facts.id} does not mirror with step weights, so Flagger repeats the mirroring step at weight 0`, related: related ?? [] });
    } else if (facts.mirror === 'none') {
      report({ span: faultSpan(mirror.node), severity: 'info', message: `provider ${facts.id} does not mirror: \`mirror\` has no effect`, related: related ?? [] });
    }
  },
};
