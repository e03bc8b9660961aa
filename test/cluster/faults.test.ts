// What goes wrong between a session and a real API server: in each case the session says so at once, comes back by itself, and has lost and doubled nothing.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { systemClock, type Clock } from '../../client/src/cluster/clock.ts';
import type { ClusterSession, SessionChange } from '../../client/src/cluster/clusterSession.ts';
import { buildClusterView } from '../../client/src/views/cluster/clusterViewModel.ts';
import { readViewInput } from '../../client/src/views/cluster/readViewInput.ts';
import { walkTree } from '../../client/src/views/treeModel.ts';
import { Account, readFluxAndFlagger } from './harness/accounts.ts';
import { textAt, valueAt, type Json } from './harness/apiClient.ts';
import { canaryObject } from './harness/canaryObjects.ts';
import type { ControlPlane } from './harness/controlPlane.ts';
import { untilDefinitionsServed } from './harness/definitions.ts';
import { FaultFigures } from './harness/faultFigures.ts';
import { FaultProxy } from './harness/faultProxy.ts';
import { expectSameAsFreshList } from './harness/freshList.ts';
import { startPrivatePlane } from './harness/privatePlane.ts';
import { createNamespace, SessionOpener, uniqueName, type SessionOptions } from './harness/suite.ts';
import { waitUntil } from './harness/waitUntil.ts';

/** The truth has to be on screen within so many milliseconds. */
const truthWithinMs = 5000;

const figures = new FaultFigures();
let plane: ControlPlane;
let proxy: FaultProxy;
let opener: SessionOpener;

beforeAll(async () => {
  plane = await startPrivatePlane();
  proxy = await FaultProxy.start(plane.info.apiServerUrl);
  opener = new SessionOpener(plane.info, { closeAfterAll: false });
});

afterAll(async () => {
  await proxy.close();
  await plane.stop();
});

afterEach(({ task }) => {
  figures.tell(task.name);
  opener.closeAll();
  proxy.resume();
  proxy.accept();
});

/** A session through the proxy, live. */
async function open(options: SessionOptions = {}) {
  const session = await opener.session('admin', { server: proxy.url, ...options });
  const changes: SessionChange[] = [];
  session.subscribe((change) => {
    changes.push(change);
    if (change.type === 'connection') figures.saw(change.state);
  });
  await waitUntil('it is live', () => session.state.type === 'live');
  return { session, changes };
}

const path = (namespace: string, name = '') => `/apis/kustomize.toolkit.fluxcd.io/v1/namespaces/${namespace}/kustomizations/${name}`;

const kustomization = (namespace: string, name: string): Json => ({
  apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
  kind: 'Kustomization',
  metadata: { namespace, name },
  spec: { interval: '10m', prune: true, path: './apps', sourceRef: { kind: 'GitRepository', name: 'none' } },
});

/** A namespace with so many Kustomizations, named k-0 and so on. */
async function fill(count: number): Promise<string> {
  const namespace = await createNamespace(plane.api, 'faults');
  const api = plane.api.forBulk();
  for (let begin = 0; begin < count; begin += 50) await Promise.all(Array.from({ length: Math.min(50, count - begin) }, (_, index) => api.apply(kustomization(namespace, `k-${begin + index}`))));
  return namespace;
}

const isStale = (session: ClusterSession) => session.state.type === 'stale';
const isLive = (session: ClusterSession) => session.state.type === 'live';
const reason = (session: ClusterSession) => ('reason' in session.state ? session.state.reason : '');

