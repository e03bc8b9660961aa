// Judges how far one requested run has come, out of the object's status alone. Pure: the same status gives the same verdict.
import type { ReadyState } from '../../../server/src/protocol/clusterFacts.ts';
import type { FluxLookup, RootCause } from './dependencies.ts';
import { findRootCause } from './dependencies.ts';
import { readReadiness, type Readiness } from './readiness.ts';
import type { ReconcileTarget } from './reconcilePlan.ts';

/**
 * How far a run is. Each phase has its evidence:
 * `requested`: the API server took the annotation; `handled`: the controller wrote our token (or a newer one) to its status, or began a run after the request;
 * `applied`: it runs health checks, or reports the wanted revision as applied; `healthy`: handled, and Ready for the present generation.
 */
export type ReconcilePhase = 'requested' | 'handled' | 'applied' | 'healthy';

/** What was true when the run was requested. */
export interface RequestMark {
  readonly token: string;
  readonly handledBefore: string;
  /** Whether a run was under way already, so that "reconciling" proves nothing about ours. */
  readonly wasRunning: boolean;
  /** The revision that a Kustomization must reach; empty where any will do. */
  readonly wantedRevision: string;
}

/** What one look at the object says. */
export interface StepVerdict {
  readonly phase: ReconcilePhase;
  readonly state: ReadyState;
  /** The controller's present words. */
  readonly sentence: string;
  readonly end:
    | { readonly type: 'none' }
    | { readonly type: 'done' }
    | { readonly type: 'failed' }
    | { readonly type: 'suspended' }
    /** It waits for something that will not come by itself; only final if it stays so for a moment. */
    | { readonly type: 'blocked'; readonly cause: RootCause };
}

/** Remembers what must change for a run to count as ours. */
export function markRequest(target: ReconcileTarget, token: string, wantedRevision: string): RequestMark {
  return { token, handledBefore: target.lastHandledReconcileAt, wasRunning: readReadiness(target).state === 'reconciling', wantedRevision };
}

/** Looks at the object as it is now. */
export function judgeStep(target: ReconcileTarget, mark: RequestMark, lookup: FluxLookup): StepVerdict {
  const readiness = readReadiness(target);
  const isHandled = target.lastHandledReconcileAt === mark.token || (target.lastHandledReconcileAt !== mark.handledBefore && target.lastHandledReconcileAt !== '');
  if (readiness.state === 'suspended') return verdict('requested', readiness, { type: 'suspended' });
  if (!isHandled) return verdict(phaseWhileRunning(readiness, mark), readiness, { type: 'none' });
  if (readiness.state === 'ready') return judgeReady(target, mark, readiness, lookup);
  if (readiness.state === 'failed' || readiness.state === 'stalled') return verdict('handled', readiness, { type: 'failed' });
  if (readiness.state === 'waiting') return judgeWaiting(target, readiness, lookup);
  const checksHealth = readiness.state === 'reconciling' && runsHealthChecks(readiness);
  return verdict(checksHealth ? 'applied' : 'handled', readiness, { type: 'none' });
}

function judgeReady(target: ReconcileTarget, mark: RequestMark, readiness: Readiness, lookup: FluxLookup): StepVerdict {
  // The controller's cache may lag: the run that handled the token can have used the artifact before. The next run follows by itself.
  if ('path' in target && mark.wantedRevision !== '' && target.lastAppliedRevision !== mark.wantedRevision) {
    const source = lookup.findSource(target.source.kind, target.source.namespace, target.source.name);
    if (source?.revision !== target.lastAppliedRevision) return verdict('handled', readiness, { type: 'none' });
  }
  return verdict('healthy', readiness, { type: 'done' });
}

function judgeWaiting(target: ReconcileTarget, readiness: Readiness, lookup: FluxLookup): StepVerdict {
  const cause = 'sourceKind' in target ? undefined : findRootCause(target, lookup);
  const isHopeless = cause !== undefined && hopeless.has(cause.kind);
  const sentence = cause === undefined || cause.chain.length < 2 ? readiness.sentence : `${readiness.sentence} → ${cause.sentence}`;
  return { phase: 'handled', state: 'waiting', sentence, end: isHopeless ? { type: 'blocked', cause } : { type: 'none' } };
}

/** Causes that do not go away by waiting. */
export const hopeless: ReadonlySet<RootCause['kind']> = new Set<RootCause['kind']>(['failed', 'stalled', 'suspended', 'missing', 'cycle']);

function phaseWhileRunning(readiness: Readiness, mark: RequestMark): ReconcilePhase {
  // A run that was under way before ours was asked for proves nothing, unless it is at the very revision that ours is to bring: a fetched commit starts one by itself.
  const isOurs = !mark.wasRunning || (mark.wantedRevision !== '' && readiness.sentence.includes(mark.wantedRevision));
  if (readiness.state !== 'reconciling' || !isOurs) return 'requested';
  return runsHealthChecks(readiness) ? 'applied' : 'handled';
}

/** kustomize-controller: "Running health checks for revision … with a timeout of …" while it waits for what it has applied. */
function runsHealthChecks(readiness: Readiness): boolean {
  return /^running health checks/i.test(readiness.sentence);
}

function verdict(phase: ReconcilePhase, readiness: Readiness, end: StepVerdict['end']): StepVerdict {
  return { phase, state: readiness.state, sentence: readiness.sentence, end };
}
