// Reconcile with source on real source-controller, for the kinds of source that are no Git: a registry, a bucket, a Helm repository and its charts.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ClusterSession } from '../../client/src/cluster/clusterSession.ts';
import { readReadiness } from '../../client/src/flux/readiness.ts';
import { sourceGroup } from '../../client/src/flux/reconcilePlan.ts';
import { kustomizeGroup } from '../../client/src/flux/ownership.ts';
import { textAt, type Json } from './harness/apiClient.ts';
import { bucketName, startBucketServer } from './harness/bucketServer.ts';
import { ChartServer, chartFiles } from './harness/chartServer.ts';
import { configMapFile, gitRepositoryObject, kustomizationObject } from './harness/fluxObjects.ts';
import { GitRepository } from './harness/gitRepository.ts';
import type { RunningServer } from './harness/httpServer.ts';
import { pushArtifact, startOciRegistry } from './harness/ociRegistry.ts';
import { reconcileOne } from './harness/reconcileRun.ts';
import { createNamespace, SessionOpener, sharedControlPlane } from './harness/suite.ts';
import { waitUntil } from './harness/waitUntil.ts';

const { info, api } = sharedControlPlane();
const opener = new SessionOpener(info);
let session: ClusterSession;
let registry: RunningServer;
let charts: ChartServer;

beforeAll(async () => {
  session = await opener.session('admin');
  registry = await startOciRegistry();
  charts = await ChartServer.start();
  await waitUntil('the session is live', () => session.state.type === 'live');
});

afterAll(() => Promise.all([registry.close(), charts.close()]));

const source = (kind: string, namespace: string, name: string, spec: Json): Json => ({ apiVersion: 'source.toolkit.fluxcd.io/v1', kind, metadata: { namespace, name }, spec: { interval: '1h', ...spec } });
const revisionOf = (kind: string, namespace: string, name: string) => session.findSource(kind, namespace, name)?.revision ?? '';
const valueOf = async (namespace: string) => textAt(await api.get(`/api/v1/namespaces/${namespace}/configmaps/web`), 'data', 'value');

/** A Kustomization `apps` over a source that is no GitRepository, applied. */
async function apply(namespace: string, sourceObject: Json): Promise<void> {
  const kind = textAt(sourceObject, 'kind');
  await api.apply(sourceObject);
  await api.apply(kustomizationObject(namespace, 'apps', { path: './', source: 'shop', more: { sourceRef: { kind, name: 'shop' } } }));
  await waitUntil('it is applied', () => {
    const found = session.findKustomization(namespace, 'apps');
    return found !== undefined && readReadiness(found).state === 'ready';
  });
}

