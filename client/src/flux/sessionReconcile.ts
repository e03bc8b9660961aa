// Gives a reconcile run the cluster that it needs, out of a session.
import type { Clock } from '../cluster/clock.ts';
import type { ClusterSession } from '../cluster/clusterSession.ts';
import type { ConnectionState } from '../cluster/connectionState.ts';
import type { KubeAnswer } from '../cluster/kubeConnection.ts';
import type { ObjectRef } from '../cluster/servedKind.ts';
import type { ReconcileWorld } from './stepRun.ts';
import { helmGroup, sourceGroup, type ReconcileTarget } from './reconcilePlan.ts';
import { kustomizeGroup } from './ownership.ts';
import { resumePatch, suspendPatch } from './reconcileRequest.ts';

/** The world of a reconcile run on the session's cluster. `random` gives numbers in [0, 1). */
export function reconcileWorldOf(session: ClusterSession, clock: Clock, random: () => number): ReconcileWorld {
  return {
    clock,
    random,
    lookup: session,
    findTarget: (ref) => findReconcileTarget(session, ref),
    subscribe: (onChange) => session.subscribe(onChange),
    connectionTrouble: () => describeConnectionTrouble(session.state, session.contextName),
    mergePatch: (ref, patch, signal) => session.mergePatch(ref, patch, signal),
  };
}

/** The live object that a reference names, if it is one that can be reconciled. */
export function findReconcileTarget(session: ClusterSession, ref: ObjectRef): ReconcileTarget | undefined {
  if (ref.group === kustomizeGroup) return session.findKustomization(ref.namespace, ref.name);
  if (ref.group === helmGroup) return session.findHelmRelease(ref.namespace, ref.name);
  return ref.group === sourceGroup ? session.findSource(ref.kind, ref.namespace, ref.name) : undefined;
}

/** Suspends or resumes one object. */
export function setSuspended(session: ClusterSession, ref: ObjectRef, wanted: 'suspended' | 'running', signal?: AbortSignal): KubeAnswer<unknown> {
  return session.mergePatch(ref, wanted === 'suspended' ? suspendPatch : resumePatch, signal);
}

/** Empty while the connection is good. */
function describeConnectionTrouble(state: ConnectionState, contextName: string): string {
  if (state.type === 'stale') return `${contextName} does not answer (${state.reason}); what it did since ${new Date(state.since).toISOString().slice(11, 16)} UTC is not known`;
  return state.type === 'unreachable' ? `${contextName} does not answer (${state.reason})` : '';
}
