// A whole session against the demo's Kubernetes API over TLS: what it shows is what a fresh list says, through every fault.
import { request } from 'node:https';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { systemClock } from '../../../client/src/cluster/clock.ts';
import { ClusterSession, type SessionChange } from '../../../client/src/cluster/clusterSession.ts';
import { KubeConnection } from '../../../client/src/cluster/kubeConnection.ts';
import { readKubeEvent } from '../../../client/src/cluster/objects/kubeEvent.ts';
import { ApiError } from '../../../client/src/demo/kubeApi/apiError.ts';
import { createKubeApi, type KubeApi } from '../../../client/src/demo/kubeApi/createKubeApi.ts';
import { createServerCertificate, type ServerCertificate } from '../../../client/src/demo/kubeApi/selfSignedCertificate.ts';
import { ManualScheduler } from '../../../client/src/demo/scheduler.ts';
import { customResourceDefinitions, deployments, pods } from '../../../client/src/cluster/watchedKinds.ts';
import { buildClusterFacts } from '../../../client/src/flux/clusterFacts.ts';
import { FaultProxy } from '../../cluster/harness/faultProxy.ts';
import { fastClock } from '../../harness/fastClock.ts';
import { ManualClock, until } from '../../harness/manualClock.ts';
import { contextFor, kustomizations, noProgram } from './connect.ts';

const tokens = { admin: 'admin-token', viewer: 'viewer-token' };
let kube: KubeApi;
let certificate: ServerCertificate;
let admin: KubeConnection;
const sessions: ClusterSession[] = [];

function connection(token: string): KubeConnection {
  const caData = Buffer.from(certificate.certificate).toString('base64');
  const resolved = contextFor(kube.server.url, { token });
  return new KubeConnection({ ...resolved, cluster: { ...resolved.cluster, caData } }, { clock: systemClock, env: {}, runProgram: noProgram });
}

function open(token = tokens.admin, namespaces: readonly string[] = []) {
  const session = new ClusterSession(connection(token), { timing: { clock: fastClock, random: () => 0.5, pageSize: 3 }, chooseNamespaces: () => Promise.resolve(namespaces) });
  const changes: SessionChange[] = [];
  session.subscribe((change) => changes.push(change));
  sessions.push(session);
  return { session, changes };
}

beforeEach(async () => {
  certificate = createServerCertificate(Date.now());
  kube = await createKubeApi(new ManualScheduler(), tokens, { port: 0, certificate });
  admin = connection(tokens.admin);
  await create('/api/v1/namespaces', { metadata: { name: 'flux-system' } });
  await create('/api/v1/namespaces', { metadata: { name: 'faces' } });
});

afterEach(async () => {
  for (const session of sessions.splice(0)) session.dispose();
  admin.dispose();
  await kube.close();
});

/** Our client creates nothing, so the tests post by themselves. */
async function create(path: string, body: Readonly<Record<string, unknown>>): Promise<void> {
  const status = await new Promise<number>((resolve, reject) => {
    const sent = request(`${kube.server.url}${path}`, { method: 'POST', ca: certificate.certificate, headers: { authorization: `Bearer ${tokens.admin}`, 'content-type': 'application/json' } }, (response) => {
      response.resume();
      response.on('end', () => resolve(response.statusCode ?? 0));
    });
    sent.on('error', reject);
    sent.end(JSON.stringify(body));
  });
  expect(status).toBe(201);
}

const createKustomization = (name: string, namespace = 'flux-system') =>
  create(`/apis/kustomize.toolkit.fluxcd.io/v1/namespaces/${namespace}/kustomizations`, {
    apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
    kind: 'Kustomization',
    metadata: { name },
    spec: { interval: '10m', prune: true, path: './apps', sourceRef: { kind: 'GitRepository', name: 'fleet' } },
  });

async function createCanary(): Promise<void> {
  const template = (image: string) => ({ metadata: { labels: { app: 'face' } }, spec: { containers: [{ name: 'face', image }] } });
  const deployment = (name: string, image: string) => ({ apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name }, spec: { selector: { matchLabels: { app: 'face' } }, template: template(image) } });
  await create('/apis/apps/v1/namespaces/faces/deployments', deployment('face', 'faces:1.1.0'));
  await create('/apis/apps/v1/namespaces/faces/deployments', deployment('face-primary', 'faces:1.0.0'));
  await create('/apis/flagger.app/v1beta1/namespaces/faces/canaries', {
    apiVersion: 'flagger.app/v1beta1',
    kind: 'Canary',
    metadata: { name: 'face' },
    spec: { provider: 'linkerd', targetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'face' }, service: { port: 80 }, analysis: { interval: '10s', threshold: 3, stepWeight: 5, maxWeight: 50 } },
  });
}

