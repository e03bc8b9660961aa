// Reconcile Chain on real Flux: a commit in the second repository is live after one command from above, and a failing dependency ends it with its reason.
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { systemClock } from '../../client/src/cluster/clock.ts';
import type { ClusterSession } from '../../client/src/cluster/clusterSession.ts';
import { planChain } from '../../client/src/flux/chainPlan.ts';
import { readReadiness } from '../../client/src/flux/readiness.ts';
import { runReconcile } from '../../client/src/flux/reconcile.ts';
import { describeReconcileEnd } from '../../client/src/flux/reconcileEnd.ts';
import { findReconcileTarget, reconcileWorldOf } from '../../client/src/flux/sessionReconcile.ts';
import type { StepProgress } from '../../client/src/flux/stepRun.ts';
import { textAt, type Json } from './harness/apiClient.ts';
import { configMapFile, gitRepositoryObject, kustomizationObject } from './harness/fluxObjects.ts';
import { GitRepository } from './harness/gitRepository.ts';
import { createNamespace, SessionOpener, sharedControlPlane } from './harness/suite.ts';
import { waitUntil } from './harness/waitUntil.ts';

const { info, api } = sharedControlPlane();
const opener = new SessionOpener(info);
let session: ClusterSession;

beforeAll(async () => {
  session = await opener.session('admin');
  await waitUntil('the session is live', () => session.state.type === 'live');
});

const manifest = (object: Json): string => `${JSON.stringify(object)}\n`;
const isReady = (namespace: string, name: string): boolean => {
  const found = session.findKustomization(namespace, name);
  return found !== undefined && readReadiness(found).state === 'ready';
};

/** A fleet repository: `infra`, then `apps`, which brings a second repository and the Kustomization that applies it. */
async function createFleet() {
  const namespace = await createNamespace(api, 'fleet');
  const shop = await GitRepository.create(info, `${namespace}-shop`, { 'deploy/web.yaml': configMapFile('web', '1') });
  const fleet = await GitRepository.create(info, `${namespace}-fleet`, {
    'infra/region.yaml': configMapFile('region', 'local'),
    'apps/source.yaml': manifest(gitRepositoryObject(namespace, 'shop', shop.url)),
    'apps/shop.yaml': manifest(kustomizationObject(namespace, 'shop', { path: './deploy', source: 'shop' })),
  });
  await api.apply(gitRepositoryObject(namespace, 'fleet', fleet.url));
  await api.apply(kustomizationObject(namespace, 'infra', { path: './infra', source: 'fleet' }));
  await api.apply(kustomizationObject(namespace, 'apps', { path: './apps', source: 'fleet', dependsOn: ['infra'] }));
  await waitUntil('the fleet is applied', () => isReady(namespace, 'apps') && isReady(namespace, 'shop'));
  return { namespace, fleet, shop };
}

async function chain(namespace: string, name: string) {
  const target = session.findKustomization(namespace, name);
  if (target === undefined) throw new Error(`there is no Kustomization ${name}`);
  const plan = planChain(target, session, (ref) => findReconcileTarget(session, ref));
  if (!plan.ok) throw new Error(plan.error.message);
  let steps: readonly StepProgress[] = [];
  const end = await runReconcile(plan.value, reconcileWorldOf(session, systemClock, Math.random), { signal: new AbortController().signal, onProgress: (shown) => (steps = shown), stepDeadlineMs: 60_000 });
  return { end, said: describeReconcileEnd(end, name, session.contextName), steps: steps.map(({ step, phase }) => `${step.ref.name} ${phase}`) };
}

const valueOf = async (namespace: string, name: string) => textAt(await api.get(`/api/v1/namespaces/${namespace}/configmaps/${name}`), 'data', 'value');

function fluxReconcile(namespace: string, name: string): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(join(info.programFolder, 'flux'), ['reconcile', 'kustomization', name, '--with-source', '-n', namespace], { env: { ...process.env, KUBECONFIG: info.kubeconfig } }, (error, out, err) => (error === null ? resolve(`${out}${err}`) : reject(new Error(`${out}${err}`, { cause: error }))));
  });
}

