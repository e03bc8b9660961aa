// Compares what a session holds with a list that is asked for now: no object lost, doubled or old.
import { expect } from 'vitest';
import type { ClusterSession } from '../../../client/src/cluster/clusterSession.ts';
import type { ClusterObject } from '../../../client/src/cluster/objects/clusterObject.ts';
import { textAt, type ApiClient } from './apiClient.ts';
import { WaitTimeout, waitUntil } from './waitUntil.ts';

interface ComparedKind {
  readonly group: string;
  readonly kind: string;
  readonly path: string;
  readonly held: (session: ClusterSession) => readonly { readonly object: ClusterObject }[];
}

const comparedKinds: readonly ComparedKind[] = [
  { group: 'kustomize.toolkit.fluxcd.io', kind: 'Kustomization', path: 'v1/kustomizations', held: (session) => session.kustomizations },
  { group: 'source.toolkit.fluxcd.io', kind: 'GitRepository', path: 'v1/gitrepositories', held: (session) => session.sources.filter(({ sourceKind }) => sourceKind === 'GitRepository') },
  { group: 'source.toolkit.fluxcd.io', kind: 'HelmRepository', path: 'v1/helmrepositories', held: (session) => session.sources.filter(({ sourceKind }) => sourceKind === 'HelmRepository') },
  { group: 'flagger.app', kind: 'Canary', path: 'v1beta1/canaries', held: (session) => session.canaries },
];

/** Waits until the session holds what the server lists, for all kinds that are compared; shows the difference when it does not come to that. */
export async function expectSameAsFreshList(session: ClusterSession, api: ApiClient, withinMs = 10_000): Promise<void> {
  for (const { group, kind, path, held } of comparedKinds) {
    if (session.servedKind(group, kind) === undefined) continue;
    let inSession: readonly string[] = [];
    let onServer: readonly string[] = [];
    const isSame = async () => {
      onServer = (await api.list(`/apis/${group}/${path}`)).map((item) => versionOf(textAt(item, 'metadata', 'namespace'), textAt(item, 'metadata', 'name'), textAt(item, 'metadata', 'uid'), textAt(item, 'metadata', 'resourceVersion'))).sort();
      inSession = held(session).map(({ object }) => versionOf(object.namespace, object.name, object.uid, object.resourceVersion)).sort();
      return JSON.stringify(inSession) === JSON.stringify(onServer);
    };
    try {
      await waitUntil(`the session holds every ${kind}`, isSame, { withinMs, everyMs: 200 });
    } catch (error) {
      if (!(error instanceof WaitTimeout)) throw error;
      expect(inSession, `each ${kind} in the session, against a fresh list`).toEqual(onServer);
    }
  }
}

/** Equal lines mean equal objects: the server gives each change another version. */
function versionOf(namespace: string, name: string, uid: string, resourceVersion: string): string {
  return `${namespace}/${name} ${uid} at ${resourceVersion}`;
}
