/** Reports an analysis interval that Flagger raises. */
import { parseGoDuration } from '../../flagger/durations.ts';
import { readCanary } from '../../manifests/canary.ts';
import { faultSpan } from '../faultPlace.ts';
import type { ManifestRule } from '../rule.ts';
import { rulePage } from '../rulePage.ts';

/** An analysis interval is below 10 seconds. */
export const intervalTooShort: ManifestRule = {
  id: 'canary/interval-too-short',
  scope: 'manifest',
  kinds: ['Canary'],
  severity: 'warning',
  since: '0.1.0',
  fix: 'always',
  evidence: 'fluxcd/flagger pkg/apis/flagger/v1beta1/canary.go GetAnalysisInterval: below 10 s becomes 10 s',
  summary: 'An analysis interval is below 10 seconds.',
  explain: rulePage({
    does: 'Reports `analysis.interval` below 10 seconds.',
    why: 'The rollout takes longer than the file says.',
    controller: 'Flagger takes 10 seconds for everything below.',
    fix: 'Write `10s` or more.',
    ignore: 'Never.',
  }),
  check(manifest, _context, report) {
    const interval = readCanary(manifest)?.interval;
    const seconds = interval === undefined ? undefined : parseGoDuration(interval.value);
    if (interval === undefined || seconds === undefined || seconds >= 10) return;
    report({ span: faultSpan(interval.node), message: `\`interval: ${interval.value}\` is below the least that Flagger takes: it will be 10 s`, data: { replacement: '10s' } });
  },
};
