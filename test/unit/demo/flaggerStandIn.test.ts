/** The stand-in for Flagger against FACTS D2 (time, measured on a real Flagger), D5 (phases), D6 (events) and D7 (hooks). */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { numberAt, objectsAt, textAt, valueAt } from '../../../client/src/demo/kubeApi/json.ts';
import type { JsonObject } from '../../../client/src/demo/kubeApi/json.ts';
import { canaryState, ClusterHarness, conditionOf, readAnnotations, splitWeights } from './clusterHarness.ts';

const image = (tag: string): string => `registry.example/web:${tag}`;
let harness: ClusterHarness;

beforeEach(async () => {
  harness = await ClusterHarness.start();
  harness.cluster.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } });
  harness.cluster.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'flagger-system' } });
  harness.cluster.apply({ apiVersion: 'v1', kind: 'Service', metadata: { name: 'flagger-loadtester', namespace: 'flagger-system' }, spec: { ports: [{ port: 80 }] } });
});

afterEach(async () => {
  await harness.stop();
});

function applyTarget(tag: string): void {
  harness.cluster.apply({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'web', namespace: 'shop', labels: { app: 'web' } },
    spec: { selector: { matchLabels: { app: 'web' } }, template: { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'web', image: image(tag) }] } } },
  });
}

function applyCanary(analysis: JsonObject, spec: JsonObject = {}): void {
  harness.cluster.apply({
    apiVersion: 'flagger.app/v1beta1',
    kind: 'Canary',
    metadata: { name: 'web', namespace: 'shop' },
    spec: {
      provider: 'linkerd',
      targetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' },
      service: { port: 80, targetPort: 'http' },
      ...spec,
      analysis: {
        interval: '10s',
        threshold: 2,
        metrics: [{ name: 'request-success-rate', thresholdRange: { min: 70 } }],
        ...analysis,
        webhooks: [{ name: 'load', url: 'http://flagger-loadtester.flagger-system/', metadata: { cmd: 'hey' } }, ...objectsAt(analysis, 'webhooks')],
      },
    },
  });
}

const canary = (): JsonObject => harness.get('canaries.flagger.app', 'shop', 'web');
const split = (): string => splitWeights(harness.get('trafficsplits.split.smi-spec.io', 'shop', 'web'));
const primaryImage = (): string | undefined => textAt(valueAt(harness.get('deployments.apps', 'shop', 'web-primary'), 'spec', 'template', 'spec', 'containers', 0), 'image');
const phase = (): string => textAt(canary(), 'status', 'phase') ?? '';

/** Brings a Canary to Initialized, releases a tag, and moves to the tick that sees it. */
async function release(tag: string): Promise<void> {
  await harness.advanceUntil('Initialized', () => phase() === 'Initialized');
  applyTarget(tag);
  await harness.advanceUntil('the tick that sees the change', () => phase() !== 'Initialized', 10);
}

/** The state at this tick and after each of the next ones. */
async function ticks(count: number, read: () => string): Promise<readonly string[]> {
  const states = [read()];
  for (let tick = 0; tick < count; tick++) {
    await harness.advance(10);
    states.push(read());
  }
  return states;
}

const stepped = { stepWeight: 20, maxWeight: 60 };

describe('initialization', () => {
  test('makes primary, Services and split, then scales the target to 0', async () => {
    applyTarget('1.0.0');
    applyCanary(stepped);
    await harness.advanceUntil('Initialized', () => phase() === 'Initialized');
    expect(primaryImage()).toBe(image('1.0.0'));
    expect(numberAt(harness.get('deployments.apps', 'shop', 'web'), 'spec', 'replicas')).toBe(0);
    for (const name of ['web', 'web-primary', 'web-canary']) expect(harness.find('services', 'shop', name)).toBeDefined();
    expect(valueAt(harness.get('services', 'shop', 'web'), 'spec', 'selector')).toEqual({ app: 'web-primary' });
    expect(split()).toBe('100/0');
    expect(conditionOf(canary(), 'Promoted')).toMatchObject({ status: 'True', reason: 'Initialized' });
    expect(harness.events('Canary', 'web')).toContain('Initialization done! web.shop');
  });

  test('without its target it stays Initializing and says what is missing', async () => {
    applyCanary(stepped);
    await harness.advance(25);
    expect(phase()).toBe('Initializing');
    expect(harness.events('Canary', 'web')).toEqual(['deployment web.shop get query error: deployments.apps "web" not found']);
  });
});

