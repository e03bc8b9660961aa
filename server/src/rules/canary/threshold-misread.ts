/** Reports threshold ranges that mean something else than they seem to. */
import { readCanary } from '../../manifests/canary.ts';
import { readNumber } from '../../yaml/yamlReader.ts';
import { faultSpan } from '../faultPlace.ts';
import type { ManifestRule } from '../rule.ts';
import { rulePage } from '../rulePage.ts';

/** A threshold range accepts nothing, or is written in the wrong unit. */
export const thresholdMisread: ManifestRule = {
  id: 'canary/threshold-misread',
  scope: 'manifest',
  kinds: ['Canary'],
  severity: 'warning',
  since: '0.1.0',
  fix: 'none',
  evidence: 'fluxcd/flagger pkg/controller/scheduler_metrics.go: request-success-rate is in percent, request-duration in milliseconds',
  summary: 'A threshold range accepts nothing, or is written in the wrong unit.',
  explain: rulePage({
    does: 'Reports a `thresholdRange` whose `min` is above its `max`, a `request-success-rate` between 0 and 1 or with only a `max`, and a `request-duration` below 1.',
    why: 'The check fails always or never, whatever the new version does.',
    controller: 'The success rate is a percentage from 0 to 100, the duration is in milliseconds, and whole milliseconds at that.',
    fix: 'Write `min: 99` for a success rate of 99 %, and `max: 500` for half a second.',
    ignore: 'Never.',
  }),
  check(manifest, _context, report) {
    for (const { name, thresholdRange } of readCanary(manifest)?.metrics ?? []) {
      const min = readNumber(thresholdRange, 'min');
      const max = readNumber(thresholdRange, 'max');
      if (min !== undefined && max !== undefined && min.value > max.value) {
        report({ span: faultSpan(min.node), message: `no value passes: \`min: ${min.value}\` is above \`max: ${max.value}\`` });
      } else if (name?.value === 'request-success-rate' && min !== undefined && min.value > 0 && min.value <= 1) {
        report({ span: faultSpan(min.node), message: `\`min: ${min.value}\` is ${min.value} %: the success rate goes from 0 to 100` });
      } else if (name?.value === 'request-success-rate' && min === undefined && max !== undefined) {
        report({ span: faultSpan(max.node), message: 'a success rate with only a `max` fails when all is well; `min` is the lowest rate that passes' });
      } else if (name?.value === 'request-success-rate' && min !== undefined && min.value > 100) {
        report({ span: faultSpan(min.node), message: `no value passes: \`min: ${min.value}\` is above 100, the highest success rate` });
      } else if (name?.value === 'request-duration' && max !== undefined && max.value > 0 && max.value < 1) {
        report({ span: faultSpan(max.node), message: `\`max: ${max.value}\` is below one millisecond: the duration is in milliseconds` });
      }
    }
  },
};
