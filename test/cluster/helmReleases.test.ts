// HelmReleases on the real helm-controller: reconciled with their chart and its source, forced, and reset.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ClusterSession } from '../../client/src/cluster/clusterSession.ts';
import type { ObjectRef } from '../../client/src/cluster/servedKind.ts';
import { readReadiness } from '../../client/src/flux/readiness.ts';
import { helmGroup } from '../../client/src/flux/reconcilePlan.ts';
import { textAt, type Json } from './harness/apiClient.ts';
import { ChartServer, chartFiles } from './harness/chartServer.ts';
import type { ControlPlane } from './harness/controlPlane.ts';
import { gitRepositoryObject } from './harness/fluxObjects.ts';
import { GitRepository } from './harness/gitRepository.ts';
import type { RunningServer } from './harness/httpServer.ts';
import { chartArtifactSpec, inChartFolder, pushArtifact, startOciRegistry } from './harness/ociRegistry.ts';
import { startPrivatePlane } from './harness/privatePlane.ts';
import { reconcileOne } from './harness/reconcileRun.ts';
import { createNamespace, SessionOpener } from './harness/suite.ts';
import { waitUntil } from './harness/waitUntil.ts';

let plane: ControlPlane;
let session: ClusterSession;
let registry: RunningServer;

// A control plane of its own: the shared one runs no helm-controller, and other tests play Helm there.
beforeAll(async () => {
  plane = await startPrivatePlane({ parts: ['flux', 'helm'] });
  registry = await startOciRegistry();
  const opener = new SessionOpener(plane.info);
  session = await opener.session('admin');
  await waitUntil('the session is live', () => session.state.type === 'live');
});

afterAll(async () => {
  await registry.close();
  await plane.stop();
});

const sourceObject = (kind: string, namespace: string, name: string, spec: Json): Json => ({ apiVersion: 'source.toolkit.fluxcd.io/v1', kind, metadata: { namespace, name }, spec: { interval: '1h', ...spec } });
/** It installs and upgrades once and gives up. */
const release = (namespace: string, spec: Json): Json => ({ apiVersion: 'helm.toolkit.fluxcd.io/v2', kind: 'HelmRelease', metadata: { namespace, name: 'web' }, spec: { interval: '1h', timeout: '20s', ...spec } });
const refOf = (namespace: string): ObjectRef => ({ group: helmGroup, kind: 'HelmRelease', namespace, name: 'web' });
const find = (namespace: string) => session.findHelmRelease(namespace, 'web');
const stateOf = (namespace: string) => {
  const found = find(namespace);
  return found === undefined ? undefined : readReadiness(found).state;
};
const valueOf = async (namespace: string) => textAt(await plane.api.get(`/api/v1/namespaces/${namespace}/configmaps/web`), 'data', 'value');
const untilReleased = (namespace: string) => waitUntil('it is released', () => stateOf(namespace) === 'ready', { onTimeout: () => JSON.stringify(find(namespace)?.conditions) });

/** A release `web` out of a Helm repository with one version. */
async function createRelease(spec: Json = {}, files = chartFiles('1.0.0', 'one')) {
  const namespace = await createNamespace(plane.api, 'helm');
  const charts = await ChartServer.start();
  charts.publish('1.0.0', files);
  await plane.api.apply(sourceObject('HelmRepository', namespace, 'charts', { url: charts.url }));
  await plane.api.apply(release(namespace, { chart: { spec: { chart: 'web', version: '1.x', interval: '1h', sourceRef: { kind: 'HelmRepository', name: 'charts' } } }, ...spec }));
  return { namespace, charts };
}

describe('reconcile with source of a HelmRelease', () => {
  test('reads the Helm repository and the chart anew: a version that was published since is installed by one command', async () => {
    const { namespace, charts } = await createRelease();
    await untilReleased(namespace);
    expect(await valueOf(namespace)).toBe('one');
    charts.publish('1.1.0', chartFiles('1.1.0', 'two'));
    const { said, type, steps } = await reconcileOne(session, refOf(namespace), 'withSource');
    expect(type, said).toBe('done');
    expect(steps).toEqual(['HelmRepository charts healthy', `HelmChart ${namespace}-web healthy`, 'HelmRelease web healthy']);
    expect(await valueOf(namespace)).toBe('two');
    expect(find(namespace)?.history.map(({ chart, status }) => `${chart} ${status}`)).toEqual(['web 1.1.0 deployed', 'web 1.0.0 superseded']);
    expect(said).toMatch(/^web applied 1\.1\.0, 1 object healthy on admin, \d+ s$/);
    await charts.close();
  });

  test('takes a chart out of a Git repository along, at each commit', async () => {
    const namespace = await createNamespace(plane.api, 'helm');
    const inFolder = (value: string) => Object.fromEntries(Object.entries(chartFiles('1.0.0', value)).map(([path, text]) => [`charts/web/${path}`, text]));
    const repository = await GitRepository.create(plane.info, namespace, inFolder('one'));
    await plane.api.apply(gitRepositoryObject(namespace, 'shop', repository.url));
    await plane.api.apply(release(namespace, { chart: { spec: { chart: './charts/web', interval: '1h', reconcileStrategy: 'Revision', sourceRef: { kind: 'GitRepository', name: 'shop' } } } }));
    await untilReleased(namespace);
    await repository.commitAndPush(inFolder('two'), 'Another value');
    const { said, type, steps } = await reconcileOne(session, refOf(namespace), 'withSource');
    expect(type, said).toBe('done');
    expect(steps).toEqual(['GitRepository shop healthy', `HelmChart ${namespace}-web healthy`, 'HelmRelease web healthy']);
    expect(await valueOf(namespace)).toBe('two');
  });

  test('takes a chart that stands in a registry (chartRef) from there', async () => {
    const namespace = await createNamespace(plane.api, 'helm');
    const url = await pushArtifact({ programFolder: plane.info.programFolder, registry }, namespace, '1.0.0', inChartFolder(chartFiles('1.0.0', 'one')));
    await plane.api.apply(sourceObject('OCIRepository', namespace, 'web', chartArtifactSpec(url, { semver: '1.x' })));
    await plane.api.apply(release(namespace, { chartRef: { kind: 'OCIRepository', name: 'web' } }));
    await untilReleased(namespace);
    await pushArtifact({ programFolder: plane.info.programFolder, registry }, namespace, '1.1.0', inChartFolder(chartFiles('1.1.0', 'two')));
    const { said, type, steps } = await reconcileOne(session, refOf(namespace), 'withSource');
    expect(type, said).toBe('done');
    expect(steps).toEqual(['OCIRepository web healthy', 'HelmRelease web healthy']);
    expect(await valueOf(namespace)).toBe('two');
  });

  test('ends at a chart that is not there, in the words of source-controller', async () => {
    const { namespace, charts } = await createRelease();
    await untilReleased(namespace);
    await plane.api.merge(`/apis/helm.toolkit.fluxcd.io/v2/namespaces/${namespace}/helmreleases/web`, { spec: { chart: { spec: { version: '9.x' } } } });
    await waitUntil('the chart is asked for', () => {
      const chart = session.findSource('HelmChart', namespace, `${namespace}-web`);
      return chart !== undefined && readReadiness(chart).state !== 'ready';
    });
    const { said, type } = await reconcileOne(session, refOf(namespace), 'withSource');
    expect(type).toBe('failed');
    expect(said).toMatch(new RegExp(`^stopped at HelmChart ${namespace}/${namespace}-web: .*9\\.x`));
    await charts.close();
  });
});