describe('a canary', () => {
  test('good: the measured run of FACTS D2, tick for tick', async () => {
    applyTarget('1.0.0');
    applyCanary(stepped);
    await release('1.1.0');
    const states = await ticks(6, () => `${canaryState(canary())} ${split()}`);
    expect(states).toEqual([
      'Progressing 0/0/0 100/0',
      'Progressing 20/0/0 80/20',
      'Progressing 40/0/0 60/40',
      'Progressing 60/0/0 40/60',
      'Promoting 0/0/0 40/60',
      'Finalising 0/0/0 100/0',
      'Succeeded 0/0/0 100/0',
    ]);
    expect(primaryImage()).toBe(image('1.1.0'));
    expect(numberAt(harness.get('deployments.apps', 'shop', 'web'), 'spec', 'replicas')).toBe(0);
    const events = harness.events('Canary', 'web');
    expect(events.slice(events.indexOf('New revision detected! Scaling up web.shop'))).toEqual([
      'New revision detected! Scaling up web.shop',
      'Starting canary analysis for web.shop',
      'Advance web.shop canary weight 20',
      'Advance web.shop canary weight 40',
      'Advance web.shop canary weight 60',
      'Copying web.shop template spec to web-primary.shop',
      'Routing all traffic to primary',
      'Promotion completed! Scaling down web.shop',
    ]);
  });

  test('broken: two failed checks, then Failed at +40 s, and it stays so until the spec changes', async () => {
    applyTarget('1.0.0');
    applyCanary(stepped);
    await release('1.1.0-broken');
    expect(await ticks(4, () => `${canaryState(canary())} ${split()}`)).toEqual(['Progressing 0/0/0 100/0', 'Progressing 20/0/0 80/20', 'Progressing 20/1/0 80/20', 'Progressing 20/2/0 80/20', 'Failed 0/0/0 100/0']);
    expect(primaryImage()).toBe(image('1.0.0'));
    const events = harness.events('Canary', 'web');
    expect(events).toContain('Halt web.shop advancement success rate 61.53% < 70%');
    expect(events).toContain('Rolling back web.shop failed checks threshold reached 2');
    expect(events.at(-1)).toBe('Canary failed! Scaling down web.shop');
    expect(conditionOf(canary(), 'Promoted')).toMatchObject({ status: 'False', reason: 'Failed' });
    await harness.advance(120);
    expect(phase()).toBe('Failed');
    applyTarget('1.1.1');
    await harness.advance(10);
    expect(canaryState(canary())).toBe('Progressing 0/0/0');
  });

  test('going back to the promoted version starts nothing', async () => {
    applyTarget('1.0.0');
    applyCanary(stepped);
    await release('1.1.0-broken');
    await harness.advanceUntil('Failed', () => phase() === 'Failed');
    applyTarget('1.0.0');
    await harness.advance(30);
    expect(phase()).toBe('Failed');
  });

  test('a new change in the middle restarts the analysis', async () => {
    applyTarget('1.0.0');
    applyCanary(stepped);
    await release('1.1.0');
    await harness.advance(20);
    expect(canaryState(canary())).toBe('Progressing 40/0/0');
    applyTarget('1.2.0');
    await harness.advance(10);
    expect(`${canaryState(canary())} ${split()}`).toBe('Progressing 0/0/0 100/0');
    expect(harness.events('Canary', 'web')).toContain('New revision detected! Restarting analysis for web.shop');
    await harness.advanceUntil('Succeeded', () => phase() === 'Succeeded');
    expect(primaryImage()).toBe(image('1.2.0'));
  });

  test('pods that never become ready roll back at the deadline', async () => {
    applyTarget('1.0.0');
    applyCanary(stepped, { progressDeadlineSeconds: 30 });
    await release('1.1.0-unready');
    await harness.advance(20);
    expect(phase()).toBe('Progressing');
    expect(harness.events('Canary', 'web').at(-1)).toMatch(/^canary deployment web\.shop not ready: waiting for rollout to finish/);
    await harness.advance(20);
    expect(phase()).toBe('Failed');
  });

  test('stepWeights are absolute, and a slow version fails the duration check', async () => {
    applyTarget('1.0.0');
    applyCanary({ stepWeights: [5, 30], metrics: [{ name: 'request-duration', thresholdRange: { max: 500 } }] });
    await release('1.1.0');
    expect(await ticks(3, split)).toEqual(['100/0', '95/5', '70/30', '70/30']);
    expect(phase()).toBe('Promoting');
    await harness.advanceUntil('Succeeded', () => phase() === 'Succeeded');
    applyTarget('1.2.0-slow');
    await harness.advanceUntil('Failed', () => phase() === 'Failed');
    expect(harness.events('Canary', 'web')).toContain('Halt web.shop advancement request duration 1.2s > 500ms');
  });

  test('without a load test there are no values, and that fails', async () => {
    applyTarget('1.0.0');
    applyCanary(stepped);
    harness.patch('canaries.flagger.app', 'shop', 'web', { spec: { analysis: { webhooks: null } } });
    await release('1.1.0');
    await harness.advanceUntil('Failed', () => phase() === 'Failed');
    expect(harness.events('Canary', 'web')).toContain('Halt advancement no values found for linkerd metric request-success-rate probably web.shop is not receiving traffic');
  });
});