const names = (session: ClusterSession) => session.kustomizations.map((kustomization) => kustomization.name).sort();

describe('a good connection', () => {
  test('finds the served kinds, lists in pages, watches, and is live', async () => {
    for (const name of ['a', 'b', 'c', 'd', 'e', 'f', 'g']) await createKustomization(name);
    const { session, changes } = open();
    await until('it is live with all', () => session.state.type === 'live' && names(session).length === 7);
    expect(session.state).toEqual({ type: 'live', faults: [] });
    expect(session.discovery?.servedKinds).toContain('kustomize.toolkit.fluxcd.io/v1/Kustomization');
    await createKustomization('h');
    await until('the new one is in', () => names(session).includes('h'));
    expect(changes.some((change) => change.type === 'objects' && change.change.added.includes('flux-system/h'))).toBe(true);
    await admin.mergePatch(kustomizations, 'flux-system', 'a', { spec: { suspend: true } });
    await until('the change is in', () => session.findKustomization('flux-system', 'a')?.suspended === true);
  });

  test('at rest nothing is asked but one list and one watch a kind', async () => {
    await createKustomization('a');
    await createCanary();
    const { session } = open();
    await until('workloads are known', () => session.findWorkload('Deployment', 'faces', 'face-primary') !== undefined);
    await until('it is live', () => session.state.type === 'live');
    const lists = kube.server.requests.filter((request) => request.method === 'GET' && request.url.includes('limit=') && !request.url.includes('continue='));
    const paths = lists.map((request) => request.url.split('?')[0]);
    expect(new Set(paths).size).toBe(paths.length);
    expect(kube.server.requests.some((request) => request.url.includes('daemonsets'))).toBe(false);
  });

  test('facts name revisions, phases and the images on both sides', async () => {
    await createKustomization('a');
    await createCanary();
    const { session } = open();
    await until('workloads are known', () => session.findWorkload('Deployment', 'faces', 'face-primary') !== undefined && session.state.type === 'live');
    const facts = buildClusterFacts(session, Date.parse('2026-11-23T12:00:00Z'));
    expect(facts).toMatchObject({ version: 1, contextName: 'test', connection: 'live', asOf: '2026-11-23T12:00:00.000Z' });
    expect(facts.kustomizations).toMatchObject([{ namespace: 'flux-system', name: 'a', state: 'unknown', suspended: false, inventory: [] }]);
    expect(facts.canaries).toMatchObject([{ namespace: 'faces', name: 'face', targetRef: { kind: 'Deployment', name: 'face' }, primaryImages: { face: 'faces:1.0.0' }, canaryImages: { face: 'faces:1.1.0' }, failureReason: '' }]);
  });
});

