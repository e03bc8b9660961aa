// The API client against a scripted server: every sort of answer becomes the right typed value, credentials are renewed once.
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { systemClock } from '../../../client/src/cluster/clock.ts';
import { runProgramWithNode, type RunProgram } from '../../../client/src/cluster/execCredential.ts';
import { KubeConnection } from '../../../client/src/cluster/kubeConnection.ts';
import { describeKubeError } from '../../../client/src/cluster/kubeError.ts';
import { listOf, ScriptedApiServer, status } from '../../harness/scriptedApiServer.ts';
import { until } from '../../harness/manualClock.ts';
import { connect, contextFor, kustomization, kustomizations, noProgram } from './connect.ts';

let server: ScriptedApiServer;

beforeEach(async () => {
  server = await ScriptedApiServer.start();
});
afterEach(() => server.stop());

describe('requests', () => {
  test('one object is read at its path', async () => {
    server.reply = () => ({ status: 200, json: kustomization('apps', '5') });
    const answer = await connect(server.url).get(kustomizations, 'flux-system', 'apps');
    expect(answer).toMatchObject({ ok: true, value: { metadata: { name: 'apps' } } });
    expect(server.requests[0]).toMatchObject({ method: 'GET', path: '/apis/kustomize.toolkit.fluxcd.io/v1/namespaces/flux-system/kustomizations/apps' });
  });

  test('many at once are no leak to Node, and end with their connection', async () => {
    const warnings: string[] = [];
    const hear = (warning: Error) => void warnings.push(warning.name);
    process.on('warning', hear);
    server.reply = () => 'silence';
    const connection = connect(server.url);
    const answers = Array.from({ length: 30 }, (_, index) => connection.get(kustomizations, 'flux-system', `apps-${index}`));
    await until('all of them are asked', () => server.requests.length === 30);
    connection.dispose();
    expect(await Promise.all(answers)).toEqual(Array.from({ length: 30 }, () => ({ ok: false, error: { type: 'cancelled' } })));
    process.off('warning', hear);
    expect(warnings).toEqual([]);
  });

  test('a prefix in the server address is kept', async () => {
    server.reply = () => ({ status: 200, json: { gitVersion: 'v1.36.3' } });
    expect(await connect(`${server.url}/k8s/clusters/c-1`).version()).toEqual({ ok: true, value: { gitVersion: 'v1.36.3' } });
    expect(server.requests[0]?.path).toBe('/k8s/clusters/c-1/version');
  });

  test('a merge patch says its type and carries its body', async () => {
    server.reply = () => ({ status: 200, json: kustomization('apps', '6') });
    const patch = { metadata: { annotations: { 'reconcile.fluxcd.io/requestedAt': 'now' } } };
    await connect(server.url).mergePatch(kustomizations, 'flux-system', 'apps', patch);
    expect(server.requests[0]).toMatchObject({ method: 'PATCH', body: JSON.stringify(patch) });
    expect(server.requests[0]?.headers['content-type']).toBe('application/merge-patch+json');
  });

  test('a JSON patch says its type', async () => {
    server.reply = () => ({ status: 200, json: kustomization('apps', '6') });
    await connect(server.url).jsonPatch(kustomizations, 'flux-system', 'apps', [{ op: 'replace', path: '/spec/suspend', value: true }]);
    expect(server.requests[0]?.headers['content-type']).toBe('application/json-patch+json');
    expect(server.requests[0]?.body).toBe('[{"op":"replace","path":"/spec/suspend","value":true}]');
  });

  test('pages carry limit, continue token and selectors', async () => {
    server.reply = (request) => (request.query.get('continue') === null ? listOf([kustomization('a', '1')], '9', 'next one/+') : listOf([kustomization('b', '2')], '9'));
    const connection = connect(server.url);
    const first = await connection.listPage(kustomizations, { limit: 1, continueToken: '' }, { labelSelector: 'a=b,c!=d' });
    expect(first).toMatchObject({ ok: true, value: { continueToken: 'next one/+', resourceVersion: '9' } });
    await connection.listPage(kustomizations, { limit: 1, continueToken: 'next one/+' });
    expect(server.requests.map((request) => [request.query.get('limit'), request.query.get('continue'), request.query.get('labelSelector')])).toEqual([
      ['1', null, 'a=b,c!=d'],
      ['1', 'next one/+', null],
    ]);
  });

  test('access reviews ask about the kind and read the verdict', async () => {
    server.reply = () => ({ status: 201, json: { status: { allowed: false, reason: 'no RBAC policy matched' } } });
    expect(await connect(server.url).reviewAccess('patch', kustomizations, 'apps', '')).toEqual({ ok: true, value: { allowed: false, reason: 'no RBAC policy matched' } });
    expect(JSON.parse(server.requests[0]?.body ?? '')).toMatchObject({
      kind: 'SelfSubjectAccessReview',
      spec: { resourceAttributes: { verb: 'patch', group: 'kustomize.toolkit.fluxcd.io', resource: 'kustomizations', namespace: 'apps' } },
    });
  });

  test('discovery puts the preferred version first and leaves sub-resources out', async () => {
    server.reply = (request) =>
      request.path === '/apis'
        ? { status: 200, json: { groups: [{ name: 'flagger.app', versions: [{ version: 'v1alpha3' }, { version: 'v1beta1' }], preferredVersion: { version: 'v1beta1' } }, { name: 5 }, null] } }
        : { status: 200, json: { resources: [{ name: 'canaries', kind: 'Canary', namespaced: true }, { name: 'canaries/status', kind: 'Canary', namespaced: true }, {}] } };
    const connection = connect(server.url);
    const groups = await connection.listGroups();
    expect(groups.ok && groups.value[0]).toEqual({ group: 'flagger.app', versions: ['v1beta1', 'v1alpha3'] });
    expect(await connection.listKinds('flagger.app', 'v1beta1')).toEqual({ ok: true, value: [{ group: 'flagger.app', version: 'v1beta1', kind: 'Canary', plural: 'canaries', namespaced: true }] });
  });

  test('a service behind the proxy may answer an error of its own', async () => {
    server.reply = () => ({ status: 403, text: 'gate is closed' });
    const answer = await connect(server.url).proxyService({ namespace: 'test', service: 'loadtester', port: '80', path: '/gate/check', method: 'POST', body: '{}' });
    expect(answer).toEqual({ ok: true, value: { status: 403, body: 'gate is closed' } });
    expect(server.requests[0]?.path).toBe('/api/v1/namespaces/test/services/loadtester%3A80/proxy/gate/check');
  });

  test('events are asked for by object', async () => {
    server.reply = () => listOf([{ message: 'New revision detected!' }], '3');
    const events = await connect(server.url).listEvents({ group: 'flagger.app', kind: 'Canary', namespace: 'faces', name: 'face' });
    expect(events.ok && events.value).toHaveLength(1);
    expect(server.requests[0]?.query.get('fieldSelector')).toBe('involvedObject.kind=Canary,involvedObject.name=face');
  });
});

