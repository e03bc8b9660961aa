/** Which release strategy Flagger runs for a Canary, and the same in words. */
import { analysisIntervalSeconds, analysisMaxWeight, skipsAnalysis } from './canarySpec.ts';
import type { CanaryMatch, CanarySpec } from './canarySpec.ts';
import { formatSeconds } from './durations.ts';
import { requestsWords } from './matchWords.ts';
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
  /** What the canary gets in an A/B test: `requests with header x-faces-user = testuser`. */
  readonly requests: string;
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
  return { base, mirroring, shown: mirroring ? 'mirror' : base, iterations, match, matchWorks: match.length > 0 && provider?.match !== 'ignored', requests: requestsWords(match, provider) };
}

/** The provider that applies: the Canary's own, otherwise the controller's where it is known. */
export function effectiveProvider(spec: CanarySpec, meshProvider: string | undefined): ProviderFacts | undefined {
  return findProvider(spec.provider ?? meshProvider ?? '');
}

/** The strategy in one phrase: `5 % each 10 s to 50 %`, `A/B, requests with header x-faces-user = testuser to the canary, 10 × 10 s`, `blue/green, 10 × 10 s`. */
export function strategyWords(spec: CanarySpec, meshProvider?: string): string {
  if (skipsAnalysis(spec)) return 'promoted without analysis';
  const analysis = spec.analysis;
  const strategy = effectiveStrategy(spec, effectiveProvider(spec, meshProvider));
  const interval = formatSeconds(analysisIntervalSeconds(analysis));
  const mirrored = strategy.mirroring ? ' with mirrored traffic' : '';
  if (strategy.base === 'ab') return `A/B, ${strategy.matchWorks ? strategy.requests : 'all traffic'} to the canary, ${strategy.iterations} × ${interval}`;
  if (strategy.base === 'bluegreen') return `blue/green${mirrored}, ${strategy.iterations} × ${interval}`;
  const weights = analysis?.stepWeights ?? [];
  const step = analysis?.stepWeight ?? 0;
  if (step <= 0 && weights.length > 0) return `${weights.join(', ')} % each ${interval}${mirrored}`;
  return step > 0 ? `${step} % each ${interval} to ${analysisMaxWeight(analysis)} %${mirrored}` : 'no steps';
}
