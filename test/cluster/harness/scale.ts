// A large cluster on a real API server: thousands of Flux and Flagger objects with the status that their controllers would have written.
import type { ApiClient, Json } from './apiClient.ts';

/** How many objects of each kind. */
export interface ScaleCounts {
  readonly kustomizations: number;
  readonly helmReleases: number;
  readonly canaries: number;
}

/** The cluster row of the budgets. */
export const largeCluster: ScaleCounts = { kustomizations: 1000, helmReleases: 3000, canaries: 500 };

const time = '2026-11-20T10:00:00Z';
const ready = (reason: string, message: string): Json => ({ type: 'Ready', status: 'True', reason, message, lastTransitionTime: time, observedGeneration: 1 });

/** The path of a Kustomization that `fillLarge` makes. */
export function kustomizationPath(index: number): string {
  return `/apis/kustomize.toolkit.fluxcd.io/v1/namespaces/${namespaceOf(index)}/kustomizations/${kustomizationName(index)}`;
}

/** Its name. */
export function kustomizationName(index: number): string {
  return `app-${index}`;
}

/** Its namespace: a hundred objects share one. */
export function namespaceOf(index: number): string {
  return `team-${Math.floor(index / 100)}`;
}

/** Creates all objects with their status. */
export async function fillLarge(api: ApiClient, counts: ScaleCounts): Promise<void> {
  const bulk = api.forBulk();
  const most = Math.max(counts.kustomizations, counts.helmReleases, counts.canaries);
  for (let index = 0; index < most; index += 100) await api.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespaceOf(index) } });
  const waiting = largeObjects(counts).values();
  const work = async () => {
    for (const { path, object, status } of waiting) {
      await bulk.expect('POST', path.slice(0, path.lastIndexOf('/')), { body: object });
      await bulk.merge(`${path}/status`, { status });
    }
  };
  // Not all at once: the API server sheds load beyond its limits.
  await Promise.all(Array.from({ length: 20 }, work));
}

/** One object with the status that its controller would write. */
export interface LargeObject {
  readonly path: string;
  readonly object: Json;
  readonly status: Json;
}

/** All objects, in the order in which they are created. */
export function largeObjects(counts: ScaleCounts): readonly LargeObject[] {
  const every = (count: number, make: (index: number) => LargeObject) => Array.from({ length: count }, (_, index) => make(index));
  return [
    ...every(counts.kustomizations, (index) => ({ path: kustomizationPath(index), object: kustomization(index), status: kustomizationStatus(index) })),
    ...every(counts.helmReleases, (index) => ({ path: `/apis/helm.toolkit.fluxcd.io/v2/namespaces/${namespaceOf(index)}/helmreleases/release-${index}`, object: helmRelease(index), status: helmReleaseStatus(index) })),
    ...every(counts.canaries, (index) => ({ path: `/apis/flagger.app/v1beta1/namespaces/${namespaceOf(index)}/canaries/canary-${index}`, object: canary(index), status: canaryStatus() })),
  ];
}

function kustomization(index: number): Json {
  // Ten layers of a hundred: each depends on its neighbour in the layer below.
  const dependsOn = index < 100 ? [] : [{ name: kustomizationName(index - 100), namespace: namespaceOf(index - 100) }];
  return {
    apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
    kind: 'Kustomization',
    metadata: { name: kustomizationName(index) },
    spec: { interval: '10m', prune: true, wait: true, path: `./apps/${index}`, sourceRef: { kind: 'GitRepository', name: 'fleet', namespace: 'team-0' }, dependsOn },
  };
}

function kustomizationStatus(index: number): Json {
  const revision = 'main@sha1:6b8f3c7d9e0a1b2c3d4e5f60718293a4b5c6d7e8';
  const namespace = namespaceOf(index);
  const entries = [`${namespace}_release-${index}_helm.toolkit.fluxcd.io_HelmRelease`, `${namespace}_web-${index}_apps_Deployment`, `${namespace}_web-${index}__Service`, `${namespace}_web-${index}__ConfigMap`];
  return {
    observedGeneration: 1,
    lastAppliedRevision: revision,
    lastAttemptedRevision: revision,
    conditions: [ready('ReconciliationSucceeded', `Applied revision: ${revision}`)],
    inventory: { entries: entries.map((id) => ({ id, v: 'v1' })) },
  };
}

function helmRelease(index: number): Json {
  return {
    apiVersion: 'helm.toolkit.fluxcd.io/v2',
    kind: 'HelmRelease',
    metadata: { name: `release-${index}` },
    spec: { interval: '10m', chart: { spec: { chart: 'web', version: '1.x', sourceRef: { kind: 'HelmRepository', name: 'charts', namespace: 'team-0' } } }, values: { replicaCount: 2, image: { repository: 'registry.invalid/web', tag: `1.0.${index}` } } },
  };
}

function helmReleaseStatus(index: number): Json {
  const snapshot = (version: number): Json => ({ name: `release-${index}`, namespace: namespaceOf(index), version, status: version === 3 ? 'deployed' : 'superseded', chartName: 'web', chartVersion: `1.${version}.0`, digest: `sha256:${String(version).repeat(64)}`, configDigest: `sha256:${'c'.repeat(64)}`, firstDeployed: time, lastDeployed: time });
  return { observedGeneration: 1, conditions: [ready('UpgradeSucceeded', 'Helm upgrade succeeded'), { ...ready('UpgradeSucceeded', 'Helm upgrade succeeded'), type: 'Released' }], history: [3, 2, 1].map(snapshot), lastAttemptedRevision: '1.3.0', storageNamespace: namespaceOf(index) };
}

function canary(index: number): Json {
  return {
    apiVersion: 'flagger.app/v1beta1',
    kind: 'Canary',
    metadata: { name: `canary-${index}` },
    spec: { provider: 'linkerd', targetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: `web-${index}` }, service: { port: 80 }, analysis: { interval: '10s', threshold: 5, maxWeight: 50, stepWeight: 10 } },
  };
}

function canaryStatus(): Json {
  return { phase: 'Succeeded', canaryWeight: 0, failedChecks: 0, iterations: 0, lastAppliedSpec: '5f6b', lastTransitionTime: time, conditions: [{ type: 'Promoted', status: 'True', reason: 'Succeeded', message: 'Canary analysis completed successfully, promotion finished.', lastUpdateTime: time, lastTransitionTime: time }] };
}