describe('the server', () => {
  test('is frozen: stale within five seconds although its connections stand, and live when it goes on', async () => {
    const namespace = await fill(2);
    const { session } = await open();
    figures.fault();
    plane.apiServer.freeze();
    try {
      await waitUntil('it is stale', () => isStale(session), { withinMs: truthWithinMs, everyMs: 20 });
      expect(reason(session)).toBe('no sign of life from the server');
    } finally {
      plane.apiServer.thaw();
      figures.healed();
    }
    await plane.api.apply(kustomization(namespace, 'new'));
    await waitUntil('it is live by itself', () => isLive(session) && session.findKustomization(namespace, 'new') !== undefined, { withinMs: 20_000 });
    await expectSameAsFreshList(session, plane.api);
  });

  test('is killed and comes back: stale within seconds, then live with what changed meanwhile', async () => {
    const namespace = await fill(3);
    const { session } = await open();
    const killedAt = Date.now();
    figures.fault();
    await plane.killApiServer();
    await waitUntil('it is stale', () => isStale(session), { withinMs: truthWithinMs });
    expect(session.state).toMatchObject({ needsUser: false });
    expect(session.state.type === 'stale' && Math.abs(session.state.since - killedAt) < truthWithinMs).toBe(true);
    expect(session.findKustomization(namespace, 'k-2')).toBeDefined();
    await plane.restartApiServer();
    figures.healed();
    await Promise.all([plane.api.delete(path(namespace, 'k-0')), plane.api.apply(kustomization(namespace, 'new'))]);
    await waitUntil('it is live by itself', () => isLive(session), { withinMs: 40_000 });
    await expectSameAsFreshList(session, plane.api);
    expect(session.findKustomization(namespace, 'k-0')).toBeUndefined();
    expect(session.findKustomization(namespace, 'new')).toBeDefined();
  });

  test('has forgotten the version that we saw last (410): the list is read again', async () => {
    const namespace = await fill(5);
    const { session } = await open();
    const version = textAt(await plane.api.get(path(namespace)), 'metadata', 'resourceVersion');
    figures.fault();
    proxy.refuse();
    proxy.reset();
    await waitUntil('it is stale', () => isStale(session), { withinMs: truthWithinMs });
    await Promise.all([plane.api.delete(path(namespace, 'k-1')), plane.api.merge(path(namespace, 'k-2'), { spec: { path: './other' } }), plane.api.apply(kustomization(namespace, 'new'))]);
    // A server that starts anew remembers nothing from before.
    figures.fault();
    await plane.killApiServer();
    await plane.restartApiServer();
    figures.healed();
    await waitUntil('the server says that it is gone', async () => {
      const raw = await plane.api.watch(`${path(namespace).slice(0, -1)}?watch=true&timeoutSeconds=1&resourceVersion=${version}`);
      await raw.ended;
      return raw.status === 410 || raw.events.some((event) => valueAt(event, 'object', 'code') === 410);
    });
    proxy.accept();
    figures.healed();
    await waitUntil('it is live by itself', () => isLive(session), { withinMs: 40_000 });
    await expectSameAsFreshList(session, plane.api);
    expect(session.findKustomization(namespace, 'k-2')?.path).toBe('./other');
    expect(session.findKustomization(namespace, 'k-1')).toBeUndefined();
  });

  test('loses a definition and gets it back: the kind goes with its objects, and returns', async () => {
    const namespace = await createNamespace(plane.api, 'faults');
    await plane.api.apply(canaryObject(namespace, { name: 'web', provider: 'linkerd', analysis: { stepWeight: 10, maxWeight: 50 } }));
    const { session } = await open();
    await waitUntil('the Canary is known', () => session.findCanary(namespace, 'web') !== undefined);
    const definition = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions/canaries.flagger.app';
    const text = await plane.api.get(definition);
    figures.fault();
    await plane.api.delete(definition);
    await waitUntil('the kind is gone', () => session.servedKind('flagger.app', 'Canary') === undefined, { withinMs: 15_000 });
    expect(session.canaries).toEqual([]);
    await waitUntil('the rest is live', () => isLive(session));
    await waitUntil('it is gone on the server', async () => (await plane.api.send('GET', definition)).status === 404);
    await plane.api.apply({ apiVersion: text['apiVersion'], kind: text['kind'], metadata: { name: 'canaries.flagger.app' }, spec: text['spec'] });
    await untilDefinitionsServed(plane.api);
    figures.healed();
    await waitUntil('a Canary can be made again', async () => (await plane.api.apply(canaryObject(namespace, { name: 'web', provider: 'linkerd', analysis: { stepWeight: 10, maxWeight: 50 } })))['kind'] === 'Canary');
    await waitUntil('it is back', () => session.findCanary(namespace, 'web') !== undefined, { withinMs: 15_000 });
    await expectSameAsFreshList(session, plane.api);
  });
});

