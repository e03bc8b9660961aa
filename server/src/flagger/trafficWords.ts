/** What reaches the canary, in words that fit the strategy: only a canary with steps has weights. */
import type { EffectiveStrategy } from './strategy.ts';

/** `25 %`; `matching requests` in an A/B test; `all traffic` after the switch of blue/green; `copies only` while mirroring; `nothing`. */
export function shareWords({ base, matchWorks }: Pick<EffectiveStrategy, 'base' | 'matchWorks'>, weight: number, mirrored = false): string {
  if (mirrored && weight === 0) return 'copies only';
  if (base === 'canary') return `${weight} %`;
  if (weight === 0) return 'nothing';
  const all = base === 'ab' && matchWorks ? 'matching requests' : 'all traffic';
  // Only stepWeightPromotion makes shares of it.
  return weight === 100 ? all : `${weight} % of ${all}`;
}

/** The same as a clause: `25 % of traffic stays on the canary`, `requests with … stay on the canary`; empty where nothing does. */
export function stayingWords({ base, matchWorks, requests }: Pick<EffectiveStrategy, 'base' | 'matchWorks' | 'requests'>, weight: number): string {
  if (weight === 0) return '';
  if (base === 'canary' || weight < 100) return `${weight} % of ${base === 'ab' && matchWorks ? requests : 'traffic'} stays on the canary`;
  return base === 'ab' && matchWorks ? `${requests} stay on the canary` : 'all traffic stays on the canary';
}

/** The clause as a sentence behind another one; empty where nothing stays. */
export function stayingSentence(strategy: Parameters<typeof stayingWords>[0], weight: number): string {
  const words = stayingWords(strategy, weight);
  return words === '' ? '' : ` ${capital(words)}.`;
}

/** With a capital letter at the start. */
export function capital(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}
