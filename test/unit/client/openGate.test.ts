// A gate of Flagger's load tester: which URLs are one, and opening it on the demo cluster through the service proxy.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { KubeConnection } from '../../../client/src/cluster/kubeConnection.ts';
import { startDemoCluster, type DemoCluster } from '../../../client/src/demo/startDemoCluster.ts';
import { readGateAddress } from '../../../client/src/flagger/gateAddress.ts';
import { readGateState, setGate } from '../../../client/src/flagger/verbs/gateRequest.ts';
import { connectDemo } from '../cluster/connect.ts';

describe('the address of a gate', () => {
  test.each([
    ['http://flagger-loadtester.test/gate/check', { namespace: 'test', service: 'flagger-loadtester', port: '80', area: 'gate', prefix: '' }],
    ['http://lt.test.svc.cluster.local:8080/gate/check', { namespace: 'test', service: 'lt', port: '8080', area: 'gate', prefix: '' }],
    ['http://lt.test.svc/prefix/gate/check/', { namespace: 'test', service: 'lt', port: '80', area: 'gate', prefix: '/prefix' }],
    ['http://lt.test/rollback/check', { namespace: 'test', service: 'lt', port: '80', area: 'rollback', prefix: '' }],
  ])('%s', (url, expected) => {
    expect(readGateAddress(url)).toEqual(expected);
  });
  test.each(['http://flagger-loadtester/gate/check', 'https://lt.test/gate/check', 'http://lt.example.com/gate/check', 'http://10.0.0.1/gate/check', 'http://lt.test/gate/approve', 'http://lt.test/gate/halt', 'no url'])('%s is none', (url) => {
    expect(readGateAddress(url)).toBeUndefined();
  });
});

describe('on the demo cluster', () => {
  let demo: DemoCluster;
  const open: KubeConnection[] = [];
  const canary = { namespace: 'bookshop', name: 'reviews' };
  const address = { namespace: 'flagger-system', service: 'flagger-loadtester', port: '80', area: 'gate', prefix: '' } as const;

  beforeAll(async () => {
    demo = await startDemoCluster();
    demo.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'flagger-system' } });
    demo.apply({ apiVersion: 'v1', kind: 'Service', metadata: { namespace: 'flagger-system', name: 'flagger-loadtester' }, spec: { ports: [{ port: 80 }] } });
  });
  afterAll(async () => {
    for (const connection of open) connection.dispose();
    await demo.stop();
  });

  async function connect(context: string): Promise<KubeConnection> {
    const connection = await connectDemo(demo, context);
    open.push(connection);
    return connection;
  }

  test('a user without the right is refused in the API server’s words, and the gate stays closed', async () => {
    const answer = await setGate(await connect(`${demo.contextName}-viewer`), address, canary, 'open');
    expect(answer).toMatchObject({ type: 'refused', error: { type: 'forbidden' } });
    const check = await (await connect(demo.contextName)).proxyService({ namespace: 'flagger-system', service: 'flagger-loadtester', port: '80', path: '/gate/check', method: 'POST', body: JSON.stringify(canary) });
    expect(check).toMatchObject({ ok: true, value: { status: 403 } });
  });

  test('the gate of this Canary opens, and no other', async () => {
    const connection = await connect(demo.contextName);
    expect(await setGate(connection, address, canary, 'open')).toEqual({ type: 'done', state: 'open' });
    expect(await readGateState(connection, { ...address, area: 'rollback' }, canary)).toEqual({ ok: true, value: 'closed' });
    const other = await connection.proxyService({ namespace: 'flagger-system', service: 'flagger-loadtester', port: '80', path: '/gate/check', method: 'POST', body: JSON.stringify({ namespace: 'bookshop', name: 'catalog' }) });
    expect(other).toMatchObject({ ok: true, value: { status: 403 } });
  });

  test('it is closed again', async () => {
    const connection = await connect(demo.contextName);
    await setGate(connection, address, canary, 'open');
    expect(await setGate(connection, address, canary, 'closed')).toEqual({ type: 'done', state: 'closed' });
    expect(await readGateState(connection, address, canary)).toEqual({ ok: true, value: 'closed' });
  });

  test('a load tester that is not there is told as such', async () => {
    const answer = await setGate(await connect(demo.contextName), { ...address, service: 'nobody' }, canary, 'open');
    expect(answer).toMatchObject({ type: 'refused' });
  });
});
