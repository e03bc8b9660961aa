import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createDemoRepositories } from '../../../client/src/demo/repositories/createDemoRepositories.ts';
import { startDemoCluster } from '../../../client/src/demo/startDemoCluster.ts';

test('a cluster that waits for its first visitor is empty before and bootstrapped after', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'fd-bootstrap-'));
  const { remotes } = await createDemoRepositories(folder);
  const cluster = await startDemoCluster({ remotes, protocol: 'http', bootstrapAt: 'firstRequest' });
  try {
    const ask = async (path: string): Promise<string> => await (await fetch(`${cluster.url}${path}`, { headers: { authorization: `Bearer ${cluster.tokens.admin}` } })).text();
    expect(await ask('/apis/kustomize.toolkit.fluxcd.io/v1/kustomizations')).not.toContain('"name":"flux-system"');
    expect(await ask('/apis/kustomize.toolkit.fluxcd.io/v1/kustomizations')).toContain('"name":"flux-system"');
  } finally {
    await cluster.stop();
    await rm(folder, { recursive: true, force: true });
  }
});
