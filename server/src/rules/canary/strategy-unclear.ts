/** Reports an analysis that does not set exactly one of `iterations`, `stepWeight` and `stepWeights`. */
import { readCanary } from '../../manifests/canary.ts';
import { faultSpan, keySpan } from '../faultPlace.ts';
import type { ManifestRule } from '../rule.ts';
import { rulePage } from '../rulePage.ts';

const choices = ['iterations', 'stepWeight', 'stepWeights'] as const;
const oneOf = 'exactly one of `iterations`, `stepWeight`, `stepWeights` must be set';

/** Error on none or several of the three. */
export const strategyUnclear: ManifestRule = {
  id: 'canary/strategy-unclear',
  scope: 'manifest',
  kinds: ['Canary'],
  needsWhole: true,
  severity: 'error',
  since: '0.1.0',
  fix: 'sometimes',
  evidence: 'fluxcd/flagger artifacts/flagger/crd.yaml: oneOf of spec.analysis',
  summary: 'An analysis sets none or several of `iterations`, `stepWeight`, `stepWeights`.',
  explain: rulePage({
    does: 'Reports a `spec.analysis` that sets none, two or all of `iterations`, `stepWeight` and `stepWeights`.',
    why: 'Each of them chooses another strategy; the API server refuses a Canary that leaves the choice open, with a message that few people can read.',
    controller: 'The schema of Canary has a `oneOf` with one branch for each of the three. `iterations` means A/B testing (with `match`) or blue/green (without), the other two mean a canary with growing weight.',
    fix: 'Keep the one that says what you want: `stepWeight` (with `maxWeight`) for even steps, `stepWeights` for steps of your own, `iterations` for A/B testing and blue/green.',
    ignore: 'Never: the API server refuses the object.',
  }),
  check(manifest, _context, report) {
    const canary = readCanary(manifest);
    if (canary?.analysis === undefined) return;
    const { analysis } = canary;
    const present = choices.filter((key) => analysis.get(key) !== undefined);
    const [first, second] = present;
    if (first === undefined) {
      report({ span: keySpan(canary.spec, 'analysis', manifest), message: `${oneOf}: here is none of them`, data: { keys: [] } });
    } else if (second !== undefined) {
      const later = [...present].sort((a, b) => place(analysis.pair(b)?.key.start) - place(analysis.pair(a)?.key.start));
      const [extra = second, ...others] = later;
      report({
        span: faultSpan(analysis.pair(extra)?.key ?? analysis),
        message: `${oneOf}: here are ${present.map((key) => `\`${key}\``).join(' and ')}`,
        related: others.map((key) => ({ span: keySpan(analysis, key, manifest), message: `\`${key}\` is set here` })),
        data: { keys: present },
      });
    } else {
      const value = analysis.get(first);
      const isNothing = value?.kind === 'scalar' ? value.text === '0' : value?.kind === 'seq' && value.items.length === 0;
      if (value !== undefined && isNothing) report({ span: faultSpan(value), message: `\`${first}\` of nothing is no strategy: the analysis stays at its first step and never ends`, data: { keys: [] } });
    }
  },
};

function place(offset: number | undefined): number {
  return offset ?? -1;
}