describe('the network', () => {
  test('resets connections inside watches, again and again: nothing is lost and nothing doubled', async () => {
    const namespace = await fill(10);
    const { session } = await open();
    for (let round = 0; round < 6; round += 1) {
      await Promise.all([plane.api.apply(kustomization(namespace, `new-${round}`)), plane.api.merge(path(namespace, 'k-1'), { spec: { path: `./${round}` } })]);
      figures.fault();
      proxy.reset();
      await plane.api.delete(path(namespace, `k-${round + 2}`));
    }
    await waitUntil('it is live by itself', () => isLive(session), { withinMs: 40_000 });
    await expectSameAsFreshList(session, plane.api);
    expect(session.findKustomization(namespace, 'k-1')?.path).toBe('./5');
  });

  test('refuses connections for a while: stale with the reason, then live', async () => {
    const namespace = await fill(2);
    const { session } = await open();
    figures.fault();
    proxy.refuse();
    proxy.reset();
    await waitUntil('it is stale', () => isStale(session), { withinMs: truthWithinMs });
    expect(reason(session)).toBe('connection reset');
    await plane.api.apply(kustomization(namespace, 'new'));
    proxy.accept();
    figures.healed();
    await waitUntil('it is live by itself', () => isLive(session) && session.findKustomization(namespace, 'new') !== undefined, { withinMs: 40_000 });
    await expectSameAsFreshList(session, plane.api);
  });

  test('stalls for ten seconds: stale within five, and when it goes on everything is as before, by the same watches', async () => {
    const namespace = await fill(3);
    const { session } = await open();
    const connections = proxy.connections;
    const stalledAt = Date.now();
    figures.fault();
    proxy.stall();
    await plane.api.apply(kustomization(namespace, 'new'));
    await waitUntil('it is stale', () => isStale(session), { withinMs: truthWithinMs, everyMs: 20 });
    expect(reason(session)).toBe('no sign of life from the server');
    expect(session.state.type === 'stale' && Math.abs(session.state.since - stalledAt) < truthWithinMs).toBe(true);
    expect(session.findKustomization(namespace, 'k-2')).toBeDefined();
    await waitUntil('ten seconds have passed', () => Date.now() - stalledAt > 10_000, { withinMs: 15_000 });
    expect(isStale(session)).toBe(true);
    proxy.resume();
    figures.healed();
    await waitUntil('it is live by itself', () => isLive(session) && session.findKustomization(namespace, 'new') !== undefined, { withinMs: truthWithinMs, everyMs: 20 });
    await expectSameAsFreshList(session, plane.api);
    expect(proxy.connections).toBeLessThanOrEqual(connections + 1);
  });

  test('swallows one connection for good, as a lost path does: it is left for another one by itself', async () => {
    const namespace = await fill(3);
    const { session } = await open();
    figures.fault();
    proxy.swallow();
    await plane.api.apply(kustomization(namespace, 'new'));
    await waitUntil('it is stale', () => isStale(session), { withinMs: truthWithinMs, everyMs: 20 });
    await waitUntil('it is live by itself', () => isLive(session) && session.findKustomization(namespace, 'new') !== undefined, { withinMs: 10_000 });
    await expectSameAsFreshList(session, plane.api);
  });

  test('brings five thousand changes at once: the screen is told in few steps, and the end is right', async () => {
    const namespace = await fill(500);
    const { session, changes } = await open();
    const api = plane.api.forBulk();
    figures.fault();
    proxy.stall();
    for (let round = 0; round < 10; round += 1) {
      for (let begin = 0; begin < 500; begin += 50) await Promise.all(Array.from({ length: 50 }, (_, index) => api.merge(path(namespace, `k-${begin + index}`), { spec: { path: `./round-${round}` } })));
    }
    changes.splice(0);
    proxy.resume();
    figures.healed();
    await waitUntil('the last round is in', () => session.kustomizations.filter(({ path }) => path === './round-9').length === 500, { withinMs: 40_000 });
    await waitUntil('it is live', () => isLive(session));
    await expectSameAsFreshList(session, plane.api);
    const told = changes.filter((change) => change.type === 'objects' && change.kind === 'Kustomization').length;
    expect(told).toBeGreaterThan(0);
    expect(told).toBeLessThan(100);
  }, 240_000);
});

