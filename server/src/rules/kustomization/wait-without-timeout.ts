/** Reports a wait that nobody limited. */
import { durationSeconds, effectiveTimeoutSeconds, formatDuration } from '../../flux/durations.ts';
import { readFluxKustomization } from '../../manifests/fluxKustomization.ts';
import { faultSpan, keySpan } from '../faultPlace.ts';
import type { ManifestRule } from '../rule.ts';
import { rulePage } from '../rulePage.ts';

/** A Flux Kustomization waits for its objects, and nothing says how long. */
export const waitWithoutTimeout: ManifestRule = {
  id: 'kustomization/wait-without-timeout',
  scope: 'manifest',
  kinds: ['Kustomization'],
  needsWhole: true,
  severity: 'hint',
  since: '0.1.0',
  fix: 'none',
  evidence: 'fluxcd/kustomize-controller api/v1/kustomization_types.go GetTimeout: interval less 30 seconds',
  summary: 'A Flux Kustomization waits for its objects, and nothing says how long.',
  explain: rulePage({
    does: 'Reports `wait: true` or `healthChecks` without `timeout`, where the interval is longer than five minutes.',
    why: 'A release that never gets ready is reported only when nearly the whole interval is over, and dependents wait as long.',
    controller: 'Without `timeout` Flux waits for the interval less 30 seconds.',
    fix: 'Set `timeout` to what a healthy roll-out needs, `5m` for example.',
    ignore: 'When the roll-out really takes that long.',
  }),
  check(manifest, _context, report) {
    const kustomization = readFluxKustomization(manifest);
    const interval = kustomization?.interval?.value;
    if (kustomization === undefined || interval === undefined || kustomization.timeout !== undefined || (durationSeconds(interval) ?? 0) <= 300) return;
    if (kustomization.wait?.value !== true && kustomization.healthChecks.length === 0) return;
    const seconds = effectiveTimeoutSeconds({ interval, timeout: undefined }) ?? 0;
    const span = kustomization.wait?.value === true ? faultSpan(kustomization.wait.node) : keySpan(kustomization.spec, 'healthChecks', manifest);
    report({ span, message: `without \`timeout\` Flux waits up to ${formatDuration(seconds)} before it says that something is wrong` });
  },
};
