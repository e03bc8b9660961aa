// Runs a reconcile as the command does, and tells what a test looks at: its end, its sentence, and how each step came out.
import { systemClock } from '../../../client/src/cluster/clock.ts';
import type { ClusterSession } from '../../../client/src/cluster/clusterSession.ts';
import type { ObjectRef } from '../../../client/src/cluster/servedKind.ts';
import { runReconcile } from '../../../client/src/flux/reconcile.ts';
import { describeReconcileEnd, type ReconcileEnd } from '../../../client/src/flux/reconcileEnd.ts';
import { planReconcile } from '../../../client/src/flux/reconcilePlan.ts';
import type { HelmRequest } from '../../../client/src/flux/reconcileRequest.ts';
import { findReconcileTarget, reconcileWorldOf } from '../../../client/src/flux/sessionReconcile.ts';
import type { StepProgress } from '../../../client/src/flux/stepRun.ts';

/** What became of a run. */
export interface ReconcileResult {
  /** `notBegun`: there was no plan. */
  readonly type: ReconcileEnd['type'] | 'notBegun';
  readonly said: string;
  /** `HelmChart shop-web healthy`. */
  readonly steps: readonly string[];
}

/** Reconciles one object. */
export async function reconcileOne(session: ClusterSession, ref: ObjectRef, scope: 'object' | 'withSource', helm?: HelmRequest): Promise<ReconcileResult> {
  const target = findReconcileTarget(session, ref);
  if (target === undefined) throw new Error(`there is no ${ref.kind} ${ref.name}`);
  const plan = planReconcile(target, scope, session);
  if (!plan.ok) return { type: 'notBegun', said: plan.error.message, steps: [] };
  let steps: readonly StepProgress[] = [];
  const end = await runReconcile(plan.value, reconcileWorldOf(session, systemClock, Math.random), { signal: new AbortController().signal, onProgress: (shown) => (steps = shown), stepDeadlineMs: 60_000, ...(helm === undefined ? {} : { helm }) });
  return { type: end.type, said: describeReconcileEnd(end, ref.name, session.contextName), steps: steps.map(({ step, phase }) => `${step.ref.kind} ${step.ref.name} ${phase}`) };
}
