/** Which fields name other objects: kinds, and where they are looked for. Facts of the APIs' types, in the paths of completion. */

/** A mapping, or a text, that names an object. */
export interface ReferenceSlot {
  /** Keys from the object's root; `*` for items. A slot without group holds at the end of any path. */
  readonly at: readonly string[];
  /** The key that holds the name. */
  readonly nameKey: string;
  /** Kinds that can be named; `undefined` where any kind of the cluster can. */
  readonly kinds: readonly string[] | undefined;
  /** `own`: the object's namespace; `named`: that of the reference's `namespace`, else the object's; `cluster`: none. */
  readonly scope: 'own' | 'named' | 'cluster';
  /** Whether what is named usually has this one user, as a chart's source has. */
  readonly isOneToOne: boolean;
  /** Whether names are those of the files before kustomize changed them, as its name references have it. */
  readonly isWritten: boolean;
  /** The key beside the name that names an entry of the object's data. */
  readonly dataKey: string | undefined;
}

type Row = readonly [owner: string, at: string, kinds: readonly string[] | 'any', scope?: ReferenceSlot['scope'], more?: Partial<Pick<ReferenceSlot, 'nameKey' | 'isOneToOne' | 'isWritten' | 'dataKey'>>];

const artifactKinds = ['GitRepository', 'OCIRepository', 'Bucket', 'ExternalArtifact'] as const;
const chartSources = ['HelmRepository', 'GitRepository', 'Bucket'] as const;
const toolkit = 'toolkit.fluxcd.io';
const written = { isWritten: true } as const;

/** Slots of Flux's and Flagger's kinds. */
const rows: readonly Row[] = [
  [`kustomize.${toolkit}/Kustomization`, 'spec.sourceRef', artifactKinds, 'named'],
  [`kustomize.${toolkit}/Kustomization`, 'spec.dependsOn.*', ['Kustomization'], 'named'],
  [`kustomize.${toolkit}/Kustomization`, 'spec.healthChecks.*', 'any', 'named'],
  [`kustomize.${toolkit}/Kustomization`, 'spec.postBuild.substituteFrom.*', ['ConfigMap', 'Secret'], 'own'],
  [`helm.${toolkit}/HelmRelease`, 'spec.chart.spec.sourceRef', chartSources, 'named'],
  [`helm.${toolkit}/HelmRelease`, 'spec.chartRef', ['OCIRepository', 'HelmChart', 'ExternalArtifact'], 'named', { isOneToOne: true }],
  [`helm.${toolkit}/HelmRelease`, 'spec.dependsOn.*', ['HelmRelease'], 'named'],
  [`helm.${toolkit}/HelmRelease`, 'spec.valuesFrom.*', ['ConfigMap', 'Secret'], 'own', { isOneToOne: true, dataKey: 'valuesKey' }],
  [`source.${toolkit}/HelmChart`, 'spec.sourceRef', chartSources, 'own'],
  [`source.${toolkit}/GitRepository`, 'spec.include.*.repository', ['GitRepository'], 'own'],
  ['source.extensions.fluxcd.io/ArtifactGenerator', 'spec.sources.*', ['GitRepository', 'OCIRepository', 'Bucket', 'HelmChart', 'ExternalArtifact'], 'named'],
  [`image.${toolkit}/ImagePolicy`, 'spec.imageRepositoryRef', ['ImageRepository'], 'named', { isOneToOne: true }],
  [`image.${toolkit}/ImageUpdateAutomation`, 'spec.sourceRef', ['GitRepository'], 'named'],
  [`notification.${toolkit}/Alert`, 'spec.providerRef', ['Provider'], 'own'],
  [`notification.${toolkit}/Alert`, 'spec.eventSources.*', ['Kustomization', 'HelmRelease', ...artifactKinds, 'HelmRepository', 'HelmChart', 'ImageRepository', 'ImagePolicy', 'ImageUpdateAutomation'], 'named'],
  [`notification.${toolkit}/Receiver`, 'spec.resources.*', [...artifactKinds, 'HelmRepository', 'HelmChart', 'ImageRepository', 'Kustomization', 'HelmRelease'], 'named'],
  ['flagger.app/Canary', 'spec.targetRef', ['Deployment', 'DaemonSet', 'Service'], 'own', { isOneToOne: true }],
  ['flagger.app/Canary', 'spec.autoscalerRef', ['HorizontalPodAutoscaler', 'ScaledObject'], 'own', { isOneToOne: true }],
  ['flagger.app/Canary', 'spec.ingressRef', ['Ingress'], 'own', { isOneToOne: true }],
  ['flagger.app/Canary', 'spec.routeRef', ['ApisixRoute'], 'own', { isOneToOne: true }],
  ['flagger.app/Canary', 'spec.upstreamRef', ['Upstream'], 'named', { isOneToOne: true }],
  ['flagger.app/Canary', 'spec.service.gatewayRefs.*', ['Gateway'], 'named'],
  ['flagger.app/Canary', 'spec.analysis.metrics.*.templateRef', ['MetricTemplate'], 'named'],
  ['flagger.app/Canary', 'spec.analysis.alerts.*.providerRef', ['AlertProvider'], 'named'],
  ['flagger.app/MetricTemplate', 'spec.provider.secretRef', ['Secret'], 'own'],
  ['cert-manager.io/Certificate', 'spec.issuerRef', ['ClusterIssuer', 'Issuer'], 'own'],
  // Wherever they stand, these say what they name.
  ['', 'secretRef', ['Secret'], 'own', written],
  ['', 'certSecretRef', ['Secret'], 'own', written],
  ['', 'proxySecretRef', ['Secret'], 'own', written],
  ['', 'secretKeyRef', ['Secret'], 'own', { ...written, dataKey: 'key' }],
  ['', 'configMapRef', ['ConfigMap'], 'own', written],
  ['', 'configMapKeyRef', ['ConfigMap'], 'own', { ...written, dataKey: 'key' }],
  ['', 'imagePullSecrets.*', ['Secret'], 'own', written],
  ['', 'volumes.*.configMap', ['ConfigMap'], 'own', written],
  ['', 'volumes.*.secret', ['Secret'], 'own', { ...written, nameKey: 'secretName' }],
  ['', 'projected.sources.*.configMap', ['ConfigMap'], 'own', written],
  ['', 'projected.sources.*.secret', ['Secret'], 'own', written],
  ['', 'persistentVolumeClaim', ['PersistentVolumeClaim'], 'own', { ...written, nameKey: 'claimName' }],
  ['', 'scaleTargetRef', ['Deployment', 'StatefulSet', 'ReplicaSet'], 'own', { ...written, isOneToOne: true }],
  ['', 'backend.service', ['Service'], 'own', { ...written, isOneToOne: true }],
  ['', 'parentRefs.*', ['Gateway', 'Service'], 'named'],
  ['', 'backendRefs.*', ['Service'], 'named', { ...written, isOneToOne: true }],
  ['', 'roleRef', ['ClusterRole', 'Role'], 'own', written],
  ['', 'subjects.*', ['ServiceAccount', 'User', 'Group'], 'named', written],
];