describe('errors keep the words of the server', () => {
  const get = () => connect(server.url).get(kustomizations, 'flux-system', 'apps');

  test.each([
    [403, 'Forbidden', { type: 'forbidden', verb: 'get', kind: 'Kustomization' }],
    [404, 'NotFound', { type: 'notFound' }],
    [409, 'Conflict', { type: 'conflict' }],
    [410, 'Expired', { type: 'gone' }],
    [422, 'Invalid', { type: 'server', status: 422 }],
    [500, 'InternalError', { type: 'server', status: 500 }],
  ])('%i', async (code, reason, expected) => {
    server.reply = () => ({ status: code, json: status(code, reason, 'the very sentence') });
    expect(await get()).toMatchObject({ ok: false, error: { ...expected, message: 'the very sentence' } });
  });

  test('429 keeps the pause that the server asks for', async () => {
    server.reply = () => ({ status: 429, json: status(429, 'TooManyRequests', 'slow down', { retryAfterSeconds: 7 }) });
    expect(await get()).toMatchObject({ ok: false, error: { type: 'server', status: 429, retryAfterMs: 7000 } });
  });

  test('an HTML page of a proxy is not shown', async () => {
    server.reply = () => ({ status: 502, text: '<html><body>Bad gateway</body></html>' });
    expect(await get()).toEqual({ ok: false, error: { type: 'server', status: 502, message: 'the server answered 502' } });
  });

  test('a web site instead of an API server is named as that', async () => {
    server.reply = () => ({ status: 200, text: '<html>' });
    const answer = await get();
    expect(!answer.ok && describeKubeError(answer.error)).toContain('is this the address of a Kubernetes API server?');
  });

  test('a closed port is connection refused', async () => {
    await server.stop();
    expect(await get()).toEqual({ ok: false, error: { type: 'unreachable', reason: 'connection refused' } });
  });

  test('a connection that is cut before the answer', async () => {
    server.reply = () => 'cut';
    expect(await get()).toEqual({ ok: false, error: { type: 'unreachable', reason: 'connection reset' } });
  });

  test('a server that never answers', async () => {
    server.reply = () => 'silence';
    const connection = connect(server.url);
    expect(await connection.get(kustomizations, 'a', 'b', { timeoutMs: 30 })).toMatchObject({ ok: false, error: { type: 'unreachable' } });
  });

  test('a proxy that the editor’s settings name is used, and named when it is not there', async () => {
    const port = new URL(server.url).port;
    await server.stop();
    const connection = new KubeConnection(contextFor('https://api.prod.example:6443'), { clock: systemClock, env: {}, runProgram: noProgram, editorProxy: { url: `http://127.0.0.1:${port}`, noProxy: [] } });
    const answer = await connection.version();
    connection.dispose();
    expect(answer.ok ? '' : describeKubeError(answer.error)).toContain(`127.0.0.1:${port}`);
  });

  test('an address that is none', async () => {
    expect(await connect('::::').version()).toMatchObject({ ok: false, error: { type: 'unreachable', reason: '`::::` is no valid server address' } });
    expect(await connect('ftp://x').version()).toMatchObject({ ok: false, error: { type: 'unreachable' } });
  });

  test('a cancelled request and a closed connection answer cancelled', async () => {
    server.reply = () => 'silence';
    const connection = connect(server.url);
    const controller = new AbortController();
    const first = connection.get(kustomizations, 'a', 'b', { signal: controller.signal });
    await until('the request arrived', () => server.requests.length === 1);
    controller.abort();
    expect(await first).toEqual({ ok: false, error: { type: 'cancelled' } });
    const second = connection.get(kustomizations, 'a', 'b');
    await until('the request arrived', () => server.requests.length === 2);
    connection.dispose();
    expect(await second).toEqual({ ok: false, error: { type: 'cancelled' } });
    expect(await connection.version()).toEqual({ ok: false, error: { type: 'cancelled' } });
    await until('no socket is left', () => server.openSockets === 0);
  });
});

