// What goes with a Kustomization that is pruned: as its own `deletionPolicy` says, and nothing where it is suspended (FACTS A1).
import { describe, expect, test } from 'vitest';
import type { KubeError } from '../../../client/src/cluster/kubeError.ts';
import { failure, success } from '../../../client/src/cluster/outcome.ts';
import { compareWithCluster } from '../../../client/src/liveDiff/compareWithCluster.ts';
import { fluxKustomization, lookupOf } from '../clientFlux/liveObjects.ts';

const gone: KubeError = { type: 'notFound', message: 'not there' };
const nothing = () => Promise.resolve(failure(gone));
const holds = (...ids: readonly string[]) => ({ inventory: { entries: ids.map((id) => ({ id, v: 'v1' })) } });
const child = 'flux-system_child_kustomize.toolkit.fluxcd.io_Kustomization';

async function prunedWith(spec: Readonly<Record<string, unknown>>): Promise<readonly string[]> {
  const root = fluxKustomization('root', { status: holds(child) });
  const { findKustomization } = lookupOf(root, fluxKustomization('child', { spec, status: holds('shop_web_apps_Deployment') }));
  const connection = { listKinds: nothing, get: nothing, applyDryRun: nothing };
  const differences = await compareWithCluster({ rendered: { objects: [] }, printKey: '', owner: { namespace: 'flux-system', name: 'root' }, live: root, world: { connection, canaries: [], findKustomization }, signal: new AbortController().signal });
  return differences.map(({ ref }) => ref.name);
}

describe('what goes with a pruned Kustomization', () => {
  test.each([
    [{ prune: true }, true],
    [{ prune: false }, false],
    [{ prune: true, deletionPolicy: 'MirrorPrune' }, true],
    [{ prune: false, deletionPolicy: 'Delete' }, true],
    [{ prune: false, deletionPolicy: 'WaitForTermination' }, true],
    [{ prune: true, deletionPolicy: 'Orphan' }, false],
    [{ prune: true, suspend: true }, false],
  ])('%j', async (spec, goes) => {
    expect(await prunedWith(spec)).toEqual(goes ? ['child', 'web'] : ['child']);
  });
});

describe('a Canary that is pruned', () => {
  const canary = 'shop_web_flagger.app_Canary';
  async function notesWith(spec: Readonly<Record<string, unknown>>, ...more: readonly string[]): Promise<readonly string[]> {
    const root = fluxKustomization('root', { status: holds(canary, ...more) });
    const labels = { 'kustomize.toolkit.fluxcd.io/name': 'root', 'kustomize.toolkit.fluxcd.io/namespace': 'flux-system' };
    const served = { group: 'flagger.app', version: 'v1', kind: 'Canary', plural: 'canaries', namespaced: true };
    const connection = { listKinds: () => Promise.resolve(success([served, { ...served, group: 'apps', kind: 'Deployment', plural: 'deployments' }])), get: () => Promise.resolve(success({ apiVersion: 'flagger.app/v1', kind: 'Canary', metadata: { name: 'web', namespace: 'shop', labels }, spec: { targetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' }, ...spec } })), applyDryRun: nothing };
    const differences = await compareWithCluster({ rendered: { objects: [] }, printKey: '', owner: { namespace: 'flux-system', name: 'root' }, live: root, world: { connection, canaries: [], findKustomization: lookupOf(root).findKustomization }, signal: new AbortController().signal });
    return differences.find(({ ref }) => ref.kind === 'Canary')?.notes ?? [];
  }

  test('stops what serves, unless Flagger gives back what it took or the target goes as well', async () => {
    expect(await notesWith({})).toContain('nothing serves any more: what Flagger made is deleted with it, and Deployment web stays at 0 replicas; apply `revertOnDeletion: true` first');
    expect(await notesWith({ revertOnDeletion: true })).toEqual(['it is in the inventory and not in the build']);
    expect(await notesWith({}, 'shop_web_apps_Deployment')).toEqual(['it is in the inventory and not in the build']);
  });
});
