// A real API server that speaks HTTP/1.1 only, as behind some proxies: silence is told as fast as over HTTP/2 while somebody looks, and at rest it is asked nothing all the same.
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { ClusterSession } from '../../client/src/cluster/clusterSession.ts';
import { Account, readFluxAndFlagger } from './harness/accounts.ts';
import type { Json } from './harness/apiClient.ts';
import { auditLines } from './harness/auditLog.ts';
import type { ControlPlane } from './harness/controlPlane.ts';
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
let namespace: string;

beforeAll(async () => {
  plane = await startPrivatePlane({ apiServerFlags: ['--disable-http2-serving=true'] });
  proxy = await FaultProxy.start(plane.info.apiServerUrl);
  opener = new SessionOpener(plane.info, { closeAfterAll: false });
  namespace = await createNamespace(plane.api, 'http1');
  await plane.api.apply(kustomization('known'));
});

afterAll(async () => {
  await proxy.close();
  await plane.stop();
});

afterEach(({ task }) => {
  figures.tell(task.name);
  opener.closeAll();
  proxy.resume();
});

const kustomization = (name: string): Json => ({
  apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
  kind: 'Kustomization',
  metadata: { namespace, name },
  spec: { interval: '10m', prune: true, path: './apps', sourceRef: { kind: 'GitRepository', name: 'none' } },
});

async function open(options: SessionOptions = {}): Promise<ClusterSession> {
  const session = await opener.session('admin', { server: proxy.url, ...options });
  session.subscribe((change) => {
    if (change.type === 'connection') figures.saw(change.state);
  });
  await waitUntil('it is live', () => session.state.type === 'live');
  return session;
}

async function expectSilenceIsTold(session: ClusterSession): Promise<void> {
  await waitUntil('it is stale', () => session.state.type === 'stale', { withinMs: truthWithinMs, everyMs: 20 });
  expect(session.state).toMatchObject({ reason: 'no sign of life from the server', needsUser: false });
  expect(session.findKustomization(namespace, 'known')).toBeDefined();
}

async function expectRecovery(session: ClusterSession, name: string): Promise<void> {
  await waitUntil('it is live by itself', () => session.state.type === 'live' && session.findKustomization(namespace, name) !== undefined, { withinMs: 20_000, everyMs: 20 });
  await expectSameAsFreshList(session, plane.api);
}

test('a stall of the network: stale within five seconds, and live with what changed meanwhile', async () => {
  const session = await open();
  await plane.api.apply(kustomization('before'));
  await waitUntil('the watch is heard', () => session.findKustomization(namespace, 'before') !== undefined);
  figures.fault();
  proxy.stall();
  await plane.api.apply(kustomization('after-stall'));
  await expectSilenceIsTold(session);
  proxy.resume();
  figures.healed();
  await expectRecovery(session, 'after-stall');
});

test('a server that is frozen: stale within five seconds although its connections stand', async () => {
  const session = await open();
  figures.fault();
  plane.apiServer.freeze();
  try {
    await expectSilenceIsTold(session);
  } finally {
    plane.apiServer.thaw();
    figures.healed();
  }
  await plane.api.apply(kustomization('after-frost'));
  await expectRecovery(session, 'after-frost');
});

test('while nobody looks a healthy server is asked nothing: its bookmarks come in time; who comes back to a silent one sees it within five seconds', async () => {
  const account = await Account.create(plane.api, plane.info, uniqueName('away'), { rules: readFluxAndFlagger });
  const session = await open({ token: account.token() });
  session.connection.setLookedAt(false);
  const asked = () => auditLines(plane.info, account.userName).filter(({ verb }) => verb !== 'watch');
  // What was under way when the look ended is written down a moment later.
  let before = asked();
  let quietSeconds = 0;
  await waitUntil('nothing was asked for five seconds', () => {
    const now = asked();
    quietSeconds = now.length === before.length ? quietSeconds + 1 : 0;
    before = now;
    return quietSeconds >= 5;
  }, { everyMs: 1000 });
  const restsSince = Date.now();
  await waitUntil('more than a round of bookmarks has passed', () => Date.now() - restsSince > 80_000, { withinMs: 120_000, everyMs: 1000 });
  expect(asked()).toEqual(before);
  expect(session.state).toEqual({ type: 'live', faults: [] });
  figures.fault();
  plane.apiServer.freeze();
  try {
    session.connection.setLookedAt(true);
    await expectSilenceIsTold(session);
  } finally {
    plane.apiServer.thaw();
    figures.healed();
  }
}, 240_000);