/** Fields that are a name by themselves. */
const nameFields: readonly Row[] = [
  ['', 'serviceAccountName', ['ServiceAccount'], 'own', written],
  ['', 'storageClassName', ['StorageClass'], 'cluster'],
  ['', 'ingressClassName', ['IngressClass'], 'cluster'],
  ['', 'spec.tls.*.secretName', ['Secret'], 'own', written],
];

const slots = rows.map(slotOf);
const nameSlots = nameFields.map(slotOf);

function slotOf([owner, at, kinds, scope = 'own', more]: Row): ReferenceSlot & { readonly owner: string } {
  return { owner, at: at.split('.'), nameKey: 'name', kinds: kinds === 'any' ? undefined : kinds, scope, isOneToOne: false, isWritten: false, dataKey: undefined, ...more };
}

/** The slot that holds a key of a reference, and that key; `owner` is the object's `group/Kind`. */
export function referenceSlotAt(owner: string, keys: readonly string[]): { readonly slot: ReferenceSlot; readonly field: string } | undefined {
  const field = keys.at(-1) ?? '';
  const named = nameSlots.find((slot) => endsWith(keys, slot.at));
  if (named !== undefined) return { slot: { ...named, nameKey: field }, field };
  const holder = keys.slice(0, -1);
  const slot = slots.find((one) => one.owner === owner && sameKeys(one.at, holder)) ?? slots.find((one) => one.owner === '' && endsWith(holder, one.at));
  return slot === undefined ? undefined : { slot, field };
}

function sameKeys(left: readonly string[], right: readonly string[]): boolean {
  return left.length === right.length && left.every((key, index) => key === right[index]);
}

function endsWith(keys: readonly string[], end: readonly string[]): boolean {
  return keys.length >= end.length && end.every((key, index) => key === keys[keys.length - end.length + index]);
}