describe('a chain over two repositories', () => {
  test('a commit in the second repository is live after one command from above', async () => {
    const { namespace, shop } = await createFleet();
    const head = await shop.commitAndPush({ 'deploy/web.yaml': configMapFile('web', '2') }, 'Two');
    const { end, said, steps } = await chain(namespace, 'apps');
    expect(end.type, said).toBe('done');
    expect(said).toMatch(/^apps applied main@[0-9a-f]{7}, 2 objects healthy, with 2 below it on admin, \d+ s$/);
    expect(steps).toEqual(['fleet healthy', 'infra healthy', 'apps healthy', 'shop healthy', 'shop healthy']);
    expect(session.findKustomization(namespace, 'shop')?.lastAppliedRevision).toBe(`main@sha1:${head}`);
    expect(await valueOf(namespace, 'web')).toBe('2');
  });

  test('the flux CLI leaves the second repository where it was; ours reaches the same end above it, and goes on below', async () => {
    const { namespace, fleet, shop } = await createFleet();
    await shop.commitAndPush({ 'deploy/web.yaml': configMapFile('web', '2') }, 'Two');
    const one = await fleet.commitAndPush({ 'infra/region.yaml': configMapFile('region', 'one') }, 'One');
    const fluxStart = Date.now();
    await fluxReconcile(namespace, 'infra');
    await fluxReconcile(namespace, 'apps');
    const fluxMs = Date.now() - fluxStart;
    expect(session.findKustomization(namespace, 'apps')?.lastAppliedRevision).toBe(`main@sha1:${one}`);
    expect(await valueOf(namespace, 'web')).toBe('1');
    const two = await fleet.commitAndPush({ 'infra/region.yaml': configMapFile('region', 'two') }, 'Two');
    const start = Date.now();
    expect((await chain(namespace, 'apps')).end.type).toBe('done');
    const ours = Date.now() - start;
    expect(session.findKustomization(namespace, 'apps')?.lastAppliedRevision).toBe(`main@sha1:${two}`);
    expect(await valueOf(namespace, 'web')).toBe('2');
    // A figure for the reader; nothing is asserted about time.
    process.stdout.write(`reconcile of apps with its dependency: flux CLI ${fluxMs} ms for one repository, chain ${ours} ms for both\n`);
  });

  test('a child that the new commit brings joins the chain while it runs', async () => {
    const { namespace, fleet } = await createFleet();
    await fleet.commitAndPush({ 'apps/second.yaml': manifest(kustomizationObject(namespace, 'second', { path: './more', source: 'shop-two' })), 'apps/source-two.yaml': manifest(gitRepositoryObject(namespace, 'shop-two', fleet.url)), 'more/extra.yaml': configMapFile('extra', '1') }, 'A second one');
    const { end, said, steps } = await chain(namespace, 'apps');
    expect(end.type, said).toBe('done');
    expect(steps.filter((step) => step.startsWith('s')).sort()).toEqual(['second healthy', 'shop healthy', 'shop healthy', 'shop-two healthy']);
    expect(await valueOf(namespace, 'extra')).toBe('1');
  });

  test('a dependency that fails ends it in the words of Flux, and nothing behind it is asked', async () => {
    const { namespace, fleet } = await createFleet();
    const handled = session.findKustomization(namespace, 'shop')?.lastHandledReconcileAt;
    await fleet.commitAndPush({ 'infra/region.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: region\ndata:\n  value: [1]\n' }, 'Break it');
    let failedAt = 0;
    const unsubscribe = session.subscribe(() => {
      const infra = session.findKustomization(namespace, 'infra');
      if (failedAt === 0 && infra !== undefined && readReadiness(infra).state === 'failed') failedAt = performance.now();
    });
    const { end, said, steps } = await chain(namespace, 'apps');
    unsubscribe();
    // A figure for the reader; nothing is asserted about time.
    process.stdout.write(`a failing dependency: the chain ended ${Math.round(performance.now() - failedAt)} ms after its reason was in the cluster's answer\n`);
    expect(end.type).toBe('failed');
    expect(said).toContain(`stopped at Kustomization ${namespace}/infra: ConfigMap/${namespace}/region dry-run failed`);
    expect(steps).toEqual(['fleet healthy', 'infra stopped', 'apps left', 'shop left', 'shop left']);
    expect(session.findKustomization(namespace, 'shop')?.lastHandledReconcileAt).toBe(handled);
  });
});
