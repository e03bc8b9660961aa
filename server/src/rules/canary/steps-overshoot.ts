/** Reports steps of weight that do not end at `maxWeight`. */
import { readCanary } from '../../manifests/canary.ts';
import { readNumber } from '../../yaml/yamlReader.ts';
import { faultSpan } from '../faultPlace.ts';
import type { ManifestRule } from '../rule.ts';
import { rulePage } from '../rulePage.ts';

/** The steps of a canary go beyond `maxWeight`. */
export const stepsOvershoot: ManifestRule = {
  id: 'canary/steps-overshoot',
  scope: 'manifest',
  kinds: ['Canary'],
  severity: 'warning',
  since: '0.1.0',
  fix: 'sometimes',
  evidence: 'fluxcd/flagger pkg/controller/scheduler.go runCanary: the weight grows while it is below maxWeight',
  summary: 'The steps of a canary go beyond `maxWeight`.',
  explain: rulePage({
    does: 'Reports a `maxWeight` that is no multiple of `stepWeight`, and a `stepWeight` above it.',
    why: 'More users get the new version than `maxWeight` says: with 20 and 50 the last step is 60 %.',
    controller: 'Flagger adds `stepWeight` as long as the weight is below `maxWeight`, and does not cut the last step.',
    fix: 'Make `maxWeight` a multiple of `stepWeight`, or list the steps in `stepWeights`.',
    ignore: 'When the overshoot is known and accepted.',
  }),
  check(manifest, _context, report) {
    const canary = readCanary(manifest);
    const step = canary?.stepWeight?.value;
    const max = readNumber(canary?.analysis, 'maxWeight');
    if (step === undefined || max === undefined || step <= 0 || max.value <= 0 || max.value % step === 0) return;
    if (canary?.analysis?.get('iterations') !== undefined || canary?.analysis?.get('stepWeights') !== undefined) return;
    const last = Math.min(100, Math.ceil(max.value / step) * step);
    if (canary?.stepWeight !== undefined && step > max.value) {
      report({ span: faultSpan(canary.stepWeight.node), message: `the first step of ${step} % is above \`maxWeight: ${max.value}\`: the canary gets ${last} % at once`, related: [{ span: faultSpan(max.node), message: 'the greatest weight' }] });
      return;
    }
    report({ span: faultSpan(max.node), related: canary?.stepWeight === undefined ? [] : [{ span: faultSpan(canary.stepWeight.node), message: 'the step' }], message: `${step} % steps to ${max.value} % end at ${last} %: Flagger does not cut the last step`, data: { replacement: last } });
  },
};
