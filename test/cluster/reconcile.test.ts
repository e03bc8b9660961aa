// Reconcile on real Flux: a push becomes an applied object, dependencies in order, and a failure is told in Flux's own words at once.
import { beforeAll, describe, expect, test } from 'vitest';
import { systemClock } from '../../client/src/cluster/clock.ts';
import type { ClusterSession } from '../../client/src/cluster/clusterSession.ts';
import { findRootCause } from '../../client/src/flux/dependencies.ts';
import { readReadiness } from '../../client/src/flux/readiness.ts';
import { runReconcile } from '../../client/src/flux/reconcile.ts';
import { describeReconcileEnd } from '../../client/src/flux/reconcileEnd.ts';
import { planReconcile } from '../../client/src/flux/reconcilePlan.ts';
import { reconcileWorldOf } from '../../client/src/flux/sessionReconcile.ts';
import { textAt } from './harness/apiClient.ts';
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

/** A repository with an `infra` and an `apps` folder, applied in this order. */
async function createShop(infra: string) {
  const namespace = await createNamespace(api, 'shop');
  const repository = await GitRepository.create(info, namespace, { 'infra/region.yaml': infra, 'apps/web.yaml': configMapFile('web', '1') });
  await api.apply(gitRepositoryObject(namespace, 'shop', repository.url));
  await api.apply(kustomizationObject(namespace, 'apps', { path: './apps', source: 'shop', dependsOn: ['infra'] }));
  await api.apply(kustomizationObject(namespace, 'infra', { path: './infra', source: 'shop' }));
  return { namespace, repository };
}

const stateOf = (namespace: string, name: string) => {
  const found = session.findKustomization(namespace, name);
  return found === undefined ? undefined : readReadiness(found).state;
};

async function reconcile(namespace: string, name: string, scope: 'object' | 'withSource') {
  const target = session.findKustomization(namespace, name);
  if (target === undefined) throw new Error(`there is no Kustomization ${name}`);
  const plan = planReconcile(target, scope, session);
  if (!plan.ok) throw new Error(plan.error.message);
  const phases: string[] = [];
  const end = await runReconcile(plan.value, reconcileWorldOf(session, systemClock, Math.random), {
    signal: new AbortController().signal,
    onProgress: (steps) => phases.push(steps.map(({ phase }) => phase).join(',')),
    stepDeadlineMs: 60_000,
  });
  return { type: end.type, said: describeReconcileEnd(end, name, session.contextName), phases };
}

describe('a repository whose parts are in order', () => {
  test('a push is live after one reconcile with source, and the words name the commit', async () => {
    const { namespace, repository } = await createShop(configMapFile('region', 'local'));
    await waitUntil('everything is applied', () => stateOf(namespace, 'apps') === 'ready');
    const head = await repository.commitAndPush({ 'apps/web.yaml': configMapFile('web', '2') }, 'Two');
    const { said, type, phases } = await reconcile(namespace, 'apps', 'withSource');
    expect(type, said).toBe('done');
    expect(said).toMatch(new RegExp(`^apps applied main@${head.slice(0, 7)}, 1 object healthy on admin, \\d+ s$`));
    expect(phases[0]).toBe('next,next');
    expect(phases.at(-1)).toBe('healthy,healthy');
    expect(textAt(await api.get(`/api/v1/namespaces/${namespace}/configmaps/web`), 'data', 'value')).toBe('2');
    expect(session.findKustomization(namespace, 'apps')?.lastAppliedRevision).toBe(`main@sha1:${head}`);
    expect(session.findSource('GitRepository', namespace, 'shop')?.revision).toBe(`main@sha1:${head}`);
  });

  test('what Git does not hold any more is gone after it', async () => {
    const { namespace, repository } = await createShop(configMapFile('region', 'local'));
    await waitUntil('everything is applied', () => stateOf(namespace, 'apps') === 'ready');
    await repository.commitAndPush({ 'apps/web.yaml': undefined, 'apps/other.yaml': configMapFile('other', '1') }, 'Another name');
    expect((await reconcile(namespace, 'apps', 'withSource')).type).toBe('done');
    expect((await api.send('GET', `/api/v1/namespaces/${namespace}/configmaps/web`)).status).toBe(404);
    expect(session.findKustomization(namespace, 'apps')?.inventory).toEqual([`${namespace}_other__ConfigMap`]);
  });
});

describe('a repository with a fault', () => {
  const broken = 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: region\ndata:\n  value: [1]\n';

  test('a dependency that fails bars the way: the one behind it waits, and the cause is followed to the fault', async () => {
    const { namespace, repository } = await createShop(broken);
    await waitUntil('the fault is known', () => stateOf(namespace, 'infra') === 'failed' && stateOf(namespace, 'apps') === 'waiting');
    const apps = session.findKustomization(namespace, 'apps');
    const cause = apps === undefined ? undefined : findRootCause(apps, session);
    expect(cause).toMatchObject({ kind: 'failed', chain: ['apps', 'infra'].map((name) => ({ kind: 'Kustomization', namespace, name })) });
    expect(cause?.sentence).toContain(`ConfigMap/${namespace}/region`);
    expect(apps === undefined ? '' : readReadiness(apps).sentence).toBe(`waiting for ${namespace}/infra`);
    expect((await api.send('GET', `/api/v1/namespaces/${namespace}/configmaps/web`)).status).toBe(404);

    const failed = await reconcile(namespace, 'infra', 'withSource');
    expect(failed.type).toBe('failed');
    expect(failed.said).toMatch(new RegExp(`^stopped at Kustomization ${namespace}/infra: ConfigMap/${namespace}/region dry-run failed`));

    await repository.commitAndPush({ 'infra/region.yaml': configMapFile('region', 'mended') }, 'Mend it');
    expect((await reconcile(namespace, 'infra', 'withSource')).type).toBe('done');
    await waitUntil('the one behind it follows by itself', () => stateOf(namespace, 'apps') === 'ready');
    expect(textAt(await api.get(`/api/v1/namespaces/${namespace}/configmaps/web`), 'data', 'value')).toBe('1');
  });

  test('a source that cannot be fetched ends it in the words of source-controller', async () => {
    const { namespace } = await createShop(configMapFile('region', 'local'));
    await waitUntil('everything is applied', () => stateOf(namespace, 'apps') === 'ready');
    await api.merge(`/apis/source.toolkit.fluxcd.io/v1/namespaces/${namespace}/gitrepositories/shop`, { spec: { url: `${info.gitUrl}/not-there.git` } });
    const { type, said } = await reconcile(namespace, 'apps', 'withSource');
    expect(type).toBe('failed');
    expect(said).toMatch(new RegExp(`^stopped at GitRepository ${namespace}/shop: failed to checkout and determine revision`));
  });
});
