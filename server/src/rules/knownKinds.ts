/** The kinds of the API groups that are closed: those of Flux, of Flagger and of Kubernetes itself. */
import { nearestName } from '../text/editDistance.ts';

/** Groups whose kinds are all known, Flux's and Flagger's. */
export const fluxGroups: Readonly<Record<string, readonly string[]>> = {
  'kustomize.toolkit.fluxcd.io': ['Kustomization'],
  'source.toolkit.fluxcd.io': ['GitRepository', 'OCIRepository', 'HelmRepository', 'HelmChart', 'Bucket', 'ExternalArtifact'],
  'helm.toolkit.fluxcd.io': ['HelmRelease'],
  'notification.toolkit.fluxcd.io': ['Alert', 'Provider', 'Receiver'],
  'image.toolkit.fluxcd.io': ['ImageRepository', 'ImagePolicy', 'ImageUpdateAutomation'],
  'source.extensions.fluxcd.io': ['ArtifactGenerator'],
  'fluxcd.controlplane.io': ['FluxInstance', 'FluxReport', 'ResourceSet', 'ResourceSetInputProvider'],
  'flagger.app': ['Canary', 'MetricTemplate', 'AlertProvider'],
};

/** All kinds of Flux and Flagger. */
export const fluxKinds: ReadonlySet<string> = new Set(Object.values(fluxGroups).flat());

/** The kinds that people write of Kubernetes' own groups (k8s.io/api); `''` is the core group. */
export const kubernetesGroups: Readonly<Record<string, readonly string[]>> = {
  '': ['Binding', 'ConfigMap', 'Endpoints', 'Event', 'LimitRange', 'List', 'Namespace', 'Node', 'PersistentVolume', 'PersistentVolumeClaim', 'Pod', 'PodTemplate', 'ReplicationController', 'ResourceQuota', 'Secret', 'Service', 'ServiceAccount'],
  'admissionregistration.k8s.io': ['MutatingAdmissionPolicy', 'MutatingAdmissionPolicyBinding', 'MutatingWebhookConfiguration', 'ValidatingAdmissionPolicy', 'ValidatingAdmissionPolicyBinding', 'ValidatingWebhookConfiguration'],
  'apiextensions.k8s.io': ['CustomResourceDefinition'],
  'apiregistration.k8s.io': ['APIService'],
  apps: ['ControllerRevision', 'DaemonSet', 'Deployment', 'ReplicaSet', 'StatefulSet'],
  autoscaling: ['HorizontalPodAutoscaler', 'Scale'],
  batch: ['CronJob', 'Job'],
  'coordination.k8s.io': ['Lease'],
  'discovery.k8s.io': ['EndpointSlice'],
  'networking.k8s.io': ['Ingress', 'IngressClass', 'IPAddress', 'NetworkPolicy', 'ServiceCIDR'],
  policy: ['Eviction', 'PodDisruptionBudget'],
  'rbac.authorization.k8s.io': ['ClusterRole', 'ClusterRoleBinding', 'Role', 'RoleBinding'],
  'scheduling.k8s.io': ['PriorityClass'],
  'storage.k8s.io': ['CSIDriver', 'CSINode', 'StorageClass', 'VolumeAttachment', 'VolumeAttributesClass'],
};

/** All kinds of these groups. */
export const knownKinds: ReadonlySet<string> = new Set([...fluxKinds, ...Object.values(kubernetesGroups).flat()]);

/** What was meant by a group and kind that do not belong together; `undefined` where they do, or where nobody can know. */
export interface MeantKind {
  readonly part: 'apiVersion' | 'kind';
  readonly group: string;
  readonly kind: string;
}

/** Judges a group and kind. A group that is not known here may have any kinds, unless its name is nearly one that has this kind. */
export function meantKind(group: string, kind: string): MeantKind | undefined {
  const kinds = fluxGroups[group] ?? kubernetesGroups[group];
  if (kinds?.includes(kind) === true) return undefined;
  const homes = Object.entries({ ...fluxGroups, ...kubernetesGroups }).filter(([, of]) => of.includes(kind)).map(([name]) => name);
  if (kinds === undefined) {
    const near = group === '' ? undefined : nearestName(group, homes, group.length > 12 ? 3 : 1);
    return near === undefined ? undefined : { part: 'apiVersion', group: near, kind };
  }
  const [home] = homes;
  if (home !== undefined) return { part: 'apiVersion', group: home, kind };
  const near = nearestKind(kind, kinds);
  if (near !== undefined) return { part: 'kind', group, kind: near };
  // Flux's groups hold nothing else; Kubernetes' own may in a newer version.
  return fluxGroups[group] === undefined ? undefined : { part: 'kind', group, kind: kinds.join(', ') };
}

/** The kind that a misspelt one means. */
export function nearestKind(written: string, kinds: Iterable<string> = knownKinds): string | undefined {
  const all = [...kinds];
  const singular = written.replace(/ies$/i, 'y').replace(/s$/i, '');
  return all.find((kind) => [written, singular].some((word) => kind.toLowerCase() === word.toLowerCase())) ?? nearestName(written, all);
}
