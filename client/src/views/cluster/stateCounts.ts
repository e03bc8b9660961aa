// Counts objects by state and says the counts in words, the worst first.
import type { ReadyState } from '../../../../server/src/protocol/clusterFacts.ts';
import { statesWorstFirst } from '../stateSigns.ts';

/** How many objects are in each state. */
export type StateCounts = Readonly<Record<ReadyState, number>>;

/** Counts states. */
export function countStates(states: readonly ReadyState[]): StateCounts {
  const counts: Record<ReadyState, number> = { ready: 0, reconciling: 0, waiting: 0, failed: 0, stalled: 0, suspended: 0, unknown: 0 };
  for (const state of states) counts[state] += 1;
  return counts;
}

/** `7 ready`, `1 failed · 3 ready`. */
export function stateCountWords(counts: StateCounts): string {
  return statesWorstFirst.flatMap((state) => (counts[state] === 0 ? [] : [`${counts[state]} ${state}`])).join(' · ');
}

/** The same for Canaries, which have other words for moving and for resting: `1 in progress · 2 idle`. */
export function canaryCountWords(counts: StateCounts): string {
  return stateCountWords(counts).replace('reconciling', 'in progress').replace('ready', 'idle');
}

/** The same for workloads: `1 stuck · 1 rolling out · 7 running`. */
export function workloadCountWords(counts: StateCounts): string {
  return stateCountWords(counts).replace('failed', 'stuck').replace('reconciling', 'rolling out').replace('ready', 'running');
}
