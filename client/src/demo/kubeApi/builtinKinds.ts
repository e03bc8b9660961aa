/** The built-in kinds that the demo API server serves, with the columns a real one prints for them. */
import { listAt, numberAt, objectsAt, textAt, textMapAt } from './json.ts';
import type { JsonObject, JsonValue } from './json.ts';
import { printAge } from './kindInfo.ts';
import type { KindInfo, TableColumn } from './kindInfo.ts';

type Names = Pick<KindInfo, 'kind' | 'plural'> & Partial<KindInfo>;

/** Every built-in kind, the core group first. */
export function builtinKinds(): readonly KindInfo[] {
  return [...coreKinds(), ...workloadKinds(), ...otherKinds()];
}

function coreKinds(): readonly KindInfo[] {
  return [
    define('', 'v1', { kind: 'Namespace', plural: 'namespaces', shortNames: ['ns'], namespaced: false, hasStatus: true, columns: [nameColumn(), textColumn('Status', (object) => textAt(object, 'status', 'phase') ?? 'Active'), ageColumn()] }),
    define('', 'v1', { kind: 'Node', plural: 'nodes', shortNames: ['no'], namespaced: false, hasStatus: true }),
    define('', 'v1', { kind: 'Pod', plural: 'pods', shortNames: ['po'], categories: ['all'], hasStatus: true, columns: podColumns() }),
    define('', 'v1', { kind: 'Service', plural: 'services', shortNames: ['svc'], categories: ['all'], hasStatus: true, columns: serviceColumns() }),
    define('', 'v1', { kind: 'ConfigMap', plural: 'configmaps', shortNames: ['cm'], columns: [nameColumn(), countColumn('Data', 'data'), ageColumn()] }),
    define('', 'v1', { kind: 'Secret', plural: 'secrets', columns: [nameColumn(), textColumn('Type', (object) => textAt(object, 'type') ?? 'Opaque'), countColumn('Data', 'data'), ageColumn()] }),
    define('', 'v1', { kind: 'ServiceAccount', plural: 'serviceaccounts', shortNames: ['sa'] }),
    define('', 'v1', { kind: 'Event', plural: 'events', shortNames: ['ev'], columns: eventColumns() }),
  ];
}

function workloadKinds(): readonly KindInfo[] {
  const scalable = { categories: ['all'], hasStatus: true, hasGeneration: true };
  return [
    define('apps', 'v1', { kind: 'Deployment', plural: 'deployments', shortNames: ['deploy'], ...scalable, columns: deploymentColumns() }),
    define('apps', 'v1', { kind: 'ReplicaSet', plural: 'replicasets', shortNames: ['rs'], ...scalable }),
    define('apps', 'v1', { kind: 'DaemonSet', plural: 'daemonsets', shortNames: ['ds'], ...scalable }),
    define('apps', 'v1', { kind: 'StatefulSet', plural: 'statefulsets', shortNames: ['sts'], ...scalable }),
    define('batch', 'v1', { kind: 'Job', plural: 'jobs', ...scalable }),
    define('batch', 'v1', { kind: 'CronJob', plural: 'cronjobs', shortNames: ['cj'], ...scalable }),
    define('autoscaling', 'v2', { kind: 'HorizontalPodAutoscaler', plural: 'horizontalpodautoscalers', shortNames: ['hpa'], categories: ['all'], hasStatus: true }),
  ];
}

function otherKinds(): readonly KindInfo[] {
  const rbac = 'rbac.authorization.k8s.io';
  return [
    define('networking.k8s.io', 'v1', { kind: 'Ingress', plural: 'ingresses', singular: 'ingress', shortNames: ['ing'], hasStatus: true, hasGeneration: true, columns: ingressColumns() }),
    define('networking.k8s.io', 'v1', { kind: 'IngressClass', plural: 'ingressclasses', singular: 'ingressclass', namespaced: false }),
    define('networking.k8s.io', 'v1', { kind: 'NetworkPolicy', plural: 'networkpolicies', singular: 'networkpolicy', shortNames: ['netpol'], hasGeneration: true }),
    define('policy', 'v1', { kind: 'PodDisruptionBudget', plural: 'poddisruptionbudgets', shortNames: ['pdb'], hasStatus: true, hasGeneration: true }),
    define('coordination.k8s.io', 'v1', { kind: 'Lease', plural: 'leases' }),
    define(rbac, 'v1', { kind: 'Role', plural: 'roles' }),
    define(rbac, 'v1', { kind: 'RoleBinding', plural: 'rolebindings' }),
    define(rbac, 'v1', { kind: 'ClusterRole', plural: 'clusterroles', namespaced: false }),
    define(rbac, 'v1', { kind: 'ClusterRoleBinding', plural: 'clusterrolebindings', namespaced: false }),
    define('apiextensions.k8s.io', 'v1', { kind: 'CustomResourceDefinition', plural: 'customresourcedefinitions', shortNames: ['crd', 'crds'], categories: ['api-extensions'], namespaced: false, hasStatus: true, hasGeneration: true, columns: [nameColumn(), textColumn('Created At', (object) => textAt(object, 'metadata', 'creationTimestamp') ?? '')] }),
  ];
}