describe('trouble', () => {
  test('a server that goes and comes back: stale with objects, then live with what changed meanwhile', async () => {
    await createKustomization('a');
    const { session } = open();
    await until('it is live', () => session.state.type === 'live' && names(session).length === 1);
    const before = Date.now();
    await kube.faults.refuseConnections();
    await until('it is stale', () => session.state.type === 'stale');
    expect(session.state).toMatchObject({ type: 'stale', needsUser: false });
    expect(session.state.type === 'stale' && Math.abs(session.state.since - before) < 5000).toBe(true);
    expect(names(session)).toEqual(['a']);
    expect(buildClusterFacts(session, Date.now())).toMatchObject({ connection: 'stale', kustomizations: [{ name: 'a' }] });
    await kube.faults.acceptConnections();
    await createKustomization('b');
    await until('it is live with both', () => session.state.type === 'live' && names(session).length === 2);
  });

  test('cut watches and a forgotten history lose and double nothing', async () => {
    for (const name of ['a', 'b', 'c', 'd']) await createKustomization(name);
    const { session } = open();
    await until('it is live', () => session.state.type === 'live' && names(session).length === 4);
    for (let round = 0; round < 5; round += 1) {
      kube.faults.cutWatches();
      await createKustomization(`new-${round}`);
      kube.faults.refuseForgottenWatches(round % 2 === 0 ? 'http' : 'event');
      kube.faults.forgetHistory();
    }
    await until('all are in', () => session.state.type === 'live' && names(session).length === 9);
    expect(names(session)).toEqual(['a', 'b', 'c', 'd', 'new-0', 'new-1', 'new-2', 'new-3', 'new-4']);
  });

  test('a server that was never there is unreachable and says why; facts make no statement', async () => {
    await kube.faults.refuseConnections();
    const { session } = open();
    await until('it has tried twice', () => session.state.type === 'unreachable' && session.state.tries >= 2);
    expect(session.state).toMatchObject({ reason: 'connection refused', needsUser: false });
    expect(buildClusterFacts(session, 0)).toMatchObject({ connection: 'none', kustomizations: [] });
    await kube.faults.acceptConnections();
    session.retryNow();
    await until('it is live', () => session.state.type === 'live');
  });

  test('a user who may read only some kinds gets those, and the refusals in the words of the server', async () => {
    await createKustomization('a');
    kube.faults.grantToken('half', [{ verbs: ['get', 'list', 'watch'], apiGroups: ['kustomize.toolkit.fluxcd.io'], resources: ['kustomizations'] }]);
    const { session } = open('half');
    await until('it is live', () => session.state.type === 'live' && names(session).length === 1);
    const { state } = session;
    const sources = state.type === 'live' ? state.faults.find((fault) => fault.served.kind === 'GitRepository') : undefined;
    expect(sources?.state).toMatchObject({ type: 'forbidden', verb: 'list' });
    expect(sources?.state.type === 'forbidden' && sources.state.message).toContain('is forbidden: User "demo-user" cannot list resource "gitrepositories"');
  });

  test('namespaces of one’s own can be watched where the cluster may not be', async () => {
    await createKustomization('a');
    await createKustomization('b', 'faces');
    kube.faults.grantToken('tenant', [{ verbs: ['get', 'list', 'watch'], apiGroups: ['*'], resources: ['*'], namespaces: ['faces'] }]);
    const { session } = open('tenant', ['faces']);
    await until('it is live', () => session.state.type === 'live');
    expect(names(session)).toEqual(['b']);
  });

  test('a token that is revoked is stale with the reason; a new grant brings it back', async () => {
    await createKustomization('a');
    kube.faults.grantToken('mine');
    const { session } = open('mine');
    await until('it is live', () => session.state.type === 'live' && names(session).length === 1);
    kube.faults.revokeToken('mine');
    await until('it is stale', () => session.state.type === 'stale');
    expect(session.state).toMatchObject({ needsUser: false });
    expect(session.state.type === 'stale' && session.state.reason).toContain('the credentials were not accepted');
    expect(names(session)).toEqual(['a']);
    kube.faults.grantToken('mine');
    await until('it is live', () => session.state.type === 'live');
  });

  test('rights are asked for again after a lost connection, and not after a short silence', async () => {
    const proxy = await FaultProxy.start(kube.server.url);
    try {
      const resolved = contextFor(proxy.url, { token: tokens.admin });
      const cluster = { ...resolved.cluster, insecure: true };
      const session = new ClusterSession(new KubeConnection({ ...resolved, cluster }, { clock: fastClock, env: {}, runProgram: noProgram }), { timing: { clock: fastClock, random: () => 0.5 } });
      sessions.push(session);
      const reviews = () => kube.server.requests.filter(({ url }) => url.includes('selfsubjectaccessreviews')).length;
      const askAndSettle = async () => {
        session.mayPatch('Kustomization', 'flux-system');
        expect((await session.connection.version()).ok).toBe(true);
      };
      await until('it is live', () => session.state.type === 'live');
      await askAndSettle();
      await until('the rights were asked for', () => reviews() === 1);
      proxy.stall();
      await until('the silence is told', () => session.state.type === 'stale');
      proxy.resume();
      await until('it is heard again', () => session.state.type === 'live');
      await askAndSettle();
      expect(reviews()).toBe(1);
      proxy.reset();
      await until('the loss is told', () => session.state.type === 'stale');
      await until('it is back', () => session.state.type === 'live');
      await askAndSettle();
      await until('the rights were asked for again', () => reviews() === 2);
    } finally {
      await proxy.close();
    }
  });

  test('a definition that goes takes its kind away', async () => {
    await createCanary();
    const { session } = open();
    await until('the canary is known', () => session.canaries.length === 1 && session.state.type === 'live');
    kube.faults.removeDefinition('canaries.flagger.app');
    await until('the kind is gone', () => session.servedKind('flagger.app', 'Canary') === undefined);
    expect(session.canaries).toEqual([]);
    expect(session.kindState('apps', 'Deployment')).toBeUndefined();
    await until('it is live', () => session.state.type === 'live');
  });

  test('a kind that is installed while we look on appears by itself', async () => {
    const definition = await admin.get(customResourceDefinitions, '', 'canaries.flagger.app');
    if (!definition.ok) throw new Error(definition.error.type);
    kube.faults.removeDefinition('canaries.flagger.app');
    const { session } = open();
    await until('it is live without Canaries', () => session.state.type === 'live' && session.servedKind('flagger.app', 'Canary') === undefined);
    const { spec } = definition.value;
    await create('/apis/apiextensions.k8s.io/v1/customresourcedefinitions', { apiVersion: 'apiextensions.k8s.io/v1', kind: 'CustomResourceDefinition', metadata: { name: 'canaries.flagger.app' }, spec });
    await until('the kind is there', () => session.servedKind('flagger.app', 'Canary') !== undefined);
    await createCanary();
    await until('its objects are there', () => session.canaries.length === 1 && session.state.type === 'live');
  });

  test('one kind whose own part of the server fails does not make everything stale', async () => {
    await createKustomization('a');
    const failing = (path: string) => path.includes('/helmreleases');
    kube.faults.refuseRequests(({ path }) => (failing(path) ? new ApiError(500, 'InternalError', 'conversion webhook failed', {}) : undefined));
    const { session } = open();
    await until('it is live', () => session.state.type === 'live' && names(session).length === 1);
    expect(session.state.type === 'live' && session.state.faults.map((fault) => [fault.served.kind, fault.state.type])).toEqual([['HelmRelease', 'unreachable']]);
  });
});

