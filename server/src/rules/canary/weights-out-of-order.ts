/** Reports weights that cannot be reached. */
import { readCanary } from '../../manifests/canary.ts';
import { readItems, readNumber } from '../../yaml/yamlReader.ts';
import { scalarValue } from '../../yaml/yamlValue.ts';
import { faultSpan } from '../faultPlace.ts';
import type { ManifestRule } from '../rule.ts';
import { rulePage } from '../rulePage.ts';

/** Step weights do not rise, or lie outside 1 to 100. */
export const weightsOutOfOrder: ManifestRule = {
  id: 'canary/weights-out-of-order',
  scope: 'manifest',
  kinds: ['Canary'],
  severity: 'error',
  since: '0.1.0',
  fix: 'none',
  evidence: 'fluxcd/flagger pkg/controller/scheduler.go nextStepWeight',
  summary: 'Step weights do not rise, or lie outside 1 to 100.',
  explain: rulePage({
    does: 'Reports `stepWeights` that do not rise from step to step, and weights outside 1 to 100.',
    why: 'The rollout gets stuck or jumps to all traffic at once.',
    controller: 'Flagger looks the live weight up in `stepWeights` and goes to the next one; a weight that does not grow is no step.',
    fix: 'List rising weights between 1 and 100.',
    ignore: 'Never.',
  }),
  check(manifest, _context, report) {
    const analysis = readCanary(manifest)?.analysis;
    for (const field of ['stepWeight', 'maxWeight', 'stepWeightPromotion', 'mirrorWeight'] as const) {
      const weight = readNumber(analysis, field);
      if (weight !== undefined && (weight.value < 0 || weight.value > 100)) report({ span: faultSpan(weight.node), message: `\`${field}: ${weight.value}\` is no share of traffic: it goes from 1 to 100` });
    }
    let before = 0;
    for (const item of readItems(analysis, 'stepWeights')) {
      const weight = item.kind === 'scalar' ? scalarValue(item) : undefined;
      if (typeof weight !== 'number') continue;
      if (weight < 1 || weight > 100) report({ span: faultSpan(item), message: `weight ${weight} is no share of traffic: it goes from 1 to 100` });
      else if (weight <= before) report({ span: faultSpan(item), message: `step weights must rise: ${weight} comes after ${before}` });
      before = weight;
    }
  },
};
