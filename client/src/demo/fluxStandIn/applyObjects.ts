/** Applies built objects the way kustomize-controller does: labelled, in stages, each stage checked before it is written; then prunes. */
import { ApiError } from '../kubeApi/apiError.ts';
import { annotationsOf, nameOf } from '../kubeApi/clusterApi.ts';
import { isEqualJson, objectAt, textAt, textMapAt, withValue } from '../kubeApi/json.ts';
import type { JsonObject } from '../kubeApi/json.ts';
import type { KindInfo } from '../kubeApi/kindInfo.ts';
import type { StandInContext } from '../standIns/standInContext.ts';
import { printObject, readInventory, toInventoryId } from './inventory.ts';

/** What applying did. */
export interface ApplyResult {
  /** The objects that belong to the inventory, in the order of applying. */
  readonly objects: readonly JsonObject[];
  /** `Deployment/ns/name configured`, one for each change. */
  readonly changes: readonly string[];
  /** Why the rest was not applied. */
  readonly failure: string | undefined;
}

const component = 'kustomize-controller';
const prefix = 'kustomize.toolkit.fluxcd.io';
/** The order of kinds within a stage (fluxcd/pkg ssa, sort of unstructured objects); others follow by name. */
const kindOrder = ['Namespace', 'ResourceQuota', 'StorageClass', 'CustomResourceDefinition', 'ServiceAccount', 'Role', 'ClusterRole', 'RoleBinding', 'ClusterRoleBinding', 'ConfigMap', 'Secret', 'Endpoints', 'Service', 'LimitRange', 'PriorityClass', 'PersistentVolume', 'PersistentVolumeClaim', 'Deployment', 'StatefulSet', 'CronJob', 'PodDisruptionBudget'];

const firstKinds = ['Namespace', 'CustomResourceDefinition', 'ClusterRole'];

/** Applies the objects of a Flux Kustomization. */
export function applyObjects(context: StandInContext, owner: JsonObject, built: readonly JsonObject[]): ApplyResult {
  const wanted = built.map((object) => withOwner(object, owner)).filter((object) => !hasSwitch(object, 'ssa', 'ignore') && !hasSwitch(object, 'reconcile', 'disabled')).sort(compareObjects);
  const stages = [
    wanted.filter((object) => firstKinds.includes(textAt(object, 'kind') ?? '')),
    wanted.filter((object) => /Class$/.test(textAt(object, 'kind') ?? '')),
    wanted.filter((object) => !firstKinds.includes(textAt(object, 'kind') ?? '') && !/Class$/.test(textAt(object, 'kind') ?? '')),
  ];
  const applied: JsonObject[] = [];
  const changes: string[] = [];
  for (const stage of stages) {
    const failure = stage.map((object) => findFailure(context, object)).find((message) => message !== undefined);
    if (failure !== undefined) return { objects: applied, changes, failure };
    for (const object of stage) {
      const change = applyObject(context, object);
      applied.push(object);
      if (change !== 'unchanged') changes.push(`${printObject(object)} ${change}`);
    }
  }
  return { objects: applied, changes, failure: undefined };
}

/** Deletes what an older inventory names and the new one does not; gives the changes. */
export function pruneObjects(context: StandInContext, owner: JsonObject, applied: readonly JsonObject[]): readonly string[] {
  const kept = new Set(applied.map(toInventoryId));
  const changes: string[] = [];
  for (const [id, entry] of [...readInventory(objectAt(owner, 'status'))].reverse()) {
    if (kept.has(id)) continue;
    const kind = context.api.kinds.findByGroupKind(entry.group, entry.kind);
    const live = kind && context.api.find(kind, entry);
    if (kind === undefined || live === undefined || !isOwned(live, owner) || hasSwitch(live, 'prune', 'disabled') || hasSwitch(live, 'reconcile', 'disabled')) continue;
    context.api.delete(kind, entry);
    changes.push(`${printObject(live)} deleted`);
  }
  return changes;
}

function compareObjects(left: JsonObject, right: JsonObject): number {
  const byKind = rankOf(left) - rankOf(right);
  if (byKind !== 0) return byKind;
  return printObject(left) < printObject(right) ? -1 : 1;
}

function rankOf(object: JsonObject): number {
  const rank = kindOrder.indexOf(textAt(object, 'kind') ?? '');
  return rank < 0 ? kindOrder.length : rank;
}

function withOwner(object: JsonObject, owner: JsonObject): JsonObject {
  const { namespace, name } = nameOf(owner);
  const common = objectAt(owner, 'spec', 'commonMetadata');
  const labels = { ...textMapAt(object, 'metadata', 'labels'), [`${prefix}/name`]: name, [`${prefix}/namespace`]: namespace, ...textMapAt(common, 'labels') };
  const labelled = withValue(object, ['metadata', 'labels'], labels);
  const annotations = { ...annotationsOf(object), ...textMapAt(common, 'annotations') };
  return Object.keys(annotations).length === 0 ? labelled : withValue(labelled, ['metadata', 'annotations'], annotations);
}

function isOwned(live: JsonObject, owner: JsonObject): boolean {
  const { namespace, name } = nameOf(owner);
  const labels = textMapAt(live, 'metadata', 'labels');
  return labels[`${prefix}/name`] === name && labels[`${prefix}/namespace`] === namespace;
}

/** A switch may be a label or an annotation, and its value is compared without regard to case. */
function hasSwitch(object: JsonObject, key: string, value: string): boolean {
  const name = `${prefix}/${key}`;
  const found = annotationsOf(object)[name] ?? textMapAt(object, 'metadata', 'labels')[name];
  return found?.toLowerCase() === value;
}

/** What a dry run would say against the object. */
function findFailure(context: StandInContext, object: JsonObject): string | undefined {
  const kind = kindOf(context, object);
  if (kind === undefined) return `${printObject(object)} dry-run failed: no matches for kind "${textAt(object, 'kind') ?? ''}" in version "${textAt(object, 'apiVersion') ?? ''}"`;
  const { namespace, name } = nameOf(object);
  if (kind.namespaced && namespace === '') return `${printObject(object)} namespace not specified: the server could not find the requested resource`;
  try {
    context.api.patch(kind, { namespace: kind.namespaced ? namespace : '', name }, object, 'apply-force', { manager: component, dryRun: true });
    return undefined;
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return `${printObject(object)} dry-run failed (${error.reason}): ${error.message}`;
  }
}

function applyObject(context: StandInContext, object: JsonObject): 'created' | 'configured' | 'unchanged' {
  const kind = kindOf(context, object);
  if (kind === undefined) return 'unchanged';
  const name = { namespace: kind.namespaced ? nameOf(object).namespace : '', name: nameOf(object).name };
  const before = context.api.find(kind, name);
  if (before !== undefined && (hasSwitch(object, 'ssa', 'ifnotpresent') || hasSwitch(before, 'reconcile', 'disabled'))) return 'unchanged';
  const after = context.api.patch(kind, name, object, 'apply-force', { manager: component });
  if (before === undefined) return 'created';
  return isEqualJson(withoutVersion(before), withoutVersion(after)) ? 'unchanged' : 'configured';
}

function kindOf(context: StandInContext, object: JsonObject): KindInfo | undefined {
  return context.api.kinds.findByManifest(textAt(object, 'apiVersion') ?? '', textAt(object, 'kind') ?? '');
}

function withoutVersion(object: JsonObject): JsonObject {
  return withValue(withValue(object, ['metadata', 'resourceVersion'], undefined), ['metadata', 'managedFields'], undefined);
}
