// A commit's way through real Flux, real rollouts and real Flagger, as "Follow This Commit" tells it.
import { beforeAll, describe, expect, test } from 'vitest';
import { systemClock } from '../../client/src/cluster/clock.ts';
import type { ClusterSession } from '../../client/src/cluster/clusterSession.ts';
import { readObject } from '../../client/src/cluster/jsonValue.ts';
import { readReadiness } from '../../client/src/flux/readiness.ts';
import { sourceGroup } from '../../client/src/flux/reconcilePlan.ts';
import { newRequestToken, requestPatch } from '../../client/src/flux/reconcileRequest.ts';
import { changedConfigsOver, followCommit, type JourneyEnd, type TimedItem } from '../../client/src/journey/followCommit.ts';
import { journeyEndWords, journeyReport } from '../../client/src/journey/journeyWords.ts';
import type { Json } from './harness/apiClient.ts';
import { canaryObject, deploymentObject, workloadName } from './harness/canaryObjects.ts';
import { flaggerHasLooked } from './harness/flaggerLook.ts';
import { configMapFile, gitRepositoryObject, kustomizationObject } from './harness/fluxObjects.ts';
import { GitRepository } from './harness/gitRepository.ts';
import { createNamespace, SessionOpener, sharedControlPlane } from './harness/suite.ts';
import { waitUntil } from './harness/waitUntil.ts';

const { info, api } = sharedControlPlane();
const opener = new SessionOpener(info);
let session: ClusterSession;

beforeAll(async () => {
  session = await opener.session('admin');
  await waitUntil('the session is live', () => session.state.type === 'live');
});

const file = (...objects: readonly Json[]): string => objects.map((object) => `${JSON.stringify(object)}\n`).join('---\n');
// Pods that serve two seconds later: a rollout that is over at once is never seen under way.
const plain = (name: string, image: string, more: Json = {}): Json => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name },
  spec: { replicas: 2, minReadySeconds: 2, progressDeadlineSeconds: 5, selector: { matchLabels: { app: name } }, template: { metadata: { labels: { app: name } }, spec: { containers: [{ name: 'web', image }], ...more } } },
});

async function createShop(files: Readonly<Record<string, string>>) {
  const namespace = await createNamespace(api, 'journey');
  const repository = await GitRepository.create(info, namespace, Object.fromEntries(Object.entries(files).map(([path, text]) => [path, text.replaceAll('NAMESPACE', namespace)])));
  await api.apply(gitRepositoryObject(namespace, 'shop', repository.url));
  await api.apply(kustomizationObject(namespace, 'apps', { path: './apps', source: 'shop', more: { wait: false } }));
  await waitUntil('it is applied', () => {
    const found = session.findKustomization(namespace, 'apps');
    return found !== undefined && readReadiness(found).state === 'ready';
  });
  return { namespace, repository };
}

function follow(namespace: string, commit: string, repository: GitRepository): { readonly end: Promise<JourneyEnd>; readonly told: readonly (readonly TimedItem[])[]; readonly failures: readonly string[] } {
  const told: (readonly TimedItem[])[] = [];
  const failures: string[] = [];
  const contains = async (holder: string) => (await repository.git('log', '--format=%H', `${holder}..${commit}`)).trim() === '';
  const sources = [{ kind: 'GitRepository', namespace, name: 'shop' }];
  return { end: followCommit({ session, clock: systemClock, commit, sources, contains, changedConfigs: changedConfigsOver(session.connection), signal: new AbortController().signal, onProgress: (items) => told.push(items), onFailure: (item) => failures.push(`${item.ref.name}: ${item.words}`) }), told, failures };
}

const askSource = (namespace: string) => session.mergePatch({ group: sourceGroup, kind: 'GitRepository', namespace, name: 'shop' }, requestPatch(newRequestToken(Date.now(), Math.random), { force: false, reset: false }));
const states = ({ items }: JourneyEnd) => items.map(({ ref, state, words }) => `${ref.kind} ${ref.name} ${state}: ${words}`);

