// `flightdeck rollout status` as a pipeline runs it, the built command line against real Flagger: each exit code with its words.
import { execFile, type ExecFileException } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildBundles } from '../../client/scripts/package.mjs';
import { Account } from './harness/accounts.ts';
import { textAt } from './harness/apiClient.ts';
import { createCanary, releaseVersion, workloadName } from './harness/canaryObjects.ts';
import { printKubeconfig } from './harness/credentials.ts';
import { flaggerHasLooked } from './harness/flaggerLook.ts';
import { createNamespace, sharedControlPlane, uniqueName } from './harness/suite.ts';
import { waitUntil } from './harness/waitUntil.ts';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const { info, api, metrics } = sharedControlPlane();
let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'flightdeck-rollout-'));
  await buildBundles();
});

afterAll(() => rm(folder, { recursive: true, force: true }));

interface Ended {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

function rolloutStatus(args: readonly string[], kubeconfig = info.kubeconfig): Promise<Ended> {
  return new Promise((resolve) => {
    execFile(process.execPath, [join(root, 'dist', 'cli.js'), 'rollout', 'status', ...args], { env: { ...process.env, KUBECONFIG: kubeconfig } }, (error: ExecFileException | null, out, err) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : error === null ? 0 : -1, out, err });
    });
  });
}

const phaseOf = async (namespace: string): Promise<string> => textAt(await api.get(`/apis/flagger.app/v1beta1/namespaces/${namespace}/canaries/${workloadName}`), 'status', 'phase');

async function initialized(name: string, analysis: { readonly stepWeight: number; readonly maxWeight: number }): Promise<string> {
  const namespace = await createNamespace(api, name);
  await createCanary(api, namespace, { name, provider: 'linkerd', analysis });
  await waitUntil('the Canary is initialized', async () => (await phaseOf(namespace)) === 'Initialized', { withinMs: 120_000, everyMs: 300 });
  return namespace;
}

