// What goes with a Kustomization that is pruned: as its own `deletionPolicy` says, and nothing where it is suspended (FACTS A1).
import { describe, expect, test } from 'vitest';
import type { KubeError } from '../../../client/src/cluster/kubeError.ts';
import { failure } from '../../../client/src/cluster/outcome.ts';
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