describe('force and reset', () => {
  test('a plain request makes no new release where nothing has changed, a forced one does', async () => {
    const { namespace, charts } = await createRelease();
    await untilReleased(namespace);
    const revisions = () => find(namespace)?.history.map(({ revision }) => revision);
    expect((await reconcileOne(session, refOf(namespace), 'object')).type).toBe('done');
    expect(revisions()).toEqual([1]);
    const forced = await reconcileOne(session, refOf(namespace), 'object', { force: true, reset: false });
    expect(forced.type, forced.said).toBe('done');
    expect(revisions()).toEqual([2, 1]);
    // The wish is fulfilled once: a later request finds nothing to do.
    expect((await reconcileOne(session, refOf(namespace), 'object')).type).toBe('done');
    expect(revisions()).toEqual([2, 1]);
    await charts.close();
  });

  test('a release that has used up its tries ends at once with the reason; after the cause is mended a reset lets it try again', async () => {
    const missing = 'flightdeck-not-there-yet';
    const { namespace, charts } = await createRelease({ values: { place: missing } });
    await waitUntil('it has given up', () => find(namespace)?.conditions.some(({ type, reason }) => type === 'Stalled' && reason === 'RetriesExceeded'), { onTimeout: () => JSON.stringify(find(namespace)?.conditions) });
    const refused = await reconcileOne(session, refOf(namespace), 'object');
    expect(refused.type).toBe('failed');
    expect(refused.said).toContain(`stopped at HelmRelease ${namespace}/web: `);
    expect(refused.said).toContain(`namespaces "${missing}" not found`);
    await plane.api.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: missing } });
    expect((await reconcileOne(session, refOf(namespace), 'object')).type).toBe('failed');
    const reset = await reconcileOne(session, refOf(namespace), 'object', { force: false, reset: true });
    expect(reset.type, reset.said).toBe('done');
    expect(await valueOf(missing)).toBe('one');
    await charts.close();
  });

  test('a failed upgrade that was put back still says what Helm refused', async () => {
    const { namespace, charts } = await createRelease({ upgrade: { remediation: { retries: 1, remediateLastFailure: true } } });
    await untilReleased(namespace);
    await plane.api.merge(`/apis/helm.toolkit.fluxcd.io/v2/namespaces/${namespace}/helmreleases/web`, { spec: { values: { place: 'flightdeck-nowhere' } } });
    await waitUntil('it has given up', () => stateOf(namespace) === 'stalled', { onTimeout: () => JSON.stringify(find(namespace)?.conditions) });
    expect(find(namespace)?.conditions.find(({ type }) => type === 'Ready')?.message).toMatch(/^Helm rollback .*succeeded$/);
    const { said } = await reconcileOne(session, refOf(namespace), 'withSource');
    expect(said).toMatch(new RegExp(`^stopped at HelmRelease ${namespace}/web: Helm upgrade failed for release ${namespace}/web with chart web@1\\.0\\.0: .*namespaces "flightdeck-nowhere" not found.*; no try is left$`));
    expect(await valueOf(namespace)).toBe('one');
    await charts.close();
  });

  test('one that is suspended is not asked', async () => {
    const { namespace, charts } = await createRelease();
    await untilReleased(namespace);
    await plane.api.merge(`/apis/helm.toolkit.fluxcd.io/v2/namespaces/${namespace}/helmreleases/web`, { spec: { suspend: true } });
    await waitUntil('it is seen', () => find(namespace)?.suspended === true);
    expect((await reconcileOne(session, refOf(namespace), 'withSource')).said).toBe(`HelmRelease ${namespace}/web is suspended`);
    await charts.close();
  });
});