function define(group: string, version: string, names: Names): KindInfo {
  return {
    group,
    version,
    singular: names.plural.replace(/s$/, ''),
    shortNames: [],
    categories: [],
    namespaced: true,
    custom: false,
    hasStatus: false,
    hasGeneration: false,
    columns: [nameColumn(), ageColumn()],
    ...names,
  };
}

function textColumn(name: string, value: (object: JsonObject) => JsonValue, priority = 0): TableColumn {
  return { name, type: 'string', priority, value };
}

/** The column every table begins with. */
export function nameColumn(): TableColumn {
  return textColumn('Name', (object) => textAt(object, 'metadata', 'name') ?? '');
}

/** The age since creation. */
export function ageColumn(): TableColumn {
  return { name: 'Age', type: 'string', priority: 0, value: (object, nowMs) => printAge(textAt(object, 'metadata', 'creationTimestamp') ?? '', nowMs) };
}

function countColumn(name: string, field: string): TableColumn {
  return { name, type: 'integer', priority: 0, value: (object) => Object.keys(textMapAt(object, field)).length };
}

function podColumns(): readonly TableColumn[] {
  return [
    nameColumn(),
    textColumn('Ready', (pod) => {
      const containers = objectsAt(pod, 'status', 'containerStatuses');
      return `${containers.filter((container) => container['ready'] === true).length}/${Math.max(containers.length, listAt(pod, 'spec', 'containers').length)}`;
    }),
    textColumn('Status', (pod) => (textAt(pod, 'metadata', 'deletionTimestamp') === undefined ? (textAt(pod, 'status', 'phase') ?? 'Pending') : 'Terminating')),
    textColumn('Restarts', () => 0),
    ageColumn(),
  ];
}

function serviceColumns(): readonly TableColumn[] {
  return [
    nameColumn(),
    textColumn('Type', (service) => textAt(service, 'spec', 'type') ?? 'ClusterIP'),
    textColumn('Cluster-IP', (service) => textAt(service, 'spec', 'clusterIP') ?? '<none>'),
    textColumn('External-IP', () => '<none>'),
    textColumn('Port(s)', (service) =>
      objectsAt(service, 'spec', 'ports')
        .map((port) => `${numberAt(port, 'port') ?? 0}/${textAt(port, 'protocol') ?? 'TCP'}`)
        .join(','),
    ),
    ageColumn(),
  ];
}

function deploymentColumns(): readonly TableColumn[] {
  return [
    nameColumn(),
    textColumn('Ready', (object) => `${numberAt(object, 'status', 'readyReplicas') ?? 0}/${numberAt(object, 'spec', 'replicas') ?? 1}`),
    textColumn('Up-to-date', (object) => numberAt(object, 'status', 'updatedReplicas') ?? 0),
    textColumn('Available', (object) => numberAt(object, 'status', 'availableReplicas') ?? 0),
    ageColumn(),
    textColumn('Images', (object) => objectsAt(object, 'spec', 'template', 'spec', 'containers').map((container) => textAt(container, 'image') ?? '').join(','), 1),
  ];
}

function ingressColumns(): readonly TableColumn[] {
  return [
    nameColumn(),
    textColumn('Class', (ingress) => textAt(ingress, 'spec', 'ingressClassName') ?? '<none>'),
    textColumn('Hosts', (ingress) => objectsAt(ingress, 'spec', 'rules').map((rule) => textAt(rule, 'host') ?? '*').join(',') || '*'),
    textColumn('Address', () => ''),
    textColumn('Ports', () => '80'),
    ageColumn(),
  ];
}

function eventColumns(): readonly TableColumn[] {
  return [
    { name: 'Last Seen', type: 'string', priority: 0, value: (event, nowMs) => printAge(textAt(event, 'lastTimestamp') ?? '', nowMs) },
    textColumn('Type', (event) => textAt(event, 'type') ?? ''),
    textColumn('Reason', (event) => textAt(event, 'reason') ?? ''),
    textColumn('Object', (event) => `${(textAt(event, 'involvedObject', 'kind') ?? '').toLowerCase()}/${textAt(event, 'involvedObject', 'name') ?? ''}`),
    textColumn('Message', (event) => textAt(event, 'message') ?? ''),
  ];
}
