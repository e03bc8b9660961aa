/** Reports `analysis.match` where no A/B test runs. */
import { findProvider } from '../../flagger/providers.ts';
import { readCanary } from '../../manifests/canary.ts';
import { keySpan } from '../faultPlace.ts';
import type { ManifestRule } from '../rule.ts';
import { rulePage } from '../rulePage.ts';

/** An analysis has `match` but no `iterations`, so it is no A/B test. */
export const matchWithoutIterations: ManifestRule = {
  id: 'canary/match-without-iterations',
  scope: 'manifest',
  kinds: ['Canary'],
  needsWhole: true,
  severity: 'warning',
  since: '0.1.0',
  fix: 'none',
  evidence: 'fluxcd/flagger pkg/apis/flagger/v1beta1/canary.go DeploymentStrategy: A/B testing wants match and iterations',
  summary: 'An analysis has `match` but no `iterations`, so it is no A/B test.',
  explain: rulePage({
    does: 'Reports `analysis.match` on a Canary with `stepWeight` or `stepWeights`.',
    why: 'The release runs as a canary with growing weight, which is rarely what somebody wants who writes conditions.',
    controller: 'Flagger runs an A/B test only when `match` and `iterations` are both set. Otherwise the weights grow, on some providers for the matched requests only.',
    fix: 'Replace `stepWeight` (and `maxWeight`) by `iterations`, or remove `match`.',
    ignore: 'When a canary on the matched requests only is what you want, and the provider does that.',
  }),
  check(manifest, _context, report) {
    const canary = readCanary(manifest);
    if (canary === undefined || canary.match.length === 0 || canary.analysis?.get('iterations') !== undefined) return;
    const facts = findProvider(canary.provider?.value ?? '');
    if (facts?.match === 'ignored' || facts?.match === 'dropped') return; // match-ignored says it.
    report({ span: keySpan(canary.analysis, 'match', manifest), message: '`match` without `iterations` is no A/B test: Flagger shifts weights step by step' });
  },
};
