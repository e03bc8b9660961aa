// The values of a running canary come through the API server's proxy; a server that hangs, is not there or may not be asked is told in plain words.
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { readCanary } from '../../../client/src/cluster/objects/canary.ts';
import { readClusterObject } from '../../../client/src/cluster/objects/clusterObject.ts';
import { startDemoCluster, type DemoCluster } from '../../../client/src/demo/startDemoCluster.ts';
import { MetricsReader, readMetrics } from '../../../client/src/webviews/metricsReader.ts';
import type { KubeConnection } from '../../../client/src/cluster/kubeConnection.ts';
import type { ClusterSession } from '../../../client/src/cluster/clusterSession.ts';
import { connectDemo } from '../cluster/connect.ts';

let demo: DemoCluster;
const connections: KubeConnection[] = [];
const now = Date.parse('2026-11-29T10:00:00Z');

beforeAll(async () => {
  demo = await startDemoCluster();
  for (const name of ['linkerd-viz', 'bookshop']) demo.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
  demo.apply({ apiVersion: 'v1', kind: 'Service', metadata: { namespace: 'linkerd-viz', name: 'prometheus' }, spec: { ports: [{ port: 9090 }] } });
  const labels = { app: 'catalog' };
  demo.apply({ apiVersion: 'apps/v1', kind: 'Deployment', metadata: { namespace: 'bookshop', name: 'catalog' }, spec: { selector: { matchLabels: labels }, template: { metadata: { labels }, spec: { containers: [{ name: 'catalog', image: 'x/catalog:2-broken' }] } } } });
});
afterAll(async () => {
  for (const connection of connections) connection.dispose();
  await demo.stop();
});

async function read(metricsServer: string, context = demo.contextName) {
  const connection = await connectDemo(demo, context);
  connections.push(connection);
  const object = readClusterObject({
    metadata: { namespace: 'bookshop', name: 'catalog', uid: 'c' },
    spec: { provider: 'linkerd', metricsServer, targetRef: { kind: 'Deployment', name: 'catalog' }, analysis: { interval: '10s', metrics: [{ name: 'request-success-rate', thresholdRange: { min: 70 } }, { name: 'request-duration', thresholdRange: { max: 500 } }] } },
  }, 'flagger.app/v1beta1', 'Canary');
  if (object === undefined) throw new Error('no object');
  return readMetrics({ connection, helmReleases: [], servedKind: () => undefined, discovery: undefined }, readCanary(object), now - 60_000, now);
}

test('each tick of the rollout has its value, in the unit of the check', async () => {
  const { samples, words } = await read('http://prometheus.linkerd-viz:9090');
  expect(words).toBe('');
  const rate = samples.filter(({ metric }) => metric === 'request-success-rate');
  expect(rate.map(({ at }) => (at - now) / 1000)).toEqual([-60, -50, -40, -30, -20, -10, 0]);
  for (const { value } of rate) expect(Math.abs(value - 61.53)).toBeLessThan(1);
  expect(samples.filter(({ metric }) => metric === 'request-duration').length).toBe(7);
});

test.each([
  ['http://prometheus.linkerd-viz.svc.cluster.local:9090/nothing', /metrics server linkerd-viz\/prometheus: answered 404 and no values/],
  ['http://nobody.linkerd-viz:9090', /metrics server linkerd-viz\/nobody: .*not found/],
  ['https://user:secret@metrics.example.com/', /^the metrics server metrics\.example\.com is no Service of this cluster$/],
])('%s is told in plain words', async (address, says) => {
  const { samples, words } = await read(address);
  expect(samples).toEqual([]);
  expect(words).toMatch(says);
  expect(words).not.toContain('secret');
});

test('who may not use the proxy is told so', async () => {
  const { samples, words } = await read('http://prometheus.linkerd-viz:9090', `${demo.contextName}-viewer`);
  expect(samples).toEqual([]);
  expect(words).toMatch(/metrics server linkerd-viz\/prometheus: .*(forbidden|may not|cannot)/i);
});

test('a server that hangs is not waited for longer than five seconds, and said to hang', async () => {
  const waiting: number[] = [];
  const object = readClusterObject({ metadata: { namespace: 'bookshop', name: 'catalog', uid: 'c' }, spec: { provider: 'linkerd', metricsServer: 'http://prometheus.linkerd-viz:9090', targetRef: { kind: 'Deployment', name: 'catalog' }, analysis: { metrics: [{ name: 'request-duration' }] } } }, 'flagger.app/v1beta1', 'Canary');
  if (object === undefined) throw new Error('no object');
  const connection = await connectDemo(demo, demo.contextName);
  connections.push(connection);
  const hanging = Object.assign(Object.create(connection) as KubeConnection, {
    proxyService: ({ timeoutMs }: { readonly timeoutMs?: number }) => {
      waiting.push(timeoutMs ?? 0);
      return Promise.resolve({ ok: false as const, error: { type: 'unreachable' as const, reason: 'no answer in 5 s' } });
    },
  });
  const { words } = await readMetrics({ connection: hanging, helmReleases: [], servedKind: () => undefined, discovery: undefined }, readCanary(object), undefined, now);
  expect(waiting).toEqual([5000]);
  expect(words).toContain('no answer in 5 s');
});

test('while a server hangs the Canary changes on and on: it is asked one question at a time, said to hang, and asked anew when it answers again', async () => {
  const connection = await connectDemo(demo, demo.contextName);
  connections.push(connection);
  const given: (() => void)[] = [];
  const giveUp = () => { for (const each of given.splice(0)) each(); };
  let isHanging = true;
  const hanging = Object.assign(Object.create(connection) as KubeConnection, {
    proxyService: (question: Parameters<KubeConnection['proxyService']>[0]) => isHanging
      ? new Promise((resolve) => given.push(() => resolve({ ok: false as const, error: { type: 'unreachable' as const, reason: 'no answer in 5 s' } })))
      : connection.proxyService(question),
  });
  const session = { connection: hanging, helmReleases: [], servedKind: () => undefined } as unknown as ClusterSession;
  const reader = new MetricsReader();
  let version = 0;
  let told = 0;
  const again = () => { told += 1; };
  const look = (listener = again) => {
    version += 1;
    const object = readClusterObject({ metadata: { namespace: 'bookshop', name: 'catalog', uid: 'c', resourceVersion: String(version) }, spec: { provider: 'linkerd', metricsServer: 'http://prometheus.linkerd-viz:9090', targetRef: { kind: 'Deployment', name: 'catalog' }, analysis: { interval: '10s', metrics: [{ name: 'request-duration' }] } } }, 'flagger.app/v1beta1', 'Canary');
    if (object === undefined) throw new Error('no object');
    return reader.read(session, readCanary(object), now - 60_000, now, listener);
  };
  for (let change = 0; change < 5; change += 1) look();
  await vi.waitFor(() => { expect(given).toHaveLength(1); });
  // A panel that is opened while the answer is under way waits for it too.
  const late = vi.fn();
  look(late);
  giveUp();
  await vi.waitFor(() => { expect(told).toBe(1); });
  expect(late).toHaveBeenCalledOnce();
  expect(look().words).toBe('metrics server linkerd-viz/prometheus: no answer in 5 s');
  isHanging = false;
  giveUp();
  await vi.waitFor(() => { expect(told).toBe(2); });
  look();
  await vi.waitFor(() => { expect(told).toBe(3); });
  const { samples, words } = look();
  expect(words).toBe('');
  expect(samples).toHaveLength(7);
});
