// Says what the objects of one moment mean for somebody who waits for a rollout: it is over, or what it waits for. Pure.
import { phaseMeaning } from '../../../server/src/flagger/phases.ts';
import { compareWorkloads, type Workloads } from '../flagger/putBack.ts';
import type { PromotedConfigs } from './trackedConfigs.ts';

/** What is known when a look is taken. */
export interface RolloutLook {
  readonly phase: string;
  readonly suspended: boolean;
  readonly workloads: Workloads;
  /** ConfigMaps that have changed since Flagger looked last. */
  readonly changedConfigs?: readonly string[];
  /** Whether Flagger compares Secrets for this Canary: they are not read here, so a change of one is Flagger's to find. */
  readonly tracksSecrets?: boolean;
  /** Whether Flagger's last look at a failed Canary found the pod template that it promoted last (`foundPromotedTemplate`). */
  readonly foundPromoted?: boolean;
  /** Whether the ConfigMaps and Secrets are those that the primary runs with; absent: they are. */
  readonly promotedConfigs?: PromotedConfigs;
  /** Whether this rollout was seen under way since the waiting began. */
  readonly seenRunning: boolean;
  /** How long the Canary has rested in its phase since the waiting began, in analysis intervals. */
  readonly restedIntervals: number;
}

/** `putBack`: the last rollout failed, and the target is what serves again. `waiting`: look again when something changes or the next interval is over. */
export type RolloutVerdict =
  | { readonly type: 'promoted' | 'failed' | 'putBack' }
  | { readonly type: 'unknown'; readonly why: string }
  | { readonly type: 'waiting'; readonly why: string };

/**
 * Judges. A Canary that rests may rest because Flagger has not yet seen a change: it looks once an interval.
 * So the target is held against the primary, and where that says nothing, one interval is waited out.
 */
export function judgeRollout(look: RolloutLook): RolloutVerdict {
  const { phase, suspended, seenRunning, restedIntervals } = look;
  if (suspended) return { type: 'unknown', why: 'the Canary is suspended: Flagger does nothing with it' };
  if (phase === 'Terminating' || phase === 'Terminated') return { type: 'unknown', why: 'the Canary is being deleted' };
  if (phase === 'Failed') return judgeFailed(look);
  if (phase !== 'Succeeded' && phase !== 'Initialized') return { type: 'waiting', why: phaseMeaning(phase).running || phase === 'Waiting' ? '' : 'Flagger is setting it up' };
  if (seenRunning) return { type: 'promoted' };
  const { changedConfigs = [] } = look;
  if (changedConfigs.length > 0) {
    const names = `ConfigMap ${changedConfigs.join(', ')} changed since Flagger looked last`;
    return restedIntervals < 3 ? { type: 'waiting', why: `${names}; waiting for Flagger to see it` } : { type: 'unknown', why: `${names}, but Flagger starts no rollout: is it running, and does it watch this namespace?` };
  }
  switch (compareWorkloads(look.workloads)) {
    case 'same':
      return look.tracksSecrets === true && restedIntervals < 1 ? { type: 'waiting', why: 'waiting one interval, in case a Secret has changed: Flagger compares them, and they are not read here' } : { type: 'promoted' };
    case 'otherImages':
      return restedIntervals < 3 ? { type: 'waiting', why: 'the target has another image than the primary; waiting for Flagger to see it' } : { type: 'unknown', why: 'the target has another image than the primary, but Flagger starts no rollout: is it running, and does it watch this namespace?' };
    case 'otherSpec':
    case 'unknown':
      return restedIntervals >= 1 ? { type: 'promoted' } : { type: 'waiting', why: 'waiting one interval, in case Flagger has not seen the change yet' };
  }
}

/** Flagger starts no analysis of the version that it promoted last (pkg/canary/spec.go `hasSpecChanged`) and leaves the phase Failed: the phase alone does not tell that the failed version is gone. */
function judgeFailed(look: RolloutLook): RolloutVerdict {
  const { seenRunning, restedIntervals, foundPromoted = false, promotedConfigs = 'same', changedConfigs = [] } = look;
  if (seenRunning) return { type: 'failed' };
  const compared = compareWorkloads(look.workloads);
  if (promotedConfigs === 'same' && changedConfigs.length === 0 && compared !== 'otherImages') {
    if (foundPromoted && (compared === 'same' || restedIntervals >= 1)) return { type: 'putBack' };
    if (compared === 'same' && restedIntervals < 3) return { type: 'waiting', why: 'the last rollout failed, and the target is what the primary serves; waiting for Flagger to see it' };
  }
  return restedIntervals >= 1 ? { type: 'failed' } : { type: 'waiting', why: 'the last rollout failed; waiting one interval, in case a newer version has just arrived' };
}