describe('looking at more, on demand', () => {
  const deployment = (name: string, namespace: string) =>
    create(`/apis/apps/v1/namespaces/${namespace}/deployments`, {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name },
      spec: { selector: { matchLabels: { app: name } }, template: { metadata: { labels: { app: name } }, spec: { containers: [{ name: 'web', image: 'web:1', env: [{ name: 'PASSWORD', value: 'hunter2' }] }] } } },
    });
  const asked = (part: string) => kube.server.requests.filter(({ url }) => url.includes(part) && url.includes('limit=')).map(({ url }) => url.split('?')[0]);

  test('two who look at the same share one list and one watch, and both are told', async () => {
    await deployment('web', 'faces');
    const { session, changes } = open();
    await until('it is live', () => session.state.type === 'live');
    expect(asked('/deployments')).toEqual([]);
    const told = [0, 0];
    const looks = [0, 1].map((index) => session.observe(deployments, { namespace: 'faces' }, () => (told[index] = (told[index] ?? 0) + 1)));
    await until('both know it', () => looks.every((look) => look.state.type === 'live' && look.find('faces', 'web') !== undefined));
    await deployment('later', 'faces');
    await until('both know the new one', () => looks.every((look) => look.objects.length === 2));
    expect(asked('/deployments')).toEqual(['/apis/apps/v1/namespaces/faces/deployments']);
    expect(told.every((times) => times > 0)).toBe(true);
    expect(changes.some((change) => change.type === 'objects' && change.kind === 'Deployment')).toBe(true);
    expect(JSON.stringify(looks[0]?.objects)).not.toContain('hunter2');
  });

  test('a watch of the whole cluster serves those who look at one namespace, who see only theirs', async () => {
    await Promise.all([deployment('web', 'faces'), deployment('api', 'flux-system')]);
    const { session } = open();
    const all = session.observe(deployments);
    const some = session.observe(deployments, { namespace: 'faces' });
    await until('all are known', () => all.objects.length === 2);
    expect(some.objects.map(({ name }) => name)).toEqual(['web']);
    expect(some.find('flux-system', 'api')).toBeUndefined();
    expect(asked('/deployments')).toEqual(['/apis/apps/v1/deployments']);
  });

  test('it ends a while after the last has let go, and not while it is looked at again', async () => {
    await deployment('web', 'faces');
    const clock = new ManualClock();
    const session = new ClusterSession(connection(tokens.admin), { timing: { clock, random: () => 0.5 } });
    sessions.push(session);
    const first = session.observe(deployments, { namespace: 'faces' });
    await until('it is live', () => first.state.type === 'live');
    first.release();
    const second = session.observe(deployments, { namespace: 'faces' });
    first.release();
    clock.advance(60_000);
    await deployment('later', 'faces');
    clock.advance(100);
    await until('it is still told', () => {
      clock.advance(100);
      return second.objects.length === 2;
    });
    expect(asked('/deployments')).toHaveLength(1);
    second.release();
    clock.advance(60_000);
    const third = session.observe(deployments, { namespace: 'faces' });
    await until('a new one has begun', () => third.state.type === 'live');
    expect(asked('/deployments')).toHaveLength(2);
  });

  test('the events of one object, and what may not be read, in the words of the server', async () => {
    await create('/api/v1/namespaces/faces/events', { metadata: { name: 'one' }, involvedObject: { kind: 'Deployment', name: 'web', namespace: 'faces' }, reason: 'ScalingReplicaSet', message: 'scaled up' });
    await create('/api/v1/namespaces/faces/events', { metadata: { name: 'two' }, involvedObject: { kind: 'Deployment', name: 'other', namespace: 'faces' }, reason: 'ScalingReplicaSet', message: 'scaled down' });
    const { session } = open();
    const about = session.observeEvents({ group: 'apps', kind: 'Deployment', namespace: 'faces', name: 'web' });
    await until('its events are known', () => about.state.type === 'live');
    expect(about.objects.map((object) => readKubeEvent(object).message)).toEqual(['scaled up']);
    kube.faults.grantToken('half', [{ verbs: ['get', 'list', 'watch'], apiGroups: ['kustomize.toolkit.fluxcd.io'], resources: ['kustomizations'] }]);
    const { session: limited } = open('half');
    const refused = limited.observe(pods, { namespace: 'faces' });
    await until('it is refused', () => refused.state.type === 'forbidden');
    expect(refused.state.type === 'forbidden' && refused.state.message).toContain('cannot list resource "pods"');
  });

  test('Secrets are known by their names only', async () => {
    await create('/api/v1/namespaces/faces/secrets', { metadata: { name: 'login' }, data: { password: 'aHVudGVyMg==' } });
    const { session } = open();
    const secrets = session.observe({ group: '', version: 'v1', kind: 'Secret', plural: 'secrets', namespaced: true }, { namespace: 'faces' });
    await until('it is known', () => secrets.find('faces', 'login') !== undefined);
    expect(JSON.stringify(secrets.objects)).not.toContain('aHVudGVyMg');
  });
});

