// Values of the metrics server as the panel draws them, read through the real API server's service proxy while real Flagger asks the same; and what is said where that fails.
import { beforeAll, describe, expect, test } from 'vitest';
import type { ClusterSession } from '../../client/src/cluster/clusterSession.ts';
import { buildCanaryView } from '../../client/src/flagger/canaryProgress.ts';
import type { CheckView } from '../../client/src/flagger/canaryView.ts';
import { readMetrics, type MetricsReading } from '../../client/src/webviews/metricsReader.ts';
import { Account, readFluxAndFlagger } from './harness/accounts.ts';
import type { Json } from './harness/apiClient.ts';
import { createCanary, releaseVersion, workloadName, type CanaryShape } from './harness/canaryObjects.ts';
import { createNamespace, SessionOpener, sharedControlPlane, uniqueName } from './harness/suite.ts';
import { waitUntil } from './harness/waitUntil.ts';

const { info, api, metrics } = sharedControlPlane();
const opener = new SessionOpener(info);
const metricsServer = 'http://prometheus.monitoring:9090';
let session: ClusterSession;

beforeAll(async () => {
  session = await opener.session('admin');
  await waitUntil('the session is live', () => session.state.type === 'live');
});

/** A Canary under analysis whose metrics server is the Service. */
async function running(name: string, provider: CanaryShape['provider'], more: Json = {}): Promise<string> {
  const namespace = await createNamespace(api, name);
  const analysis = { stepWeight: 5, maxWeight: 50, ...more };
  await createCanary(api, namespace, { name, provider, analysis, more: { metricsServer } });
  await waitUntil('it is set up', () => session.findCanary(namespace, workloadName)?.phase === 'Initialized', { withinMs: 180_000, everyMs: 200 });
  await releaseVersion(api, namespace, '1.1.0');
  await waitUntil('the first step', () => (session.findCanary(namespace, workloadName)?.weight ?? 0) > 0, { withinMs: 120_000, everyMs: 200 });
  return namespace;
}

async function reading(namespace: string, by = session): Promise<MetricsReading> {
  const live = session.findCanary(namespace, workloadName);
  if (live === undefined) throw new Error('no Canary');
  return readMetrics(by, live, Date.now() - 60_000, Date.now());
}

function checks(namespace: string, { samples, queries, words }: MetricsReading): readonly CheckView[] {
  const events = session.rawCanaryEvents.filter((event) => JSON.stringify(event).includes(namespace));
  return buildCanaryView({ canary: session.findCanary(namespace, workloadName)?.object.content, events, samples, queries, metricsWords: words, now: Date.now() })?.checks ?? [];
}

describe.concurrent('through the service proxy', { timeout: 300_000 }, () => {
  test('the values that Flagger gets reach the checks of the panel, over the whole time, from the same queries', async () => {
    const namespace = await running('m-good', 'linkerd');
    await metrics.set({ containing: [namespace], successRate: 99.5, durationMs: 120 });
    const read = await reading(namespace);
    expect(read.words).toBe('');
    const [rate, duration] = checks(namespace, read);
    expect(rate).toMatchObject({ name: 'request-success-rate', value: '99.5 %', demand: 'must be ≥ 99 %' });
    expect(duration).toMatchObject({ name: 'request-duration', value: '120 ms', demand: 'must be ≤ 500 ms' });
    // What the panel shows as the query is what Flagger sent.
    const sent = (await metrics.queries(namespace)).map(({ query }) => query.replace(/\s+/g, ''));
    for (const check of [rate, duration]) expect(sent).toContain(check?.query?.replace(/\s+/g, ''));
    for (const check of [rate, duration]) {
      expect(check?.samples.length).toBeGreaterThanOrEqual(6);
      expect(check?.samples.every(({ ok }) => ok)).toBe(true);
    }
    // Flagger lays its queries out over lines; what is asked is the same.
    const spelled = new Set((await metrics.queries(namespace)).map(({ query }) => query.replace(/\s+/g, '').replace(/\{([^}]*)\}/g, (_, labels: string) => `{${labels.split(',').sort().join(',')}}`)));
    expect([...spelled].filter((query) => !query.includes('vector'))).toHaveLength(2);
  });

  test('Gateway API counts in seconds, a template of the cluster brings its own query and address', async () => {
    const metric = { name: 'queue', templateRef: { name: 'queue' }, templateVariables: { shard: 'blue' }, thresholdRange: { max: 5 }, interval: '30s' };
    const namespace = await createNamespace(api, 'm-template');
    await api.apply({ apiVersion: 'flagger.app/v1beta1', kind: 'MetricTemplate', metadata: { namespace, name: 'queue' }, spec: { provider: { type: 'prometheus', address: metricsServer }, query: 'queue{namespace="{{ namespace }}",shard="{{ variables.shard }}"}[{{ interval }}]' } });
    await createCanary(api, namespace, { name: 'm-template', provider: 'gatewayapi:v1', analysis: { stepWeight: 5, maxWeight: 50, metrics: [{ name: 'request-duration', thresholdRange: { max: 500 }, interval: '1m' }, metric] }, more: { metricsServer } });
    await waitUntil('the Canary is known', () => session.findCanary(namespace, workloadName));
    await metrics.set({ containing: [namespace, 'queue{'], anyValue: 3 });
    await metrics.set({ containing: [namespace, 'http_request_duration'], durationMs: 250 });
    const read = await reading(namespace);
    expect(read.words).toBe('');
    expect(checks(namespace, read).map(({ name, samples }) => [name, samples.at(-1)?.value])).toEqual([['request-duration', 250], ['queue', 3]]);
    expect((await metrics.queries('queue{')).some(({ query }) => query === `queue{namespace="${namespace}",shard="blue"}[30s]`)).toBe(true);
  });
});

