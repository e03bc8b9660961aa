/** How kustomize names objects: group, version, kind, name and effective namespace (kyaml resid/gvk.go, resid.go). */

/** Group, version and kind; `''` for the core group. */
export interface Gvk {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  /** Set where an `openapi:` file says that the kind has no namespace. */
  readonly isCluster?: boolean | undefined;
}

/** An object's identity; `namespace` is `''` when there is none. */
export interface ObjectId extends Gvk {
  readonly name: string;
  readonly namespace: string;
}

/** Splits an `apiVersion`. */
export function groupVersionOf(apiVersion: string): { readonly group: string; readonly version: string } {
  const cut = apiVersion.indexOf('/');
  return cut < 0 ? { group: '', version: apiVersion } : { group: apiVersion.slice(0, cut), version: apiVersion.slice(cut + 1) };
}

/** The `apiVersion` of a group and version. */
export function apiVersionOf(gvk: Gvk): string {
  return gvk.group === '' ? gvk.version : `${gvk.group}/${gvk.version}`;
}

/** Cluster-scoped kinds by `apiVersion`, as compiled into kustomize 5.8.1; any other kind counts as namespaced. */
const clusterScopedKinds: Readonly<Record<string, readonly string[]>> = {
  v1: ['ComponentStatus', 'Namespace', 'Node', 'NodeProxyOptions', 'PersistentVolume'],
  'admissionregistration.k8s.io/v1': ['MutatingWebhookConfiguration', 'ValidatingWebhookConfiguration'],
  'admissionregistration.k8s.io/v1beta1': ['MutatingWebhookConfiguration', 'ValidatingWebhookConfiguration'],
  'apiextensions.k8s.io/v1': ['CustomResourceDefinition'],
  'apiextensions.k8s.io/v1beta1': ['CustomResourceDefinition'],
  'apiregistration.k8s.io/v1': ['APIService'],
  'apiregistration.k8s.io/v1beta1': ['APIService'],
  'certificates.k8s.io/v1': ['CertificateSigningRequest'],
  'certificates.k8s.io/v1beta1': ['CertificateSigningRequest'],
  'flowcontrol.apiserver.k8s.io/v1beta1': ['FlowSchema', 'PriorityLevelConfiguration'],
  'networking.k8s.io/v1': ['IngressClass'],
  'networking.k8s.io/v1beta1': ['IngressClass'],
  'node.k8s.io/v1': ['RuntimeClass'],
  'node.k8s.io/v1beta1': ['RuntimeClass'],
  'policy/v1beta1': ['PodSecurityPolicy'],
  'rbac.authorization.k8s.io/v1': ['ClusterRole', 'ClusterRoleBinding'],
  'rbac.authorization.k8s.io/v1beta1': ['ClusterRole', 'ClusterRoleBinding'],
  'scheduling.k8s.io/v1': ['PriorityClass'],
  'scheduling.k8s.io/v1beta1': ['PriorityClass'],
  'storage.k8s.io/v1': ['CSIDriver', 'CSINode', 'StorageClass', 'VolumeAttachment'],
  'storage.k8s.io/v1beta1': ['CSIDriver', 'CSINode', 'StorageClass', 'VolumeAttachment'],
};

/** Kinds with a namespace by `apiVersion`, as compiled into kustomize 5.8.1: of these it asks no schema. */
const namespacedKinds: Readonly<Record<string, readonly string[]>> = {
  'apps/v1': ['ControllerRevision', 'DaemonSet', 'Deployment', 'ReplicaSet', 'StatefulSet'],
  'autoscaling/v1': ['HorizontalPodAutoscaler', 'Scale'],
  'autoscaling/v2beta1': ['HorizontalPodAutoscaler'],
  'autoscaling/v2beta2': ['HorizontalPodAutoscaler'],
  'batch/v1': ['CronJob', 'Job'],
  'batch/v1beta1': ['CronJob'],
  'coordination.k8s.io/v1': ['Lease'],
  'coordination.k8s.io/v1beta1': ['Lease'],
  'discovery.k8s.io/v1': ['EndpointSlice'],
  'discovery.k8s.io/v1beta1': ['EndpointSlice'],
  'events.k8s.io/v1': ['Event'],
  'events.k8s.io/v1beta1': ['Event'],
  'extensions/v1beta1': ['Ingress'],
  'networking.k8s.io/v1': ['Ingress', 'NetworkPolicy'],
  'networking.k8s.io/v1beta1': ['Ingress'],
  'policy/v1': ['PodDisruptionBudget'],
  'policy/v1beta1': ['PodDisruptionBudget'],
  'rbac.authorization.k8s.io/v1': ['Role', 'RoleBinding'],
  'rbac.authorization.k8s.io/v1beta1': ['Role', 'RoleBinding'],
  'storage.k8s.io/v1beta1': ['CSIStorageCapacity'],
  v1: ['ConfigMap', 'Endpoints', 'Event', 'LimitRange', 'PersistentVolumeClaim', 'Pod', 'PodAttachOptions', 'PodExecOptions', 'PodPortForwardOptions', 'PodProxyOptions', 'PodTemplate', 'ReplicationController', 'ResourceQuota', 'Secret', 'Service', 'ServiceAccount', 'ServiceProxyOptions'],
};

