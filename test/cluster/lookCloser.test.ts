// Looking closer on real Flux: an object's trace, its events, what its controller logged, and the API server's words where Pods' logs cannot be had.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import type { ClusterSession } from '../../client/src/cluster/clusterSession.ts';
import { describeKubeError } from '../../client/src/cluster/kubeError.ts';
import { readKubeEvent } from '../../client/src/cluster/objects/kubeEvent.ts';
import { eventLines } from '../../client/src/commands/eventLines.ts';
import { linesAbout } from '../../client/src/flux/controllerLog.ts';
import { kustomizationRef } from '../../client/src/flux/ownership.ts';
import { readReadiness } from '../../client/src/flux/readiness.ts';
import { traceObject } from '../../client/src/flux/trace.ts';
import { configMapFile, gitRepositoryObject, kustomizationObject } from './harness/fluxObjects.ts';
import { GitRepository } from './harness/gitRepository.ts';
import { createNamespace, SessionOpener, sharedControlPlane } from './harness/suite.ts';
import { waitUntil } from './harness/waitUntil.ts';

const { info, api } = sharedControlPlane();
const opener = new SessionOpener(info);
let session: ClusterSession;
let namespace: string;
let repository: GitRepository;

beforeAll(async () => {
  session = await opener.session('admin');
  await waitUntil('the session is live', () => session.state.type === 'live');
  namespace = await createNamespace(api, 'closer');
  repository = await GitRepository.create(info, namespace, { 'apps/child.yaml': `${JSON.stringify(kustomizationObject(namespace, 'child', { path: './child', source: 'shop' }))}\n`, 'child/a.yaml': configMapFile('a', '1'), 'broken/b.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: b\ndata:\n  value: [1]\n' });
  await api.apply(gitRepositoryObject(namespace, 'shop', repository.url));
  await api.apply(kustomizationObject(namespace, 'apps', { path: './apps', source: 'shop' }));
  await api.apply(kustomizationObject(namespace, 'broken', { path: './broken', source: 'shop' }));
  const stateOf = (name: string) => {
    const found = session.findKustomization(namespace, name);
    return found === undefined ? undefined : readReadiness(found).state;
  };
  await waitUntil('all have run', () => stateOf('child') === 'ready' && stateOf('broken') === 'failed');
});

test('a ConfigMap is traced over both Kustomizations to the source and the commit that is applied', async () => {
  const { owners, source, revision } = traceObject({ kind: 'ConfigMap', namespace, name: 'a' }, session);
  expect(owners.map(({ name }) => name)).toEqual(['child', 'apps']);
  expect(source?.name).toBe('shop');
  expect(revision).toBe(`main@sha1:${(await repository.git('rev-parse', 'HEAD')).trim()}`);
  expect(traceObject({ kind: 'ConfigMap', namespace, name: 'kube-root-ca.crt' }, session)).toMatchObject({ owners: [], source: undefined });
});

test('the events of a failed Kustomization say why, and follow while they are looked at', async () => {
  const seen = () => eventLines(observation.objects.map(readKubeEvent));
  const observation = session.observeEvents(kustomizationRef({ namespace, name: 'broken' }));
  await waitUntil('the failure is told', () => seen().some((line) => line.includes(`ConfigMap/${namespace}/b dry-run failed`)));
  expect(seen().find((line) => line.includes('dry-run failed'))).toMatch(/^\d{4}-\d\d-\d\dT[\d:]+Z {2}WARN {3}ReconciliationFailed( ×\d+)? {2}kustomize-controller: /);
  observation.release();
});

test('the real controller’s log holds the same, and only of this object', async () => {
  const lines = await waitUntil('it is logged', () => {
    const found = linesAbout(readFileSync(join(info.logFolder, 'kustomize-controller.log'), 'utf8'), { kind: 'Kustomization', namespace, name: 'broken' });
    return found.some((line) => line.includes('dry-run failed')) ? found : undefined;
  });
  expect(lines.every((line) => !line.includes('child'))).toBe(true);
  const source = linesAbout(readFileSync(join(info.logFolder, 'source-controller.log'), 'utf8'), { kind: 'GitRepository', namespace, name: 'shop' });
  expect(source.some((line) => line.includes('stored artifact'))).toBe(true);
});

test('a Pod whose log cannot be had is answered in the API server’s words', async () => {
  const answer = await session.connection.readPodLog(namespace, 'not-there', '', 10);
  expect(answer.ok ? '' : describeKubeError(answer.error)).toContain('pods "not-there" not found');
});
