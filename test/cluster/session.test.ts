// A session on the real API server: what it finds, holds and asks, as the administrator and as users with fewer rights.
import { describe, expect, test } from 'vitest';
import { describeKubeError } from '../../client/src/cluster/kubeError.ts';
import { deployments, pods } from '../../client/src/cluster/watchedKinds.ts';
import { Account, everything, readFluxAndFlagger } from './harness/accounts.ts';
import type { Json } from './harness/apiClient.ts';
import { auditLines, listsIn, watchesIn } from './harness/auditLog.ts';
import { expectSameAsFreshList } from './harness/freshList.ts';
import { createNamespace, SessionOpener, sharedControlPlane, uniqueName } from './harness/suite.ts';
import { waitUntil } from './harness/waitUntil.ts';

const { info, api } = sharedControlPlane();
const opener = new SessionOpener(info);

/** A Kustomization that no controller touches. */
const suspended = (namespace: string, name: string, path = './apps'): Json => ({
  apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
  kind: 'Kustomization',
  metadata: { namespace, name },
  spec: { interval: '10m', prune: true, path, suspend: true, sourceRef: { kind: 'GitRepository', name: 'none' } },
});

describe('as administrator', () => {
  test('it finds every kind that the cluster serves, and the version of the server', async () => {
    const session = await opener.session('admin');
    await waitUntil('it is live', () => session.state.type === 'live');
    expect(session.state).toEqual({ type: 'live', faults: [] });
    expect(session.discovery?.watched.map(({ group, version, kind }) => `${group}/${version}/${kind}`)).toEqual([
      'kustomize.toolkit.fluxcd.io/v1/Kustomization',
      'source.toolkit.fluxcd.io/v1/GitRepository',
      'source.toolkit.fluxcd.io/v1/OCIRepository',
      'source.toolkit.fluxcd.io/v1/Bucket',
      'source.toolkit.fluxcd.io/v1/HelmRepository',
      'source.toolkit.fluxcd.io/v1/HelmChart',
      'source.toolkit.fluxcd.io/v1/ExternalArtifact',
      'helm.toolkit.fluxcd.io/v2/HelmRelease',
      'flagger.app/v1beta1/Canary',
    ]);
    expect(session.discovery?.servedKinds).toContain('flagger.app/v1beta1/MetricTemplate');
    expect(await session.connection.version()).toEqual({ ok: true, value: { gitVersion: 'v1.36.3' } });
  });

  test('its store is what a fresh list says, over many pages and every sort of change', async () => {
    const namespace = await createNamespace(api, 'store');
    const path = (name: string) => `/apis/kustomize.toolkit.fluxcd.io/v1/namespaces/${namespace}/kustomizations/${name}`;
    const names = Array.from({ length: 40 }, (_, index) => `k-${index}`);
    await Promise.all(names.map((name) => api.apply(suspended(namespace, name))));
    const session = await opener.session('admin', { timing: { pageSize: 7 } });
    await waitUntil('all pages are read', () => session.state.type === 'live' && names.every((name) => session.findKustomization(namespace, name) !== undefined));
    await expectSameAsFreshList(session, api);
    await Promise.all([
      ...names.slice(0, 10).map((name) => api.merge(path(name), { spec: { path: './changed' } })),
      ...names.slice(10, 20).map((name) => api.delete(path(name))),
      ...names.slice(20, 25).map(async (name) => {
        await api.delete(path(name));
        await waitUntil(`${name} is gone`, async () => (await api.send('GET', path(name))).status === 404);
        await api.apply(suspended(namespace, name, './again'));
      }),
      ...Array.from({ length: 10 }, (_, index) => api.apply(suspended(namespace, `new-${index}`))),
    ]);
    await expectSameAsFreshList(session, api);
    expect(session.findKustomization(namespace, 'k-0')?.path).toBe('./changed');
    expect(session.findKustomization(namespace, 'k-10')).toBeUndefined();
    expect(session.findKustomization(namespace, 'k-20')?.path).toBe('./again');
  });

  test('an object that waits for its finalizer is shown as being deleted, and goes when that is taken away', async () => {
    const namespace = await createNamespace(api, 'finalizer');
    await api.apply({ ...suspended(namespace, 'held'), metadata: { namespace, name: 'held', finalizers: ['suite.invalid/hold'] } });
    const session = await opener.session('admin');
    await waitUntil('it is there', () => session.findKustomization(namespace, 'held') !== undefined);
    const path = `/apis/kustomize.toolkit.fluxcd.io/v1/namespaces/${namespace}/kustomizations/held`;
    await api.delete(path);
    await waitUntil('it is being deleted', () => session.findKustomization(namespace, 'held')?.deleting === true);
    await api.merge(path, { metadata: { finalizers: null } });
    await waitUntil('it is gone', () => session.findKustomization(namespace, 'held') === undefined);
  });
});

