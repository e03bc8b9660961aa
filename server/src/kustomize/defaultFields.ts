/** Where kustomize sets labels, annotations, namespaces, names, images and replicas by default (same source and notation as `defaultReferences.ts`). */
import type { SpecRow } from './defaultReferences.ts';

const podAffinity = 'spec/template/spec/affinity';
const affinityTerms = ['podAffinity', 'podAntiAffinity'].flatMap((kind) => [
  `${podAffinity}/${kind}/preferredDuringSchedulingIgnoredDuringExecution/podAffinityTerm/labelSelector/matchLabels`,
  `${podAffinity}/${kind}/requiredDuringSchedulingIgnoredDuringExecution/labelSelector/matchLabels`,
]);

/** `metadata.labels` of objects and of their templates. */
export const templateLabelRows: readonly SpecRow[] = [
  ['', 'metadata/labels', 'create'],
  ['ReplicationController#v1 Deployment ReplicaSet DaemonSet StatefulSet@apps Job@batch', 'spec/template/metadata/labels', 'create'],
  ['StatefulSet@apps', 'spec/volumeClaimTemplates[]/metadata/labels', 'create'],
  ['CronJob@batch', 'spec/jobTemplate/metadata/labels', 'create'],
  ['CronJob@batch', 'spec/jobTemplate/spec/template/metadata/labels', 'create'],
];

/** The same and all selectors. */
export const commonLabelRows: readonly SpecRow[] = [
  ['Service#v1 ReplicationController#v1', 'spec/selector', 'create'],
  ['Deployment ReplicaSet DaemonSet StatefulSet@apps', 'spec/selector/matchLabels', 'create'],
  ...affinityTerms.map((path): SpecRow => ['Deployment@apps StatefulSet@apps', path]),
  ['Deployment@apps StatefulSet@apps', 'spec/template/spec/topologySpreadConstraints/labelSelector/matchLabels'],
  ['Job@batch PodDisruptionBudget@policy', 'spec/selector/matchLabels'],
  ['CronJob@batch', 'spec/jobTemplate/spec/selector/matchLabels'],
  ['NetworkPolicy@networking.k8s.io', 'spec/podSelector/matchLabels'],
  ['NetworkPolicy@networking.k8s.io', 'spec/ingress/from/podSelector/matchLabels'],
  ['NetworkPolicy@networking.k8s.io', 'spec/egress/to/podSelector/matchLabels'],
  ...templateLabelRows,
];

/** Annotations of objects and of their templates. */
export const commonAnnotationRows: readonly SpecRow[] = [
  ['', 'metadata/annotations', 'create'],
  ['ReplicationController#v1 Deployment ReplicaSet DaemonSet StatefulSet Job@batch', 'spec/template/metadata/annotations', 'create'],
  ['CronJob@batch', 'spec/jobTemplate/metadata/annotations', 'create'],
  ['CronJob@batch', 'spec/jobTemplate/spec/template/metadata/annotations', 'create'],
];

/** Fields beside `metadata.namespace` that hold a namespace. */
export const namespaceRows: readonly SpecRow[] = [
  ['Namespace', 'metadata/name', 'create'],
  ['APIService@apiregistration.k8s.io', 'spec/service/namespace', 'create'],
  ['CustomResourceDefinition@apiextensions.k8s.io', 'spec/conversion/webhook/clientConfig/service/namespace'],
];

/** Fields that get a name prefix or suffix. */
export const nameRows: readonly SpecRow[] = [['', 'metadata/name']];

/** Image fields of pods and of pod templates; `containers` and `initContainers` anywhere else are found by name. */
export const imageRows: readonly SpecRow[] = ['spec', 'spec/template/spec'].flatMap((pod): SpecRow[] => [
  ['', `${pod}/containers[]/image`, 'create'],
  ['', `${pod}/initContainers[]/image`, 'create'],
  ['', `${pod}/volumes[]/image/reference`, 'create'],
]);

/** Replica counts. */
export const replicaRows: readonly SpecRow[] = [['Deployment ReplicationController ReplicaSet StatefulSet', 'spec/replicas', 'create']];