describe('rights', () => {
  test('a token that has expired: said within seconds of the first refusal, and a new one in its file is taken by itself', async () => {
    const account = await Account.create(plane.api, plane.info, uniqueName('expiring'), { rules: readFluxAndFlagger });
    const tokenFile = join(plane.info.folder, uniqueName('token'));
    writeFileSync(tokenFile, account.token(3));
    const namespace = await fill(2);
    const { session } = await open({ tokenFile });
    // Watches that stand go on; the server looks at the token again with the next request, and itself remembers it for a while.
    await waitUntil(
      'the server refuses it',
      () => {
        figures.fault();
        proxy.reset();
        return isStale(session) && reason(session).includes('credentials');
      },
      { withinMs: 40_000, everyMs: 1000 },
    );
    expect(session.state).toMatchObject({ needsUser: false });
    expect(reason(session)).toBe('the credentials were not accepted: Unauthorized');
    expect(session.findKustomization(namespace, 'k-1')).toBeDefined();
    writeFileSync(tokenFile, account.token(3600));
    figures.healed();
    await plane.api.apply(kustomization(namespace, 'new'));
    await waitUntil('it is live by itself', () => isLive(session) && session.findKustomization(namespace, 'new') !== undefined, { withinMs: 60_000 });
    await expectSameAsFreshList(session, plane.api);
  });

  test('rights that are taken away: refused in the words of the server; given back, everything is there again', async () => {
    const account = await Account.create(plane.api, plane.info, uniqueName('revoked'), { rules: readFluxAndFlagger });
    const namespace = await fill(2);
    const { session } = await open({ token: account.token(), timing: { slowRetryMs: 1000 } });
    figures.fault();
    await account.revoke();
    const faults = () => (session.state.type === 'live' ? session.state.faults : []);
    // Watches that stand go on, and the server hears of its own rights a moment later.
    await waitUntil(
      'all kinds are refused',
      () => {
        const areRefused = faults().length >= 8 && faults().every(({ state }) => state.type === 'forbidden');
        if (!areRefused) proxy.reset();
        return areRefused;
      },
      { withinMs: 30_000, everyMs: 2000 },
    );
    const refusal = faults().find(({ served }) => served.kind === 'Kustomization')?.state;
    expect(refusal?.type === 'forbidden' && refusal.message).toContain(`User "${account.userName}" cannot watch resource "kustomizations"`);
    await plane.api.apply(kustomization(namespace, 'new'));
    await account.grant({ rules: readFluxAndFlagger });
    figures.healed();
    await waitUntil('it is live again', () => isLive(session) && faults().length === 0, { withinMs: 20_000 });
    await expectSameAsFreshList(session, plane.api);
  });
});

describe('clocks', () => {
  const fetched = /fetched (.*)$/;
  test.each([
    ['three hours ahead of', 3 * 3_600_000],
    ['three hours behind', -3 * 3_600_000],
  ] as const)('ours is %s the server’s: ages are counted by the server’s, silence is told by ours, and nothing else depends on either', async (_word, skewMs) => {
    const skewed: Clock = { now: () => systemClock.now() + skewMs, startTimer: (milliseconds, onEnd) => systemClock.startTimer(milliseconds, onEnd) };
    const namespace = await fill(2);
    const { session } = await open({ clock: skewed });
    expect(Math.abs(session.clusterTime(skewed.now()) - systemClock.now())).toBeLessThan(5000);
    // What a controller writes is of the cluster's time.
    const writtenAt = new Date(systemClock.now() - 10 * 60_000).toISOString();
    const repository = await plane.api.apply({ apiVersion: 'source.toolkit.fluxcd.io/v1', kind: 'GitRepository', metadata: { namespace, name: 'fleet' }, spec: { interval: '20m', url: 'https://git.invalid/fleet' } });
    await plane.api.merge(`/apis/source.toolkit.fluxcd.io/v1/namespaces/${namespace}/gitrepositories/fleet/status`, {
      status: {
        observedGeneration: valueAt(repository, 'metadata', 'generation'),
        artifact: { revision: `main@sha1:${'a'.repeat(40)}`, digest: `sha256:${'b'.repeat(64)}`, path: 'x', url: 'http://source.invalid/x', lastUpdateTime: writtenAt },
        conditions: [{ type: 'Ready', status: 'True', reason: 'Succeeded', message: 'stored artifact', lastTransitionTime: writtenAt, observedGeneration: 1 }],
      },
    });
    await waitUntil('the source is ready', () => (session.findSource('GitRepository', namespace, 'fleet')?.revision ?? '') !== '');
    const ageOnScreen = () => [...walkTree(buildClusterView(readViewInput(session, skewed.now())).rows)].flatMap(({ node }) => (node.id === `source:GitRepository/${namespace}/fleet` ? (fetched.exec(node.description)?.[1] ?? []) : []));
    expect(ageOnScreen()).toEqual(['10 min ago']);
    figures.fault();
    proxy.stall();
    await waitUntil('it is stale', () => isStale(session), { withinMs: truthWithinMs });
    // The moment that is shown to the user is one of the user's clock.
    expect(session.state.type === 'stale' && Math.abs(session.state.since - skewed.now()) < 2 * truthWithinMs).toBe(true);
    proxy.resume();
    proxy.reset();
    figures.healed();
    await plane.api.apply(kustomization(namespace, 'new'));
    await waitUntil('it is live by itself', () => isLive(session) && session.findKustomization(namespace, 'new') !== undefined, { withinMs: 40_000 });
    expect(ageOnScreen()).toEqual(['10 min ago']);
    await expectSameAsFreshList(session, plane.api);
  });
});
