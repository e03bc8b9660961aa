/** Reports threshold ranges that mean something else than they seem to. */
import { readCanary } from '../../manifests/canary.ts';
import { readNumber } from '../../yaml/yamlReader.ts';
import { faultSpan } from '../faultPlace.ts';
import type { ManifestRule } from '../rule.ts';
import { rulePage } from '../rulePage.ts';

/** A threshold range accepts nothing or everything, or is written in the wrong unit. */
export const thresholdMisread: ManifestRule = {
  id: 'canary/threshold-misread',
  scope: 'manifest',
  kinds: ['Canary'],
  severity: 'warning',
  since: '0.1.0',
  fix: 'none',
  evidence: 'fluxcd/flagger pkg/controller/scheduler_metrics.go: request-success-rate is in percent, request-duration in milliseconds',
  summary: 'A threshold range accepts nothing or everything, or is written in the wrong unit.',
  explain: rulePage({
    does: 'Reports a `thresholdRange` whose `min` is above its `max`, a `request-success-rate` between 0 and 1 or with only a `max`, a `request-duration` below 1 or with only a `min`, and ranges of the two that every value is in.',
    why: 'The check fails always or never, whatever the new version does.',
    controller: 'The success rate is a percentage from 0 to 100, the duration is in milliseconds, and whole milliseconds at that.',
    fix: 'Write `min: 99` for a success rate of 99 %, and `max: 500` for half a second.',
    ignore: 'Never.',
  }),
  check(manifest, _context, report) {
    for (const { name, thresholdRange } of readCanary(manifest)?.metrics ?? []) {
      const misread = misreadingOf(name?.value, readNumber(thresholdRange, 'min'), readNumber(thresholdRange, 'max'));
      if (misread !== undefined) report({ span: faultSpan(misread.bound.node), message: misread.message });
    }
  },
};

type Bound = NonNullable<ReturnType<typeof readNumber>>;

interface Misreading {
  readonly bound: Bound;
  readonly message: string;
}

function misreadingOf(metric: string | undefined, min: Bound | undefined, max: Bound | undefined): Misreading | undefined {
  if (min !== undefined && max !== undefined && min.value > max.value) return { bound: min, message: `no value passes: \`min: ${min.value}\` is above \`max: ${max.value}\`` };
  if (metric === 'request-success-rate') return misreadRate(min, max);
  return metric === 'request-duration' ? misreadDuration(min, max) : undefined;
}

/** Of a rate between 0 and 100. */
function misreadRate(min: Bound | undefined, max: Bound | undefined): Misreading | undefined {
  if (min !== undefined && min.value > 0 && min.value <= 1) return { bound: min, message: `\`min: ${min.value}\` is ${min.value} %: the success rate goes from 0 to 100` };
  if (min !== undefined && min.value > 100) return { bound: min, message: `no value passes: \`min: ${min.value}\` is above 100, the highest success rate` };
  if (max !== undefined && max.value < 0) return { bound: max, message: `no value passes: \`max: ${max.value}\` is below 0, the lowest success rate` };
  const accepted = min ?? max;
  if (accepted !== undefined && (min === undefined || min.value <= 0) && (max === undefined || max.value >= 100)) return { bound: accepted, message: 'this check never fails: every success rate from 0 to 100 passes' };
  if (min === undefined && max !== undefined) return { bound: max, message: 'a success rate with only a `max` fails when all is well; `min` is the lowest rate that passes' };
  return undefined;
}

/** Of a duration in milliseconds. */
function misreadDuration(min: Bound | undefined, max: Bound | undefined): Misreading | undefined {
  if (max !== undefined && max.value < 0) return { bound: max, message: `no value passes: \`max: ${max.value}\` is below 0` };
  if (max?.value === 0) return { bound: max, message: 'every request fails this check: none takes 0 milliseconds' };
  if (max !== undefined && max.value < 1) return { bound: max, message: `\`max: ${max.value}\` is below one millisecond: the duration is in milliseconds` };
  if (min === undefined || max !== undefined) return undefined;
  if (min.value <= 0) return { bound: min, message: 'this check never fails: every duration passes' };
  return { bound: min, message: 'a duration with only a `min` fails when requests are fast; `max` is the longest that passes' };
}
