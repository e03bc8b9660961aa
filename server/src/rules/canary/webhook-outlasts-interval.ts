/** Reports a webhook that may take longer than one round of the analysis. */
import { parseGoDuration } from '../../flagger/durations.ts';
import { readCanary } from '../../manifests/canary.ts';
import { readString } from '../../yaml/yamlReader.ts';
import { faultSpan } from '../faultPlace.ts';
import type { ManifestRule } from '../rule.ts';
import { rulePage } from '../rulePage.ts';

/** Warning where the timeout is longer than the interval. */
export const webhookOutlastsInterval: ManifestRule = {
  id: 'canary/webhook-outlasts-interval',
  scope: 'manifest',
  kinds: ['Canary'],
  severity: 'warning',
  since: '0.1.0',
  fix: 'none',
  evidence: 'fluxcd/flagger pkg/controller/webhook.go: each call is waited for within the tick; pkg/controller/job.go: one tick an interval',
  summary: 'The `timeout` of a webhook is longer than the interval of the analysis.',
  explain: rulePage({
    does: 'Reports webhooks that are called in each round (`rollout` and the gates) and whose `timeout` is longer than `analysis.interval`.',
    why: 'A call that hangs holds up the round and the ones after it: the release takes longer than its plan says.',
    controller: 'Flagger calls the webhooks one after the other and waits for each before it looks at the metrics. The next round starts only when this one is done.',
    fix: 'Make the timeout shorter than the interval, or the interval longer. A load test that runs longer needs no long timeout: the load tester answers at once.',
    ignore: 'When the webhook is a test that is meant to take this long.',
  }),
  check(manifest, _context, report) {
    const canary = readCanary(manifest);
    const interval = parseGoDuration(canary?.interval?.value ?? '');
    if (canary === undefined || interval === undefined) return;
    for (const { node, type } of canary.webhooks) {
      const timeout = readString(node, 'timeout');
      const length = parseGoDuration(timeout?.value ?? '');
      if (timeout === undefined || length === undefined || length <= interval || !inEachRound.has(type?.value ?? '')) continue;
      report({ span: faultSpan(timeout.node), message: `a call may take ${timeout.value}, longer than the round of ${canary.interval?.value ?? ''} that waits for it` });
    }
  },
};

/** Types of webhooks that a round of the analysis waits for. */
const inEachRound: ReadonlySet<string> = new Set(['', 'rollout', 'confirm-traffic-increase', 'confirm-promotion', 'rollback']);