describe('credentials', () => {
  test('a token is sent, and impersonation with all groups', async () => {
    server.reply = () => ({ status: 200, json: {} });
    await connect(server.url, { token: 'abc', impersonateUser: 'jo', impersonateGroups: ['g1', 'g2'] }).version();
    expect(server.requests[0]?.headers).toMatchObject({ authorization: 'Bearer abc', 'impersonate-user': 'jo', 'impersonate-group': 'g1, g2' });
  });

  test('user and password become basic authentication', async () => {
    server.reply = () => ({ status: 200, json: {} });
    await connect(server.url, { username: 'jo', password: 'pä' }).version();
    expect(server.requests[0]?.headers['authorization']).toBe(`Basic ${Buffer.from('jo:pä').toString('base64')}`);
  });

  const credential = (token: string) => JSON.stringify({ apiVersion: 'client.authentication.k8s.io/v1', kind: 'ExecCredential', status: { token } });
  const exec = { apiVersion: 'client.authentication.k8s.io/v1', command: 'login', args: ['--now'], env: { REGION: 'north' }, installHint: 'Install it from the moon.', provideClusterInfo: true, interactiveMode: 'IfAvailable' };

  test('401 asks the credential program once more, and many requests at once run it once', async () => {
    const runs: string[] = [];
    const runProgram: RunProgram = (command, args, env) => {
      runs.push(`${command} ${args.join(' ')} ${env['REGION'] ?? ''} ${env['KUBERNETES_EXEC_INFO']?.includes(server.url) === true ? 'knows the cluster' : ''}`);
      return Promise.resolve({ exitCode: 0, stdout: credential(`token-${runs.length}`), stderr: '', failure: '' });
    };
    server.reply = (request) => (request.headers['authorization'] === 'Bearer token-1' ? { status: 401, json: status(401, 'Unauthorized', 'Unauthorized') } : { status: 200, json: { gitVersion: 'v1' } });
    const connection = connect(server.url, { exec }, { runProgram });
    const answers = await Promise.all([connection.version(), connection.version(), connection.version()]);
    expect(answers.every((answer) => answer.ok)).toBe(true);
    expect(runs).toEqual(['login --now north knows the cluster', 'login --now north knows the cluster']);
  });

  test('401 again is said, with the words of the server', async () => {
    server.reply = () => ({ status: 401, json: status(401, 'Unauthorized', 'token expired') });
    expect(await connect(server.url, { token: 'old' }).version()).toEqual({ ok: false, error: { type: 'unauthorized', message: 'token expired', canRetry: true } });
    expect(server.requests).toHaveLength(2);
  });

  test('a watch is renewed too', async () => {
    server.reply = (request) => (request.headers['authorization'] === 'Bearer token-1' ? { status: 401, json: status(401, 'Unauthorized', 'no') } : 'watch');
    let count = 0;
    const runProgram: RunProgram = () => Promise.resolve({ exitCode: 0, stdout: credential(`token-${++count}`), stderr: '', failure: '' });
    const controller = new AbortController();
    const connection = connect(server.url, { exec }, { runProgram });
    let opened = false;
    const ended = connection.watch(kustomizations, { resourceVersion: '1', serverTimeoutSeconds: 10, signal: controller.signal, onOpen: () => (opened = true), onLine: () => true });
    await server.nextWatch();
    await until('the watch is open', () => opened);
    controller.abort();
    expect(await ended).toEqual({ ok: false, error: { type: 'cancelled' } });
    connection.dispose();
  });

  test.each([
    ['is not installed', { exitCode: undefined, stdout: '', stderr: '', failure: 'ENOENT' }, 'the credential program `login` is not installed: Install it from the moon.'],
    ['fails', { exitCode: 3, stdout: '', stderr: 'warn\nyou must log in first\n', failure: '' }, 'the credential program `login` failed with exit code 3: you must log in first'],
    ['prints nonsense', { exitCode: 0, stdout: 'hello', stderr: '', failure: '' }, 'the credential program `login` did not print an ExecCredential'],
    ['speaks another version', { exitCode: 0, stdout: JSON.stringify({ apiVersion: 'client.authentication.k8s.io/v1alpha1', kind: 'ExecCredential', status: { token: 't' } }), stderr: '', failure: '' }, 'the credential program `login` answered in `client.authentication.k8s.io/v1alpha1`, the kubeconfig asks for `client.authentication.k8s.io/v1`'],
    ['gives nothing', { exitCode: 0, stdout: JSON.stringify({ apiVersion: 'client.authentication.k8s.io/v1', kind: 'ExecCredential', status: {} }), stderr: '', failure: '' }, 'the credential program `login` gave neither a token nor a certificate'],
    ['hangs', { exitCode: undefined, stdout: '', stderr: '', failure: 'timeout' }, 'the credential program `login` gave no answer in 60 s'],
  ])('a program that %s is a sentence, and nothing is contacted', async (_, end, message) => {
    const answer = await connect(server.url, { exec }, { runProgram: () => Promise.resolve(end) }).version();
    expect(answer).toEqual({ ok: false, error: { type: 'unauthorized', message, canRetry: false } });
    expect(server.requests).toEqual([]);
  });

  test('an expired credential is renewed before the request', async () => {
    let count = 0;
    const runProgram: RunProgram = () => {
      count += 1;
      const stdout = JSON.stringify({ apiVersion: 'client.authentication.k8s.io/v1', kind: 'ExecCredential', status: { token: `t${count}`, expirationTimestamp: count === 1 ? '2020-01-01T00:00:00Z' : '2099-01-01T00:00:00Z' } });
      return Promise.resolve({ exitCode: 0, stdout, stderr: '', failure: '' });
    };
    server.reply = () => ({ status: 200, json: {} });
    const connection = connect(server.url, { exec }, { runProgram });
    await connection.version();
    await connection.version();
    await connection.version();
    expect(server.requests.map((request) => request.headers['authorization'])).toEqual(['Bearer t1', 'Bearer t2', 'Bearer t2']);
  });

  test('a real program is run without a shell, and a missing one is told', async () => {
    server.reply = () => ({ status: 200, json: {} });
    const script = `process.stdout.write(JSON.stringify({apiVersion:'client.authentication.k8s.io/v1',kind:'ExecCredential',status:{token:JSON.parse(process.env.KUBERNETES_EXEC_INFO).kind+process.argv[1]}}))`;
    const real = { ...exec, command: process.execPath, args: ['-e', script, '$HOME;x'] };
    await connect(server.url, { exec: real }, { runProgram: runProgramWithNode }).version();
    expect(server.requests[0]?.headers['authorization']).toBe('Bearer ExecCredential$HOME;x');
    const gone = await connect(server.url, { exec: { ...exec, command: '/no/such/program' } }, { runProgram: runProgramWithNode }).version();
    expect(!gone.ok && describeKubeError(gone.error)).toContain('`/no/such/program` is not installed');
    const bad = await connect(server.url, { exec: { ...exec, command: process.execPath, args: ['-e', 'console.error("no session");process.exit(4)'] } }, { runProgram: runProgramWithNode }).version();
    expect(!bad.ok && describeKubeError(bad.error)).toContain('failed with exit code 4: no session');
  });

  test('a program that is not wanted any more is not waited for, even if something of it lives on and holds its output', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'flightdeck-'));
    const pidFile = join(folder, 'pid');
    const code = `const { pid } = require('child_process').spawn('sleep', ['600'], { detached: true, stdio: 'inherit' });
      require('fs').writeFileSync(${JSON.stringify(`${pidFile}.new`)}, String(pid));
      require('fs').renameSync(${JSON.stringify(`${pidFile}.new`)}, ${JSON.stringify(pidFile)});
      setInterval(() => undefined, 1000);`;
    const ending = new AbortController();
    const end = runProgramWithNode(process.execPath, ['-e', code], process.env, 60_000, ending.signal);
    await until('the grandchild runs', () => existsSync(pidFile));
    ending.abort();
    try {
      expect(await end).toMatchObject({ exitCode: undefined, failure: 'cancelled' });
    } finally {
      process.kill(Number(await readFile(pidFile, 'utf8')), 'SIGKILL');
      await rm(folder, { recursive: true });
    }
  });

  test('a program that the system refuses to start is told, not thrown', async () => {
    const end = await runProgramWithNode(process.execPath, ['x'.repeat(4_000_000)], {}, 60_000, new AbortController().signal);
    expect(end).toMatchObject({ exitCode: undefined, failure: 'E2BIG' });
  });

  test('a token file is read, and again after 401', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'flightdeck-token-'));
    const tokenFile = join(folder, 'token');
    await writeFile(tokenFile, 'first\n');
    server.reply = (request) => (request.headers['authorization'] === 'Bearer first' ? { status: 401, json: status(401, 'Unauthorized', 'old') } : { status: 200, json: {} });
    const connection = connect(server.url, { tokenFile });
    expect((await connection.version()).ok).toBe(false);
    await writeFile(tokenFile, 'second\n');
    expect((await connection.version()).ok).toBe(true);
    await rm(folder, { recursive: true });
    const gone = await connect(server.url, { tokenFile }).version();
    expect(gone).toMatchObject({ ok: false, error: { type: 'unauthorized' } });
  });

  test('a certificate file that is missing is told without contact', async () => {
    const answer = await connect(server.url, { certFile: '/no/such.crt', keyFile: '/no/such.key' }).version();
    expect(!answer.ok && describeKubeError(answer.error)).toContain('/no/such.crt');
    expect(server.requests).toEqual([]);
  });
});