describe.concurrent('reconcile with source', () => {
  test('of an OCIRepository: what was pushed to the registry is live, and the words name its digest', async () => {
    const namespace = await createNamespace(api, 'oci');
    const url = await pushArtifact({ programFolder: info.programFolder, registry }, namespace, 'latest', { 'web.yaml': configMapFile('web', '1') });
    await apply(namespace, source('OCIRepository', namespace, 'shop', { url, insecure: true }));
    expect(await valueOf(namespace)).toBe('1');
    await pushArtifact({ programFolder: info.programFolder, registry }, namespace, 'latest', { 'web.yaml': configMapFile('web', '2') });
    const { said, type, steps } = await reconcileOne(session, { group: kustomizeGroup, kind: 'Kustomization', namespace, name: 'apps' }, 'withSource');
    expect(type, said).toBe('done');
    expect(steps).toEqual(['OCIRepository shop healthy', 'Kustomization apps healthy']);
    expect(await valueOf(namespace)).toBe('2');
    const [, digest = ''] = /^latest@sha256:([0-9a-f]{12})/.exec(revisionOf('OCIRepository', namespace, 'shop')) ?? [];
    expect(said).toContain(`apps applied latest@${digest}, 1 object healthy on admin`);
  });

  test('of a Bucket: what was uploaded is live', async () => {
    const namespace = await createNamespace(api, 'bucket');
    const files = new Map([['web.yaml', configMapFile('web', '1')]]);
    const server = await startBucketServer(files);
    await apply(namespace, source('Bucket', namespace, 'shop', { endpoint: `127.0.0.1:${server.port}`, bucketName, insecure: true, region: 'here' }));
    expect(await valueOf(namespace)).toBe('1');
    files.set('web.yaml', configMapFile('web', '2'));
    const { said, type, steps } = await reconcileOne(session, { group: kustomizeGroup, kind: 'Kustomization', namespace, name: 'apps' }, 'withSource');
    expect(type, said).toBe('done');
    expect(steps).toEqual(['Bucket shop healthy', 'Kustomization apps healthy']);
    expect(await valueOf(namespace)).toBe('2');
    await server.close();
    const unreachable = await reconcileOne(session, { group: kustomizeGroup, kind: 'Kustomization', namespace, name: 'apps' }, 'withSource');
    expect(unreachable.said).toMatch(new RegExp(`^stopped at Bucket ${namespace}/shop: .*connection refused`));
  });

  test('of a HelmChart: its repository is read again first, and a version that has come since is the chart\'s', async () => {
    const namespace = await createNamespace(api, 'chart');
    charts.publish('1.0.0', chartFiles('1.0.0', 'one'));
    await api.apply(source('HelmRepository', namespace, 'charts', { url: charts.url }));
    await api.apply(source('HelmChart', namespace, 'web', { chart: 'web', version: '1.x', sourceRef: { kind: 'HelmRepository', name: 'charts' } }));
    await waitUntil('the chart is there', () => revisionOf('HelmChart', namespace, 'web') === '1.0.0');
    charts.publish('1.1.0', chartFiles('1.1.0', 'two'));
    const { said, type, steps } = await reconcileOne(session, { group: sourceGroup, kind: 'HelmChart', namespace, name: 'web' }, 'withSource');
    expect(type, said).toBe('done');
    expect(steps).toEqual(['HelmRepository charts healthy', 'HelmChart web healthy']);
    expect(revisionOf('HelmChart', namespace, 'web')).toBe('1.1.0');
    expect(said).toMatch(/^web is at 1\.1\.0 on admin, \d+ s$/);
  });

  test('of a HelmChart in a GitRepository that is made anew at each commit', async () => {
    const namespace = await createNamespace(api, 'chart');
    const inFolder = (version: string, value: string) => Object.fromEntries(Object.entries(chartFiles(version, value)).map(([path, text]) => [`charts/web/${path}`, text]));
    const repository = await GitRepository.create(info, namespace, inFolder('1.0.0', 'one'));
    await api.apply(gitRepositoryObject(namespace, 'shop', repository.url));
    await api.apply(source('HelmChart', namespace, 'web', { chart: './charts/web', reconcileStrategy: 'Revision', sourceRef: { kind: 'GitRepository', name: 'shop' } }));
    await waitUntil('the chart is there', () => revisionOf('HelmChart', namespace, 'web') !== '');
    const head = await repository.commitAndPush(inFolder('1.0.0', 'two'), 'Another value');
    const { said, type, steps } = await reconcileOne(session, { group: sourceGroup, kind: 'HelmChart', namespace, name: 'web' }, 'withSource');
    expect(type, said).toBe('done');
    expect(steps).toEqual(['GitRepository shop healthy', 'HelmChart web healthy']);
    expect(revisionOf('HelmChart', namespace, 'web')).toBe(`1.0.0+${head.slice(0, 12)}`);
  });

  test('of a HelmRepository that names no chart any more ends in the words of source-controller', async () => {
    const namespace = await createNamespace(api, 'chart');
    await api.apply(source('HelmRepository', namespace, 'charts', { url: charts.url }));
    await waitUntil('it is read', () => revisionOf('HelmRepository', namespace, 'charts') !== '');
    await api.merge(`/apis/source.toolkit.fluxcd.io/v1/namespaces/${namespace}/helmrepositories/charts`, { spec: { url: `${charts.url}/elsewhere` } });
    const { said, type } = await reconcileOne(session, { group: sourceGroup, kind: 'HelmRepository', namespace, name: 'charts' }, 'object');
    expect(type).toBe('failed');
    expect(said).toMatch(new RegExp(`^stopped at HelmRepository ${namespace}/charts: .*404`));
  });
});
