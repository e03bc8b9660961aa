/** Stands in for kustomize-controller: builds, applies, prunes and waits, step by step in demo time. */
import { generationOf, nameOf } from '../kubeApi/clusterApi.ts';
import type { ObjectName } from '../kubeApi/clusterApi.ts';
import { isTrueAt, listAt, objectAt, objectsAt, textAt } from '../kubeApi/json.ts';
import type { JsonObject } from '../kubeApi/json.ts';
import type { KindInfo } from '../kubeApi/kindInfo.ts';
import type { StoreChange } from '../kubeApi/objectStore.ts';
import { printGoDuration, readDurationMs } from '../standIns/goDuration.ts';
import { healthOf } from '../standIns/objectHealth.ts';
import type { ObjectHealth } from '../standIns/objectHealth.ts';
import { ReconcileQueue } from '../standIns/reconcileQueue.ts';
import { findKind } from '../standIns/standInContext.ts';
import type { StandIn, StandInContext } from '../standIns/standInContext.ts';
import { applyObjects, pruneObjects } from './applyObjects.ts';
import { findUnmetDependency, isSameSource, sortByDependencies, sourceOf } from './dependencyCheck.ts';
import { printObject } from './inventory.ts';
import { toFailedStatus, toRunningStatus, toSucceededStatus, withHistory } from './kustomizationStatus.ts';
import type { FailureReason, RunFacts } from './kustomizationStatus.ts';
import type { ManifestBuilder } from './manifestBuilder.ts';
import { isSuspended, isTrigger, requestOf, withHandledRequest } from './reconcileRequests.ts';
import { readVariables } from './variables.ts';

const component = 'kustomize-controller';
const resource = 'kustomizations.kustomize.toolkit.fluxcd.io';
const finalizer = 'finalizers.fluxcd.io';
const buildMs = 300;
const healthPollMs = 500;
const defaultRequeueMs = 30_000;
const minTimeoutMs = 30_000;

/** Gives the folder of a source's artifact, unpacked. */
export type FindArtifact = (source: JsonObject) => Promise<string | undefined>;

/** Runs Flux Kustomizations until it is stopped. */
export function startKustomizeStandIn(context: StandInContext, build: ManifestBuilder, findArtifact: FindArtifact): StandIn {
  const standIn = new KustomizeStandIn(context, build, findArtifact);
  const unsubscribe = context.api.store.subscribe((change) => standIn.notice(change));
  return {
    stop: () => {
      unsubscribe();
      standIn.queue.stop();
    },
  };
}

/** A run that has begun and goes on at the next call. */
interface Run {
  readonly revision: string;
  readonly generation: number;
  readonly request: string | undefined;
  readonly startedAt: number;
  readonly step: 'build' | 'health';
  readonly objects: readonly JsonObject[];
  readonly healthStartedAt: number;
}

class KustomizeStandIn {
  readonly queue: ReconcileQueue;
  readonly #context: StandInContext;
  readonly #build: ManifestBuilder;
  readonly #findArtifact: FindArtifact;
  readonly #runs = new Map<string, Run>();

