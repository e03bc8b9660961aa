// Notes what the making of a row asks beside its object, with the answers: the row stays true exactly as long as they are the same.
import type { StatedWorkload } from '../../flux/workloadState.ts';
import type { CauseLine } from './causeLine.ts';
import type { RowReads } from './clusterViewInput.ts';
import type { Rollup } from './workloadRollups.ts';

/** One question with its answer. */
export interface Reading {
  /** Whether the answer is still the same. */
  isStill(setting: RowReads): boolean;
}

/** The setting, which adds to `readings` whatever it is asked. */
export function recordReadings(setting: RowReads, readings: Reading[]): RowReads {
  const note = <Answer>(ask: (setting: RowReads) => Answer, isSame: (one: Answer, other: Answer) => boolean = Object.is): Answer => {
    const answer = ask(setting);
    readings.push({ isStill: (later) => isSame(ask(later), answer) });
    return answer;
  };
  return {
    ...setting,
    lookup: {
      findKustomization: (namespace, name) => note(({ lookup }) => lookup.findKustomization(namespace, name)),
      findHelmRelease: (namespace, name) => note(({ lookup }) => lookup.findHelmRelease(namespace, name)),
      findSource: (kind, namespace, name) => note(({ lookup }) => lookup.findSource(kind, namespace, name)),
    },
    findCauseLine: (object) => note(({ findCauseLine }) => findCauseLine(object), sameLine),
    findHead: (source) => note(({ findHead }) => findHead(source)),
    mayWrite: (object) => note(({ mayWrite }) => mayWrite(object)),
    workloads: {
      find: (kind, namespace, name) => note(({ workloads }) => workloads.find(kind, namespace, name), sameWorkload),
      of: (owner) => note(({ workloads }) => workloads.of(owner), (one, other) => one.length === other.length && one.every((workload, index) => sameWorkload(workload, other[index]))),
      rollUp: (owner) => note(({ workloads }) => workloads.rollUp(owner), sameRollup),
    },
  };
}

function sameLine(one: CauseLine | undefined, other: CauseLine | undefined): boolean {
  return one?.label === other?.label && one?.place === other?.place;
}

function sameWorkload(one: StatedWorkload | undefined, other: StatedWorkload | undefined): boolean {
  return one?.live === other?.live && one?.state === other?.state && one?.sentence === other?.sentence;
}

function sameRollup(one: Rollup, other: Rollup): boolean {
  return one.state === other.state && one.words === other.words;
}
