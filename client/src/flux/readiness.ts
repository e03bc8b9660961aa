// What a live Flux object's status means: one of the states that views show, and a sentence in the controller's own words.
//
// Waiting is not failing: a dependency or a source that is not there yet is no error of this object. Unknown is not broken.
import type { ReadyState } from '../../../server/src/protocol/clusterFacts.ts';
import { plainFailure } from '../../../server/src/flux/plainFailure.ts';
import { findCondition, type Condition } from '../cluster/objects/conditions.ts';
import type { ReconciledObject } from '../cluster/objects/reconciledObject.ts';

/** State and sentence. */
export interface Readiness {
  readonly state: ReadyState;
  /** Lower case, without a final stop, at most one line; empty only where nothing needs to be said. */
  readonly sentence: string;
  /** The condition that decided, with the full message; undefined before the first run. */
  readonly condition: Condition | undefined;
  /** Whether the controller will try again by itself after a failure. */
  readonly willRetry: boolean;
}

/** What readiness looks at. Sources without any controller (`isStatic`) are ready as they are. */
export type ReadinessSubject = Pick<ReconciledObject, 'kind' | 'conditions' | 'generation' | 'observedGeneration' | 'suspended' | 'deleting'> & { readonly isStatic?: boolean };

/** Reasons with which a controller waits for somebody else. */
const waitingReasons: ReadonlySet<string> = new Set(['DependencyNotReady', 'SourceNotReady']);

/** Messages of ArtifactFailed that mean "not there yet" (kustomize-controller: artifact missing or source missing are retried). */
const sourceNotThereYet = /^source artifact not found|^source is not ready|artifact not found|latest generation of object has not been reconciled/i;

/** Read before: live objects are immutable, and views ask for all of them at each change. */
const known = new WeakMap<ReadinessSubject, Readiness>();

/** Reads the readiness of a Flux Kustomization, source or HelmRelease. */
export function readReadiness(subject: ReadinessSubject): Readiness {
  const before = known.get(subject);
  if (before !== undefined) return before;
  const readiness = judge(subject);
  known.set(subject, readiness);
  return readiness;
}

function judge(subject: ReadinessSubject): Readiness {
  const ready = findCondition(subject.conditions, 'Ready');
  if (subject.deleting) return { state: 'reconciling', sentence: 'being deleted', condition: ready, willRetry: true };
  if (subject.suspended) return { state: 'suspended', sentence: suspendedSentence(ready), condition: ready, willRetry: false };
  if (subject.isStatic === true) return { state: 'ready', sentence: 'nothing to fetch: it only says where charts are', condition: ready, willRetry: true };
  const stalled = findCondition(subject.conditions, 'Stalled');
  if (stalled?.status === 'True') return whenStalled(subject, stalled, ready);
  const reconciling = findCondition(subject.conditions, 'Reconciling');
  if (ready === undefined) return withoutReady(subject, reconciling);
  if (ready.status === 'True') return whenTrue(subject, ready, reconciling);
  if (ready.status === 'Unknown') return running(ready, reconciling);
  return whenFalse(ready, reconciling, helmFailure(subject));
}

/** The name of what a "not ready" message waits for, for example `flux-system/linkerd`; undefined where it names none. */
export function dependencyInMessage(message: string): string | undefined {
  return /dependency '([^']+)'/.exec(message)?.[1];
}

function withoutReady(subject: ReadinessSubject, reconciling: Condition | undefined): Readiness {
  if (reconciling?.status === 'True') return running(reconciling, reconciling);
  const sentence = subject.observedGeneration === undefined ? 'its controller has not looked at it yet' : 'its controller says nothing about it';
  return { state: 'unknown', sentence, condition: undefined, willRetry: true };
}

function whenTrue(subject: ReadinessSubject, ready: Condition, reconciling: Condition | undefined): Readiness {
  if (subject.observedGeneration !== undefined && subject.observedGeneration < subject.generation) {
    return { state: 'reconciling', sentence: 'its spec has changed and was not looked at yet', condition: ready, willRetry: true };
  }
  if (reconciling?.status === 'True') return running(ready, reconciling);
  return { state: 'ready', sentence: oneLine(ready.message), condition: ready, willRetry: true };
}

function running(ready: Condition, reconciling: Condition | undefined): Readiness {
  const condition = reconciling?.status === 'True' ? reconciling : ready;
  return { state: 'reconciling', sentence: oneLine(condition.message || ready.message) || 'reconciliation in progress', condition, willRetry: true };
}

function whenStalled(subject: ReadinessSubject, stalled: Condition, ready: Condition | undefined): Readiness {
  const cause = stalled.reason === 'RetriesExceeded' ? helmFailure(subject) : undefined;
  if (cause !== undefined) return { state: 'stalled', sentence: `${oneLine(cause.message)}; no try is left`, condition: cause, willRetry: false };
  return { state: 'stalled', sentence: oneLine(stalled.message || ready?.message || stalled.reason), condition: stalled, willRetry: false };
}

/**
 * What Helm refused. helm-controller says of a release without tries only how many there were ("Failed to install after 1 attempt(s)"),
 * and of one that it has put back only that ("Helm rollback … succeeded"); the cause stays in Released or TestSuccess (internal/reconcile/atomic_release.go, `summarize` in release.go).
 */
function helmFailure({ kind, conditions }: ReadinessSubject): Condition | undefined {
  if (kind !== 'HelmRelease') return undefined;
  return ['TestSuccess', 'Released'].map((type) => findCondition(conditions, type)).find((condition) => condition?.status === 'False' && condition.message !== '');
}

/** Ready reasons of a release that was put back after a failure. */
const remediated: ReadonlySet<string> = new Set(['RollbackSucceeded', 'UninstallSucceeded']);

function whenFalse(ready: Condition, reconciling: Condition | undefined, cause: Condition | undefined): Readiness {
  if (waitingReasons.has(ready.reason) || (ready.reason === 'ArtifactFailed' && sourceNotThereYet.test(ready.message))) {
    return { state: 'waiting', sentence: waitingSentence(ready), condition: ready, willRetry: true };
  }
  // A health check is cancelled when a newer revision has arrived: the next run follows at once.
  if (ready.reason === 'HealthCheckCanceled' || ready.reason === 'Progressing') return running(ready, reconciling);
  if (cause !== undefined && remediated.has(ready.reason)) return { state: 'failed', sentence: `${failedSentence(cause)}; put back since`, condition: cause, willRetry: true };
  return { state: 'failed', sentence: failedSentence(ready), condition: ready, willRetry: true };
}

function waitingSentence(ready: Condition): string {
  const dependency = dependencyInMessage(ready.message);
  if (dependency === undefined) return oneLine(ready.message) || 'waiting for its source';
  if (/not found/.test(ready.message)) return `waiting for ${dependency}, which does not exist`;
  if (/revision is not up to date/.test(ready.message)) return `waiting for ${dependency} to reach the same revision`;
  if (/readyExpr/.test(ready.message)) return `waiting for ${dependency}: its readyExpr is not true yet`;
  return `waiting for ${dependency}`;
}

function failedSentence(ready: Condition): string {
  return plainFailure(oneLine(ready.message)) || ready.reason || 'failed without a message';
}

function suspendedSentence(ready: Condition | undefined): string {
  return ready?.status === 'False' && ready.message !== '' ? `suspended; before that: ${oneLine(ready.message)}` : 'suspended';
}

/** The first line that says something; the rest belongs into tooltips. */
function oneLine(message: string): string {
  const line = message.split('\n').map((part) => part.trim()).find((part) => part !== '') ?? '';
  return line.replace(/[.:;]$/, '');
}
