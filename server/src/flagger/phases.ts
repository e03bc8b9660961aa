/** Flagger's phases: which of them wait, run, end, and what each means in a few words. */

/** The phases that Flagger 1.44 writes, in the order of a life (pkg/apis/flagger/v1beta1/status.go). */
export const CANARY_PHASES = [
  'Initializing', 'Initialized', 'Waiting', 'Progressing', 'WaitingPromotion', 'Promoting', 'Finalising', 'Succeeded', 'Failed', 'Terminating', 'Terminated',
] as const;

/** A phase that this version knows. */
export type KnownPhase = (typeof CANARY_PHASES)[number];

/** The sign of a state; each view maps it to an icon and a colour. `halted` is a failed check that has not ended the rollout yet. */
export type CanarySign = 'succeeded' | 'progressing' | 'waiting' | 'halted' | 'failed' | 'suspended' | 'idle' | 'unknown';

/** What a phase means for somebody who watches. */
export interface PhaseMeaning {
  readonly sign: CanarySign;
  /** A rollout is under way: the next tick may change something. */
  readonly running: boolean;
  /** Some traffic may reach the new version. */
  readonly exposed: boolean;
  /** What Flagger does in this phase, lower case, no stop. */
  readonly words: string;
}

const MEANINGS: Readonly<Record<KnownPhase, PhaseMeaning>> = {
  Initializing: { sign: 'progressing', running: false, exposed: false, words: 'setting up the primary, the Services and the routes' },
  Initialized: { sign: 'idle', running: false, exposed: false, words: 'ready for the first rollout' },
  Waiting: { sign: 'waiting', running: true, exposed: false, words: 'a confirm-rollout gate is closed, nothing has started' },
  Progressing: { sign: 'progressing', running: true, exposed: true, words: 'analysing the new version' },
  WaitingPromotion: { sign: 'waiting', running: true, exposed: true, words: 'a confirm-promotion gate is closed, the analysis goes on' },
  Promoting: { sign: 'progressing', running: true, exposed: true, words: 'rolling the new version out to the primary' },
  Finalising: { sign: 'progressing', running: true, exposed: false, words: 'all traffic is back on the primary, the canary scales down' },
  Succeeded: { sign: 'succeeded', running: false, exposed: false, words: 'the new version is promoted' },
  Failed: { sign: 'failed', running: false, exposed: false, words: 'rolled back, the old version serves' },
  Terminating: { sign: 'progressing', running: false, exposed: false, words: 'giving the target back before the Canary is deleted' },
  Terminated: { sign: 'idle', running: false, exposed: false, words: 'the target has been given back' },
};

/** The phase as a known one, or `undefined` for one of a newer Flagger. */
export function knownPhase(phase: string): KnownPhase | undefined {
  return CANARY_PHASES.find((known) => known === phase);
}

/** What a phase means; an unknown phase is unknown, not broken. */
export function phaseMeaning(phase: string): PhaseMeaning {
  const known = knownPhase(phase);
  return known === undefined
    ? { sign: 'unknown', running: false, exposed: false, words: phase === '' ? 'Flagger has not seen it yet' : `phase ${phase} is not known to this version` }
    : MEANINGS[known];
}
