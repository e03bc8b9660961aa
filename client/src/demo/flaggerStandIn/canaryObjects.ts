/** The objects that Flagger makes for a Canary: the primary workload and the Services. */
import { isEqualJson, numberAt, objectAt, objectsAt, textAt, textMapAt, withValue } from '../kubeApi/json.ts';
import type { JsonObject } from '../kubeApi/json.ts';
import { healthOf } from '../standIns/objectHealth.ts';
import { findKind } from '../standIns/standInContext.ts';
import { component, findPrimary } from './canaryRun.ts';
import type { CanaryRun } from './canaryRun.ts';

const selectorKeys = ['app', 'name', 'app.kubernetes.io/name'];

/** The label by which a Deployment's pods are found, or `undefined` when it has none of those that Flagger knows. */
export function findSelector(target: JsonObject): { readonly key: string; readonly value: string } | undefined {
  const labels = textMapAt(target, 'spec', 'selector', 'matchLabels');
  const key = selectorKeys.find((candidate) => Object.hasOwn(labels, candidate));
  return key === undefined ? undefined : { key, value: labels[key] ?? '' };
}

/** Makes the primary workload if it is missing. */
export function ensurePrimary(run: CanaryRun, target: JsonObject): void {
  const kind = findKind(run.context, 'deployments.apps');
  if (kind === undefined || findPrimary(run) !== undefined) return;
  run.context.api.create(kind, run.name.namespace, toPrimary(run, target), { manager: component });
}

/** Copies the pod template of the target to the primary. */
export function promoteToPrimary(run: CanaryRun, target: JsonObject): void {
  const kind = findKind(run.context, 'deployments.apps');
  const primary = findPrimary(run);
  if (kind === undefined || primary === undefined) return;
  run.context.api.update(kind, { namespace: run.name.namespace, name: primaryName(run) }, withValue(primary, ['spec', 'template'], toPrimaryTemplate(run, target)), { manager: component });
}

/** Makes or repairs the three Services. */
export function ensureServices(run: CanaryRun, target: JsonObject): void {
  const selector = findSelector(target);
  if (selector === undefined) return;
  const { apex, primary, canary } = run.services;
  putService(run, canary, { [selector.key]: selector.value });
  putService(run, primary, { [selector.key]: primaryName(run) });
  putService(run, apex, { [selector.key]: primaryName(run) });
}

/** Why a Deployment is not fully rolled out, in the words of Flagger's readiness test; `undefined` when it is. */
export function findUnreadiness(deployment: JsonObject): string | undefined {
  if (healthOf(deployment) === 'Current') return undefined;
  const wanted = numberAt(deployment, 'spec', 'replicas') ?? 1;
  const updated = numberAt(deployment, 'status', 'updatedReplicas') ?? 0;
  if (updated < wanted) return `waiting for rollout to finish: ${updated} out of ${wanted} new replicas have been updated`;
  return `waiting for rollout to finish: ${numberAt(deployment, 'status', 'availableReplicas') ?? 0} of ${wanted} (readyThreshold 100%) updated replicas are available`;
}

/** The reference by which a Canary owns what it made. */
export function ownerReference(run: CanaryRun): JsonObject {
  return { apiVersion: 'flagger.app/v1beta1', kind: 'Canary', name: run.spec.name, uid: textAt(run.canary, 'metadata', 'uid'), controller: true, blockOwnerDeletion: true };
}

/** Labels without Flux's, so that Flux neither adopts nor prunes the copies. */
export function withoutFluxKeys(labels: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(labels).filter(([key]) => !key.includes('toolkit.fluxcd.io')));
}

function primaryName(run: CanaryRun): string {
  return `${run.spec.targetRef.name}-primary`;
}

function toPrimary(run: CanaryRun, target: JsonObject): JsonObject {
  const selector = findSelector(target);
  const name = primaryName(run);
  const matchLabels = selector === undefined ? {} : { ...textMapAt(target, 'spec', 'selector', 'matchLabels'), [selector.key]: name };
  return {
    metadata: { name, labels: { ...withoutFluxKeys(textMapAt(target, 'metadata', 'labels')), ...matchLabels }, ownerReferences: [ownerReference(run)] },
    spec: { replicas: Math.max(1, numberAt(target, 'spec', 'replicas') ?? 1), selector: { matchLabels }, strategy: objectAt(target, 'spec')['strategy'], template: toPrimaryTemplate(run, target) },
  };
}

function toPrimaryTemplate(run: CanaryRun, target: JsonObject): JsonObject {
  const template = objectAt(target, 'spec', 'template');
  const selector = findSelector(target);
  const labels = withoutFluxKeys(textMapAt(template, 'metadata', 'labels'));
  return withValue(template, ['metadata', 'labels'], selector === undefined ? labels : { ...labels, [selector.key]: primaryName(run) });
}

function putService(run: CanaryRun, name: string, selector: Readonly<Record<string, string>>): void {
  const kind = findKind(run.context, 'services');
  if (kind === undefined) return;
  const service = objectAt(run.canary, 'spec', 'service');
  const port: JsonObject = { name: textAt(service, 'portName') ?? 'http', port: numberAt(service, 'port') ?? 80, protocol: 'TCP', targetPort: service['targetPort'] ?? numberAt(service, 'port') ?? 80 };
  const reference = { namespace: run.name.namespace, name };
  const live = run.context.api.find(kind, reference);
  if (live === undefined) {
    run.context.api.create(kind, run.name.namespace, { metadata: { name, labels: { app: name }, ownerReferences: [ownerReference(run)] }, spec: { type: 'ClusterIP', selector, ports: [port] } }, { manager: component });
    return;
  }
  const isSame = isEqualJson(objectAt(live, 'spec')['selector'], selector) && isEqualJson(objectsAt(live, 'spec', 'ports')[0], port);
  if (!isSame) run.context.api.update(kind, reference, { ...live, spec: { ...objectAt(live, 'spec'), selector, ports: [port] } }, { manager: component });
}