describe('gates', () => {
  const tester = 'http://flagger-loadtester.flagger-system';

  test('confirm-rollout holds before scaling up', async () => {
    applyTarget('1.0.0');
    applyCanary({ ...stepped, webhooks: [{ name: 'ask', type: 'confirm-rollout', url: `${tester}/gate/check` }] });
    await release('1.1.0');
    await harness.advance(30);
    expect(phase()).toBe('Waiting');
    expect(numberAt(harness.get('deployments.apps', 'shop', 'web'), 'spec', 'replicas')).toBe(0);
    expect(harness.events('Canary', 'web').at(-1)).toBe('Halt web.shop advancement waiting for approval ask');
    harness.cluster.loadTester.setGate('gate', 'shop', 'web', 'open');
    await harness.advance(10);
    expect(phase()).toBe('Progressing');
  });

  test('confirm-promotion waits at the last weight until the gate is opened through the service proxy', async () => {
    applyTarget('1.0.0');
    applyCanary({ ...stepped, webhooks: [{ name: 'ask', type: 'confirm-promotion', url: `${tester}/gate/check` }] });
    await release('1.1.0');
    await harness.advance(60);
    expect(`${canaryState(canary())} ${split()}`).toBe('WaitingPromotion 0/0/0 40/60');
    const opened = await fetch(`${harness.cluster.url}/api/v1/namespaces/flagger-system/services/flagger-loadtester:80/proxy/gate/open`, {
      method: 'POST',
      headers: { authorization: `Bearer ${harness.cluster.tokens.admin}` },
      body: JSON.stringify({ name: 'web', namespace: 'shop' }),
    });
    expect(opened.status).toBe(202);
    await harness.advance(10);
    expect(phase()).toBe('Promoting');
    expect(harness.events('Canary', 'web')).toContain('Confirm-promotion check ask passed');
  });

  test('an open rollback gate rolls back', async () => {
    applyTarget('1.0.0');
    applyCanary({ ...stepped, webhooks: [{ name: 'back', type: 'rollback', url: `${tester}/rollback/check` }] });
    await release('1.1.0');
    await harness.advance(20);
    expect(canaryState(canary())).toBe('Progressing 40/0/0');
    harness.cluster.loadTester.setGate('rollback', 'shop', 'web', 'open');
    await harness.advance(10);
    expect(`${phase()} ${split()}`).toBe('Failed 100/0');
    expect(harness.events('Canary', 'web')).toContain('Rolling back web.shop manual webhook invoked');
  });
});

