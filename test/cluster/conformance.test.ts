// The demo's API against the real one: each question is asked of both, and what a client sees must be the same.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createKubeApi, type KubeApi } from '../../client/src/demo/kubeApi/createKubeApi.ts';
import { createServerCertificate } from '../../client/src/demo/kubeApi/selfSignedCertificate.ts';
import { RealTimeScheduler } from '../../client/src/demo/scheduler.ts';
import { Account } from './harness/accounts.ts';
import { ApiClient, listAt, textAt, valueAt, type Json } from './harness/apiClient.ts';
import { Asker, collection, group, item, type Side } from './harness/asker.ts';
import type { ControlPlane } from './harness/controlPlane.ts';
import { echo, echoAt, startEcho } from './harness/echo.ts';
import type { RunningServer } from './harness/httpServer.ts';
import { startPrivatePlane } from './harness/privatePlane.ts';
import { publishService } from './harness/proxiedServices.ts';
import { createNamespace, uniqueName } from './harness/suite.ts';
import { waitUntil } from './harness/waitUntil.ts';

const limitedRules = [{ apiGroups: ['kustomize.toolkit.fluxcd.io'], resources: ['kustomizations'], verbs: ['get', 'list', 'watch'] }];

let program: RunningServer;
let plane: ControlPlane;
let demo: KubeApi;
let scheduler: RealTimeScheduler;
let sides: { readonly real: Side; readonly demo: Side };

beforeAll(async () => {
  program = await startEcho();
  plane = await startPrivatePlane({ podPorts: new Map([[echoAt('').address, program.port]]) });
  const account = await Account.create(plane.api, plane.info, uniqueName('limited'), { rules: limitedRules });
  scheduler = new RealTimeScheduler(1, () => undefined);
  const certificate = createServerCertificate(Date.now());
  demo = await createKubeApi(scheduler, { admin: 'admin', viewer: 'viewer' }, { port: 0, certificate });
  demo.faults.grantToken('limited', limitedRules);
  // As a real server, which knows nothing of the time before its start.
  demo.faults.forgetHistory();
  const demoApi = new ApiClient({ url: demo.server.url, ca: certificate.certificate, token: 'admin' });
  sides = {
    real: { api: plane.api, limited: plane.api.as(account.token()), replacements: [[account.userName, '<user>']], publishEcho: (namespace) => publishService(plane.api, echoAt(namespace)) },
    demo: {
      api: demoApi,
      limited: demoApi.as('limited'),
      replacements: [['demo-user', '<user>']],
      async publishEcho(namespace) {
        await demoApi.expect('POST', `/api/v1/namespaces/${namespace}/services`, { body: { apiVersion: 'v1', kind: 'Service', metadata: { name: 'echo' }, spec: { ports: [{ name: 'http', port: 80 }] } } });
        demo.services.register(namespace, 'echo', ({ method, path, query = '', body }) => echo(method, path, query, body));
      },
    },
  };
});

afterAll(async () => {
  scheduler.stop();
  await demo.close();
  await plane.stop();
  await program.close();
});

const merge = { contentType: 'application/merge-patch+json' };
const json = { contentType: 'application/json-patch+json' };
const apply = { contentType: 'application/apply-patch+yaml' };

/** A Kustomization that both servers take. */
const kustomization = (name: string, metadata: Json = {}, spec: Json = {}): Json => ({
  apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
  kind: 'Kustomization',
  metadata: { name, ...metadata },
  spec: { interval: '10m', prune: true, path: './apps', sourceRef: { kind: 'GitRepository', name: 'fleet' }, ...spec },
});

const configMap = (name: string, data: Json, metadata: Json = {}): Json => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, ...metadata }, data });

type Question = (asker: Asker) => Promise<void>;

