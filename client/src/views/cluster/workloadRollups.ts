// Workloads rolled up to who brought them, so that "applied" is never read as "running".
import type { WorkloadOwner, StatedWorkload } from '../../flux/workloadState.ts';
import { countWords } from '../joinWords.ts';

/** Workloads by owner and by name. */
export class WorkloadRollups {
  readonly #byOwner = new Map<string, StatedWorkload[]>();
  readonly #byName = new Map<string, StatedWorkload>();

  constructor(workloads: readonly StatedWorkload[]) {
    for (const view of workloads) {
      const { live, owner } = view;
      this.#byName.set(`${live.kind}/${live.namespace}/${live.name}`, view);
      if (owner === undefined) continue;
      const key = ownerKey(owner);
      const known = this.#byOwner.get(key);
      if (known === undefined) this.#byOwner.set(key, [view]);
      else known.push(view);
    }
  }

  /** A workload by its name. */
  find(kind: string, namespace: string, name: string): StatedWorkload | undefined {
    return this.#byName.get(`${kind}/${namespace}/${name}`);
  }

  /** All workloads of an owner. */
  of(owner: WorkloadOwner): readonly StatedWorkload[] {
    return this.#byOwner.size === 0 ? [] : (this.#byOwner.get(ownerKey(owner)) ?? []);
  }

  /** What those of an owner say together. */
  rollUp(owner: WorkloadOwner): Rollup {
    const all = this.of(owner);
    const stuck = all.filter(({ state }) => state === 'failed');
    const rolling = all.filter(({ state }) => state === 'reconciling');
    const [first] = [...stuck, ...rolling];
    if (first === undefined) return { state: 'running', words: all.length === 0 ? '' : `${all.length} running` };
    const count = countWords((stuck.length > 0 ? stuck : rolling).length, 'workload', 'workloads');
    return { state: stuck.length > 0 ? 'stuck' : 'rolling', words: `${count} of ${all.length} not running: ${first.live.name} ${first.sentence}` };
  }
}

/** `running` also where there are none. */
export interface Rollup {
  readonly state: 'running' | 'rolling' | 'stuck';
  /** For the description of the owner's row; empty without workloads. */
  readonly words: string;
}

function ownerKey({ kind, namespace, name }: WorkloadOwner): string {
  return `${kind}/${namespace}/${name}`;
}
