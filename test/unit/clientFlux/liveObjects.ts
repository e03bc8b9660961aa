// Builds live Flux objects for the tests of this folder, as the controllers would leave them.
import { readClusterObject, type ClusterObject } from '../../../client/src/cluster/objects/clusterObject.ts';
import { readFluxKustomization, type LiveFluxKustomization } from '../../../client/src/cluster/objects/fluxKustomization.ts';
import { readFluxSource, type LiveFluxSource } from '../../../client/src/cluster/objects/fluxSource.ts';
import { readHelmRelease, type LiveHelmRelease } from '../../../client/src/cluster/objects/helmRelease.ts';
import type { JsonObject } from '../../../client/src/cluster/jsonValue.ts';
import type { FluxLookup } from '../../../client/src/flux/dependencies.ts';

/** A commit, its revision string on `main`, and another one. */
export const oldRevision = 'main@sha1:02fae5b1d2c3b4a5968778695a4b3c2d1e0f0011';
export const newRevision = 'main@sha1:9f8e1c2d2c3b4a5968778695a4b3c2d1e0f00222';

/** Conditions as Flux writes them. */
export const conditions = {
  ready: (message = `Applied revision: ${oldRevision}`) => [condition('Ready', 'True', 'ReconciliationSucceeded', message)],
  failed: (reason: string, message: string) => [condition('Ready', 'False', reason, message), condition('Reconciling', 'True', 'ProgressingWithRetry', message)],
  running: (message: string) => [condition('Ready', 'Unknown', 'Progressing', 'Reconciliation in progress'), condition('Reconciling', 'True', 'Progressing', message)],
  waiting: (message: string) => [condition('Ready', 'False', 'DependencyNotReady', message), condition('Reconciling', 'True', 'ProgressingWithRetry', message)],
  stalled: (reason: string, message: string) => [condition('Ready', 'False', reason, message), condition('Stalled', 'True', reason, message)],
};

/** One condition. */
export function condition(type: string, status: string, reason: string, message: string): JsonObject {
  return { type, status, reason, message, lastTransitionTime: '2026-11-23T11:00:00Z', observedGeneration: 1 };
}

/** What a test says about an object; everything else is as after a good first run. */
export interface Given {
  readonly namespace?: string;
  readonly spec?: JsonObject;
  readonly status?: JsonObject;
  readonly conditions?: readonly JsonObject[];
  readonly metadata?: JsonObject;
}

export function fluxKustomization(name: string, given: Given = {}): LiveFluxKustomization {
  const spec = { interval: '10m', path: `./${name}`, prune: true, sourceRef: { kind: 'GitRepository', name: 'flux-system' }, ...given.spec };
  const status = { lastAppliedRevision: oldRevision, lastAttemptedRevision: oldRevision, ...given.status };
  return readFluxKustomization(live('kustomize.toolkit.fluxcd.io/v1', 'Kustomization', name, { ...given, spec, status }));
}

export function fluxSource(kind: string, name: string, given: Given = {}): LiveFluxSource {
  const status = { artifact: { revision: oldRevision, lastUpdateTime: '2026-11-23T11:00:00Z' }, ...given.status };
  return readFluxSource(live('source.toolkit.fluxcd.io/v1', kind, name, { ...given, spec: { interval: '1m', ...given.spec }, status }));
}

export function helmRelease(name: string, given: Given = {}): LiveHelmRelease {
  const chart = given.spec?.['chartRef'] === undefined ? { chart: { spec: { chart: name, version: '1.x', sourceRef: { kind: 'HelmRepository', name: 'charts' } } } } : {};
  return readHelmRelease(live('helm.toolkit.fluxcd.io/v2', 'HelmRelease', name, { ...given, spec: { interval: '5m', ...chart, ...given.spec } }));
}

/** Finds objects by name among the given ones. */
export function lookupOf(...objects: readonly (LiveFluxKustomization | LiveFluxSource | LiveHelmRelease)[]): FluxLookup {
  const find = (kind: string, namespace: string, name: string) => objects.find((object) => object.kind === kind && object.namespace === namespace && object.name === name);
  return {
    findKustomization(namespace, name) {
      const found = find('Kustomization', namespace, name);
      return found !== undefined && 'path' in found ? found : undefined;
    },
    findHelmRelease(namespace, name) {
      const found = find('HelmRelease', namespace, name);
      return found !== undefined && 'origin' in found ? found : undefined;
    },
    findSource(kind, namespace, name) {
      const found = find(kind, namespace, name);
      return found !== undefined && 'sourceKind' in found ? found : undefined;
    },
  };
}

function live(apiVersion: string, kind: string, name: string, given: Given): ClusterObject {
  const value = {
    apiVersion,
    kind,
    metadata: { namespace: given.namespace ?? 'flux-system', name, uid: `uid-${name}`, resourceVersion: '1', generation: 1, ...given.metadata },
    spec: given.spec ?? {},
    status: { observedGeneration: 1, conditions: given.conditions ?? conditions.ready(), ...given.status },
  };
  const object = readClusterObject(value, apiVersion, kind);
  if (object === undefined) throw new Error('the test object has no name');
  return object;
}
