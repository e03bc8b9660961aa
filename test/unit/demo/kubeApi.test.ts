/** The demo API server against what Kubernetes documents of its API: errors, lists, watches, patches, rights. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { listAt, numberAt, objectsAt, textAt, valueAt } from '../../../client/src/demo/kubeApi/json.ts';
import { ApiHarness, fluxKustomization, kustomizationsPath, nextLine, tokens } from './apiHarness.ts';

const all = '/apis/kustomize.toolkit.fluxcd.io/v1/kustomizations';
let harness: ApiHarness;

beforeEach(async () => {
  harness = await ApiHarness.open();
});

afterEach(async () => {
  await harness.close();
});

describe('discovery', () => {
  test('version, health and resource lists are served', async () => {
    expect(textAt((await harness.get('/version')).body, 'gitVersion')).toMatch(/^v1\.\d+\.\d+/);
    expect((await harness.get('/readyz')).body['text']).toBe('ok');
    const { body } = await harness.get('/apis/kustomize.toolkit.fluxcd.io/v1');
    const [resource] = objectsAt(body, 'resources');
    expect(resource).toMatchObject({ name: 'kustomizations', singularName: 'kustomization', shortNames: ['ks'], namespaced: true });
    expect(listAt(resource, 'verbs')).toEqual(expect.arrayContaining(['list', 'watch', 'patch']));
  });

  test('a group that is not served answers 404 in plain text, as a real server does', async () => {
    const answer = await harness.get('/apis/nothing.example/v1');
    expect(answer.status).toBe(404);
    expect(answer.body).toMatchObject({ text: '404 page not found\n' });
  });

  test('a removed definition takes its paths, objects and watches with it', async () => {
    await harness.createKustomizations('faces', ['one']);
    const watch = await harness.watch(`${all}?watch=true&resourceVersion=${harness.kube.api.store.revision}`);
    harness.kube.faults.removeDefinition('kustomizations.kustomize.toolkit.fluxcd.io');
    expect((await nextLine(watch))?.type).toBe('DELETED');
    expect(await nextLine(watch)).toBeUndefined();
    expect((await harness.get(all)).status).toBe(404);
    expect((await harness.get('/apis/kustomize.toolkit.fluxcd.io/v1')).status).toBe(404);
  });

  test('a new definition is served at once', async () => {
    const created = await harness.ask('POST', '/apis/apiextensions.k8s.io/v1/customresourcedefinitions', {
      apiVersion: 'apiextensions.k8s.io/v1',
      kind: 'CustomResourceDefinition',
      metadata: { name: 'issuers.cert-manager.io' },
      spec: { group: 'cert-manager.io', scope: 'Namespaced', names: { kind: 'Issuer', plural: 'issuers' }, versions: [{ name: 'v1', served: true, storage: true }] },
    });
    expect(created.status).toBe(201);
    expect((await harness.get('/apis/cert-manager.io/v1/issuers')).body).toMatchObject({ kind: 'IssuerList', items: [] });
  });
});

describe('errors', () => {
  test('no token is anonymous (403), a wrong one is 401', async () => {
    const anonymous = await fetch(`${harness.kube.server.url}${all}`);
    expect(anonymous.status).toBe(403);
    await anonymous.text();
    expect((await harness.get(all, { authorization: 'Bearer wrong' })).body).toMatchObject({ reason: 'Unauthorized', code: 401 });
    expect((await harness.get('/version', { authorization: 'Bearer wrong' })).status).toBe(401);
  });

  test('a viewer reads, and is refused in the words of RBAC when it writes', async () => {
    await harness.createKustomizations('faces', ['one']);
    const asViewer = { authorization: `Bearer ${tokens.viewer}` };
    expect((await harness.get(all, asViewer)).status).toBe(200);
    const refused = await harness.ask('DELETE', `${kustomizationsPath('faces')}/one`, undefined, asViewer);
    expect(refused.status).toBe(403);
    expect(refused.body['message']).toBe('kustomizations.kustomize.toolkit.fluxcd.io "one" is forbidden: User "demo-viewer" cannot delete resource "kustomizations" in API group "kustomize.toolkit.fluxcd.io" in the namespace "faces"');
    expect((await harness.get('/api/v1/secrets', asViewer)).body['message']).toBe('secrets is forbidden: User "demo-viewer" cannot list resource "secrets" in API group "" at the cluster scope');
  });

  test('a revoked token answers 401 and loses its watches', async () => {
    const watch = await harness.watch(`${all}?watch=true`, { authorization: `Bearer ${tokens.viewer}` });
    harness.kube.faults.revokeToken(tokens.viewer);
    expect(await nextLine(watch)).toBeUndefined();
    expect((await harness.get(all, { authorization: `Bearer ${tokens.viewer}` })).status).toBe(401);
  });

  test('404, 409, 405, 415 and 422 come as Status objects', async () => {
    await harness.createKustomizations('faces', ['one']);
    expect((await harness.get(`${kustomizationsPath('faces')}/none`)).body).toMatchObject({ reason: 'NotFound', message: 'kustomizations.kustomize.toolkit.fluxcd.io "none" not found', details: { name: 'none', kind: 'kustomizations' } });
    expect((await harness.ask('POST', kustomizationsPath('faces'), fluxKustomization('one'))).body).toMatchObject({ reason: 'AlreadyExists', code: 409 });
    expect((await harness.ask('POST', kustomizationsPath('nowhere'), fluxKustomization('one'))).body).toMatchObject({ reason: 'NotFound', message: 'namespaces "nowhere" not found' });
    expect((await harness.ask('PUT', kustomizationsPath('faces'), fluxKustomization('one'))).status).toBe(400);
    expect((await harness.ask('PUT', '/api/v1/namespaces/faces/configmaps', {})).status).toBe(405);
    expect((await harness.ask('PATCH', `${kustomizationsPath('faces')}/one`, {}, { 'content-type': 'text/plain' })).status).toBe(415);
    expect((await harness.ask('PATCH', `${kustomizationsPath('faces')}/one`, {}, { 'content-type': 'application/strategic-merge-patch+json' })).status).toBe(415);
    expect((await harness.ask('PATCH', `${kustomizationsPath('faces')}/one`, [{ op: 'test', path: '/spec/path', value: 'x' }], { 'content-type': 'application/json-patch+json' })).status).toBe(422);
    expect((await harness.ask('POST', kustomizationsPath('faces'), { metadata: {} })).status).toBe(422);
  });

  test('an update on an old version is a conflict and changes nothing', async () => {
    await harness.createKustomizations('faces', ['one']);
    const path = `${kustomizationsPath('faces')}/one`;
    const { body: first } = await harness.get(path);
    await harness.ask('PATCH', path, { spec: { suspend: true } }, { 'content-type': 'application/merge-patch+json' });
    const late = await harness.ask('PUT', path, first);
    expect(late.body).toMatchObject({ reason: 'Conflict', code: 409 });
    expect(valueAt((await harness.get(path)).body, 'spec', 'suspend')).toBe(true);
  });

  test('latency, refusal, stall and a closed port are what a client would see', async () => {
    harness.kube.faults.setLatency(30);
    const before = Date.now();
    await harness.get('/version');
    expect(Date.now() - before).toBeGreaterThanOrEqual(25);
    harness.kube.faults.setLatency(0);
    harness.kube.faults.stall();
    const waiting = harness.get('/version');
    harness.kube.faults.resume();
    expect((await waiting).status).toBe(200);
    const url = harness.kube.server.url;
    await harness.kube.faults.refuseConnections();
    await expect(fetch(`${url}/version`)).rejects.toThrow();
    await harness.kube.faults.acceptConnections();
    expect(harness.kube.server.url).toBe(url);
    expect((await harness.get('/version')).status).toBe(200);
  });
});

describe('lists', () => {
  test('pages show one moment, also when objects change in between', async () => {
    await harness.createKustomizations('faces', ['a1', 'a2', 'b1', 'b2', 'b3']);
    const first = await harness.get(`${all}?limit=2`);
    expect(numberAt(first.body, 'metadata', 'remainingItemCount')).toBe(3);
    await harness.ask('DELETE', `${kustomizationsPath('faces')}/b2`);
    const names: string[] = objectsAt(first.body, 'items').map((item) => textAt(item, 'metadata', 'name') ?? '');
    let token = textAt(first.body, 'metadata', 'continue') ?? '';
    while (token !== '') {
      const page = await harness.get(`${all}?limit=2&continue=${token}`);
      expect(textAt(page.body, 'metadata', 'resourceVersion')).toBe(textAt(first.body, 'metadata', 'resourceVersion'));
      names.push(...objectsAt(page.body, 'items').map((item) => textAt(item, 'metadata', 'name') ?? ''));
      token = textAt(page.body, 'metadata', 'continue') ?? '';
    }
    expect(names).toEqual(['a1', 'a2', 'b1', 'b2', 'b3']);
  });

  test('a page after compaction is 410 Expired', async () => {
    await harness.createKustomizations('faces', ['a1', 'a2']);
    const first = await harness.get(`${all}?limit=1`);
    harness.kube.faults.forgetHistory();
    const next = await harness.get(`${all}?limit=1&continue=${textAt(first.body, 'metadata', 'continue') ?? ''}`);
    expect(next.body).toMatchObject({ reason: 'Expired', code: 410 });
  });

  test.each([
    ['labelSelector=team%3Da', ['a1', 'a2']],
    ['labelSelector=team!%3Da', ['b1']],
    ['labelSelector=team%20in%20(a,b)', ['a1', 'a2', 'b1']],
    ['labelSelector=!team', []],
    ['fieldSelector=metadata.name%3Db1', ['b1']],
    ['fieldSelector=metadata.namespace!%3Dfaces', []],
  ])('selector %s', async (query, expected) => {
    await harness.createKustomizations('faces', ['a1', 'a2', 'b1']);
    const { body } = await harness.get(`${all}?${query}`);
    expect(objectsAt(body, 'items').map((item) => textAt(item, 'metadata', 'name'))).toEqual(expected);
  });

  test('a field that cannot be selected is 400', async () => {
    expect((await harness.get(`${all}?fieldSelector=spec.path%3Dx`)).status).toBe(400);
  });

  test('kubectl gets a table with the columns of the kind', async () => {
    await harness.createKustomizations('faces', ['one']);
    const { body } = await harness.get(all, { accept: 'application/json;as=Table;v=v1;g=meta.k8s.io,application/json' });
    expect(body['kind']).toBe('Table');
    expect(objectsAt(body, 'columnDefinitions').map((column) => column['name'])).toEqual(['Name', 'Age', 'Ready', 'Status']);
    expect(listAt(objectsAt(body, 'rows')[0], 'cells')).toEqual(['one', '0s', '', '']);
  });
});

describe('watches', () => {
  test('begin with the present, then tell every change, the deletion last', async () => {
    await harness.createKustomizations('faces', ['one']);
    const watch = await harness.watch(`${all}?watch=true`);
    expect(await nextLine(watch)).toMatchObject({ type: 'ADDED', object: { metadata: { name: 'one' } } });
    await harness.ask('PATCH', `${kustomizationsPath('faces')}/one`, { spec: { suspend: true } }, { 'content-type': 'application/merge-patch+json' });
    expect(await nextLine(watch)).toMatchObject({ type: 'MODIFIED', object: { spec: { suspend: true }, metadata: { generation: 2 } } });
    await harness.ask('DELETE', `${kustomizationsPath('faces')}/one`);
    expect((await nextLine(watch))?.type).toBe('DELETED');
    watch.stop();
  });

  test('continue from a version without loss or repetition', async () => {
    await harness.createKustomizations('faces', ['one']);
    const since = textAt((await harness.get(all)).body, 'metadata', 'resourceVersion') ?? '';
    await harness.ask('POST', kustomizationsPath('faces'), fluxKustomization('two'));
    const watch = await harness.watch(`${all}?watch=true&resourceVersion=${since}`);
    expect(await nextLine(watch)).toMatchObject({ type: 'ADDED', object: { metadata: { name: 'two' } } });
    await harness.ask('POST', kustomizationsPath('faces'), fluxKustomization('three'));
    expect(await nextLine(watch)).toMatchObject({ type: 'ADDED', object: { metadata: { name: 'three' } } });
    watch.stop();
  });

  test('an object that leaves the selection looks deleted', async () => {
    await harness.createKustomizations('faces', ['a1']);
    const watch = await harness.watch(`${all}?watch=true&labelSelector=team%3Da`);
    expect((await nextLine(watch))?.type).toBe('ADDED');
    await harness.ask('PATCH', `${kustomizationsPath('faces')}/a1`, { metadata: { labels: { team: 'b' } } }, { 'content-type': 'application/merge-patch+json' });
    expect((await nextLine(watch))?.type).toBe('DELETED');
    watch.stop();
  });

  test('bookmarks come each minute to those who asked', async () => {
    const watch = await harness.watch(`${all}?watch=true&allowWatchBookmarks=true`);
    await harness.clock.advance(60_000);
    expect(await nextLine(watch)).toMatchObject({ type: 'BOOKMARK', object: { kind: 'Kustomization', metadata: { resourceVersion: String(harness.kube.api.store.revision) } } });
    watch.stop();
  });

  test('sendInitialEvents marks the end of the present', async () => {
    await harness.createKustomizations('faces', ['one']);
    const watch = await harness.watch(`${all}?watch=true&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true`);
    expect((await nextLine(watch))?.type).toBe('ADDED');
    expect(await nextLine(watch)).toMatchObject({ type: 'BOOKMARK', object: { metadata: { annotations: { 'k8s.io/initial-events-end': 'true' } } } });
    watch.stop();
  });

  test('a forgotten version is a 410 error event, in open watches and in new ones', async () => {
    await harness.createKustomizations('faces', ['one']);
    const since = harness.kube.api.store.revision;
    const open = await harness.watch(`${all}?watch=true&resourceVersion=${since}`);
    harness.kube.faults.forgetHistory();
    expect(await nextLine(open)).toMatchObject({ type: 'ERROR', object: { code: 410, reason: 'Expired' } });
    expect(await nextLine(open)).toBeUndefined();
    const late = await harness.watch(`${all}?watch=true&resourceVersion=${since}`);
    expect(await nextLine(late)).toMatchObject({ type: 'ERROR', object: { code: 410 } });
    harness.kube.faults.refuseForgottenWatches('http');
    expect((await harness.get(`${all}?watch=true&resourceVersion=${since}`)).body).toMatchObject({ code: 410, reason: 'Expired' });
  });

  test('cut watches end without a word', async () => {
    const watch = await harness.watch(`${all}?watch=true`);
    harness.kube.faults.cutWatches();
    expect(await nextLine(watch)).toBeUndefined();
  });

  test('timeoutSeconds ends a watch', async () => {
    const watch = await harness.watch(`${all}?watch=true&timeoutSeconds=5`);
    await harness.clock.advance(5000);
    expect(await nextLine(watch)).toBeUndefined();
  });
});

describe('writes', () => {
  const deployments = '/apis/apps/v1/namespaces/faces/deployments';
  const deployment = {
    metadata: { name: 'web' },
    spec: { selector: { matchLabels: { app: 'web' } }, template: { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'web', image: 'web:1' }, { name: 'side', image: 'side:1' }] } } },
  };

  test('generation counts changes of the spec only; a write that changes nothing keeps the version', async () => {
    await harness.createKustomizations('faces', ['one']);
    const path = `${kustomizationsPath('faces')}/one`;
    const merge = { 'content-type': 'application/merge-patch+json' };
    const annotated = await harness.ask('PATCH', path, { metadata: { annotations: { a: 'b' } } }, merge);
    expect(numberAt(annotated.body, 'metadata', 'generation')).toBe(1);
    const again = await harness.ask('PATCH', path, { metadata: { annotations: { a: 'b' } } }, merge);
    expect(textAt(again.body, 'metadata', 'resourceVersion')).toBe(textAt(annotated.body, 'metadata', 'resourceVersion'));
    const changed = await harness.ask('PATCH', path, { spec: { path: './other' } }, merge);
    expect(numberAt(changed.body, 'metadata', 'generation')).toBe(2);
  });

  test('status is written through its subresource alone', async () => {
    await harness.createKustomizations('faces', ['one']);
    const path = `${kustomizationsPath('faces')}/one`;
    const merge = { 'content-type': 'application/merge-patch+json' };
    await harness.ask('PATCH', path, { status: { lastAppliedRevision: 'x' } }, merge);
    expect((await harness.get(path)).body['status']).toEqual({ observedGeneration: -1 });
    const patched = await harness.ask('PATCH', `${path}/status`, { spec: { path: './no' }, status: { lastAppliedRevision: 'x' } }, merge);
    expect(patched.body).toMatchObject({ spec: { path: './apps' }, status: { lastAppliedRevision: 'x' }, metadata: { generation: 1 } });
  });

  test('JSON patch adds, replaces, removes, moves and escapes', async () => {
    await harness.createKustomizations('faces', ['one']);
    const patched = await harness.ask(
      'PATCH',
      `${kustomizationsPath('faces')}/one`,
      [
        { op: 'add', path: '/metadata/annotations', value: {} },
        { op: 'add', path: '/metadata/annotations/a~1b', value: 'c' },
        { op: 'add', path: '/spec/dependsOn', value: [{ name: 'x' }] },
        { op: 'add', path: '/spec/dependsOn/-', value: { name: 'y' } },
        { op: 'remove', path: '/spec/dependsOn/0' },
        { op: 'replace', path: '/spec/interval', value: '5m' },
      ],
      { 'content-type': 'application/json-patch+json' },
    );
    expect(patched.body).toMatchObject({ metadata: { annotations: { 'a/b': 'c' } }, spec: { dependsOn: [{ name: 'y' }], interval: '5m' } });
  });

  test('strategic merge finds containers by name', async () => {
    await harness.createKustomizations('faces', []);
    await harness.ask('POST', deployments, deployment);
    const patched = await harness.ask('PATCH', `${deployments}/web`, { spec: { template: { spec: { containers: [{ name: 'web', image: 'web:2' }, { name: 'side', $patch: 'delete' }] } } } }, { 'content-type': 'application/strategic-merge-patch+json' });
    expect(valueAt(patched.body, 'spec', 'template', 'spec', 'containers')).toEqual([{ name: 'web', image: 'web:2' }]);
    expect(numberAt(patched.body, 'spec', 'replicas')).toBe(1);
  });

  test('server-side apply sets its fields, drops what it no longer applies, and leaves those of others alone', async () => {
    await harness.createKustomizations('faces', []);
    const apply = { 'content-type': 'application/apply-patch+yaml' };
    const path = `${deployments}/web?fieldManager=flux`;
    const labelled = { ...deployment, metadata: { name: 'web', labels: { tier: 'front' } } };
    expect((await harness.ask('PATCH', path, labelled, apply)).status).toBe(201);
    await harness.ask('PATCH', `${deployments}/web?fieldManager=flagger`, { spec: { replicas: 0 } }, { 'content-type': 'application/merge-patch+json' });
    const applied = await harness.ask('PATCH', path, deployment, apply);
    expect(applied.body).toMatchObject({ spec: { replicas: 0 } });
    expect(valueAt(applied.body, 'metadata', 'labels')).toBeUndefined();
    const conflicting = await harness.ask('PATCH', path, { ...deployment, spec: { ...deployment.spec, replicas: 2 } }, apply);
    expect(conflicting.body).toMatchObject({ code: 409, reason: 'Conflict', message: 'Apply failed with 1 conflict: conflict with "flagger": .spec.replicas' });
    const forced = await harness.ask('PATCH', `${path}&force=true`, { ...deployment, spec: { ...deployment.spec, replicas: 2 } }, apply);
    expect(numberAt(forced.body, 'spec', 'replicas')).toBe(2);
  });

  test('a deleted owner takes what it owns along, an orphaning one does not', async () => {
    await harness.createKustomizations('faces', ['owner', 'other']);
    for (const owner of ['owner', 'other']) {
      const uid = textAt((await harness.get(`${kustomizationsPath('faces')}/${owner}`)).body, 'metadata', 'uid') ?? '';
      await harness.ask('POST', '/api/v1/namespaces/faces/services', { metadata: { name: `of-${owner}`, ownerReferences: [{ apiVersion: 'x/v1', kind: 'X', name: owner, uid }] }, spec: { ports: [{ port: 80 }] } });
    }
    await harness.ask('DELETE', `${kustomizationsPath('faces')}/owner`);
    await harness.ask('DELETE', `${kustomizationsPath('faces')}/other?propagationPolicy=Orphan`);
    expect(objectsAt((await harness.get('/api/v1/services')).body, 'items').map((item) => textAt(item, 'metadata', 'name'))).toEqual(['of-other']);
  });

  test('finalizers hold an object until they are gone', async () => {
    await harness.createKustomizations('faces', ['one']);
    const path = `${kustomizationsPath('faces')}/one`;
    const merge = { 'content-type': 'application/merge-patch+json' };
    await harness.ask('PATCH', path, { metadata: { finalizers: ['finalizers.fluxcd.io'] } }, merge);
    expect(textAt((await harness.ask('DELETE', path)).body, 'metadata', 'deletionTimestamp')).toBeDefined();
    expect((await harness.get(path)).status).toBe(200);
    await harness.ask('PATCH', path, { metadata: { finalizers: null } }, merge);
    expect((await harness.get(path)).status).toBe(404);
  });

  test('dryRun=All answers and changes nothing', async () => {
    await harness.createKustomizations('faces', []);
    expect((await harness.ask('POST', `${kustomizationsPath('faces')}?dryRun=All`, fluxKustomization('one'))).status).toBe(201);
    expect((await harness.get(`${kustomizationsPath('faces')}/one`)).status).toBe(404);
  });
});

describe('reviews and proxy', () => {
  test('SelfSubjectAccessReview tells the viewer the truth', async () => {
    const ask = (verb: string): Promise<{ readonly body: Record<string, unknown> }> =>
      harness.ask('POST', '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews', { spec: { resourceAttributes: { verb, group: 'kustomize.toolkit.fluxcd.io', resource: 'kustomizations', namespace: 'faces' } } }, { authorization: `Bearer ${tokens.viewer}` });
    expect((await ask('list')).body).toMatchObject({ status: { allowed: true } });
    expect((await ask('patch')).body).toMatchObject({ status: { allowed: false } });
  });

  test('rights of one namespace end there', async () => {
    await harness.createKustomizations('faces', ['one']);
    harness.kube.faults.grantToken('narrow', [{ verbs: ['get', 'list', 'watch'], apiGroups: ['kustomize.toolkit.fluxcd.io'], resources: ['kustomizations'], namespaces: ['faces'] }]);
    const narrow = { authorization: 'Bearer narrow' };
    expect((await harness.get(kustomizationsPath('faces'), narrow)).status).toBe(200);
    expect((await harness.get(all, narrow)).status).toBe(403);
  });

  test('the service proxy leads to the program behind a Service, 404 and 503 where there is none', async () => {
    await harness.createKustomizations('faces', []);
    const proxy = '/api/v1/namespaces/faces/services/tester:80/proxy/gate/check';
    expect((await harness.ask('POST', proxy, {})).status).toBe(404);
    await harness.ask('POST', '/api/v1/namespaces/faces/services', { metadata: { name: 'tester' }, spec: { ports: [{ port: 80 }] } });
    expect((await harness.ask('POST', proxy, {})).status).toBe(503);
    harness.kube.services.register('faces', 'tester', ({ path }) => ({ status: 202, body: `seen ${path}` }));
    expect(await harness.ask('POST', proxy, {})).toEqual({ status: 202, body: { text: 'seen /gate/check' } });
  });
});
