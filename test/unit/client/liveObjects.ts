// Live objects for tests, written as an API server sends them.
import { readClusterObject } from '../../../client/src/cluster/objects/clusterObject.ts';
import { readCanary, type LiveCanary } from '../../../client/src/cluster/objects/canary.ts';
import { readFluxKustomization, type LiveFluxKustomization } from '../../../client/src/cluster/objects/fluxKustomization.ts';
import { readFluxSource, type LiveFluxSource } from '../../../client/src/cluster/objects/fluxSource.ts';
import { readHelmRelease, type LiveHelmRelease } from '../../../client/src/cluster/objects/helmRelease.ts';
import type { FluxLookup } from '../../../client/src/flux/dependencies.ts';
import type { ClusterViewInput } from '../../../client/src/views/cluster/clusterViewInput.ts';

/** 2026-11-23T14:00:00Z. */
export const now = Date.parse('2026-11-23T14:00:00Z');

/** The time some minutes before `now`, as the API server writes it. */
export function minutesAgo(minutes: number): string {
  return new Date(now - minutes * 60_000).toISOString().replace('.000', '');
}

/** A Ready condition. */
export function ready(status: 'True' | 'False' | 'Unknown', reason: string, message: string, minutes = 3) {
  return { type: 'Ready', status, reason, message, lastTransitionTime: minutesAgo(minutes), observedGeneration: 1 };
}

interface Parts {
  readonly namespace?: string;
  readonly spec?: object;
  readonly status?: object;
}

function clusterObject(apiVersion: string, kind: string, name: string, { namespace = 'flux-system', spec = {}, status = {} }: Parts) {
  const object = readClusterObject({ apiVersion, kind, metadata: { name, namespace, generation: 1, resourceVersion: '1', uid: name }, spec, status: { observedGeneration: 1, ...status } }, apiVersion, kind);
  if (object === undefined) throw new Error('no object');
  return object;
}

/** A Flux Kustomization; ready unless the status says otherwise. */
export function kustomization(name: string, parts: Parts & { readonly applies?: readonly string[]; readonly dependsOn?: readonly string[] } = {}): LiveFluxKustomization {
  const status = {
    conditions: [ready('True', 'ReconciliationSucceeded', 'Applied revision: main@sha1:02fae5b0123456789012345678901234567890ab')],
    lastAppliedRevision: 'main@sha1:02fae5b0123456789012345678901234567890ab',
    inventory: { entries: (parts.applies ?? []).map((id) => ({ id, v: 'v1' })) },
    history: [{ lastReconciled: minutesAgo(3) }],
    ...parts.status,
  };
  const spec = { interval: '10m', path: `./${name}`, sourceRef: { kind: 'GitRepository', name: 'flux-system' }, dependsOn: (parts.dependsOn ?? []).map((dependency) => ({ name: dependency })), ...parts.spec };
  return readFluxKustomization(clusterObject('kustomize.toolkit.fluxcd.io/v1', 'Kustomization', name, { ...parts, spec, status }));
}

/** A GitRepository that has fetched. */
export function gitRepository(name: string, parts: Parts = {}): LiveFluxSource {
  const status = { conditions: [ready('True', 'Succeeded', 'stored artifact')], artifact: { revision: 'main@sha1:02fae5b0123456789012345678901234567890ab', lastUpdateTime: minutesAgo(6) }, ...parts.status };
  return readFluxSource(clusterObject('source.toolkit.fluxcd.io/v1', 'GitRepository', name, { ...parts, status }));
}

/** A released HelmRelease. */
export function helmRelease(name: string, parts: Parts = {}): LiveHelmRelease {
  const status = { conditions: [ready('True', 'UpgradeSucceeded', 'Helm upgrade succeeded')], history: [{ chartName: name, chartVersion: '1.2.3', status: 'deployed' }], ...parts.status };
  return readHelmRelease(clusterObject('helm.toolkit.fluxcd.io/v2', 'HelmRelease', name, { ...parts, status }));
}

/** A Canary of Deployment `name` with 5 % steps to 50 %. */
export function canary(name: string, status: object, spec: object = {}): LiveCanary {
  const analysis = { interval: '10s', threshold: 3, stepWeight: 5, maxWeight: 50 };
  return readCanary(clusterObject('flagger.app/v1beta1', 'Canary', name, { namespace: 'faces', spec: { targetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name }, service: { port: 80 }, analysis, ...spec }, status: { lastTransitionTime: minutesAgo(12), ...status } }));
}

/** Input for the views: live, with everything served, unless told otherwise. */
export function viewInput(parts: Partial<ClusterViewInput> = {}): ClusterViewInput {
  const { kustomizations = [], sources = [], helmReleases = [], canaries = [] } = parts;
  const at = (namespace: string, name: string) => (live: { readonly namespace: string; readonly name: string }) => live.namespace === namespace && live.name === name;
  const lookup: FluxLookup = {
    findKustomization: (namespace, name) => kustomizations.find(at(namespace, name)),
    findHelmRelease: (namespace, name) => helmReleases.find(at(namespace, name)),
    findSource: (kind, namespace, name) => sources.filter((source) => source.sourceKind === kind).find(at(namespace, name)),
  };
  const servedKinds = new Set(['Kustomization', 'GitRepository', 'HelmRelease', 'Canary']);
  return { contextName: 'my-cluster', now, connection: { type: 'live', faults: [] }, servedKinds, kustomizations, sources, helmReleases, canaries, lookup, ...parts };
}