describe('other strategies', () => {
  test('A/B on nginx: all matching traffic from the first tick, then its iterations and three more ticks', async () => {
    harness.cluster.apply({
      apiVersion: 'networking.k8s.io/v1',
      kind: 'Ingress',
      metadata: { name: 'front', namespace: 'shop' },
      spec: { rules: [{ host: 'shop.example', http: { paths: [{ path: '/', pathType: 'Prefix', backend: { service: { name: 'web', port: { number: 80 } } } }] } }] },
    });
    applyTarget('1.0.0');
    applyCanary({ iterations: 3, match: [{ headers: { 'x-tester': { exact: 'yes' } } }] }, { provider: 'nginx', ingressRef: { apiVersion: 'networking.k8s.io/v1', kind: 'Ingress', name: 'front' } });
    await release('1.1.0');
    expect(await ticks(6, () => canaryState(canary()))).toEqual(['Progressing 0/0/0', 'Progressing 0/0/1', 'Progressing 0/0/2', 'Progressing 0/0/3', 'Promoting 0/0/0', 'Finalising 0/0/0', 'Succeeded 0/0/0']);
    expect(harness.events('Canary', 'web')).toContain('Advance web.shop canary iteration 2/3');
    expect(valueAt(harness.get('ingresses.networking.k8s.io', 'shop', 'front-canary'), 'spec', 'rules', 0, 'http', 'paths', 0, 'backend', 'service', 'name')).toBe('web-canary');
    applyTarget('1.2.0');
    await harness.advance(20);
    expect(readAnnotations(harness.get('ingresses.networking.k8s.io', 'shop', 'front-canary'))).toEqual({
      'nginx.ingress.kubernetes.io/canary': 'true',
      'nginx.ingress.kubernetes.io/canary-by-header': 'x-tester',
      'nginx.ingress.kubernetes.io/canary-by-header-value': 'yes',
    });
  });

  test('blue/green: iterations without traffic, one tick with all of it, then the promotion', async () => {
    applyTarget('1.0.0');
    applyCanary({ iterations: 2 });
    await release('1.1.0');
    expect(await ticks(6, () => `${canaryState(canary())} ${split()}`)).toEqual([
      'Progressing 0/0/0 100/0',
      'Progressing 0/0/1 100/0',
      'Progressing 0/0/2 100/0',
      'Progressing 0/0/3 0/100',
      'Promoting 0/0/0 0/100',
      'Finalising 0/0/0 100/0',
      'Succeeded 0/0/0 100/0',
    ]);
  });

  test('skipAnalysis promotes as soon as the canary is ready', async () => {
    applyTarget('1.0.0');
    applyCanary(stepped, { skipAnalysis: true });
    await release('1.1.0-broken');
    await harness.advance(10);
    expect(phase()).toBe('Succeeded');
    expect(primaryImage()).toBe(image('1.1.0-broken'));
  });

  test('a deleted Canary takes the primary and the Services along', async () => {
    applyTarget('1.0.0');
    applyCanary(stepped);
    await harness.advanceUntil('Initialized', () => phase() === 'Initialized');
    await fetch(`${harness.cluster.url}/apis/flagger.app/v1beta1/namespaces/shop/canaries/web`, { method: 'DELETE', headers: { authorization: `Bearer ${harness.cluster.tokens.admin}` } });
    expect(harness.find('deployments.apps', 'shop', 'web-primary')).toBeUndefined();
    expect(harness.find('services', 'shop', 'web')).toBeUndefined();
    expect(harness.list('pods').filter((pod) => textAt(pod, 'metadata', 'name')?.startsWith('web-primary') === true)).toEqual([]);
  });

  test('with revertOnDeletion the target is scaled up before the primary goes', async () => {
    applyTarget('1.0.0');
    applyCanary(stepped, { revertOnDeletion: true });
    await harness.advanceUntil('Initialized', () => phase() === 'Initialized');
    await fetch(`${harness.cluster.url}/apis/flagger.app/v1beta1/namespaces/shop/canaries/web`, { method: 'DELETE', headers: { authorization: `Bearer ${harness.cluster.tokens.admin}` } });
    await harness.advance(1);
    expect(phase()).toBe('Terminating');
    expect(harness.find('deployments.apps', 'shop', 'web-primary')).toBeDefined();
    await harness.advanceUntil('gone', () => harness.find('canaries.flagger.app', 'shop', 'web') === undefined, 10);
    expect(numberAt(harness.get('deployments.apps', 'shop', 'web'), 'status', 'readyReplicas')).toBe(1);
    expect(harness.find('deployments.apps', 'shop', 'web-primary')).toBeUndefined();
    expect(harness.events('Canary', 'web').slice(-2)).toEqual(['Terminating canary web.shop', 'Terminated canary web.shop']);
  });
});
