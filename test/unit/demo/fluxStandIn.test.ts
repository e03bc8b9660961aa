/** The stand-ins for Flux against FACTS A3, A5, A6, A7 and B1, on real Git, with a clock that stands still. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { listAt, numberAt, objectsAt, textAt, textMapAt, valueAt } from '../../../client/src/demo/kubeApi/json.ts';
import type { JsonObject } from '../../../client/src/demo/kubeApi/json.ts';
import { findUnmetDependency } from '../../../client/src/demo/fluxStandIn/dependencyCheck.ts';
import { ClusterHarness, conditionOf } from './clusterHarness.ts';
import { buildJson, GitHarness } from './gitHarness.ts';

const kustomizations = 'kustomizations.kustomize.toolkit.fluxcd.io';
const sources = 'gitrepositories.source.toolkit.fluxcd.io';
const requestedAt = 'reconcile.fluxcd.io/requestedAt';

let git: GitHarness;
let harness: ClusterHarness;

beforeEach(async () => {
  git = await GitHarness.create();
});

afterEach(async () => {
  await harness.stop();
  await git.remove();
});

function fluxKustomization(name: string, spec: JsonObject = {}): JsonObject {
  return {
    apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
    kind: 'Kustomization',
    metadata: { name, namespace: 'flux-system' },
    spec: { interval: '1h', retryInterval: '1m', timeout: '2m', prune: true, path: `./${name}`, sourceRef: { kind: 'GitRepository', name: 'flux-system' }, ...spec },
  };
}

const configMap = (name: string, value = 'a'): JsonObject => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace: 'default' }, data: { value } });
const deployment = (name: string, tag = '1.0.0'): JsonObject => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name, namespace: 'default' },
  spec: { replicas: 1, selector: { matchLabels: { app: name } }, template: { metadata: { labels: { app: name } }, spec: { containers: [{ name, image: `registry.example/${name}:${tag}` }] } } },
});

const start = async (): Promise<void> => {
  harness = await ClusterHarness.start({ remotes: git.remotes, build: buildJson });
};
const get = (name: string, resource = kustomizations): JsonObject => harness.get(resource, 'flux-system', name);
const ready = (name: string): JsonObject | undefined => conditionOf(get(name), 'Ready');
const isReady = (name: string): boolean => harness.find(kustomizations, 'flux-system', name) !== undefined && ready(name)?.['status'] === 'True';
const applied = (name: string): string | undefined => textAt(get(name), 'status', 'lastAppliedRevision');

describe('sources', () => {
  test('the artifact carries the revision of the commit, the branch in front', async () => {
    const revision = await git.push('fleet', { 'clusters/demo/a.json': configMap('a') });
    await start();
    await harness.advance(2);
    const source = get('flux-system', sources);
    expect(textAt(source, 'status', 'artifact', 'revision')).toBe(revision);
    expect(conditionOf(source, 'Ready')).toMatchObject({ status: 'True', reason: 'Succeeded', message: `stored artifact for revision '${revision}'` });
    expect(numberAt(source, 'status', 'observedGeneration')).toBe(1);
    expect(conditionOf(source, 'Reconciling')).toBeUndefined();
  });

  test('polling is honest: a push is seen at the interval, not before', async () => {
    const first = await git.push('fleet', { 'clusters/demo/a.json': configMap('a') });
    await start();
    await harness.advanceUntil('applied', () => isReady('flux-system'));
    const second = await git.push('fleet', { 'clusters/demo/a.json': configMap('a', 'b') });
    await harness.advance(45);
    expect(textAt(get('flux-system', sources), 'status', 'artifact', 'revision')).toBe(first);
    await harness.advance(20);
    expect(textAt(get('flux-system', sources), 'status', 'artifact', 'revision')).toBe(second);
    expect(applied('flux-system')).toBe(second);
    expect(textAt(harness.get('configmaps', 'default', 'a'), 'data', 'value')).toBe('b');
  });

  test('a request is handled at once, and the new revision wakes its Kustomizations', async () => {
    await git.push('fleet', { 'clusters/demo/a.json': configMap('a') });
    await start();
    await harness.advanceUntil('applied', () => isReady('flux-system'));
    const second = await git.push('fleet', { 'clusters/demo/a.json': configMap('a', 'b') });
    harness.annotate(sources, 'flux-system', 'flux-system', { [requestedAt]: 'token-1' });
    await harness.advance(2);
    expect(textAt(get('flux-system', sources), 'status', 'lastHandledReconcileAt')).toBe('token-1');
    expect(applied('flux-system')).toBe(second);
  });

  test('a missing branch fails with the words of Git, and suspended sources rest', async () => {
    await git.push('fleet', { 'clusters/demo/a.json': configMap('a') });
    await start();
    await harness.advanceUntil('applied', () => isReady('flux-system'));
    harness.patch(sources, 'flux-system', 'flux-system', { spec: { ref: { branch: 'gone' } } });
    await harness.advance(1);
    expect(conditionOf(get('flux-system', sources), 'Ready')).toMatchObject({ status: 'False', reason: 'GitOperationFailed' });
    harness.patch(sources, 'flux-system', 'flux-system', { spec: { ref: { branch: 'main' }, suspend: true } });
    harness.annotate(sources, 'flux-system', 'flux-system', { [requestedAt]: 'token-2' });
    await harness.advance(120);
    expect(textAt(get('flux-system', sources), 'status', 'lastHandledReconcileAt')).toBeUndefined();
  });

  test('a source that is no demo repository is never fetched', async () => {
    await git.push('fleet', { 'clusters/demo/a.json': configMap('a') });
    await start();
    harness.cluster.apply({ apiVersion: 'source.toolkit.fluxcd.io/v1', kind: 'GitRepository', metadata: { name: 'else', namespace: 'flux-system' }, spec: { interval: '1m', url: 'https://git.example/else.git', ref: { branch: 'main' } } });
    await harness.advance(2);
    expect(textAt(conditionOf(get('else', sources), 'Ready'), 'message')).toContain('the demo cluster fetches nothing from the network');
  });
});

describe('a run', () => {
  test('labels, inventory, history and conditions are those of kustomize-controller', async () => {
    const revision = await git.push('fleet', { 'clusters/demo/a.json': configMap('a'), 'clusters/demo/b.json': { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'b' } } });
    await start();
    await harness.advanceUntil('applied', () => isReady('flux-system'));
    const object = get('flux-system');
    expect(ready('flux-system')).toMatchObject({ reason: 'ReconciliationSucceeded', message: `Applied revision: ${revision}` });
    expect(objectsAt(object, 'status', 'inventory', 'entries')).toEqual([
      { id: '_b__Namespace', v: 'v1' },
      { id: 'default_a__ConfigMap', v: 'v1' },
    ]);
    expect(textMapAt(harness.get('configmaps', 'default', 'a'), 'metadata', 'labels')).toMatchObject({ 'kustomize.toolkit.fluxcd.io/name': 'flux-system', 'kustomize.toolkit.fluxcd.io/namespace': 'flux-system' });
    expect(objectsAt(object, 'status', 'history')[0]).toMatchObject({ lastReconciledStatus: 'ReconciliationSucceeded', totalReconciliations: 1, metadata: { revision } });
    expect(conditionOf(object, 'Reconciling')).toBeUndefined();
    expect(conditionOf(object, 'Healthy')).toBeUndefined();
    expect(harness.events('Kustomization', 'flux-system')).toContain('Namespace/b created\nConfigMap/default/a created');
  });

  test('steps are told while it runs', async () => {
    const revision = await git.push('fleet', { 'clusters/demo/a.json': deployment('web') });
    await start();
    harness.patch(kustomizations, 'flux-system', 'flux-system', { spec: { wait: true, timeout: '2m' } });
    await harness.clock.advance(500);
    expect(ready('flux-system')).toMatchObject({ status: 'Unknown', reason: 'Progressing', message: 'Reconciliation in progress' });
    expect(conditionOf(get('flux-system'), 'Reconciling')).toMatchObject({ status: 'True', message: `Building manifests for revision ${revision} with a timeout of 2m0s` });
    await harness.advance(1);
    expect(textAt(conditionOf(get('flux-system'), 'Reconciling'), 'message')).toBe(`Running health checks for revision ${revision} with a timeout of 2m0s`);
    expect(applied('flux-system')).toBeUndefined();
    expect(textAt(get('flux-system'), 'status', 'lastAttemptedRevision')).toBe(revision);
    await harness.advance(3);
    expect(applied('flux-system')).toBe(revision);
    expect(conditionOf(get('flux-system'), 'Healthy')).toMatchObject({ status: 'True', reason: 'Succeeded' });
  });

  test('pods that never become ready fail the health check at the timeout, and the old revision stays applied', async () => {
    const first = await git.push('fleet', { 'clusters/demo/a.json': deployment('web') });
    await start();
    harness.patch(kustomizations, 'flux-system', 'flux-system', { spec: { wait: true, timeout: '1m', retryInterval: '30s' } });
    await harness.advanceUntil('applied', () => isReady('flux-system'));
    await git.push('fleet', { 'clusters/demo/a.json': deployment('web', '2.0.0-unready') });
    harness.annotate(sources, 'flux-system', 'flux-system', { [requestedAt]: 'now' });
    await harness.advance(65);
    expect(ready('flux-system')).toMatchObject({ status: 'False', reason: 'HealthCheckFailed' });
    expect(textAt(ready('flux-system'), 'message')).toMatch(/^health check failed after 1m0?.*: timeout waiting for: \[Deployment\/default\/web status: 'InProgress'\]$/);
    expect(applied('flux-system')).toBe(first);
    expect(conditionOf(get('flux-system'), 'Reconciling')).toMatchObject({ reason: 'ProgressingWithRetry' });
  });

  test('a failed build says so, and is tried again after retryInterval', async () => {
    await git.push('fleet', { 'clusters/demo/a.json': { ...configMap('a'), broken: true } });
    await start();
    harness.patch(kustomizations, 'flux-system', 'flux-system', { spec: { retryInterval: '20s' } });
    await harness.advance(2);
    expect(ready('flux-system')).toMatchObject({ status: 'False', reason: 'BuildFailed' });
    harness.annotate(kustomizations, 'flux-system', 'flux-system', { [requestedAt]: 'again' });
    await harness.advance(2);
    expect(textAt(get('flux-system'), 'status', 'lastHandledReconcileAt')).toBe('again');
    // The definition's own default: no run has ended well.
    expect(numberAt(get('flux-system'), 'status', 'observedGeneration')).toBe(-1);
  });

  test('an unknown kind stops the stage before anything of it is written', async () => {
    await git.push('fleet', { 'clusters/demo/a.json': configMap('a'), 'clusters/demo/z.json': { apiVersion: 'cert-manager.io/v1', kind: 'Issuer', metadata: { name: 'i', namespace: 'default' } } });
    await start();
    await harness.advance(2);
    expect(ready('flux-system')).toMatchObject({ reason: 'ReconciliationFailed', message: 'Issuer/default/i dry-run failed: no matches for kind "Issuer" in version "cert-manager.io/v1"' });
    expect(harness.find('configmaps', 'default', 'a')).toBeUndefined();
  });

  test('what leaves Git is pruned, unless it says otherwise', async () => {
    const keep = { ...configMap('keep'), metadata: { name: 'keep', namespace: 'default', annotations: { 'kustomize.toolkit.fluxcd.io/prune': 'Disabled' } } };
    await git.push('fleet', { 'clusters/demo/a.json': configMap('a'), 'clusters/demo/b.json': configMap('b'), 'clusters/demo/k.json': keep });
    await start();
    await harness.advanceUntil('applied', () => isReady('flux-system'));
    const second = await git.push('fleet', { 'clusters/demo/b.json': undefined, 'clusters/demo/k.json': undefined });
    await harness.advanceUntil('applied again', () => applied('flux-system') === second);
    expect(harness.find('configmaps', 'default', 'b')).toBeUndefined();
    expect(harness.find('configmaps', 'default', 'keep')).toBeDefined();
    expect(harness.events('Kustomization', 'flux-system')).toContain('ConfigMap/default/b deleted');
  });

  test('an edit in the cluster is put back at the next run, and fields of others stay', async () => {
    await git.push('fleet', { 'clusters/demo/a.json': configMap('a') });
    await start();
    await harness.advanceUntil('applied', () => isReady('flux-system'));
    harness.patch('configmaps', 'default', 'a', { data: { value: 'edited', other: 'mine' } });
    harness.annotate(kustomizations, 'flux-system', 'flux-system', { [requestedAt]: 'now' });
    await harness.advance(2);
    expect(valueAt(harness.get('configmaps', 'default', 'a'), 'data')).toEqual({ value: 'a', other: 'mine' });
  });

  test('suspended: no new revision, no request is answered; resumed: both are', async () => {
    await git.push('fleet', { 'clusters/demo/a.json': configMap('a') });
    await start();
    await harness.advanceUntil('applied', () => isReady('flux-system'));
    harness.patch(kustomizations, 'flux-system', 'flux-system', { spec: { suspend: true } });
    const second = await git.push('fleet', { 'clusters/demo/a.json': configMap('a', 'b') });
    harness.annotate(kustomizations, 'flux-system', 'flux-system', { [requestedAt]: 'token' });
    await harness.advance(120);
    expect(applied('flux-system')).not.toBe(second);
    expect(textAt(get('flux-system'), 'status', 'lastHandledReconcileAt')).toBeUndefined();
    harness.patch(kustomizations, 'flux-system', 'flux-system', { spec: { suspend: false } });
    await harness.advance(2);
    expect(applied('flux-system')).toBe(second);
    expect(textAt(get('flux-system'), 'status', 'lastHandledReconcileAt')).toBe('token');
  });
});

describe('dependencies', () => {
  test('waves walk up in order, and a missing dependency is named', async () => {
    await git.push('fleet', {
      'clusters/demo/1.json': fluxKustomization('apps', { dependsOn: [{ name: 'platform' }], wait: true }),
      'clusters/demo/2.json': fluxKustomization('platform', { dependsOn: [{ name: 'base' }], wait: true }),
      'clusters/demo/3.json': fluxKustomization('base', { wait: true }),
      'clusters/demo/4.json': fluxKustomization('lost', { dependsOn: [{ name: 'nowhere' }] }),
      'apps/a.json': configMap('apps'),
      'platform/a.json': configMap('platform'),
      'base/a.json': deployment('base'),
      'lost/a.json': configMap('lost'),
    });
    await start();
    const order: string[] = [];
    const names = ['apps', 'platform', 'base'];
    await harness.advanceUntil('all ready', () => {
      for (const name of names) if (isReady(name) && !order.includes(name)) order.push(name);
      return order.length === names.length;
    });
    expect(order).toEqual(['base', 'platform', 'apps']);
    expect(ready('lost')).toMatchObject({ status: 'False', reason: 'DependencyNotReady', message: "dependency 'flux-system/nowhere' not found" });
    expect(harness.events('Kustomization', 'apps')).toContain('Dependencies do not meet ready condition, retrying in 30s');
  });

  test('a suspended dependency has not seen its last spec, and is not ready', async () => {
    await git.push('fleet', { 'clusters/demo/1.json': fluxKustomization('apps', { dependsOn: [{ name: 'base' }] }), 'clusters/demo/3.json': fluxKustomization('base'), 'apps/a.json': configMap('apps'), 'base/a.json': configMap('base') });
    await start();
    await harness.advanceUntil('ready', () => isReady('apps'));
    harness.patch(kustomizations, 'flux-system', 'base', { spec: { suspend: true } });
    await git.push('fleet', { 'apps/a.json': configMap('apps', 'b') });
    harness.annotate(sources, 'flux-system', 'flux-system', { [requestedAt]: 'now' });
    await harness.advance(3);
    expect(ready('apps')).toMatchObject({ reason: 'DependencyNotReady', message: "dependency 'flux-system/base' is not ready" });
  });

  test('in a circle nobody of the source is woken by a new revision', async () => {
    await git.push('fleet', {
      'clusters/demo/1.json': fluxKustomization('one', { dependsOn: [{ name: 'two' }] }),
      'clusters/demo/2.json': fluxKustomization('two', { dependsOn: [{ name: 'one' }] }),
      'clusters/demo/3.json': fluxKustomization('free'),
      'one/a.json': configMap('one'),
      'two/a.json': configMap('two'),
      'free/a.json': configMap('free'),
    });
    await start();
    await harness.advanceUntil('ready', () => isReady('free'));
    const before = applied('free');
    await git.push('fleet', { 'free/a.json': configMap('free', 'b') });
    await harness.advance(120);
    expect(applied('free')).toBe(before);
    expect(ready('one')).toMatchObject({ reason: 'DependencyNotReady' });
  });

  test('a deleted Kustomization takes its objects along; suspended, it leaves them', async () => {
    await git.push('fleet', { 'clusters/demo/1.json': fluxKustomization('one'), 'clusters/demo/2.json': fluxKustomization('two'), 'one/a.json': configMap('one'), 'two/a.json': configMap('two') });
    await start();
    await harness.advanceUntil('ready', () => isReady('one') && isReady('two'));
    harness.patch(kustomizations, 'flux-system', 'two', { spec: { suspend: true } });
    const second = await git.push('fleet', { 'clusters/demo/1.json': undefined, 'clusters/demo/2.json': undefined, 'clusters/demo/x.json': configMap('x') });
    await harness.advanceUntil('pruned', () => applied('flux-system') === second);
    await harness.advance(1);
    expect(harness.find(kustomizations, 'flux-system', 'one')).toBeUndefined();
    expect(harness.find(kustomizations, 'flux-system', 'two')).toBeUndefined();
    expect(harness.find('configmaps', 'default', 'one')).toBeUndefined();
    expect(harness.find('configmaps', 'default', 'two')).toBeDefined();
  });
});

describe('the test of dependencies', () => {
  const dependency = (spec: JsonObject): JsonObject => ({
    ...fluxKustomization('base', spec),
    metadata: { name: 'base', namespace: 'flux-system', generation: 1 },
    status: { observedGeneration: 1, lastAppliedRevision: 'main@sha1:old', conditions: [{ type: 'Ready', status: 'True' }] },
  });
  const check = (found: JsonObject): string | undefined => findUnmetDependency(fluxKustomization('apps', { dependsOn: [{ name: 'base' }] }), 'main@sha1:new', () => found);

  test('asks for the same revision only where the source is the same', async () => {
    await start();
    expect(check(dependency({}))).toBe("dependency 'flux-system/base' revision is not up to date");
    expect(check(dependency({ sourceRef: { kind: 'GitRepository', name: 'other' } }))).toBeUndefined();
    expect(check(dependency({ sourceRef: { kind: 'GitRepository', name: 'flux-system', namespace: 'flux-system' } }))).toBe("dependency 'flux-system/base' revision is not up to date");
  });
});

describe('Helm releases', () => {
  const release = (name: string, dependsOn: readonly string[]): JsonObject => ({
    apiVersion: 'helm.toolkit.fluxcd.io/v2',
    kind: 'HelmRelease',
    metadata: { name, namespace: 'default' },
    spec: { interval: '1h', dependsOn: dependsOn.map((other) => ({ name: other })), chart: { spec: { chart: name === 'tester' ? 'loadtester' : name, version: '1.2.3', sourceRef: { kind: 'HelmRepository', name: 'charts' } } } },
  });

  test('wait for each other, become ready with a history, and hold up who waits for them', async () => {
    await git.push('fleet', {
      'clusters/demo/1.json': fluxKustomization('charts', { wait: true }),
      'charts/a.json': release('tester', ['base']),
      'charts/b.json': release('base', []),
      'charts/c.json': { apiVersion: 'source.toolkit.fluxcd.io/v1', kind: 'HelmRepository', metadata: { name: 'charts', namespace: 'default' }, spec: { interval: '1h', url: 'https://charts.example' } },
    });
    await start();
    await harness.advance(4);
    expect(conditionOf(harness.get('helmreleases.helm.toolkit.fluxcd.io', 'default', 'tester'), 'Ready')).toMatchObject({ reason: 'DependencyNotReady', message: "dependency 'default/base' is not ready" });
    expect(isReady('charts')).toBe(false);
    await harness.advanceUntil('ready', () => isReady('charts'));
    const tester = harness.get('helmreleases.helm.toolkit.fluxcd.io', 'default', 'tester');
    expect(conditionOf(tester, 'Ready')).toMatchObject({ status: 'True', reason: 'InstallSucceeded', message: 'Helm install succeeded for release default/tester.v1 with chart loadtester@1.2.3' });
    expect(objectsAt(tester, 'status', 'history')[0]).toMatchObject({ version: 1, status: 'deployed', chartVersion: '1.2.3' });
    expect(harness.find('services', 'default', 'tester')).toBeDefined();
    expect(harness.find('helmcharts.source.toolkit.fluxcd.io', 'default', 'default-tester')).toBeDefined();
    harness.patch('helmreleases.helm.toolkit.fluxcd.io', 'default', 'base', { spec: { values: { a: 1 } } });
    await harness.advance(3);
    expect(listAt(harness.get('helmreleases.helm.toolkit.fluxcd.io', 'default', 'base'), 'status', 'history').length).toBe(2);
    const base = () => harness.get('helmreleases.helm.toolkit.fluxcd.io', 'default', 'base');
    const ask = async (annotations: Readonly<Record<string, string>>) => {
      harness.annotate('helmreleases.helm.toolkit.fluxcd.io', 'default', 'base', annotations);
      await harness.advance(5);
    };
    // Asked to look, it finds nothing to do; a force without a look of the same token is none.
    await ask({ [requestedAt]: 'one', 'reconcile.fluxcd.io/forceAt': 'old' });
    expect(base()['status']).toMatchObject({ lastHandledReconcileAt: 'one', history: [{ version: 2 }, { version: 1 }] });
    await ask({ [requestedAt]: 'two', 'reconcile.fluxcd.io/forceAt': 'two', 'reconcile.fluxcd.io/resetAt': 'two' });
    expect(base()['status']).toMatchObject({ lastHandledReconcileAt: 'two', lastHandledForceAt: 'two', lastHandledResetAt: 'two', history: [{ version: 3 }, { version: 2 }, { version: 1 }] });
    // It is fulfilled once.
    await ask({ [requestedAt]: 'three' });
    expect(base()['status']).toMatchObject({ lastHandledReconcileAt: 'three', lastHandledForceAt: 'two', history: [{ version: 3 }, { version: 2 }, { version: 1 }] });
  });
});
