/** The status of a Flux Kustomization through a run, in the words of kustomize-controller. */
import { createHash } from 'node:crypto';
import { generationOf } from '../kubeApi/clusterApi.ts';
import { numberAt, objectsAt, printCanonicalJson, textAt } from '../kubeApi/json.ts';
import type { JsonObject } from '../kubeApi/json.ts';
import { toTimestamp } from '../scheduler.ts';
import { withCondition, withoutCondition } from '../standIns/conditions.ts';
import { printGoDuration } from '../standIns/goDuration.ts';
import { toInventory } from './inventory.ts';

/** The reasons with which a run can fail. */
export type FailureReason = 'ArtifactFailed' | 'DependencyNotReady' | 'BuildFailed' | 'ReconciliationFailed' | 'PruneFailed' | 'HealthCheckFailed';

/** Facts of a run that its status tells. */
export interface RunFacts {
  readonly revision: string;
  readonly objects: readonly JsonObject[];
  readonly durationMs: number;
  /** How long the health checks took; `undefined` when there were none. */
  readonly healthMs: number | undefined;
}

const keptHistory = 5;

/** A step of a run: Ready is unknown, Reconciling tells what is being done. */
export function toRunningStatus(status: JsonObject, object: JsonObject, step: string, now: number): JsonObject {
  const reconciling = withCondition(status, object, { type: 'Reconciling', status: 'True', reason: 'Progressing', message: step }, now);
  return withCondition(reconciling, object, { type: 'Ready', status: 'Unknown', reason: 'Progressing', message: 'Reconciliation in progress' }, now);
}

/** The end of a run that failed; it will be tried again. */
export function toFailedStatus(status: JsonObject, object: JsonObject, reason: FailureReason, message: string, now: number): JsonObject {
  const retrying = withCondition(status, object, { type: 'Reconciling', status: 'True', reason: 'ProgressingWithRetry', message }, now);
  const unhealthy = reason === 'HealthCheckFailed' ? withCondition(retrying, object, { type: 'Healthy', status: 'False', reason, message }, now) : retrying;
  return withCondition(unhealthy, object, { type: 'Ready', status: 'False', reason, message }, now);
}

/** The end of a run that did all it should. */
export function toSucceededStatus(status: JsonObject, object: JsonObject, facts: RunFacts, now: number): JsonObject {
  const words = { reason: 'ReconciliationSucceeded', message: `Applied revision: ${facts.revision}` };
  const settled = withoutCondition(status, 'Reconciling');
  const healthy =
    facts.healthMs === undefined ? withoutCondition(settled, 'Healthy') : withCondition(settled, object, { type: 'Healthy', status: 'True', reason: 'Succeeded', message: `Health check passed in ${printGoDuration(facts.healthMs)}` }, now);
  const ready = withCondition(healthy, object, { type: 'Ready', status: 'True', ...words }, now);
  return { ...ready, inventory: toInventory(facts.objects), lastAppliedRevision: facts.revision, lastAttemptedRevision: facts.revision, observedGeneration: generationOf(object) };
}

/** The history with one more run: at most five entries, newest first, one for each pair of content and outcome. */
export function withHistory(status: JsonObject, facts: RunFacts, outcome: string, now: number): JsonObject {
  const digest = `sha256:${createHash('sha256').update(printCanonicalJson(facts.objects)).digest('hex')}`;
  const history = objectsAt(status, 'history');
  const isSame = (entry: JsonObject): boolean => entry['digest'] === digest && entry['lastReconciledStatus'] === outcome;
  const before = history.find(isSame);
  const entry: JsonObject = {
    digest,
    firstReconciled: textAt(before, 'firstReconciled') ?? toTimestamp(now),
    lastReconciled: toTimestamp(now),
    lastReconciledDuration: printGoDuration(facts.durationMs),
    lastReconciledStatus: outcome,
    totalReconciliations: (numberAt(before, 'totalReconciliations') ?? 0) + 1,
    metadata: { revision: facts.revision },
  };
  return { ...status, history: [entry, ...history.filter((other) => !isSame(other))].slice(0, keptHistory) };
}
