/** Stands in for helm-controller: releases become ready after a moment, in their order; of the charts only what later objects need is installed. */
import { createHash } from 'node:crypto';
import { generationOf, nameOf } from '../kubeApi/clusterApi.ts';
import type { ObjectName } from '../kubeApi/clusterApi.ts';
import { isEqualJson, numberAt, objectAt, objectsAt, printCanonicalJson, textAt } from '../kubeApi/json.ts';
import type { JsonObject } from '../kubeApi/json.ts';
import type { KindInfo } from '../kubeApi/kindInfo.ts';
import { toTimestamp } from '../scheduler.ts';
import { isReady, withCondition, withoutCondition } from '../standIns/conditions.ts';
import { readDurationMs } from '../standIns/goDuration.ts';
import { ReconcileQueue } from '../standIns/reconcileQueue.ts';
import { findKind } from '../standIns/standInContext.ts';
import type { StandIn, StandInContext } from '../standIns/standInContext.ts';
import { chartObjects } from './chartObjects.ts';
import { dependenciesOf } from './dependencyCheck.ts';
import { isForced, isSuspended, isTrigger, withHandledRequest, withHandledWishes } from './reconcileRequests.ts';

const component = 'helm-controller';
const resource = 'helmreleases.helm.toolkit.fluxcd.io';
const installMs = 1500;
const requeueMs = 2000;
const keptHistory = 5;

/** Runs HelmReleases until it is stopped. */
export function startHelmStandIn(context: StandInContext): StandIn {
  const standIn = new HelmStandIn(context);
  const unsubscribe = context.api.store.subscribe((change) => {
    if (change.resource === resource && isTrigger(change)) standIn.queue.add(nameOf(change.object));
  });
  return {
    stop: () => {
      unsubscribe();
      standIn.queue.stop();
    },
  };
}

class HelmStandIn {
  readonly queue: ReconcileQueue;
  readonly #context: StandInContext;
  /** Releases whose action is under way, with the spec that it installs. */
  readonly #actions = new Map<string, JsonObject>();

  constructor(context: StandInContext) {
    this.#context = context;
    this.queue = new ReconcileQueue(context.scheduler, (name) => this.#reconcile(name));
  }

  #reconcile(name: ObjectName): number | undefined {
    const kind = findKind(this.#context, resource);
    const release = kind && this.#context.api.find(kind, name);
    if (kind === undefined || release === undefined || isSuspended(release)) return undefined;
    const intervalMs = readDurationMs(textAt(release, 'spec', 'interval'), 600_000);
    const waiting = this.#findObstacle(kind, release);
    if (waiting !== undefined) return this.#wait(kind, release, waiting.reason, waiting.message);
    const key = `${name.namespace}/${name.name}`;
    const begun = this.#actions.get(key);
    const spec = objectAt(release, 'spec');
    if (begun !== undefined && isEqualJson(begun, spec)) {
      this.#actions.delete(key);
      this.#succeed(kind, release);
      return intervalMs;
    }
    if (isReady(release) && !isForced(release)) {
      this.#setStatus(kind, release, (status) => withHandledWishes(status, release));
      return intervalMs;
    }
    this.#actions.set(key, spec);
    this.#announce(kind, release);
    return installMs;
  }

  #findObstacle(kind: KindInfo, release: JsonObject): { readonly reason: string; readonly message: string } | undefined {
    for (const name of dependenciesOf(release)) {
      const dependency = this.#context.api.find(kind, name);
      const printed = `dependency '${name.namespace}/${name.name}'`;
      if (dependency === undefined) return { reason: 'DependencyNotReady', message: `unable to get '${name.namespace}/${name.name}' dependency: helmreleases.helm.toolkit.fluxcd.io "${name.name}" not found` };
      if (!isReady(dependency)) return { reason: 'DependencyNotReady', message: `${printed} is not ready` };
    }
    const chart = objectAt(release, 'spec', 'chart', 'spec');
    const reference = objectAt(chart, 'sourceRef');
    const sourceKind = this.#context.api.kinds.findByGroupKind('source.toolkit.fluxcd.io', textAt(reference, 'kind') ?? '');
    const sourceName = { namespace: textAt(reference, 'namespace') ?? nameOf(release).namespace, name: textAt(reference, 'name') ?? '' };
    const source = sourceKind && this.#context.api.find(sourceKind, sourceName);
    const isStatic = textAt(source, 'spec', 'type') === 'oci';
    if (Object.keys(chart).length > 0 && (source === undefined || !(isStatic || isReady(source)))) {
      return { reason: 'SourceNotReady', message: `HelmChart '${sourceName.namespace}/${chartName(release)}' is not ready: ${source === undefined ? `failed to get source: ${textAt(reference, 'kind') ?? ''}.source.toolkit.fluxcd.io "${sourceName.name}" not found` : 'latest generation of object has not been reconciled'}` };
    }
    return undefined;
  }

