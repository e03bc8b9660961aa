/** Which release strategy Flagger runs for a Canary, and the same in words. */
import { analysisIntervalSeconds, analysisMaxWeight, skipsAnalysis } from './canarySpec.ts';
import type { CanaryMatch, CanarySpec, StringMatch } from './canarySpec.ts';
import { formatSeconds } from './durations.ts';
import { findProvider } from './providers.ts';
import type { ProviderFacts } from './providers.ts';

/** The strategy as shown and as the `schedule` command names it; `mirror` is a canary or blue/green that mirrors first. */
export type CanaryStrategy = 'canary' | 'ab' | 'bluegreen' | 'mirror';

/** What Flagger really does with a spec, after the provider had its say. */
export interface EffectiveStrategy {
  /** The branch of Flagger's scheduler that runs (canary.go DeploymentStrategy). */
  readonly base: 'canary' | 'ab' | 'bluegreen';
  /** Mirroring is asked for in a strategy that knows it. */
  readonly mirroring: boolean;
  readonly shown: CanaryStrategy;
  /** The iterations that run: 10 where provider kubernetes forces them. */
  readonly iterations: number;
  /** The match conditions that Flagger keeps. */
  readonly match: readonly CanaryMatch[];
  /** The provider routes by the match; where it does not, an A/B test sends all traffic to the canary. */
  readonly matchWorks: boolean;
}

/** The strategy that runs with this provider; an unknown provider is taken as one that can do everything. */
export function effectiveStrategy(spec: CanarySpec, provider: ProviderFacts | undefined): EffectiveStrategy {
  const analysis = spec.analysis;
  const kubernetes = provider?.id === 'kubernetes';
  const match = kubernetes ? [] : (analysis?.match ?? []);
  const declared = analysis?.iterations ?? 0;
  // Flagger: pkg/controller/scheduler.go sets 10 iterations where provider kubernetes has none.
  const iterations = kubernetes && declared < 1 ? 10 : declared;
  const base = iterations > 0 ? (match.length > 0 ? 'ab' : 'bluegreen') : 'canary';
  const mirroring = (analysis?.mirror ?? false) && base !== 'ab' && !(base === 'bluegreen' && provider?.mirror === 'none');
  return { base, mirroring, shown: mirroring ? 'mirror' : base, iterations, match, matchWorks: match.length > 0 && provider?.match !== 'ignored' };
}

/** The provider that applies: the Canary's own, otherwise the controller's where it is known. */
export function effectiveProvider(spec: CanarySpec, meshProvider: string | undefined): ProviderFacts | undefined {
  return findProvider(spec.provider ?? meshProvider ?? '');
}

/** The strategy in one phrase: `5 % each 10 s to 50 %`, `A/B on x-faces-user, 10 × 10 s`, `blue/green, 10 × 10 s`. */
export function strategyWords(spec: CanarySpec, meshProvider?: string): string {
  if (skipsAnalysis(spec)) return 'promoted without analysis';
  const analysis = spec.analysis;
  const strategy = effectiveStrategy(spec, effectiveProvider(spec, meshProvider));
  const interval = formatSeconds(analysisIntervalSeconds(analysis));
  const mirrored = strategy.mirroring ? ' with mirrored traffic' : '';
  if (strategy.base === 'ab') return `A/B on ${matchKeys(strategy.match)}, ${strategy.iterations} × ${interval}`;
  if (strategy.base === 'bluegreen') return `blue/green${mirrored}, ${strategy.iterations} × ${interval}`;
  const weights = analysis?.stepWeights ?? [];
  const step = analysis?.stepWeight ?? 0;
  if (step <= 0 && weights.length > 0) return `${weights.join(', ')} % each ${interval}${mirrored}`;
  return step > 0 ? `${step} % each ${interval} to ${analysisMaxWeight(analysis)} %${mirrored}` : 'no steps';
}

/** What selects the requests of an A/B test: `x-faces-user = testuser`, alternatives joined by `or`. */
export function matchWords(match: readonly CanaryMatch[]): string {
  const alternatives = match.map((each) => {
    const conditions = [
      ...Object.entries(each.headers).map(([name, value]) => `${name} ${stringMatchWords(value)}`),
      ...Object.entries(each.queryParams).map(([name, value]) => `query ${name} ${stringMatchWords(value)}`),
      ...Object.entries(each.sourceLabels).map(([name, value]) => `source label ${name} = ${value}`),
    ];
    return conditions.length === 0 ? 'every request' : conditions.join(' and ');
  });
  return alternatives.join(' or ');
}

function matchKeys(match: readonly CanaryMatch[]): string {
  const keys = match.flatMap((each) => [...Object.keys(each.headers), ...Object.keys(each.queryParams), ...Object.keys(each.sourceLabels)]);
  return keys.length === 0 ? 'every request' : [...new Set(keys)].join(', ');
}

function stringMatchWords(match: StringMatch): string {
  switch (match.operator) {
    case 'exact': return `= ${match.value}`;
    case 'prefix': return `starts with ${match.value}`;
    case 'suffix': return `ends with ${match.value}`;
    case 'regex': return `matches ${match.value}`;
  }
}