describe('leaving', () => {
  test('a session that was left tells nothing any more, although its answers come late', async () => {
    await createKustomization('a');
    kube.faults.stall();
    const { session, changes } = open();
    session.dispose();
    kube.faults.resume();
    const { session: next } = open();
    await until('the next one is live', () => next.state.type === 'live' && names(next).length === 1);
    expect(changes).toEqual([]);
    expect(session.kustomizations).toEqual([]);
  });

  test('dispose closes every watch', async () => {
    const { session } = open();
    await until('it is live', () => session.state.type === 'live');
    const watchesBefore = kube.server.requests.filter((request) => request.url.includes('watch=true')).length;
    expect(session.ended.aborted).toBe(false);
    session.dispose();
    expect(session.ended.aborted).toBe(true);
    await until('the server has seen all watches end', () => kube.server.requests.filter((request) => request.url.includes('watch=true')).length >= watchesBefore + 8);
    await createKustomization('late');
    expect(session.kustomizations).toEqual([]);
  });

  test('a certificate that nobody vouches for is refused with a clear reason', async () => {
    const resolved = contextFor(kube.server.url, { token: tokens.admin });
    const strict = new KubeConnection(resolved, { clock: systemClock, env: {}, runProgram: noProgram });
    expect(await strict.version()).toEqual({ ok: false, error: { type: 'unreachable', reason: 'the certificate is self-signed and not trusted' } });
    strict.dispose();
    const insecure = new KubeConnection({ ...resolved, cluster: { ...resolved.cluster, insecure: true } }, { clock: systemClock, env: {}, runProgram: noProgram });
    expect((await insecure.version()).ok).toBe(true);
    insecure.dispose();
  });
});
