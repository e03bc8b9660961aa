/** One Canary at one tick: what its spec says, and the ways to read and write what belongs to it. */
import { nameOf } from '../kubeApi/clusterApi.ts';
import type { ObjectName } from '../kubeApi/clusterApi.ts';
import { numberAt, objectAt, textAt } from '../kubeApi/json.ts';
import type { JsonObject } from '../kubeApi/json.ts';
import { toTimestamp } from '../scheduler.ts';
import { findKind } from '../standIns/standInContext.ts';
import type { StandInContext } from '../standIns/standInContext.ts';
import { serviceNames } from '../../../../server/src/flagger/canarySpec.ts';
import type { CanarySpec } from '../../../../server/src/flagger/canarySpec.ts';

/** The manager of all that Flagger writes. */
export const component = 'flagger';

/** The phases as Flagger writes them; empty before the first tick. */
export type CanaryPhase = '' | 'Initializing' | 'Initialized' | 'Waiting' | 'Progressing' | 'WaitingPromotion' | 'Promoting' | 'Finalising' | 'Succeeded' | 'Failed';

/** A Canary with the cluster around it. */
export interface CanaryRun {
  readonly context: StandInContext;
  /** The live object at the start of the tick. */
  readonly canary: JsonObject;
  readonly spec: CanarySpec;
  readonly name: ObjectName;
  /** Names of the apex, primary and canary Services. */
  readonly services: { readonly apex: string; readonly primary: string; readonly canary: string };
}

/** Prepares a tick. */
export function createRun(context: StandInContext, canary: JsonObject, spec: CanarySpec): CanaryRun {
  return { context, canary, spec, name: nameOf(canary), services: serviceNames(spec) };
}

/** The live Deployment that is released. */
export function findTarget(run: CanaryRun): JsonObject | undefined {
  return findDeployment(run, run.spec.targetRef.name);
}

/** The live Deployment that serves. */
export function findPrimary(run: CanaryRun): JsonObject | undefined {
  return findDeployment(run, `${run.spec.targetRef.name}-primary`);
}

/** Sets the replicas of the released Deployment. */
export function scaleTarget(run: CanaryRun, replicas: number): void {
  const kind = findKind(run.context, 'deployments.apps');
  if (kind === undefined || findTarget(run) === undefined) return;
  run.context.api.patch(kind, { namespace: run.name.namespace, name: run.spec.targetRef.name }, { spec: { replicas } }, 'merge', { manager: component });
}

/** Says something about the Canary; all of Flagger's events have the reason `Synced`. */
export function say(run: CanaryRun, type: 'Normal' | 'Warning', message: string): void {
  run.context.events.record(run.canary, component, { type, reason: 'Synced', message });
}

/** `name.namespace` of the Canary, as its events say it. */
export function canaryLabel(run: CanaryRun): string {
  return `${run.spec.name}.${run.name.namespace}`;
}

/** `name.namespace` of the released Deployment. */
export function targetLabel(run: CanaryRun): string {
  return `${run.spec.targetRef.name}.${run.name.namespace}`;
}

/** The live phase. */
export function phaseOf(run: CanaryRun): CanaryPhase {
  const phase = textAt(liveStatus(run), 'phase') ?? '';
  return isPhase(phase) ? phase : '';
}

/** A number of the live status, 0 where there is none. */
export function statusNumber(run: CanaryRun, field: 'canaryWeight' | 'failedChecks' | 'iterations'): number {
  return numberAt(liveStatus(run), field) ?? 0;
}

/** The live status. */
export function liveStatus(run: CanaryRun): JsonObject {
  const kind = findKind(run.context, 'canaries.flagger.app');
  return objectAt(kind && run.context.api.find(kind, run.name), 'status');
}

/** Writes fields of the status; the "transition" time is that of the last write. */
export function writeStatus(run: CanaryRun, fields: JsonObject): void {
  const kind = findKind(run.context, 'canaries.flagger.app');
  if (kind === undefined) return;
  const now = toTimestamp(run.context.scheduler.now());
  run.context.api.updateStatus(kind, run.name, component, (live) => ({ ...objectAt(live, 'status'), ...fields, lastTransitionTime: now }));
}

/** Writes a phase with its condition; most phases reset weight and iterations (pkg/canary/status.go). */
export function writePhase(run: CanaryRun, phase: Exclude<CanaryPhase, ''>, fields: JsonObject = {}): void {
  const before = liveStatus(run);
  const keepsNumbers = phase === 'Progressing' || phase === 'Waiting';
  const promoted = phase === 'Initialized' || phase === 'Succeeded' ? { lastPromotedSpec: fields['lastAppliedSpec'] ?? before['lastAppliedSpec'] } : {};
  writeStatus(run, { phase, failedChecks: statusNumber(run, 'failedChecks'), ...(keepsNumbers ? { canaryWeight: statusNumber(run, 'canaryWeight'), iterations: statusNumber(run, 'iterations') } : { canaryWeight: 0, iterations: 0 }), trackedConfigs: {}, ...promoted, ...fields, conditions: [toCondition(before, phase, toTimestamp(run.context.scheduler.now()))] });
}

function findDeployment(run: CanaryRun, name: string): JsonObject | undefined {
  const kind = findKind(run.context, 'deployments.apps');
  return kind && run.context.api.find(kind, { namespace: run.name.namespace, name });
}

const phaseMessages: Readonly<Record<Exclude<CanaryPhase, ''>, string>> = {
  Initializing: 'New Deployment detected, starting initialization.',
  Initialized: 'Deployment initialization completed.',
  Waiting: 'Waiting for approval.',
  WaitingPromotion: 'Waiting for approval.',
  Progressing: 'New revision detected, progressing canary analysis.',
  Promoting: 'Canary analysis completed, starting primary rolling update.',
  Finalising: 'Canary analysis completed, routing all traffic to primary.',
  Succeeded: 'Canary analysis completed successfully, promotion finished.',
  Failed: 'Canary analysis failed, Deployment scaled to zero.',
};

function toCondition(before: JsonObject, phase: Exclude<CanaryPhase, ''>, now: string): JsonObject {
  const status = phase === 'Initialized' || phase === 'Succeeded' ? 'True' : phase === 'Failed' ? 'False' : 'Unknown';
  const old = objectAt(before['conditions'], 0);
  const lastTransitionTime = old['status'] === status ? (old['lastTransitionTime'] ?? now) : now;
  return { type: 'Promoted', status, reason: phase, message: phaseMessages[phase], lastUpdateTime: now, lastTransitionTime };
}

function isPhase(text: string): text is CanaryPhase {
  return text === '' || Object.hasOwn(phaseMessages, text);
}
