/** Where a rollout waits for a gate, by plan and from a live state, and how long it takes at the least in words that do not forget it. */
import type { CanaryHook } from './canarySpec.ts';
import { formatSeconds } from './durations.ts';
import { gateOpener } from './gateUrls.ts';
import type { GateOpener } from './gateUrls.ts';
import type { RolloutTick } from './simulateRollout.ts';

/** One gate that a rollout meets. */
export interface GateWait {
  /** The webhook's name. */
  readonly hook: string;
  /** `confirm-rollout`, `confirm-traffic-increase` or `confirm-promotion`. */
  readonly type: string;
  readonly opener: Exclude<GateOpener, 'always-open'>;
  /** Seconds until it is asked for the first time. */
  readonly atSeconds: number;
}

/** What the words need of a schedule. */
export interface LeastTime {
  readonly minSecondsToPromote: number | undefined;
  readonly waits: readonly GateWait[];
}

/** The gates that these ticks ask, each once, in order; those whose URL always answers "open" hold nobody. */
export function gateWaits(ticks: readonly RolloutTick[], intervalSeconds: number): readonly GateWait[] {
  const waits = new Map<CanaryHook, GateWait>();
  for (const [index, { hooks }] of ticks.entries()) {
    for (const hook of hooks) {
      const opener = gateOpener(hook.url);
      if (!hook.type.startsWith('confirm-') || opener === 'always-open' || waits.has(hook)) continue;
      waits.set(hook, { hook: hook.name, type: hook.type, opener, atSeconds: index * intervalSeconds });
    }
  }
  return [...waits.values()];
}

/** `promoted after 2 min 10 s at the earliest; after 1 min 50 s it waits until gate approve is opened`. `strong` and `name` mark numbers and names up. */
export function promotionWords({ minSecondsToPromote, waits }: LeastTime, strong: (text: string) => string = same, name: (text: string) => string = same): string {
  const shut = waits.find(({ opener }) => opener === 'never');
  if (shut !== undefined) return `not promoted as it stands: ${whenWords(shut)} it waits at gate ${name(shut.hook)}, which never opens (its URL always answers 403)`;
  if (minSecondsToPromote === undefined) return 'never promoted';
  const least = `promoted after ${strong(formatSeconds(minSecondsToPromote))} at the earliest`;
  const clauses = waits.map((wait) => `${whenWords(wait)} it waits until gate ${name(wait.hook)} ${openWords(wait)}`);
  return clauses.length === 0 ? least : `${least}; ${clauses.join(', ')}`;
}

/** `rolled back after 40 s at the earliest when every check fails`. */
export function rollbackWords({ minSecondsToRollback }: { readonly minSecondsToRollback: number | undefined }): string {
  return minSecondsToRollback === undefined ? 'no check can roll it back' : `rolled back after ${formatSeconds(minSecondsToRollback)} at the earliest when every check fails`;
}

/** The same in the few words of a lens: `at least 1 min 50 s, then waits until gate approve is opened`. */
export function leastWords({ minSecondsToPromote, waits }: LeastTime): string {
  const shut = waits.find(({ opener }) => opener === 'never');
  if (shut !== undefined) return `${shut.atSeconds === 0 ? '' : `${formatSeconds(shut.atSeconds)}, then `}waits at gate ${shut.hook}, which never opens`;
  if (minSecondsToPromote === undefined) return 'never promoted';
  const all = `at least ${formatSeconds(minSecondsToPromote)}`;
  const [first, ...more] = waits;
  if (first === undefined) return all;
  const gate = `until gate ${first.hook} ${openWords(first)}${more.length === 0 ? '' : ` (and ${more.length} more ${more.length === 1 ? 'gate' : 'gates'})`}`;
  if (first.type === 'confirm-traffic-increase') return `${all}, waits before each step ${gate}`;
  return first.atSeconds === 0 ? `waits ${gate}, then ${all}` : `at least ${formatSeconds(first.atSeconds)}, then waits ${gate}`;
}

function whenWords({ type, atSeconds }: GateWait): string {
  if (type === 'confirm-traffic-increase') return 'before each step';
  return atSeconds === 0 ? 'before the start' : `after ${formatSeconds(atSeconds)}`;
}

function openWords({ opener }: GateWait): string {
  return opener === 'answer' ? 'lets it pass' : 'is opened';
}

function same(text: string): string {
  return text;
}