  constructor(context: StandInContext, build: ManifestBuilder, findArtifact: FindArtifact) {
    this.#context = context;
    this.#build = build;
    this.#findArtifact = findArtifact;
    this.queue = new ReconcileQueue(context.scheduler, (name) => this.#reconcile(name));
  }

  /** Plans runs for what changed: the object itself, or the revision of its source. */
  notice(change: StoreChange): void {
    if (change.resource === resource && isTrigger(change)) this.queue.add(nameOf(change.object));
    if (!change.resource.endsWith('.source.toolkit.fluxcd.io') || change.type === 'DELETED') return;
    const revision = textAt(change.object, 'status', 'artifact', 'revision');
    if (revision === undefined || revision === textAt(change.previous, 'status', 'artifact', 'revision')) return;
    this.#wakeUsers(change.object);
  }

  #wakeUsers(source: JsonObject): void {
    const kind = findKind(this.#context, resource);
    if (kind === undefined) return;
    const reference = { kind: textAt(source, 'kind') ?? '', ...nameOf(source) };
    const users = this.#context.api.list(kind).filter((user) => isSameSource(sourceOf(user), reference));
    // Flux: in a circle of dependencies the sort fails, and a new revision wakes nobody.
    for (const user of sortByDependencies(users) ?? []) this.queue.add(nameOf(user));
  }

  async #reconcile(name: ObjectName): Promise<number | undefined> {
    const kind = findKind(this.#context, resource);
    const object = kind && this.#context.api.find(kind, name);
    const key = `${name.namespace}/${name.name}`;
    if (kind === undefined || object === undefined) {
      this.#runs.delete(key);
      return undefined;
    }
    if (textAt(object, 'metadata', 'deletionTimestamp') !== undefined) { this.#finalize(kind, object); return; }
    const run = this.#runs.get(key);
    if (run !== undefined) return this.#continue(kind, object, run);
    this.#holdBack(kind, object);
    return isSuspended(object) ? undefined : this.#begin(kind, object);
  }

  /** Makes sure that the object is not gone before its inventory is. */
  #holdBack(kind: KindInfo, object: JsonObject): void {
    const finalizers = listAt(object, 'metadata', 'finalizers');
    if (!finalizers.includes(finalizer)) this.#context.api.patch(kind, nameOf(object), { metadata: { finalizers: [...finalizers, finalizer] } }, 'merge', { manager: component });
  }

  #begin(kind: KindInfo, object: JsonObject): number {
    const source = this.#findSource(object);
    const reference = sourceOf(object);
    if (source === undefined) return this.#fail(kind, object, 'ArtifactFailed', `${reference.kind}.source.toolkit.fluxcd.io "${reference.name}" not found`, retryMs(object));
    const revision = textAt(source, 'status', 'artifact', 'revision');
    const requeueMs = this.#requeueMs();
    if (revision === undefined) return this.#fail(kind, object, 'ArtifactFailed', `Source artifact not found, retrying in ${printGoDuration(requeueMs)}`, requeueMs);
    const unmet = findUnmetDependency(object, revision, (name) => this.#context.api.find(kind, name));
    if (unmet !== undefined) return this.#waitForDependency(kind, object, unmet, requeueMs);
    const run: Run = { revision, generation: generationOf(object), request: requestOf(object), startedAt: this.#context.scheduler.elapsed(), step: 'build', objects: [], healthStartedAt: 0 };
    this.#runs.set(keyOf(object), run);
    this.#setStatus(kind, object, (status, live, now) => ({ ...toRunningStatus(status, live, `Building manifests for revision ${revision} with a timeout of ${printGoDuration(timeoutMs(object))}`, now), lastAttemptedRevision: revision }));
    return buildMs;
  }

  #waitForDependency(kind: KindInfo, object: JsonObject, unmet: string, requeueMs: number): number {
    this.#setStatus(kind, object, (status, live, now) => withHandledRequest(toFailedStatus(status, live, 'DependencyNotReady', unmet, now), live));
    this.#context.events.record(object, component, { type: 'Normal', reason: 'DependencyNotReady', message: `Dependencies do not meet ready condition, retrying in ${printGoDuration(requeueMs)}` });
    return requeueMs;
  }

  async #continue(kind: KindInfo, object: JsonObject, run: Run): Promise<number | undefined> {
    return run.step === 'build' ? this.#buildAndApply(kind, object, run) : this.#checkHealth(kind, object, run);
  }