  #wait(kind: KindInfo, release: JsonObject, reason: string, message: string): number {
    this.#setStatus(kind, release, (status, live, now) => {
      const retrying = withCondition(status, live, { type: 'Reconciling', status: 'True', reason: 'ProgressingWithRetry', message }, now);
      return withCondition(retrying, live, { type: 'Ready', status: 'False', reason, message }, now);
    });
    return requeueMs;
  }

  #announce(kind: KindInfo, release: JsonObject): void {
    const action = objectsAt(release, 'status', 'history').length === 0 ? 'install' : 'upgrade';
    const message = `Running '${action}' action with timeout of 5m0s`;
    const now = this.#context.scheduler.now();
    this.#context.api.updateStatus(kind, nameOf(release), component, (live) => {
      const reconciling = withCondition(objectAt(live, 'status'), live, { type: 'Reconciling', status: 'True', reason: 'Progressing', message }, now);
      return withCondition(reconciling, live, { type: 'Ready', status: 'Unknown', reason: 'Progressing', message }, now);
    });
  }

  #succeed(kind: KindInfo, release: JsonObject): void {
    const { api } = this.#context;
    for (const object of chartObjects(release)) {
      const objectKind = api.kinds.findByManifest(textAt(object, 'apiVersion') ?? '', textAt(object, 'kind') ?? '');
      if (objectKind !== undefined) api.patch(objectKind, nameOf(object), object, 'apply-force', { manager: component });
    }
    this.#putChart(release);
    const action = objectsAt(release, 'status', 'history').length === 0 ? 'install' : 'upgrade';
    const reason = action === 'install' ? 'InstallSucceeded' : 'UpgradeSucceeded';
    const entry = this.#toHistoryEntry(release);
    const message = `Helm ${action} succeeded for release ${textAt(entry, 'namespace') ?? ''}/${textAt(entry, 'name') ?? ''}.v${numberAt(entry, 'version') ?? 1} with chart ${textAt(entry, 'chartName') ?? ''}@${textAt(entry, 'chartVersion') ?? ''}`;
    this.#setStatus(kind, release, (status, live, now) => {
      const settled = withoutCondition({ ...withHandledWishes(status, live), observedGeneration: generationOf(release), lastAttemptedRevision: textAt(entry, 'chartVersion'), lastAttemptedGeneration: generationOf(release), lastAttemptedReleaseAction: action, storageNamespace: textAt(entry, 'namespace'), helmChart: `${nameOf(release).namespace}/${chartName(release)}`, history: [entry, ...objectsAt(status, 'history').map((old) => ({ ...old, status: 'superseded' }))].slice(0, keptHistory) }, 'Reconciling');
      const released = withCondition(settled, live, { type: 'Released', status: 'True', reason, message }, now);
      return withCondition(released, live, { type: 'Ready', status: 'True', reason, message }, now);
    });
    this.#context.events.record(release, component, { type: 'Normal', reason, message });
  }

  #toHistoryEntry(release: JsonObject): JsonObject {
    const { namespace, name } = nameOf(release);
    const target = textAt(release, 'spec', 'targetNamespace');
    const now = toTimestamp(this.#context.scheduler.now());
    const [latest] = objectsAt(release, 'status', 'history');
    const digest = createHash('sha256').update(printCanonicalJson(objectAt(release, 'spec'))).digest('hex');
    return {
      name: textAt(release, 'spec', 'releaseName') ?? (target === undefined ? name : `${target}-${name}`),
      namespace: target ?? namespace,
      version: (numberAt(latest, 'version') ?? 0) + 1,
      status: 'deployed',
      chartName: textAt(release, 'spec', 'chart', 'spec', 'chart') ?? name,
      chartVersion: textAt(release, 'spec', 'chart', 'spec', 'version') ?? '*',
      digest: `sha256:${digest}`,
      configDigest: `sha256:${createHash('sha256').update(printCanonicalJson(objectAt(release, 'spec', 'values'))).digest('hex')}`,
      firstDeployed: textAt(latest, 'firstDeployed') ?? now,
      lastDeployed: now,
    };
  }

  /** The HelmChart that helm-controller makes for a chart template, in the namespace of its source; source-controller's stand-in fetches it. */
  #putChart(release: JsonObject): void {
    const kind = findKind(this.#context, 'helmcharts.source.toolkit.fluxcd.io');
    const chart = objectAt(release, 'spec', 'chart', 'spec');
    if (kind === undefined || Object.keys(chart).length === 0) return;
    const name = { namespace: textAt(chart, 'sourceRef', 'namespace') ?? nameOf(release).namespace, name: chartName(release) };
    const version = textAt(chart, 'version') ?? '*';
    const manifest = {
      metadata: { name: name.name },
      spec: { chart: chart['chart'], version, interval: textAt(chart, 'interval') ?? textAt(release, 'spec', 'interval'), reconcileStrategy: 'ChartVersion', sourceRef: { kind: textAt(chart, 'sourceRef', 'kind'), name: textAt(chart, 'sourceRef', 'name') } },
    };
    this.#context.api.patch(kind, name, manifest, 'apply-force', { manager: component });
  }

  #setStatus(kind: KindInfo, release: JsonObject, change: (status: JsonObject, live: JsonObject, now: number) => JsonObject): void {
    this.#context.api.updateStatus(kind, nameOf(release), component, (live) => withHandledRequest(change(objectAt(live, 'status'), live, this.#context.scheduler.now()), live));
  }
}

function chartName(release: JsonObject): string {
  const { namespace, name } = nameOf(release);
  return `${namespace}-${name}`;
}