describe('as somebody with fewer rights', () => {
  test('ClusterRole view shows nothing of Flux: each kind is refused in the words of the server, and nothing is taken for lost', async () => {
    const session = await opener.session('viewer');
    await waitUntil('all kinds are refused', () => session.state.type === 'live' && session.state.faults.length >= (session.discovery?.watched.length ?? 0));
    const { state } = session;
    const faults = state.type === 'live' ? state.faults : [];
    expect(faults.map((fault) => fault.state.type)).toEqual(faults.map(() => 'forbidden'));
    const kustomizations = faults.find(({ served }) => served.kind === 'Kustomization');
    expect(kustomizations?.state).toMatchObject({ verb: 'list', message: 'kustomizations.kustomize.toolkit.fluxcd.io is forbidden: User "viewer" cannot list resource "kustomizations" in API group "kustomize.toolkit.fluxcd.io" at the cluster scope' });
    const served = session.servedKind('kustomize.toolkit.fluxcd.io', 'Kustomization');
    if (served === undefined) throw new Error('it is served');
    expect(await session.connection.reviewAccess('patch', served, 'flux-system', '')).toMatchObject({ ok: true, value: { allowed: false } });
  });

  test('who may look in two namespaces only sees these, and is not told of others', async () => {
    const [mine, other] = await Promise.all([createNamespace(api, 'mine'), createNamespace(api, 'other')]);
    await Promise.all([api.apply(suspended(mine, 'a')), api.apply(suspended(other, 'b'))]);
    const account = await Account.create(api, info, uniqueName('tenant'), { rules: everything, namespaces: [mine] });
    const session = await opener.session('viewer', { token: account.token(), namespaces: [mine] });
    await waitUntil('it sees its own', () => session.state.type === 'live' && session.findKustomization(mine, 'a') !== undefined);
    await api.apply(suspended(mine, 'later'));
    await waitUntil('it sees the new one', () => session.findKustomization(mine, 'later') !== undefined);
    expect(session.kustomizations.every(({ namespace }) => namespace === mine)).toBe(true);
  });
});

test('thirty namespaces are three hundred watches, more than one connection takes: all of them stand', async () => {
  const names = await Promise.all(Array.from({ length: 30 }, () => createNamespace(api, 'many')));
  await Promise.all(names.map((namespace) => api.apply(suspended(namespace, 'a'))));
  const session = await opener.session('admin', { namespaces: names });
  await waitUntil('it is live with all', () => session.state.type === 'live' && session.kustomizations.length === names.length, { withinMs: 30_000 });
  await Promise.all(names.map((namespace) => api.apply(suspended(namespace, 'later'))));
  await waitUntil('each watch tells', () => session.kustomizations.length === 2 * names.length);
  expect(session.state).toEqual({ type: 'live', faults: [], limitedTo: names });
});