  async #buildAndApply(kind: KindInfo, object: JsonObject, run: Run): Promise<number> {
    const source = this.#findSource(object);
    const folder = source && (await this.#findArtifact(source));
    if (source === undefined || folder === undefined) return this.#fail(kind, object, 'ArtifactFailed', `failed to download artifact for revision ${run.revision}`, retryMs(object));
    const { namespace } = nameOf(object);
    const outcome = await this.#build({ folder, source, fluxKustomization: object, findVariables: (variableKind, name) => readVariables(this.#context, namespace, variableKind, name) });
    if (!outcome.ok) return this.#fail(kind, object, outcome.reason, outcome.message, retryMs(object));
    const applied = applyObjects(this.#context, object, outcome.objects);
    if (applied.failure !== undefined) return this.#fail(kind, object, 'ReconciliationFailed', applied.failure, retryMs(object));
    const pruned = isTrueAt(object, 'spec', 'prune') ? pruneObjects(this.#context, object, applied.objects) : [];
    const changes = [...applied.changes, ...pruned];
    if (changes.length > 0) this.#record(object, 'Normal', 'Progressing', changes.join('\n'), run.revision);
    const checked: Run = { ...run, step: 'health', objects: applied.objects, healthStartedAt: this.#context.scheduler.elapsed() };
    if (this.#awaited(object, applied.objects).length === 0 && !isTrueAt(object, 'spec', 'wait')) return this.#succeed(kind, object, checked, undefined);
    this.#runs.set(keyOf(object), checked);
    this.#setStatus(kind, object, (status, live, now) => toRunningStatus(status, live, `Running health checks for revision ${run.revision} with a timeout of ${printGoDuration(timeoutMs(object))}`, now));
    return healthPollMs;
  }

  #checkHealth(kind: KindInfo, object: JsonObject, run: Run): number {
    const healthMs = this.#context.scheduler.elapsed() - run.healthStartedAt;
    const late = this.#awaited(object, run.objects).map((awaited) => ({ awaited, health: this.#healthOf(awaited) })).filter(({ health }) => health !== 'Current');
    if (late.length === 0) return this.#succeed(kind, object, run, healthMs);
    const failed = late.filter(({ health }) => health === 'Failed');
    if (failed.length > 0) return this.#fail(kind, object, 'HealthCheckFailed', `health check failed after ${printGoDuration(healthMs)}: failed early due to stalled resources: [${printLate(failed)}]`, retryMs(object));
    if (healthMs < timeoutMs(object)) return healthPollMs;
    return this.#fail(kind, object, 'HealthCheckFailed', `health check failed after ${printGoDuration(healthMs)}: timeout waiting for: [${printLate(late)}]`, retryMs(object));
  }

  /** What a run waits for: all that it applied, or what `healthChecks` names. */
  #awaited(object: JsonObject, applied: readonly JsonObject[]): readonly JsonObject[] {
    if (isTrueAt(object, 'spec', 'wait')) return applied;
    return objectsAt(object, 'spec', 'healthChecks').map((check) => ({ apiVersion: textAt(check, 'apiVersion') ?? 'apps/v1', kind: check['kind'], metadata: { name: check['name'], namespace: check['namespace'] } }));
  }

  #healthOf(object: JsonObject): ObjectHealth {
    const kind = this.#context.api.kinds.findByManifest(textAt(object, 'apiVersion') ?? '', textAt(object, 'kind') ?? '');
    return healthOf(kind && this.#context.api.find(kind, kind.namespaced ? nameOf(object) : { namespace: '', name: nameOf(object).name }));
  }

  #succeed(kind: KindInfo, object: JsonObject, run: Run, healthMs: number | undefined): number {
    const intervalMs = readDurationMs(textAt(object, 'spec', 'interval'), 600_000);
    const facts: RunFacts = { revision: run.revision, objects: run.objects, durationMs: this.#context.scheduler.elapsed() - run.startedAt, healthMs };
    this.#setStatus(kind, object, (status, live, now) => withHandled({ ...withHistory(toSucceededStatus(status, live, facts, now), facts, 'ReconciliationSucceeded', now), observedGeneration: run.generation }, run, live));
    this.#record(object, 'Normal', 'ReconciliationSucceeded', `Reconciliation finished in ${printGoDuration(facts.durationMs)}, next run in ${printGoDuration(intervalMs)}`, run.revision);
    return this.#end(kind, object, run, intervalMs);
  }

  #fail(kind: KindInfo, object: JsonObject, reason: FailureReason, message: string, delayMs: number): number {
    const run = this.#runs.get(keyOf(object));
    this.#setStatus(kind, object, (status, live, now) => withHandled(toFailedStatus(status, live, reason, message, now), run, live));
    this.#record(object, 'Warning', reason, message, run?.revision);
    return this.#end(kind, object, run, delayMs);
  }

  /** Runs again at once when something happened that this run has not seen. */
  #end(kind: KindInfo, object: JsonObject, run: Run | undefined, delayMs: number): number {
    this.#runs.delete(keyOf(object));
    if (run === undefined) return delayMs;
    const live = this.#context.api.find(kind, nameOf(object));
    const source = live && this.#findSource(live);
    const isStale = live !== undefined && (textAt(source, 'status', 'artifact', 'revision') !== run.revision || requestOf(live) !== run.request || generationOf(live) !== run.generation);
    return isStale ? 0 : delayMs;
  }