/** Whether kustomize knows without a schema if a kind has a namespace. */
export function isKnownKind(gvk: Gvk): boolean {
  const version = apiVersionOf(gvk);
  return clusterScopedKinds[version]?.includes(gvk.kind) === true || namespacedKinds[version]?.includes(gvk.kind) === true;
}

/** Whether kustomize is certain that a kind has no namespace. */
export function isClusterScoped(gvk: Gvk): boolean {
  return gvk.isCluster ?? (clusterScopedKinds[apiVersionOf(gvk)]?.includes(gvk.kind) ?? false);
}

/** Stands for the namespace of cluster-scoped objects; selectors compare against it (kyaml `TotallyNotANamespace`). */
export const notANamespace = '_non_namespaceable_';

/** The namespace for comparisons: `''` means `default`. */
export function effectiveNamespace(id: ObjectId): string {
  if (isClusterScoped(id)) return notANamespace;
  return id.namespace === '' ? 'default' : id.namespace;
}

/** One text per identity, equal when kustomize calls two ids equal. */
export function idKey(id: ObjectId): string {
  return `${id.group}|${id.version}|${id.kind}|${effectiveNamespace(id)}|${id.name}`;
}

/** Whether the non-empty fields of a selector equal those of a kind. */
export function isSelectedBy(gvk: Gvk, selector: Gvk): boolean {
  return (
    (selector.group === '' || selector.group === gvk.group) &&
    (selector.version === '' || selector.version === gvk.version) &&
    (selector.kind === '' || selector.kind === gvk.kind)
  );
}

/** An object for people: `Kind namespace/name`. */
export function describeId(id: ObjectId): string {
  return id.namespace === '' ? `${id.kind} ${id.name}` : `${id.kind} ${id.namespace}/${id.name}`;
}

/** Orders kinds as kustomize orders its transformer configuration (kyaml `Gvk.IsLessThan`). */
export function compareGvk(left: Gvk, right: Gvk): number {
  const order = (legacyOrder.get(left.kind) ?? 0) - (legacyOrder.get(right.kind) ?? 0);
  return order !== 0 ? order : compareText(sortTextOfGvk(left), sortTextOfGvk(right));
}

/** Compares by code units, as Go compares bytes for ASCII. */
export function compareText(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}

/** The text by which kustomize sorts kinds of the same rank. */
export function sortTextOfGvk(gvk: Gvk): string {
  return `${gvk.group === '' ? '~G' : gvk.group}_${gvk.version === '' ? '~V' : gvk.version}_${gvk.kind === '' ? '~K' : gvk.kind}`;
}

/** Kinds that legacy order puts first, in order. */
export const legacyFirst: readonly string[] = [
  'Namespace', 'ResourceQuota', 'StorageClass', 'CustomResourceDefinition', 'ServiceAccount', 'PodSecurityPolicy', 'Role', 'ClusterRole',
  'RoleBinding', 'ClusterRoleBinding', 'ConfigMap', 'Secret', 'Endpoints', 'Service', 'LimitRange', 'PriorityClass', 'PersistentVolume',
  'PersistentVolumeClaim', 'Deployment', 'StatefulSet', 'CronJob', 'PodDisruptionBudget',
];

/** Kinds that legacy order puts last, in order. */
export const legacyLast: readonly string[] = ['MutatingWebhookConfiguration', 'ValidatingWebhookConfiguration'];

/** Rank by kind: negative first, positive last, everything else 0. */
export function rankOfKinds(first: readonly string[], last: readonly string[]): ReadonlyMap<string, number> {
  const ranks = new Map<string, number>();
  first.forEach((kind, index) => ranks.set(kind, index - first.length));
  last.forEach((kind, index) => ranks.set(kind, index + 1));
  return ranks;
}

const legacyOrder = rankOfKinds(legacyFirst, legacyLast);