test('who may look only in the namespace of the context sees that without naming it, and is told that it is not everything', async () => {
  const [mine, other] = await Promise.all([createNamespace(api, 'own'), createNamespace(api, 'other')]);
  await Promise.all([api.apply(suspended(mine, 'a')), api.apply(suspended(other, 'b'))]);
  const account = await Account.create(api, info, uniqueName('tenant'), { rules: everything, namespaces: [mine] });
  const session = await opener.session('viewer', { token: account.token(), namespaces: 'chosen', ownNamespace: mine });
  await waitUntil('it sees its own', () => session.state.type === 'live' && session.findKustomization(mine, 'a') !== undefined);
  expect(session.state).toEqual({ type: 'live', faults: [], limitedTo: [mine] });
  expect(session.kustomizations.map(({ name }) => name)).toEqual(['a']);
  const admin = await opener.session('admin', { namespaces: 'chosen' });
  await waitUntil('the administrator sees both', () => admin.findKustomization(mine, 'a') !== undefined && admin.findKustomization(other, 'b') !== undefined);
});

test('a viewer of Flux and Flagger sees all of it live, and is refused each write in the words of the server', async () => {
  const namespace = await createNamespace(api, 'viewed');
  await api.apply(suspended(namespace, 'a'));
  const account = await Account.create(api, info, uniqueName('looker'), { rules: readFluxAndFlagger });
  const session = await opener.session('viewer', { token: account.token() });
  await waitUntil('it is live', () => session.state.type === 'live' && session.findKustomization(namespace, 'a') !== undefined);
  expect(session.state).toEqual({ type: 'live', faults: [] });
  await api.merge(`/apis/kustomize.toolkit.fluxcd.io/v1/namespaces/${namespace}/kustomizations/a`, { spec: { path: './changed' } });
  await waitUntil('it sees the change', () => session.findKustomization(namespace, 'a')?.path === './changed');
  const looks = [session.observe(deployments, { namespace }), session.observe(pods, { namespace })];
  await waitUntil('it may look at Deployments and not at Pods', () => looks[0]?.state.type === 'live' && looks[1]?.state.type === 'forbidden');
  await waitUntil('nothing to write is offered', () => !session.mayPatch('Kustomization', namespace) && !session.mayPatch('Canary', namespace));
  const admin = await opener.session('admin');
  await waitUntil('the administrator has been answered', () => admin.state.type === 'live' && admin.mayPatch('Kustomization', namespace));
  const ref = { group: 'kustomize.toolkit.fluxcd.io', kind: 'Kustomization', namespace, name: 'a' };
  const refusal = await session.mergePatch(ref, { spec: { suspend: false } });
  expect(!refusal.ok && describeKubeError(refusal.error)).toBe(`kustomizations.kustomize.toolkit.fluxcd.io "a" is forbidden: User "${account.userName}" cannot patch resource "kustomizations" in API group "kustomize.toolkit.fluxcd.io" in the namespace "${namespace}"`);
  expect(session.findKustomization(namespace, 'a')?.suspended).toBe(true);
});

test('at rest it asks nothing: one list and one watch a kind stand in the audit log', async () => {
  const account = await Account.create(api, info, uniqueName('counted'), { rules: readFluxAndFlagger });
  const session = await opener.session('viewer', { token: account.token() });
  await waitUntil('it is live', () => session.state.type === 'live');
  const asked = () => auditLines(info, account.userName);
  const watches = () => watchesIn(asked());
  // Where other tests have Canaries just now, the Deployments that these target are watched too.
  const kinds = ['buckets', 'canaries', 'customresourcedefinitions', 'events', 'externalartifacts', 'gitrepositories', 'helmcharts', 'helmrepositories', 'kustomizations', 'ocirepositories'];
  await waitUntil('all watches are in the log', () => kinds.every((kind) => watches().includes(kind)));
  const lists = listsIn(asked());
  expect(new Set(lists).size).toBe(lists.length);
  expect(new Set(watches()).size).toBe(watches().length);
  const writes = asked().filter(({ verb }) => !['get', 'list', 'watch'].includes(verb));
  expect(writes).toEqual([]);
});
