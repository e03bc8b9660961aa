// Workloads rolled up, on real controllers: applied is not running.
import { beforeAll, describe, expect, test } from 'vitest';
import type { ClusterSession } from '../../client/src/cluster/clusterSession.ts';
import { readReadiness } from '../../client/src/flux/readiness.ts';
import { buildClusterView } from '../../client/src/views/cluster/clusterViewModel.ts';
import { OnScreenObjects } from '../../client/src/views/cluster/onScreenObjects.ts';
import { readViewInput } from '../../client/src/views/cluster/readViewInput.ts';
import { walkTree, type TreeNodeModel } from '../../client/src/views/treeModel.ts';
import { textAt, type Json } from './harness/apiClient.ts';
import { gitRepositoryObject, kustomizationObject } from './harness/fluxObjects.ts';
import { GitRepository } from './harness/gitRepository.ts';
import { createNamespace, SessionOpener, sharedControlPlane } from './harness/suite.ts';
import { waitUntil } from './harness/waitUntil.ts';

const { info, api } = sharedControlPlane();
const opener = new SessionOpener(info);
const onScreen = new OnScreenObjects();
let session: ClusterSession;

beforeAll(async () => {
  session = await opener.session('admin');
  await waitUntil('the session is live', () => session.state.type === 'live');
});

function deployment(name: string, podSpec: Json = {}, image = `registry.invalid/${name}:1`): string {
  return `${JSON.stringify({ apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name }, spec: { replicas: 2, selector: { matchLabels: { app: name } }, template: { metadata: { labels: { app: name } }, spec: { ...podSpec, containers: [{ name, image }] } } } })}\n`;
}

/** A repository with these files, applied by one Kustomization `apps` that does not wait for health. */
async function apply(files: Readonly<Record<string, string>>): Promise<string> {
  const namespace = await createNamespace(api, 'run');
  const repository = await GitRepository.create(info, namespace, files);
  await api.apply(gitRepositoryObject(namespace, 'fleet', repository.url));
  await api.apply(kustomizationObject(namespace, 'apps', { path: './', source: 'fleet', more: { wait: false } }));
  await waitUntil('it is applied', () => {
    const live = session.findKustomization(namespace, 'apps');
    return live !== undefined && readReadiness(live).state === 'ready';
  });
  return namespace;
}

/** A row as the view shows it now. */
function row(id: string): TreeNodeModel | undefined {
  const { rows } = buildClusterView({ ...readViewInput(session, Date.now()), onScreen: onScreen.look(session) });
  for (const { node } of walkTree(rows)) if (node.id === id) return node;
  return undefined;
}

async function untilRow(id: string, fits: (found: TreeNodeModel) => boolean): Promise<TreeNodeModel> {
  await waitUntil(`the row ${id}`, () => {
    const found = row(id);
    return found !== undefined && fits(found);
  });
  const found = row(id);
  if (found === undefined) throw new Error(`${id} is gone again`);
  return found;
}

describe('workloads', () => {
  test('that run are counted at what applied them', async () => {
    const namespace = await apply({ 'web.yaml': deployment('web') });
    const found = await untilRow(`kustomization:${namespace}/apps`, ({ description }) => /^main@[0-9a-f]{7} · 1 running · (just now|\d+ min ago) · 1 object$/.test(description));
    expect(found.icon.id).toBe('pass-filled');
    expect(row(`workload:Deployment/${namespace}/web`)?.description).toBe('2 of 2 ready · web:1');
  });

  test('that no node takes are stuck in the scheduler\'s words, although Flux calls them applied', async () => {
    const namespace = await apply({ 'web.yaml': deployment('web', { nodeSelector: { nowhere: 'true' } }) });
    const workload = await untilRow(`workload:Deployment/${namespace}/web`, ({ icon }) => icon.id === 'error');
    expect(workload.description).toMatch(/^stuck, 0 of 2 ready: no node takes its Pod \(0\/\d+ nodes are available: .*\) · web:1$/);
    const applied = await untilRow(`kustomization:${namespace}/apps`, ({ icon, description }) => icon.id === 'warning' && description.includes('@'));
    expect(applied.description).toMatch(/^applied main@[0-9a-f]{7} · 1 workload of 1 not running: web stuck, 0 of 2 ready/);
  });

  test('whose image cannot be pulled are stuck with the kubelet\'s reason', async () => {
    // kwok pulls no images: the Pod waits for a gate, and its status is written as a kubelet writes it.
    const namespace = await apply({ 'web.yaml': deployment('web', { nodeSelector: { nowhere: 'true' } }, 'registry.invalid/web:2') });
    await untilRow(`workload:Deployment/${namespace}/web`, ({ icon }) => icon.id === 'error');
    const containerStatuses = [{ name: 'web', image: 'registry.invalid/web:2', imageID: '', ready: false, restartCount: 0, state: { waiting: { reason: 'ImagePullBackOff', message: 'Back-off pulling image' } } }];
    for (const pod of await api.list(`/api/v1/namespaces/${namespace}/pods`)) await api.merge(`/api/v1/namespaces/${namespace}/pods/${textAt(pod, 'metadata', 'name')}/status`, { status: { containerStatuses } });
    await untilRow(`workload:Deployment/${namespace}/web`, ({ description }) => description === 'stuck, 0 of 2 ready: image registry.invalid/web:2 cannot be pulled (ImagePullBackOff) · web:2');
  });

  test('Pods that a quota forbids are told in the API server\'s words', async () => {
    const namespace = await apply({ 'quota.yaml': `${JSON.stringify({ apiVersion: 'v1', kind: 'ResourceQuota', metadata: { name: 'none' }, spec: { hard: { pods: '0' } } })}\n` });
    await waitUntil('the quota holds', async () => JSON.stringify(await api.get(`/api/v1/namespaces/${namespace}/resourcequotas/none`)).includes('"used":{"pods":"0"}'));
    const second = await GitRepository.create(info, `${namespace}-two`, { 'web.yaml': deployment('web') });
    await api.apply(gitRepositoryObject(namespace, 'two', second.url));
    await api.apply(kustomizationObject(namespace, 'two', { path: './', source: 'two', more: { wait: false } }));
    const found = await untilRow(`workload:Deployment/${namespace}/web`, ({ icon }) => icon.id === 'error');
    expect(found.description).toContain('exceeded quota: none');
  });

  test('are looked at only while somebody looks', async () => {
    const namespace = await apply({ 'web.yaml': deployment('web') });
    await untilRow(`workload:Deployment/${namespace}/web`, () => true);
    onScreen.release();
    expect(buildClusterView(readViewInput(session, Date.now())).rows.some(({ id }) => id === 'section:workloads')).toBe(false);
  });
});
