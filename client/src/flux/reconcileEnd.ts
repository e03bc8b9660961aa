// How a reconcile run ended, and the sentence that says so. Pure.
import { describeKubeError } from '../cluster/kubeError.ts';
import { describeRef, type ObjectRef } from '../cluster/servedKind.ts';
import type { StepOutcome } from './stepRun.ts';

/** How a run ended. `asked` names the objects that have been asked and go on by themselves. */
export type ReconcileEnd =
  | {
      readonly type: 'done';
      /** How many objects were asked for; revision and inventory are those of a single one. */
      readonly targets: number;
      readonly revision: string;
      /** Objects in the target's inventory. */
      readonly objects: number;
      /** Objects that were reconciled after the target because it, or something it applied, holds them. */
      readonly nested: number;
      /** Left out because they are suspended. */
      readonly suspended: readonly ObjectRef[];
      readonly durationMs: number;
    }
  | Exclude<StepOutcome, { readonly type: 'reached' | 'cancelled' }>
  | { readonly type: 'cancelled'; readonly asked: readonly ObjectRef[] };

/** One sentence for people, without a final stop, naming the objects. `contextName` is the cluster's name. */
export function describeReconcileEnd(end: ReconcileEnd, targetName: string, contextName: string): string {
  switch (end.type) {
    case 'done': {
      const what = end.targets > 1 ? 'are up to date' : end.objects > 0 ? `applied ${end.revision}, ${end.objects} ${end.objects === 1 ? 'object' : 'objects'} healthy` : end.revision === '' ? 'is up to date' : `is at ${end.revision}`;
      const nested = end.nested === 0 ? '' : `, with ${end.nested} below it`;
      const left = end.suspended.length === 0 ? '' : `; left out because suspended: ${end.suspended.map(describeRef).join(', ')}`;
      return `${targetName} ${what}${nested} on ${contextName}, ${Math.max(1, Math.round(end.durationMs / 1000))} s${left}`;
    }
    case 'failed':
      return `stopped at ${describeRef(end.ref)}: ${end.sentence}`;
    case 'blocked':
      return `stopped: ${describeRef(end.ref)} waits, and the cause is ${end.cause.sentence}`;
    case 'suspended':
      return `stopped: ${describeRef(end.ref)} is suspended`;
    case 'gone':
      return `stopped: ${describeRef(end.ref)} does not exist on ${contextName} any more`;
    case 'refused':
      return `${describeRef(end.ref)} could not be asked: ${describeKubeError(end.error)}`;
    case 'timedOut':
      return `${describeRef(end.ref)} is not done after ${Math.round(end.afterMs / 1000)} s${end.sentence === '' ? '' : `: ${end.sentence}`}`;
    case 'cancelled':
      return end.asked.length === 0 ? 'cancelled before anything was asked of the cluster' : `cancelled; already asked, and going on there: ${end.asked.map(describeRef).join(', ')}`;
  }
}