describe.concurrent('rollout status on real Flagger', () => {
  test('0: a release that Flagger has not even seen yet is waited for and promoted', async () => {
    const namespace = await initialized('status-good', { stepWeight: 50, maxWeight: 50 });
    expect((await rolloutStatus([`canary/${workloadName}`, '-n', namespace, '--context', 'admin'])).code).toBe(0);
    await releaseVersion(api, namespace, '1.1.0');
    const { code, out, err } = await rolloutStatus([`canary/${workloadName}`, '-n', namespace, '--timeout', '3m']);
    expect(code, `${out}${err}`).toBe(0);
    expect(out).toMatch(new RegExp(`^canary/${workloadName} in ${namespace} on admin: promoted: Promoted 1\\.1\\.0`));
    expect(err).toContain('50 %');
    expect(await phaseOf(namespace)).toBe('Succeeded');
  }, 300_000);

  const configs = [
    { kind: 'ConfigMap', data: (value: string) => ({ 'a.html': `<b>${value} & more</b>`, second: 'x' }), volume: { configMap: { name: 'settings' } }, told: 'ConfigMap settings changed since Flagger looked last' },
    // What a Secret holds is not read: Flagger is given an interval to look.
    { kind: 'Secret', data: (value: string) => ({ token: Buffer.from(value).toString('base64') }), volume: { secret: { secretName: 'settings' } }, told: 'in case a Secret has changed' },
  ];
  test.each(configs)('0: a change of a $kind alone is waited for too', async ({ kind, data, volume, told }) => {
    const name = `status-${kind.toLowerCase()}`;
    const namespace = await createNamespace(api, name);
    const settings = (value: string) => ({ apiVersion: 'v1', kind, metadata: { namespace, name: 'settings' }, data: data(value) });
    await api.apply(settings('one'));
    await createCanary(api, namespace, { name, provider: 'linkerd', analysis: { stepWeight: 50, maxWeight: 50 } });
    await api.merge(`/apis/apps/v1/namespaces/${namespace}/deployments/${workloadName}`, { spec: { template: { spec: { volumes: [{ name: 'settings', ...volume }] } } } });
    await waitUntil('the Canary is set up', async () => (await phaseOf(namespace)) === 'Initialized' || (await phaseOf(namespace)) === 'Succeeded', { withinMs: 150_000, everyMs: 200 });
    const tracked = async (): Promise<string> => JSON.stringify((await api.get(`/apis/flagger.app/v1beta1/namespaces/${namespace}/canaries/${workloadName}`))['status']);
    await waitUntil('Flagger tracks it, and rests', async () => (await tracked()).includes(`${kind.toLowerCase()}/settings`) && /"phase":"(Initialized|Succeeded)"/.test(await tracked()), { withinMs: 150_000, everyMs: 200 });
    await flaggerHasLooked(info, { kind, namespace, name: 'settings' });
    await api.apply(settings('two'));
    const { code, out, err } = await rolloutStatus([`canary/${workloadName}`, '-n', namespace, '--timeout', '4m']);
    expect(code, `${out}${err}`).toBe(0);
    expect(err).toContain(told);
    expect(err).toContain('50 %');
  }, 400_000);

  test('1: a release that fails its checks, with the reason', async () => {
    const namespace = await initialized('status-bad', { stepWeight: 20, maxWeight: 60 });
    await metrics.set({ containing: [namespace], successRate: 61.5 });
    await releaseVersion(api, namespace, '1.1.0');
    const { code, out, err } = await rolloutStatus([`canary/${workloadName}`, '-n', namespace, '--timeout', '3m', '--format', 'json']);
    expect(code, `${out}${err}`).toBe(1);
    expect(JSON.parse(out)).toMatchObject({ version: 1, result: 'failed', phase: 'Failed', namespace });
    expect(out).toMatch(/success rate 61\.50? ?% < 99/);
    // The failure stands until the old version is back; then Flagger starts nothing, keeps the phase, and notes what it finds.
    await releaseVersion(api, namespace, '1.0.0');
    const back = await rolloutStatus([`canary/${workloadName}`, '-n', namespace, '--timeout', '2m', '--format', 'json']);
    expect(back.code, `${back.out}${back.err}`).toBe(0);
    expect(JSON.parse(back.out)).toMatchObject({ result: 'putBack', phase: 'Failed', primary: '1.0.0', target: '1.0.0' });
    const canary = await api.get(`/apis/flagger.app/v1beta1/namespaces/${namespace}/canaries/${workloadName}`);
    expect([textAt(canary, 'status', 'phase'), textAt(canary, 'status', 'lastAppliedSpec')]).toEqual(['Failed', textAt(canary, 'status', 'lastPromotedSpec')]);
    // The version that failed is a change again.
    await releaseVersion(api, namespace, '1.1.0');
    await waitUntil('Flagger tries it anew', async () => (await phaseOf(namespace)) === 'Progressing', { withinMs: 60_000, everyMs: 200 });
  }, 300_000);

  test('3: a limit that is too short says what it still waits for', async () => {
    const namespace = await initialized('status-slow', { stepWeight: 5, maxWeight: 50 });
    await releaseVersion(api, namespace, '1.1.0');
    const { code, out } = await rolloutStatus([`canary/${workloadName}`, '-n', namespace, '--timeout', '15s']);
    expect(code).toBe(3);
    expect(out).toContain('not over after 15 s');
  }, 300_000);

  const look = ['get', 'list', 'watch'];
  const readCanaries = { apiGroups: ['flagger.app'], resources: ['canaries'], verbs: look };
  const everyRight = [readCanaries, { apiGroups: [''], resources: ['events'], verbs: look }, { apiGroups: ['apps'], resources: ['deployments'], verbs: look }, { apiGroups: [''], resources: ['configmaps'], verbs: ['get'] }];
  test.each([
    { what: 'the rights that the README names', rules: everyRight, told: /50 %/ },
    { what: 'the right to read Canaries alone', rules: [readCanaries], told: /cannot (list|watch) resource "events".*: steps and reasons are not told/ },
  ])('0: with $what', async ({ rules, told }) => {
    const namespace = await initialized('status-rights', { stepWeight: 50, maxWeight: 50 });
    const account = await Account.create(api, info, uniqueName('pipeline'), { rules, namespaces: [namespace] });
    const user = join(folder, `${namespace}.yaml`);
    await writeFile(user, printKubeconfig(info.apiServerUrl, info.caFile, { pipeline: account.token() }));
    await releaseVersion(api, namespace, '1.1.0');
    const { code, out, err } = await rolloutStatus([`canary/${workloadName}`, '-n', namespace, '--timeout', '3m'], user);
    expect(code, `${out}${err}`).toBe(0);
    expect(out).toContain(': promoted');
    expect(err).toMatch(told);
  }, 300_000);

  test('2: what cannot be told: no such Canary, no right to read it, no API server', async () => {
    const namespace = await createNamespace(api, 'status-none');
    const missing = await rolloutStatus(['canary/nobody', '-n', namespace]);
    expect(missing.code).toBe(2);
    expect(missing.out).toContain(`there is no Canary ${namespace}/nobody in admin`);
    const forbidden = await rolloutStatus(['canary/nobody', '-n', namespace, '--context', 'viewer']);
    expect(forbidden.code).toBe(2);
    expect(forbidden.out).toMatch(/forbidden|cannot get/);
    const unknown = await rolloutStatus(['canary/nobody', '-n', namespace, '--context', 'not-there']);
    expect(unknown.code).toBe(2);
    expect(unknown.out).toContain('has no context `not-there`');
  }, 60_000);
});

test('a port where nobody listens ends with 2, at once and in words', async () => {
  const port = await new Promise<number>((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
  const file = join(folder, 'gone.yaml');
  await writeFile(file, JSON.stringify({ apiVersion: 'v1', kind: 'Config', 'current-context': 'gone', contexts: [{ name: 'gone', context: { cluster: 'gone', user: 'u' } }], clusters: [{ name: 'gone', cluster: { server: `https://127.0.0.1:${port}` } }], users: [{ name: 'u', user: { token: 't' } }] }));
  const { code, out } = await rolloutStatus(['canary/web', '-n', 'default'], file);
  expect(code).toBe(2);
  expect(out).toMatch(/refused/);
});
