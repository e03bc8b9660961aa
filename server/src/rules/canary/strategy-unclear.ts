/** Reports an analysis that does not set exactly one of `iterations`, `stepWeight` and `stepWeights`, or sets it to nothing. */
import { readCanary, type Canary } from '../../manifests/canary.ts';
import { readBoolean } from '../../yaml/yamlReader.ts';
import { faultSpan, holdsVariable, keySpan } from '../faultPlace.ts';
import type { ManifestRule, Reporter } from '../rule.ts';
import { rulePage } from '../rulePage.ts';

const choices = ['iterations', 'stepWeight', 'stepWeights'] as const;
const oneOf = 'exactly one of `iterations`, `stepWeight`, `stepWeights` must be set';

/** Error on none or several of the three, and on one of nothing. */
export const strategyUnclear: ManifestRule = {
  id: 'canary/strategy-unclear',
  scope: 'manifest',
  kinds: ['Canary'],
  needsWhole: true,
  severity: 'error',
  since: '0.1.0',
  fix: 'sometimes',
  evidence: 'fluxcd/flagger artifacts/flagger/crd.yaml: oneOf of spec.analysis; pkg/controller/scheduler.go advanceCanary: without iterations and steps nothing runs, and provider kubernetes is given 10 iterations',
  summary: 'An analysis sets none or several of `iterations`, `stepWeight`, `stepWeights`.',
  explain: rulePage({
    does: 'Reports a `spec.analysis` that sets none, two or all of `iterations`, `stepWeight` and `stepWeights`. Also one of them that is `0` or an empty list; only a warning where the Canary names no provider, and not with `skipAnalysis` or provider `kubernetes`.',
    why: 'Each of them chooses another strategy; the API server refuses a Canary that leaves the choice open, with a message that few people can read. With `0` or an empty list the analysis never ends.',
    controller: 'The schema of Canary has a `oneOf` with one branch for each of the three. `iterations` means A/B testing (with `match`) or blue/green (without), the other two mean a canary with growing weight. Without any step Flagger advances nothing; only for provider `kubernetes` it makes ten iterations of it.',
    fix: 'Keep the one that says what you want: `stepWeight` (with `maxWeight`) for even steps, `stepWeights` for steps of your own, `iterations` for A/B testing and blue/green.',
    ignore: 'Never: the API server refuses the object, or its analysis does not end.',
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
      reportNothing(canary, first, report);
    }
  },
};

/** An analysis without any step never moves, but for provider `kubernetes`, which a Canary that names none may have from the controller. */
function reportNothing({ spec, analysis, provider }: Canary, key: string, report: Reporter): void {
  const value = analysis?.get(key);
  const isNothing = value?.kind === 'scalar' ? value.text === '0' : value?.kind === 'seq' && value.items.length === 0;
  if (value === undefined || !isNothing || provider?.value === 'kubernetes' || readBoolean(spec, 'skipAnalysis')?.value === true) return;
  const isKnown = provider !== undefined && !holdsVariable(provider.value);
  const message = `\`${key}\` of nothing is no strategy: the analysis stays at its first step and never ends`;
  report({ span: faultSpan(value), data: { keys: [] }, ...(isKnown ? { message } : { severity: 'warning', message: `${message}, unless Flagger runs with the provider \`kubernetes\`` }) });
}

function place(offset: number | undefined): number {
  return offset ?? -1;
}
