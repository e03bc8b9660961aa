// Says what the objects of one moment mean for somebody who waits for a rollout: it is over, or what it waits for. Pure.
import { phaseMeaning } from '../../../server/src/flagger/phases.ts';
import { readList, readMember, readPath, readString } from '../../../server/src/flagger/jsonRead.ts';

/** The two workloads of a Canary as far as they may be read. */
export interface Workloads {
  readonly target: unknown;
  readonly primary: unknown;
}

/** What is known when a look is taken. */
export interface RolloutLook {
  readonly phase: string;
  readonly suspended: boolean;
  readonly workloads: Workloads;
  /** ConfigMaps that have changed since Flagger looked last. */
  readonly changedConfigs?: readonly string[];
  /** Whether Flagger compares Secrets for this Canary: they are not read here, so a change of one is Flagger's to find. */
  readonly tracksSecrets?: boolean;
  /** Whether this rollout was seen under way since the waiting began. */
  readonly seenRunning: boolean;
  /** How long the Canary has rested in its phase since the waiting began, in analysis intervals. */
  readonly restedIntervals: number;
}

/** `waiting`: look again when something changes or the next interval is over. */
export type RolloutVerdict =
  | { readonly type: 'promoted' | 'failed' }
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
  if (phase === 'Failed') return seenRunning || restedIntervals >= 1 ? { type: 'failed' } : { type: 'waiting', why: 'the last rollout failed; waiting one interval, in case a newer version has just arrived' };
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

/** How the pod templates of target and primary differ, leaving out the `-primary` names that Flagger makes. */
export function compareWorkloads({ target, primary }: Workloads): 'same' | 'otherImages' | 'otherSpec' | 'unknown' {
  const targetSpec = readPath(target, 'spec', 'template', 'spec');
  const primarySpec = readPath(primary, 'spec', 'template', 'spec');
  if (targetSpec === undefined || primarySpec === undefined) return 'unknown';
  if (imagesOf(targetSpec) !== imagesOf(primarySpec)) return 'otherImages';
  const isSame = normalized(targetSpec) === normalized(primarySpec) && normalized(annotationsOf(target)) === normalized(annotationsOf(primary));
  return isSame ? 'same' : 'otherSpec';
}

/** A change in these alone starts a rollout too, as `kubectl rollout restart` makes one; Flagger puts an id of its own on the primary's pods. */
function annotationsOf(workload: unknown): unknown {
  const annotations = readPath(workload, 'spec', 'template', 'metadata', 'annotations');
  if (typeof annotations !== 'object' || annotations === null) return {};
  return Object.fromEntries(Object.entries(annotations).filter(([key]) => key !== 'flagger-id'));
}

function imagesOf(podSpec: unknown): string {
  const containers = [...readList(readMember(podSpec, 'initContainers')), ...readList(readMember(podSpec, 'containers'))];
  return containers.map((container) => `${readString(readMember(container, 'name')) ?? ''}=${readString(readMember(container, 'image')) ?? ''}`).sort().join(' ');
}

/** Flagger gives ConfigMaps, Secrets and labels of the primary the suffix `-primary`. */
function normalized(podSpec: unknown): string {
  return JSON.stringify(sortKeys(podSpec)).replaceAll('-primary"', '"');
}

function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1)).map(([key, entry]) => [key, sortKeys(entry)]));
}