  /** `deletionPolicy`: by default the inventory goes when `prune` is set; a suspended object deletes nothing. */
  #finalize(kind: KindInfo, object: JsonObject): undefined {
    this.#runs.delete(keyOf(object));
    const policy = textAt(object, 'spec', 'deletionPolicy') ?? 'MirrorPrune';
    const deletes = policy === 'Delete' || policy === 'WaitForTermination' || (policy === 'MirrorPrune' && isTrueAt(object, 'spec', 'prune'));
    if (deletes && !isSuspended(object)) pruneObjects(this.#context, object, []);
    const finalizers = listAt(object, 'metadata', 'finalizers').filter((entry) => entry !== finalizer);
    this.#context.api.patch(kind, nameOf(object), { metadata: { finalizers: finalizers.length === 0 ? null : finalizers } }, 'merge', { manager: component });
    return undefined;
  }

  #findSource(object: JsonObject): JsonObject | undefined {
    const reference = sourceOf(object);
    const kind = this.#context.api.kinds.findByGroupKind('source.toolkit.fluxcd.io', reference.kind);
    return kind && this.#context.api.find(kind, reference);
  }

  /** The controller's own flag, read where the repository sets it. */
  #requeueMs(): number {
    const deployments = findKind(this.#context, 'deployments.apps');
    const controller = deployments && this.#context.api.find(deployments, { namespace: 'flux-system', name: component });
    const [container] = objectsAt(controller, 'spec', 'template', 'spec', 'containers');
    const flag = listAt(container, 'args').find((argument) => typeof argument === 'string' && argument.startsWith('--requeue-dependency='));
    return readDurationMs(typeof flag === 'string' ? flag.slice(flag.indexOf('=') + 1) : undefined, defaultRequeueMs);
  }

  #record(object: JsonObject, type: 'Normal' | 'Warning', reason: string, message: string, revision: string | undefined): void {
    this.#context.events.record(object, component, { type, reason, message, ...(revision === undefined ? {} : { annotations: { 'kustomize.toolkit.fluxcd.io/revision': revision } }) });
  }

  #setStatus(kind: KindInfo, object: JsonObject, change: (status: JsonObject, live: JsonObject, now: number) => JsonObject): void {
    this.#context.api.updateStatus(kind, nameOf(object), component, (live) => change(objectAt(live, 'status'), live, this.#context.scheduler.now()));
  }
}

function keyOf(object: JsonObject): string {
  const { namespace, name } = nameOf(object);
  return `${namespace}/${name}`;
}

/** A run answers the request that stood there when it began, not a later one. */
function withHandled(status: JsonObject, run: Run | undefined, live: JsonObject): JsonObject {
  if (run === undefined) return withHandledRequest(status, live);
  return run.request === undefined ? status : { ...status, lastHandledReconcileAt: run.request };
}

function retryMs(object: JsonObject): number {
  return readDurationMs(textAt(object, 'spec', 'retryInterval'), readDurationMs(textAt(object, 'spec', 'interval'), 600_000));
}

/** `timeout`, by default the interval less 30 s, and never below 30 s. */
function timeoutMs(object: JsonObject): number {
  const intervalMs = readDurationMs(textAt(object, 'spec', 'interval'), 600_000);
  return Math.max(minTimeoutMs, readDurationMs(textAt(object, 'spec', 'timeout'), intervalMs - minTimeoutMs));
}

function printLate(late: readonly { readonly awaited: JsonObject; readonly health: ObjectHealth }[]): string {
  return late.map(({ awaited, health }) => `${printObject(awaited)} status: '${health}'`).join(', ');
}
