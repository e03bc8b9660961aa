// What the Cluster view looks at while it is on screen: Pods in a limited number of namespaces, however these change.
import { expect, test } from 'vitest';
import type { ClusterSession } from '../../../client/src/cluster/clusterSession.ts';
import { readClusterObject, type ClusterObject } from '../../../client/src/cluster/objects/clusterObject.ts';
import { OnScreenObjects } from '../../../client/src/views/cluster/onScreenObjects.ts';

function stuckDeployment(namespace: string): ClusterObject {
  const labels = { 'kustomize.toolkit.fluxcd.io/name': 'apps', 'kustomize.toolkit.fluxcd.io/namespace': 'flux-system' };
  const object = readClusterObject({ metadata: { namespace, name: 'web', uid: namespace, resourceVersion: '1', generation: 1, labels }, spec: { replicas: 2 }, status: { observedGeneration: 1 } }, 'apps/v1', 'Deployment');
  if (object === undefined) throw new Error('no object');
  return object;
}

test('as namespaces come into trouble and leave it, Pods are never watched in more than twenty of them', () => {
  let deployments: readonly ClusterObject[] = [];
  const watched = new Set<string>();
  const session: Pick<ClusterSession, 'discovery' | 'findServed' | 'observe'> = {
    discovery: { served: [], watched: [], servedKinds: [] },
    findServed: () => undefined,
    observe(served, scope = {}) {
      if (served.kind === 'Pod') watched.add(scope.namespace ?? '');
      return {
        served,
        state: { type: 'live' },
        get objects() {
          return served.kind === 'Deployment' ? deployments : [];
        },
        find: () => undefined,
        release: () => watched.delete(scope.namespace ?? ''),
      };
    },
  };
  const names = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => `team-${from + index}`);
  const look = (namespaces: readonly string[]) => {
    deployments = namespaces.map(stuckDeployment);
    onScreen.look(session);
    return [...watched].sort();
  };
  const onScreen = new OnScreenObjects();
  expect(look(names(100, 120))).toEqual(names(100, 120));
  // The new ones come first in the list, and all of the old ones stay.
  expect(look(names(90, 120))).toEqual(names(100, 120));
  // Room that becomes free is used.
  expect(look(names(95, 115))).toEqual(names(95, 115).sort());
  onScreen.release();
  expect(watched.size).toBe(0);
});