describe.concurrent('a commit that is followed on the real control plane', () => {
  test('rolls out a Deployment; what it does not touch is not named', async () => {
    const { namespace, repository } = await createShop({ 'apps/web.yaml': file(plain('web', 'registry.invalid/web:1'), plain('idle', 'registry.invalid/idle:1')) });
    await waitUntil('both are out', async () => (await api.list(`/apis/apps/v1/namespaces/${namespace}/deployments`)).every((object) => JSON.stringify(object['status']).includes('"availableReplicas":2')));
    const commit = await repository.commitAndPush({ 'apps/web.yaml': file(plain('web', 'registry.invalid/web:2'), plain('idle', 'registry.invalid/idle:1')) }, 'Release 2');
    const { end, told } = follow(namespace, commit, repository);
    await waitUntil('it waits for the source', () => told.length > 0);
    await askSource(namespace);
    const ended = await end;
    const short = `main@${commit.slice(0, 7)}`;
    expect(states(ended)).toEqual([`GitRepository shop done: ${short}`, `Kustomization apps done: ${short}`, 'Deployment web done: 2 pods']);
    expect(ended.type).toBe('done');
    expect(told.flat().some(({ stage, state }) => stage === 'rolledOut' && state === 'running')).toBe(true);
  }, 120_000);

  test('whose pods never start ends with what the Deployment says, which no Kustomization waits for', async () => {
    const { namespace, repository } = await createShop({ 'apps/web.yaml': file(plain('web', 'registry.invalid/web:1')) });
    const commit = await repository.commitAndPush({ 'apps/web.yaml': file(plain('web', 'registry.invalid/web:2', { nodeSelector: { disk: 'none-such' } })) }, 'Nowhere to run');
    const { end } = follow(namespace, commit, repository);
    await askSource(namespace);
    const ended = await end;
    expect(ended.type).toBe('failed');
    expect(journeyEndWords(ended, { commit, contextName: 'admin', title: '', author: '' })).toBe(`${commit.slice(0, 7)} did not get through on admin: Deployment ${namespace}/web: ReplicaSet "${/ReplicaSet "([^"]+)"/.exec(states(ended).join(' '))?.[1] ?? ''}" has timed out progressing.`);
  }, 120_000);

  test('that the API server refuses ends with the words of Flux', async () => {
    const { namespace, repository } = await createShop({ 'apps/a.yaml': configMapFile('a', '1') });
    const commit = await repository.commitAndPush({ 'apps/a.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\ndata:\n  value: [1]\n' }, 'Break it');
    const { end } = follow(namespace, commit, repository);
    await askSource(namespace);
    const ended = await end;
    expect(ended.type).toBe('failed');
    expect(journeyEndWords(ended, { commit, contextName: 'admin', title: '', author: '' })).toContain(`Kustomization ${namespace}/apps: ConfigMap/${namespace}/a dry-run failed`);
  }, 120_000);

  test('is analysed by Flagger and promoted, and the report names each stage', async () => {
    const canary = canaryObject('NAMESPACE', { name: 'journey', provider: 'linkerd', analysis: { stepWeight: 50, maxWeight: 50 } });
    const { namespace, repository } = await createShop({ 'apps/web.yaml': file(deploymentObject('NAMESPACE', '1.0.0'), canary) });
    await waitUntil('the Canary is initialized', () => session.findCanary(namespace, workloadName)?.phase === 'Initialized', { withinMs: 120_000 });
    const commit = await repository.commitAndPush({ 'apps/web.yaml': file(deploymentObject(namespace, '1.1.0'), canaryObject(namespace, { name: 'journey', provider: 'linkerd', analysis: { stepWeight: 50, maxWeight: 50 } })) }, 'Release 1.1.0');
    const startedAt = Date.now();
    const { end, told } = follow(namespace, commit, repository);
    await askSource(namespace);
    const ended = await end;
    expect(states(ended).at(-1)).toBe(`Canary ${workloadName} done: promoted`);
    expect(ended.type).toBe('done');
    expect(told.flat().some(({ words }) => words === 'Progressing 50 %')).toBe(true);
    const report = journeyReport(ended, { commit, contextName: 'admin', title: 'Release 1.1.0', author: 'Dana Developer' }, startedAt);
    expect([...report.matchAll(/^## (.*)$/gm)].map(([, stage]) => stage)).toEqual(['Fetched', 'Applied', 'Analysed']);
  }, 300_000);

  test('that changes nothing but a ConfigMap is followed until Flagger has analysed it', async () => {
    const settings = (mode: string): Json => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'settings' }, data: { mode } });
    const withSettings = (inNamespace: string): Json => {
      const deployment = deploymentObject(inNamespace, '1.0.0');
      return { ...deployment, spec: { ...readObject(deployment, 'spec'), template: { metadata: { labels: { app: workloadName } }, spec: { containers: [{ name: 'web', image: 'registry.invalid/web:1', envFrom: [{ configMapRef: { name: 'settings' } }] }] } } } };
    };
    const files = (inNamespace: string, mode: string) => ({ 'apps/web.yaml': file(withSettings(inNamespace), settings(mode), canaryObject(inNamespace, { name: 'journey', provider: 'linkerd', analysis: { stepWeight: 50, maxWeight: 50 } })) });
    const { namespace, repository } = await createShop(files('NAMESPACE', 'calm'));
    await waitUntil('the Canary is initialized', () => session.findCanary(namespace, workloadName)?.phase === 'Initialized', { withinMs: 120_000 });
    await flaggerHasLooked(info, { kind: 'ConfigMap', namespace, name: 'settings' });
    const commit = await repository.commitAndPush(files(namespace, 'bold'), 'Be bold');
    const { end, told } = follow(namespace, commit, repository);
    await askSource(namespace);
    const ended = await end;
    expect(states(ended).at(-1)).toBe(`Canary ${workloadName} done: promoted`);
    expect(told.flat().map(({ words }) => words)).toContain('ConfigMap settings changed since Flagger looked last; waiting for Flagger to see it');
  }, 300_000);
});
