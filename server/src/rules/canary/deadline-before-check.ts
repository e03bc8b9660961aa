/** Reports a deadline that ends before the first check. */
import { parseGoDuration } from '../../flagger/durations.ts';
import { readCanary } from '../../manifests/canary.ts';
import { readNumber } from '../../yaml/yamlReader.ts';
import { faultSpan } from '../faultPlace.ts';
import type { ManifestRule } from '../rule.ts';
import { rulePage } from '../rulePage.ts';

/** The progress deadline of a Canary is shorter than its interval. */
export const deadlineBeforeCheck: ManifestRule = {
  id: 'canary/deadline-before-check',
  scope: 'manifest',
  kinds: ['Canary'],
  severity: 'warning',
  since: '0.1.0',
  fix: 'none',
  evidence: 'fluxcd/flagger pkg/canary/deployment_ready.go: progressDeadlineSeconds against the last transition',
  summary: 'The progress deadline of a Canary is shorter than its interval.',
  explain: rulePage({
    does: 'Reports `progressDeadlineSeconds` that is less than `analysis.interval`.',
    why: 'A release may be given up before its pods were looked at a second time.',
    controller: 'Flagger looks once each interval; pods that are not ready after the deadline end the release.',
    fix: 'Set the deadline to several intervals; the default is 600 seconds.',
    ignore: 'Never.',
  }),
  check(manifest, _context, report) {
    const canary = readCanary(manifest);
    const deadline = readNumber(canary?.spec, 'progressDeadlineSeconds');
    const interval = parseGoDuration(canary?.interval?.value ?? '');
    if (deadline === undefined || interval === undefined || deadline.value >= interval) return;
    report({ span: faultSpan(deadline.node), message: `the deadline of ${deadline.value} s ends before the next check: the interval is ${canary?.interval?.value ?? ''}` });
  },
};