describe('where it fails, it is said in words and nothing is stuck', { timeout: 300_000 }, () => {
  let namespace = '';
  beforeAll(async () => {
    namespace = await createNamespace(api, 'm-bad');
    await createCanary(api, namespace, { name: 'm-bad', provider: 'linkerd', analysis: { stepWeight: 5, maxWeight: 50 }, more: { metricsServer } });
    await waitUntil('the Canary is known', () => session.findCanary(namespace, workloadName));
  });

  test.each([
    ['an error', 'error', 'metrics server monitoring/prometheus: answered 500 and no values'],
    ['an answer that is none of Prometheus', 'garbage', 'metrics server monitoring/prometheus: answered 200 and no values'],
    ['no answer at all', 'hang', 'metrics server monitoring/prometheus: no answer in 5 s'],
  ] as const)('%s', async (_, fault, says) => {
    await metrics.set({ containing: [namespace], fault });
    const read = await reading(namespace);
    expect(read).toMatchObject({ samples: [], words: says });
    expect(read.queries.map(({ metric }) => metric)).toEqual(['request-success-rate', 'request-duration']);
  });

  test('no values yet', async () => {
    await metrics.set({ containing: [namespace], successRate: 'none', durationMs: 'none' });
    expect(await reading(namespace)).toMatchObject({ samples: [], words: '' });
  });

  test('a user who may not use the proxy is told which right is missing', async () => {
    const account = await Account.create(api, info, uniqueName('no-proxy'), { rules: readFluxAndFlagger });
    const by = await opener.session('admin', { token: account.token() });
    const read = await reading(namespace, by);
    expect(read.samples).toEqual([]);
    expect(read.words).toContain('services/proxy');
  });

  test('an address that is no Service, and one that does not exist', async () => {
    await api.merge(`/apis/flagger.app/v1beta1/namespaces/${namespace}/canaries/${workloadName}`, { spec: { metricsServer: 'https://user:secret@metrics.example.com/x' } });
    const outside = await waitUntil('the change is known', async () => {
      const read = await reading(namespace);
      return read.words.includes('example.com') ? read : undefined;
    });
    expect(outside.words).toBe('the metrics server metrics.example.com is no Service of this cluster');
    await api.merge(`/apis/flagger.app/v1beta1/namespaces/${namespace}/canaries/${workloadName}`, { spec: { metricsServer: 'http://nobody.monitoring:9090' } });
    const missing = await waitUntil('the second change is known', async () => {
      const read = await reading(namespace);
      return read.words.includes('nobody') ? read : undefined;
    });
    expect(missing.words).toMatch(/^metrics server monitoring\/nobody: /);
  });
});