const questions: Readonly<Record<string, Question>> = {
  'discovery of a group and its version': async (asker) => {
    await asker.ask('GET', '/apis/kustomize.toolkit.fluxcd.io');
    await asker.ask('GET', group);
    await asker.ask('GET', '/apis/flagger.app/v1beta1');
  },
  'groups, versions and kinds that are not served': async (asker) => {
    await asker.ask('GET', '/apis/nothing.example.com/v1');
    await asker.ask('GET', '/apis/kustomize.toolkit.fluxcd.io/v9');
    await asker.ask('GET', `${group}/namespaces/${asker.namespace}/bananas`);
    await asker.ask('GET', '/nothing');
  },
  'create, read, and create again': async (asker) => {
    await asker.ask('POST', collection(asker.namespace), { body: kustomization('a') });
    await asker.ask('POST', collection(asker.namespace), { body: kustomization('a') });
    await asker.ask('GET', item(asker.namespace, 'a'));
    await asker.ask('GET', item(asker.namespace, 'none'));
  },
  'create what cannot be': async (asker) => {
    await asker.ask('POST', collection(`${asker.namespace}-none`), { body: kustomization('a') });
    await asker.ask('POST', collection(asker.namespace), { body: kustomization('Not_A_Name') });
    await asker.ask('POST', collection(asker.namespace), { body: kustomization('a', { namespace: 'other' }) });
    await asker.ask('POST', collection(asker.namespace), { body: { ...kustomization('a'), kind: 'GitRepository' } });
    await asker.ask('POST', collection(asker.namespace), { body: '{"apiVersion": ' });
    await asker.ask('POST', collection(asker.namespace), { body: kustomization('') });
  },
  'a structure that the definition forbids': async (asker) => {
    await asker.ask('POST', collection(asker.namespace), { body: kustomization('a', {}, { prune: 'yes' }) });
    await asker.ask('POST', collection(asker.namespace), { body: kustomization('a', {}, { interval: 'often' }) });
    await asker.ask('POST', collection(asker.namespace), { body: kustomization('a', {}, { sourceRef: { kind: 'Folder', name: 'x' } }) });
    await asker.ask('POST', `${collection(asker.namespace)}?fieldValidation=Strict`, { body: kustomization('a', {}, { pathh: 'x' }) });
    await asker.ask('POST', `${collection(asker.namespace)}?fieldValidation=Ignore`, { body: kustomization('b', {}, { pathh: 'x' }) });
  },
  'replace, with and without the right version': async (asker) => {
    await asker.create(kustomization('a'));
    const live = await asker.api.get(item(asker.namespace, 'a'));
    await asker.prepare('PATCH', item(asker.namespace, 'a'), { spec: { path: './other' } }, merge.contentType);
    await asker.ask('PUT', item(asker.namespace, 'a'), { body: live });
    await asker.ask('PUT', item(asker.namespace, 'a'), { body: kustomization('a') });
    const fresh = await asker.api.get(item(asker.namespace, 'a'));
    await asker.ask('PUT', item(asker.namespace, 'a'), { body: { ...fresh, spec: { ...kustomization('a')['spec'] as Json, suspend: true } } });
  },
  'merge patches': async (asker) => {
    await asker.create(kustomization('a', { labels: { one: '1' } }));
    const version = async () => textAt(await asker.api.get(item(asker.namespace, 'a')), 'metadata', 'resourceVersion');
    const before = await version();
    await asker.ask('PATCH', item(asker.namespace, 'a'), { body: { spec: { suspend: true, path: null } }, ...merge });
    await asker.ask('PATCH', item(asker.namespace, 'a'), { body: { metadata: { annotations: { two: '2' }, labels: { one: null } } }, ...merge });
    const between = await version();
    await asker.ask('PATCH', item(asker.namespace, 'a'), { body: { spec: { suspend: true } }, ...merge });
    asker.note('a patch that changes nothing keeps the version', { changed: before !== between, kept: between === (await version()) });
    await asker.ask('PATCH', item(asker.namespace, 'a'), { body: { metadata: { resourceVersion: '1' }, spec: { suspend: false } }, ...merge });
    await asker.ask('PATCH', item(asker.namespace, 'none'), { body: { spec: { suspend: true } }, ...merge });
    await asker.ask('PATCH', item(asker.namespace, 'a'), { body: { spec: { suspend: true } }, contentType: 'application/strategic-merge-patch+json' });
    await asker.ask('PATCH', item(asker.namespace, 'a'), { body: { spec: { suspend: true } }, contentType: 'text/plain' });
  },
  'JSON patches': async (asker) => {
    await asker.create(kustomization('a'));
    const at = item(asker.namespace, 'a');
    await asker.ask('PATCH', at, { body: [{ op: 'test', path: '/spec/path', value: './apps' }, { op: 'replace', path: '/spec/path', value: './b' }, { op: 'add', path: '/spec/suspend', value: true }], ...json });
    await asker.ask('PATCH', at, { body: [{ op: 'test', path: '/spec/path', value: './apps' }, { op: 'remove', path: '/spec/suspend' }], ...json });
    await asker.ask('PATCH', at, { body: [{ op: 'remove', path: '/spec/nothing' }], ...json });
    await asker.ask('PATCH', at, { body: { op: 'remove' }, ...json });
  },
  'server-side apply: create, repeat, conflict, force': async (asker) => {
    const at = item(asker.namespace, 'a');
    await asker.ask('PATCH', at, { body: kustomization('a'), ...apply });
    await asker.ask('PATCH', `${at}?fieldManager=one`, { body: kustomization('a'), ...apply });
    await asker.ask('PATCH', `${at}?fieldManager=one`, { body: kustomization('a'), ...apply });
    await asker.ask('PATCH', `${at}?fieldManager=two`, { body: kustomization('a', {}, { path: './two' }), ...apply });
    await asker.ask('PATCH', `${at}?fieldManager=two&force=true`, { body: kustomization('a', {}, { path: './two' }), ...apply });
  },
  'server-side apply of what the definition forbids': async (asker) => {
    const at = item(asker.namespace, 'a');
    await asker.ask('PATCH', `${at}?fieldManager=one`, { body: kustomization('a', {}, { pathh: 'x' }), ...apply });
    await asker.ask('PATCH', `${at}?fieldManager=one`, { body: kustomization('a', {}, { prune: 'yes' }), ...apply });
    await asker.ask('PATCH', `${at}?fieldManager=one`, { body: kustomization('a', {}, { interval: 'often' }), ...apply });
    await asker.ask('PATCH', `${at}?fieldManager=one`, { body: kustomization('b'), ...apply });
    await asker.ask('PATCH', `${item(`${asker.namespace}-none`, 'a')}?fieldManager=one`, { body: kustomization('a'), ...apply });
  },
  'merge patches to what the definition forbids': async (asker) => {
    await asker.create(kustomization('a'));
    const at = item(asker.namespace, 'a');
    await asker.ask('PATCH', at, { body: { spec: { prune: null } }, ...merge });
    await asker.ask('PATCH', at, { body: { spec: { sourceRef: { kind: 'Folder' } } }, ...merge });
    await asker.ask('PATCH', at, { body: { spec: { pathh: 'x' } }, ...merge });
    const strict = await asker.api.send('PATCH', `${at}?fieldValidation=Strict`, { body: { spec: { pathh: 'x' } }, ...merge });
    // The message repeats the whole object, managed fields included.
    asker.note('strict', { status: strict.status, reason: strict.body['reason'], end: textAt(strict.body, 'message').split(': ').slice(-2) });
    await asker.ask('PATCH', at, { body: { metadata: { name: 'other' } }, ...merge });
  },
  'dry runs change nothing': async (asker) => {
    await asker.ask('POST', `${collection(asker.namespace)}?dryRun=All`, { body: kustomization('a') });
    await asker.ask('GET', item(asker.namespace, 'a'));
    await asker.create(kustomization('b'));
    await asker.ask('PATCH', `${item(asker.namespace, 'b')}?dryRun=All`, { body: { spec: { suspend: true } }, ...merge });
    await asker.ask('PATCH', `${item(asker.namespace, 'b')}?dryRun=All&fieldManager=x&force=true`, { body: kustomization('b', {}, { path: './x' }), ...apply });
    await asker.ask('DELETE', `${item(asker.namespace, 'b')}?dryRun=All`);
    await asker.ask('GET', item(asker.namespace, 'b'));
    await asker.ask('POST', `${collection(asker.namespace)}?dryRun=Some`, { body: kustomization('a') });
  },
  'the status has its own door': async (asker) => {
    await asker.ask('POST', collection(asker.namespace), { body: { ...kustomization('a'), status: { observedGeneration: 7 } } });
    await asker.ask('PATCH', `${item(asker.namespace, 'a')}/status`, { body: { spec: { path: './no' }, status: { observedGeneration: 1 } }, ...merge });
    await asker.ask('PATCH', item(asker.namespace, 'a'), { body: { status: { observedGeneration: 2 } }, ...merge });
    await asker.ask('GET', `${item(asker.namespace, 'a')}/status`);
    await asker.ask('GET', `${item(asker.namespace, 'a')}/scale`);
  },
  'lists in pages': async (asker) => {
    await asker.create(...['a', 'b', 'c', 'd', 'e'].map((name) => kustomization(name)));
    const first = await asker.ask('GET', `${collection(asker.namespace)}?limit=2`);
    const next = await asker.ask('GET', `${collection(asker.namespace)}?limit=2&continue=${textAt(first, 'metadata', 'continue')}`);
    // A page is of the list as it was at its beginning.
    await asker.prepare('DELETE', item(asker.namespace, 'e'));
    await asker.ask('GET', `${collection(asker.namespace)}?limit=2&continue=${textAt(next, 'metadata', 'continue')}`);
    await asker.ask('GET', `${collection(asker.namespace)}?limit=2&continue=rubbish`);
    await asker.ask('GET', `${collection(asker.namespace)}?limit=many`);
  },
  'lists at a version': async (asker) => {
    await asker.create(kustomization('a'));
    await asker.ask('GET', `${collection(asker.namespace)}?resourceVersion=0`);
    await asker.ask('GET', `${collection(asker.namespace)}?resourceVersion=abc`);
  },
  'label selectors': async (asker) => {
    await asker.create(kustomization('a', { labels: { tier: 'web', team: 'x' } }), kustomization('b', { labels: { tier: 'db' } }), kustomization('c'));
    const names = async (selector: string) => asker.note(selector, listAt(await asker.api.get(`${collection(asker.namespace)}?labelSelector=${encodeURIComponent(selector)}`), 'items').map((object) => textAt(object, 'metadata', 'name')));
    for (const selector of ['tier=web', 'tier==web', 'tier!=web', 'tier in (web,db)', 'tier notin (web)', 'tier', '!tier', 'tier=web,team=x', 'tier=']) await names(selector);
    await asker.ask('GET', `${collection(asker.namespace)}?labelSelector=${encodeURIComponent('tier in web')}`);
  },
  'field selectors': async (asker) => {
    await asker.create(kustomization('a'), kustomization('b'));
    await asker.ask('GET', `${collection(asker.namespace)}?fieldSelector=metadata.name%3Da`);
    await asker.ask('GET', `${collection(asker.namespace)}?fieldSelector=metadata.name%21%3Da`);
    await asker.ask('GET', `${collection(asker.namespace)}?fieldSelector=spec.path%3Da`);
  },
  'events by what they are about': async (asker) => {
    const event = (name: string, kind: string, about: string): Json => ({ apiVersion: 'v1', kind: 'Event', metadata: { name }, involvedObject: { apiVersion: 'x/v1', kind, name: about, namespace: asker.namespace }, reason: 'Synced', message: 'Advance', type: 'Normal', source: { component: 'flagger' }, firstTimestamp: '2026-01-01T00:00:00Z', lastTimestamp: '2026-01-01T00:00:00Z', count: 1 });
    const events = `/api/v1/namespaces/${asker.namespace}/events`;
    for (const object of [event('one', 'Canary', 'web'), event('two', 'Canary', 'api'), event('three', 'Deployment', 'web')]) await asker.prepare('POST', events, object);
    await asker.ask('GET', `${events}?fieldSelector=${encodeURIComponent('involvedObject.kind=Canary,involvedObject.name=web')}`);
    await asker.ask('GET', `${events}?fieldSelector=${encodeURIComponent('type!=Warning,reason=Synced,involvedObject.kind=Deployment')}`);
  },
  'a watch from a version tells every change after it, in order': async (asker) => {
    await asker.create(kustomization('a'));
    const version = await asker.version();
    await asker.watch(`resourceVersion=${version}`, 2, async () => {
      await asker.create(kustomization('b'));
      await asker.prepare('PATCH', item(asker.namespace, 'a'), { spec: { suspend: true } }, merge.contentType);
      await asker.prepare('DELETE', item(asker.namespace, 'b'));
    });
  },
  'a watch without a version begins with what there is; with sendInitialEvents it marks the end of that': async (asker) => {
    await asker.create(kustomization('a'), kustomization('b'));
    await asker.watch('', 1, () => Promise.resolve());
    await asker.watch('sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true', 1, () => Promise.resolve());
  },
  'a watch with a selector: what leaves the selection is deleted, what enters it is new': async (asker) => {
    await asker.create(kustomization('a', { labels: { tier: 'web' } }), kustomization('b'));
    const version = await asker.version();
    await asker.watch(`resourceVersion=${version}&labelSelector=tier%3Dweb`, 2, async () => {
      await asker.prepare('PATCH', item(asker.namespace, 'a'), { metadata: { labels: { tier: null } } }, merge.contentType);
      await asker.prepare('PATCH', item(asker.namespace, 'b'), { metadata: { labels: { tier: 'web' } } }, merge.contentType);
      await asker.prepare('PATCH', item(asker.namespace, 'b'), { spec: { suspend: true } }, merge.contentType);
    });
  },
  'a watch of one object by its name': async (asker) => {
    await asker.create(kustomization('a'), kustomization('b'));
    const version = await asker.version();
    await asker.watch(`resourceVersion=${version}&fieldSelector=metadata.name%3Da`, 2, async () => {
      for (const name of ['a', 'b']) await asker.prepare('PATCH', item(asker.namespace, name), { spec: { suspend: true } }, merge.contentType);
    });
  },
  'a watch from a version that is no number': async (asker) => {
    await asker.ask('GET', `${collection(asker.namespace)}?watch=true&timeoutSeconds=1&resourceVersion=abc`);
  },
  'deletion with finalizers': async (asker) => {
    await asker.create(kustomization('a', { finalizers: ['suite.invalid/one'] }));
    const version = await asker.version();
    await asker.watch(`resourceVersion=${version}`, 2, async () => {
      await asker.ask('DELETE', item(asker.namespace, 'a'));
      await asker.ask('DELETE', item(asker.namespace, 'a'));
      await asker.ask('PATCH', item(asker.namespace, 'a'), { body: { metadata: { finalizers: ['suite.invalid/one', 'suite.invalid/two'] } }, ...merge });
      await asker.ask('PATCH', item(asker.namespace, 'a'), { body: { metadata: { finalizers: null } }, ...merge });
      await asker.ask('GET', item(asker.namespace, 'a'));
    });
  },
  'deletion, with preconditions and of many': async (asker) => {
    await asker.create(kustomization('a', { labels: { go: 'yes' } }), kustomization('b', { labels: { go: 'yes' } }), kustomization('c'));
    await asker.ask('DELETE', item(asker.namespace, 'c'), { body: { apiVersion: 'v1', kind: 'DeleteOptions', preconditions: { uid: '00000000-0000-0000-0000-000000000000' } } });
    await asker.ask('DELETE', item(asker.namespace, 'none'));
    await asker.ask('DELETE', `${collection(asker.namespace)}?labelSelector=go%3Dyes`);
    await asker.ask('DELETE', item(asker.namespace, 'c'));
    await asker.ask('GET', collection(asker.namespace));
  },
  'names that the server makes up': async (asker) => {
    const made = await asker.prepare('POST', collection(asker.namespace), { ...kustomization(''), metadata: { generateName: 'made-' } });
    asker.note('the name', { matches: /^made-[a-z0-9]{5}$/.test(textAt(made, 'metadata', 'name')) });
  },
  'who may do what: SelfSubjectAccessReview': async (asker) => {
    const review = (attributes: Json) => ({ apiVersion: 'authorization.k8s.io/v1', kind: 'SelfSubjectAccessReview', spec: { resourceAttributes: attributes } });
    for (const client of [asker.api, asker.limited]) {
      for (const attributes of [
        { verb: 'list', group: 'kustomize.toolkit.fluxcd.io', resource: 'kustomizations' },
        { verb: 'patch', group: 'kustomize.toolkit.fluxcd.io', resource: 'kustomizations', namespace: asker.namespace },
        { verb: 'create', resource: 'services', subresource: 'proxy', namespace: asker.namespace },
      ]) {
        const answer = await client.send('POST', '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews', { body: review(attributes) });
        asker.note(`${answer.status} ${JSON.stringify(attributes)}`, { kind: answer.body['kind'], allowed: valueAt(answer.body, 'status', 'allowed') });
      }
    }
  },
  'refusals': async (asker) => {
    await asker.create(kustomization('a'));
    const { limited } = asker;
    await asker.ask('GET', item(asker.namespace, 'a'), {}, limited);
    await asker.ask('PATCH', item(asker.namespace, 'a'), { body: { spec: { suspend: true } }, ...merge }, limited);
    await asker.ask('POST', collection(asker.namespace), { body: kustomization('b') }, limited);
    await asker.ask('PATCH', `${item(asker.namespace, 'a')}/status`, { body: {}, ...merge }, limited);
    await asker.ask('GET', '/apis/flagger.app/v1beta1/canaries', {}, limited);
    await asker.ask('GET', `/api/v1/namespaces/${asker.namespace}/secrets?watch=true&timeoutSeconds=1`, {}, limited);
    await asker.ask('POST', `/api/v1/namespaces/${asker.namespace}/services/gate:80/proxy/gate/open`, {}, limited);
    await asker.ask('GET', '/api/v1/nodes/x', {}, limited);
    await asker.ask('GET', item(asker.namespace, 'a'), {}, asker.api.as('no such token'));
  },
  'Services and ports that are not there, through the proxy': async (asker) => {
    const services = `/api/v1/namespaces/${asker.namespace}/services`;
    await asker.prepare('POST', services, { apiVersion: 'v1', kind: 'Service', metadata: { name: 'gate' }, spec: { ports: [{ name: 'http', port: 80 }] } });
    // Who answers for a Service that has no Pods is the endpoint controller's business, which does not run here.
    for (const path of ['nobody:80/proxy/gate/open', 'gate:81/proxy/']) {
      await asker.ask('POST', `${services}/${path}`, { body: { name: 'web' } });
      await asker.ask('GET', `${services}/${path}?query=vector(1)`);
    }
  },
  'logs of Pods that are not there, that nobody runs, and of containers that they have not': async (asker) => {
    const pods = `/api/v1/namespaces/${asker.namespace}/pods`;
    const pod = (name: string, ...containers: readonly string[]) => ({ apiVersion: 'v1', kind: 'Pod', metadata: { name }, spec: { schedulerName: 'nobody', containers: containers.map((container) => ({ name: container, image: 'registry.invalid/x:1' })) } });
    // No Pod is taken without one, and nobody makes it here.
    await asker.prepare('POST', `/api/v1/namespaces/${asker.namespace}/serviceaccounts`, { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'default' } });
    await asker.prepare('POST', pods, pod('one', 'main'));
    await asker.prepare('POST', pods, pod('two', 'main', 'side'));
    for (const path of ['nobody/log', 'one/log', 'one/log?container=other', 'two/log', 'two/log?container=side&tailLines=3']) await asker.ask('GET', `${pods}/${path}`);
    await asker.ask('POST', `${pods}/one/log`, { body: {} });
    await asker.ask('GET', `${pods}/one/log`, {}, asker.limited);
  },
  'a program behind a Service, through the proxy: its own answers come back, whatever they are': async (asker) => {
    const services = await asker.publishEcho();
    await asker.ask('GET', `${services}/echo:80/proxy/api/v1/query?query=${encodeURIComponent('sum(rate(x[1m])) > 0')}&time=1`);
    await asker.ask('POST', `${services}/echo:80/proxy/gate/open`, { body: { name: 'web', namespace: 'test' } });
    await asker.ask('POST', `${services}/echo:80/proxy/gate/check`, { body: {} });
    await asker.ask('GET', `${services}/echo:80/proxy/broken`);
    for (const name of ['echo', 'echo:http', 'http:echo:80', 'http:echo:http']) await asker.ask('GET', `${services}/${name}/proxy/by/name/`);
    await asker.ask('GET', `${services}/echo:other/proxy/`);
    await asker.ask('GET', `${services}/echo:80/proxy/a%20b/%C3%A4`);
    await asker.ask('DELETE', `${services}/echo:80/proxy/thing`);
  },
  'a watch that hears nothing, because all that happens is elsewhere, says in bookmarks how far it is': async (asker) => {
    const version = await asker.version();
    const watch = await asker.api.watch(`${collection(asker.namespace)}?watch=true&timeoutSeconds=150&allowWatchBookmarks=true&resourceVersion=${version}`);
    // A kind of which nothing changes anywhere has no bookmarks either: the API server's cache knows of nothing new (apiserver pkg/storage/cacher, `dispatchEvents`).
    await asker.prepare('POST', collection('default'), kustomization(asker.namespace));
    const elsewhere = textAt(await asker.api.get(item('default', asker.namespace)), 'metadata', 'resourceVersion');
    await waitUntil(`a bookmark of ${asker.api.address.url}`, () => watch.events.length > 0, { withinMs: 110_000 });
    watch.close();
    asker.note('the first event', watch.events[0]);
    asker.note('it is as far as the change', Number(textAt(watch.events[0] ?? {}, 'object', 'metadata', 'resourceVersion')) >= Number(elsewhere));
  },
  'a watch from a version that was forgotten long ago': async (asker) => {
    await asker.create(kustomization('a'));
    const watch = await asker.api.watch(`${collection(asker.namespace)}?watch=true&timeoutSeconds=1&allowWatchBookmarks=true&resourceVersion=1`);
    await watch.ended;
    // The message has the numbers of the versions in it.
    asker.note(`watch ${watch.status}`, watch.events.map((event) => ({ type: event['type'], code: valueAt(event, 'object', 'code'), reason: valueAt(event, 'object', 'reason'), kind: valueAt(event, 'object', 'kind'), message: textAt(event, 'object', 'message').replaceAll(/\d+/g, '<version>') })));
  },
  'forms of an answer that kubectl asks for': async (asker) => {
    await asker.create(kustomization('a'));
    await asker.prepare('PATCH', `${item(asker.namespace, 'a')}/status`, { status: { conditions: [{ type: 'Ready', status: 'True', reason: 'ReconciliationSucceeded', message: 'Applied revision: main@sha1:0', lastTransitionTime: '2026-01-01T00:00:00Z' }] } }, merge.contentType);
    const table = 'application/json;as=Table;v=v1;g=meta.k8s.io,application/json';
    const rows = async (path: string) => {
      const answer = await asker.api.send('GET', path, { accept: table });
      const columns = listAt(answer.body, 'columnDefinitions').map(({ name, type, format, priority }) => ({ name, type, format, priority }));
      asker.note(`${answer.status} table`, { kind: answer.body['kind'], columns, rows: listAt(answer.body, 'rows').map((row) => ({ ...row, cells: Array.isArray(row['cells']) ? row['cells'].map((cell: unknown) => (/^\d+[smhd]/.test(String(cell)) ? '<age>' : cell)) : row['cells'] })) });
    };
    await rows(collection(asker.namespace));
    await rows(`${item(asker.namespace, 'a')}?includeObject=None`);
    await rows(`${collection(asker.namespace)}?includeObject=Object`);
    await asker.ask('GET', collection(asker.namespace), { accept: 'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1' });
    await asker.ask('GET', item(asker.namespace, 'a'), { accept: 'application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1' });
    await asker.ask('GET', item(asker.namespace, 'a'), { accept: 'text/html' });
  },
  'methods that do not fit': async (asker) => {
    await asker.ask('POST', item(asker.namespace, 'a'), { body: kustomization('a') });
    await asker.ask('PUT', collection(asker.namespace), { body: kustomization('a') });
    await asker.ask('POST', `${group}/kustomizations`, { body: kustomization('a') });
  },
  'a kind of the core': async (asker) => {
    const maps = `/api/v1/namespaces/${asker.namespace}/configmaps`;
    await asker.ask('POST', maps, { body: configMap('a', { one: '1' }) });
    await asker.ask('PATCH', `${maps}/a`, { body: { data: { two: '2' } }, contentType: 'application/strategic-merge-patch+json' });
    await asker.ask('PUT', `${maps}/a`, { body: configMap('a', { three: '3' }) });
    await asker.ask('POST', maps, { body: configMap('b', { one: 1 }) });
    await asker.ask('GET', `${maps}/none`);
    await asker.ask('DELETE', `${maps}/a`);
  },
};

test.for(Object.entries(questions))('%s', async ([, question]) => {
  const [real, own] = await Promise.all(
    [sides.real, sides.demo].map(async (side) => {
      const asker = new Asker(side, await createNamespace(side.api, 'same'));
      await question(asker);
      return asker.seen;
    }),
  );
  // The demo has to say what the real server says; an empty record would prove nothing.
  expect(real?.length).toBeGreaterThan(0);
  expect(own).toEqual(real);
});
