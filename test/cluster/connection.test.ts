// Every way into a cluster that a kubeconfig can describe, beside kubectl: both read the same file, and the server must take both for the same user.
import { execFile } from 'node:child_process';
import { chmodSync, copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { systemClock } from '../../client/src/cluster/clock.ts';
import { ClusterSession } from '../../client/src/cluster/clusterSession.ts';
import { runProgramWithNode } from '../../client/src/cluster/execCredential.ts';
import { readKubeconfig, resolveContext } from '../../client/src/cluster/kubeconfig.ts';
import { KubeConnection } from '../../client/src/cluster/kubeConnection.ts';
import { describeKubeError } from '../../client/src/cluster/kubeError.ts';
import { pods } from '../../client/src/cluster/watchedKinds.ts';
import { Account } from './harness/accounts.ts';
import { textAt, type Json } from './harness/apiClient.ts';
import type { ControlPlane } from './harness/controlPlane.ts';
import { FaultProxy } from './harness/faultProxy.ts';
import { startPrivatePlane } from './harness/privatePlane.ts';
import { startHttpProxy, startSocksProxy } from './harness/proxies.ts';
import { SessionOpener, uniqueName } from './harness/suite.ts';
import { waitUntil } from './harness/waitUntil.ts';

const run = promisify(execFile);

let folder: string;
let plane: ControlPlane;
let account: Account;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'fd-connection-'));
  mkdirSync(join(folder, 'keys'));
  await run('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '1', '-subj', '/O=certified/CN=by-certificate', '-addext', 'extendedKeyUsage=clientAuth', '-keyout', join(folder, 'keys/user.key'), '-out', join(folder, 'keys/user.crt')]);
  plane = await startPrivatePlane({ apiServerFlags: ['--client-ca-file', join(folder, 'keys/user.crt')] });
  copyFileSync(plane.info.caFile, join(folder, 'keys/ca.crt'));
  account = await Account.create(plane.api, plane.info, uniqueName('who'), { rules: [{ apiGroups: [''], resources: ['users', 'groups', 'serviceaccounts'], verbs: ['impersonate'] }, { apiGroups: ['authentication.k8s.io'], resources: ['userextras/team', 'uids'], verbs: ['impersonate'] }] });
});

afterAll(async () => {
  await plane.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** Writes a kubeconfig with one context out of the members of its cluster and user. */
function kubeconfig(cluster: Json, user: Json): string {
  const file = join(folder, `${uniqueName('config')}.json`);
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'it',
    clusters: [{ name: 'it', cluster: { server: plane.info.apiServerUrl, 'certificate-authority': 'keys/ca.crt', ...cluster } }],
    users: [{ name: 'it', user }],
    contexts: [{ name: 'it', context: { cluster: 'it', user: 'it' } }],
  };
  writeFileSync(file, JSON.stringify(config), { mode: 0o600 });
  return file;
}

/** A credential program: a shell script in a folder beside the kubeconfig. */
function program(script: string): string {
  const name = `${uniqueName('plugin')}.sh`;
  writeFileSync(join(folder, 'keys', name), `#!/bin/sh\n${script}\n`);
  chmodSync(join(folder, 'keys', name), 0o755);
  return `./keys/${name}`;
}

const exec = (command: string, more: Json = {}): Json => ({ exec: { apiVersion: 'client.authentication.k8s.io/v1', interactiveMode: 'IfAvailable', command, ...more } });

/** Prints a token as a credential program does. */
const printToken = (token: string, expiry = '') => `echo '${JSON.stringify({ apiVersion: 'client.authentication.k8s.io/v1', kind: 'ExecCredential', status: { token, ...(expiry === '' ? {} : { expirationTimestamp: expiry }) } })}'`;

async function connectionOf(file: string, env: Readonly<Record<string, string>> = {}): Promise<KubeConnection> {
  const read = await readKubeconfig({ settingPath: '', env: { KUBECONFIG: file }, homeDirectory: '/', pathDelimiter: ':', readFile: (path) => readFile(path, 'utf8') });
  const resolved = resolveContext(read, '');
  if (!resolved.ok) throw new Error(`no context in ${file}: ${resolved.error.type}`);
  return new KubeConnection(resolved.value, { clock: systemClock, env: { PATH: process.env['PATH'], ...env }, runProgram: runProgramWithNode });
}

/** Whom the server takes us for, by what it says when it refuses. */
async function ourName(file: string, env: Readonly<Record<string, string>> = {}): Promise<string> {
  const connection = await connectionOf(file, env);
  try {
    const answer = await connection.listPage(pods, { limit: 1, continueToken: '' });
    if (answer.ok) return 'somebody who may do everything';
    return answer.error.type === 'forbidden' ? (/User "([^"]*)"/.exec(answer.error.message)?.[1] ?? answer.error.message) : describeKubeError(answer.error);
  } finally {
    connection.dispose();
  }
}

/** Whom the server takes kubectl for. */
async function kubectlName(file: string, env: Readonly<Record<string, string>> = {}): Promise<string> {
  try {
    const { stdout } = await run(join(plane.info.programFolder, 'kubectl'), ['--kubeconfig', file, 'auth', 'whoami', '-o', 'json', '--request-timeout', '10s'], { env: { PATH: process.env['PATH'], HOME: folder, ...env } });
    return textAt(JSON.parse(stdout), 'status', 'userInfo', 'username');
  } catch (error) {
    return `refused: ${error instanceof Error ? error.message : String(error)}`;
  }
}

describe('beside kubectl, the server takes both for the same user', () => {
  test.each<readonly [string, () => readonly [Json, Json], () => string]>([
    ['a token', () => [{}, { token: account.token() }], () => account.userName],
    ['a token file beside the kubeconfig, which counts more than a token', () => [{}, { tokenFile: written('keys/token', account.token()), token: 'old' }], () => account.userName],
    ['a client certificate in files beside the kubeconfig', () => [{}, { 'client-certificate': 'keys/user.crt', 'client-key': 'keys/user.key' }], () => 'by-certificate'],
    ['a client certificate in the kubeconfig', () => [{}, { 'client-certificate-data': base64('keys/user.crt'), 'client-key-data': base64('keys/user.key') }], () => 'by-certificate'],
    ['an authority in the kubeconfig', () => [{ 'certificate-authority': undefined, 'certificate-authority-data': base64('keys/ca.crt') }, { token: account.token() }], () => account.userName],
    ['a certificate that nobody checks', () => [{ 'certificate-authority': undefined, 'insecure-skip-tls-verify': true }, { token: account.token() }], () => account.userName],
    ['a certificate that is held to another name', () => [{ 'tls-server-name': 'kubernetes.default.svc' }, { token: account.token() }], () => account.userName],
    ['a credential program beside the kubeconfig', () => [{}, exec(program(printToken(account.token())))], () => account.userName],
    ['a credential program that gives a certificate', () => [{}, exec(program(`cat <<'EOF'\n${JSON.stringify({ apiVersion: 'client.authentication.k8s.io/v1', kind: 'ExecCredential', status: { clientCertificateData: text('keys/user.crt'), clientKeyData: text('keys/user.key') } })}\nEOF`))], () => 'by-certificate'],
    ['a credential program with arguments and an environment of its own', () => [{}, exec(program(`[ "$1" = --for ] && ${printToken('')} | sed "s/\\"token\\":\\"\\"/\\"token\\":\\"$TOKEN_OF_MINE\\"/"`), { args: ['--for'], env: [{ name: 'TOKEN_OF_MINE', value: account.token() }] })], () => account.userName],
    ['another user whom it acts for', () => [{}, { token: account.token(), as: 'jane', 'as-groups': ['team-a', 'team-b'], 'as-uid': '7', 'as-user-extra': { team: ['red', 'blue'] } }], () => 'jane'],
  ])('%s', async (_what, parts, expected) => {
    const file = kubeconfig(...parts());
    expect(await kubectlName(file)).toBe(expected());
    expect(await ourName(file)).toBe(expected());
  });

  test('a certificate for another name is refused by both', async () => {
    const file = kubeconfig({ 'tls-server-name': 'elsewhere.example' }, { token: account.token() });
    expect(await kubectlName(file)).toContain('certificate is valid for');
    expect(await ourName(file)).toBe('the certificate is for another host name');
  });

  test('an authority of somebody else is refused by both', async () => {
    const file = kubeconfig({ 'certificate-authority': 'keys/user.crt' }, { token: account.token() });
    expect(await kubectlName(file)).toContain('certificate signed by unknown authority');
    expect(await ourName(file)).toMatch(/^the certificate (chain )?is (signed by an unknown authority|self-signed and not trusted)$/);
  });

  test('a credential program is told of the cluster, the same to the letter', async () => {
    const [ours, theirs] = [join(folder, 'told-ours'), join(folder, 'told-theirs')];
    const command = program(`printf '%s' "$KUBERNETES_EXEC_INFO" > "$TOLD"; ${printToken(account.token())}`);
    const cluster: Json = { 'tls-server-name': 'kubernetes.default.svc', extensions: [{ name: 'client.authentication.k8s.io/exec', extension: { audience: 'it', list: [1, 2] } }] };
    const file = kubeconfig(cluster, exec(command, { provideClusterInfo: true }));
    expect(await kubectlName(file, { TOLD: theirs })).toBe(account.userName);
    expect(await ourName(file, { TOLD: ours })).toBe(account.userName);
    expect(JSON.parse(readFileSync(ours, 'utf8'))).toEqual(JSON.parse(readFileSync(theirs, 'utf8')));
  });
});

describe('through proxies', () => {
  test.each([
    ['HTTP, with a login', () => startHttpProxy('me', 'p:ss')],
    ['SOCKS5', startSocksProxy],
  ] as const)('%s: of the kubeconfig', async (_what, start) => {
    const proxy = await start();
    try {
      const file = kubeconfig({ 'proxy-url': proxy.url.replace('p:ss', 'p%3Ass') }, { token: account.token() });
      expect(await kubectlName(file)).toBe(account.userName);
      const byKubectl = proxy.asked.length;
      expect(byKubectl).toBeGreaterThan(0);
      expect(await ourName(file)).toBe(account.userName);
      expect(proxy.asked.slice(byKubectl)).toEqual([new URL(plane.info.apiServerUrl).host]);
    } finally {
      await proxy.close();
    }
  });

  test('a proxy that refuses is named, and no secret of it is said', async () => {
    const proxy = await startHttpProxy('me', 'right');
    try {
      const said = await ourName(kubeconfig({ 'proxy-url': proxy.url.replace('right', 'wrong') }, { token: account.token() }));
      expect(said).toBe(`the proxy ${new URL(proxy.url).host} answered 407 Proxy Authentication Required`);
    } finally {
      await proxy.close();
    }
  });

  test('of the environment, but never for this machine', async () => {
    const proxy = await startHttpProxy('me', 'right');
    try {
      expect(await ourName(kubeconfig({}, { token: account.token() }), { HTTPS_PROXY: proxy.url })).toBe(account.userName);
      expect(proxy.asked).toEqual([]);
    } finally {
      await proxy.close();
    }
  });
});

describe('credentials that do not last', () => {
  test('a program is asked again when what it gave has run out, and not before', async () => {
    const count = join(folder, uniqueName('count'));
    const soon = new Date(Date.now() + 3000).toISOString();
    const command = program(`echo x >> ${count}; if [ "$(wc -l < ${count})" = 1 ]; then ${printToken(account.token(), soon)}; else ${printToken(account.token(), new Date(Date.now() + 3_600_000).toISOString())}; fi`);
    const connection = await connectionOf(kubeconfig({}, exec(command)));
    const asked = () => readFileSync(count, 'utf8').trim().split('\n').length;
    expect((await connection.version()).ok).toBe(true);
    expect((await connection.version()).ok).toBe(true);
    expect(asked()).toBe(1);
    await waitUntil('the first credential has run out', () => Date.now() > Date.parse(soon), { withinMs: 10_000 });
    expect((await connection.version()).ok).toBe(true);
    expect((await connection.version()).ok).toBe(true);
    expect(asked()).toBe(2);
    connection.dispose();
  });

  test('a refused credential is renewed once, and then the refusal is said', async () => {
    const count = join(folder, uniqueName('count'));
    const said = await ourName(kubeconfig({}, exec(program(`echo x >> ${count}; ${printToken('no-such-token')}`))));
    expect(said).toBe('the credentials were not accepted: Unauthorized');
    expect(readFileSync(count, 'utf8').trim().split('\n')).toHaveLength(2);
  });

  test('a program that hangs is ended with all that it has started, when the context is left', async () => {
    const pids = join(folder, uniqueName('pids'));
    const connection = await connectionOf(kubeconfig({}, exec(program(`sleep 300 &\necho $$ $! > ${pids}.new; mv ${pids}.new ${pids}; wait`))));
    const answer = connection.version();
    let started: readonly number[] = [];
    await waitUntil('it runs', () => {
      try {
        started = readFileSync(pids, 'utf8').trim().split(' ').map(Number);
      } catch {
        return false;
      }
      return started.length === 2 && started.every(isAlive);
    });
    connection.dispose();
    expect(await answer).toEqual({ ok: false, error: { type: 'cancelled' } });
    await waitUntil('nothing of it is left', () => !started.some(isAlive));
  });
});

describe('the old extension’s bugs', () => {
  test('a kubeconfig with hundreds of contexts: reading it starts no program and opens no connection, and using one contacts that one', async () => {
    const started = join(folder, uniqueName('started'));
    const contacted: string[] = [];
    const others = createServer((socket) => {
      contacted.push(`port ${socket.localPort ?? 0}`);
      socket.destroy();
    });
    await new Promise<void>((resolve) => others.listen(0, '127.0.0.1', resolve));
    const address = others.address();
    const port = address === null || typeof address === 'string' ? 0 : address.port;
    const command = join(folder, 'keys', program(`echo x >> ${started}; exit 1`).replace('./keys/', ''));
    const names = Array.from({ length: 400 }, (_, index) => `ctx-${index}`);
    const file = join(folder, uniqueName('many'));
    const config = {
      apiVersion: 'v1',
      kind: 'Config',
      'current-context': 'ctx-7',
      clusters: [...names.map((name) => ({ name, cluster: { server: `https://127.0.0.1:${port}` } })), { name: 'it', cluster: { server: plane.info.apiServerUrl, 'certificate-authority': plane.info.caFile } }],
      users: [...names.map((name) => ({ name, user: exec(command) })), { name: 'it', user: { token: account.token() } }],
      contexts: [...names.map((name) => ({ name, context: { cluster: name, user: name } })), { name: 'it', context: { cluster: 'it', user: 'it' } }],
    };
    writeFileSync(file, JSON.stringify(config));
    const read = await readKubeconfig({ settingPath: file, env: {}, homeDirectory: '/', pathDelimiter: ':', readFile: (path) => readFile(path, 'utf8') });
    expect(read.contexts).toHaveLength(401);
    const resolved = resolveContext(read, 'it');
    if (!resolved.ok) throw new Error(resolved.error.type);
    const session = new ClusterSession(new KubeConnection(resolved.value, { clock: systemClock, env: {}, runProgram: runProgramWithNode }), { timing: { clock: systemClock, random: Math.random } });
    await waitUntil('the one is answered', () => session.discovery !== undefined);
    session.dispose();
    expect(existsSync(started)).toBe(false);
    expect(contacted).toEqual([]);
    await new Promise((resolve) => others.close(resolve));
  });

  test('a slow context that answers after another was chosen changes nothing', async () => {
    const other = await startPrivatePlane();
    const slowWay = await FaultProxy.start(plane.info.apiServerUrl);
    try {
      const suspended = (name: string): Json => ({ apiVersion: 'kustomize.toolkit.fluxcd.io/v1', kind: 'Kustomization', metadata: { namespace: 'flux-system', name }, spec: { interval: '10m', prune: true, suspend: true, sourceRef: { kind: 'GitRepository', name: 'none' } } });
      await Promise.all([plane.api.apply(suspended('of-the-slow-one')), other.api.apply(suspended('of-the-other'))]);
      // Before anybody asks: it must not have answered already.
      slowWay.stall();
      const slow = await new SessionOpener(plane.info).session('admin', { server: slowWay.url });
      const told: string[] = [];
      slow.subscribe(({ type }) => told.push(type));
      await waitUntil('the slow one is asked', () => slowWay.connections > 0);
      // What the extension does when another context is chosen.
      slow.dispose();
      const chosen = await new SessionOpener(other.info).session('admin');
      await waitUntil('the other is live', () => chosen.state.type === 'live');
      const before = told.length;
      slowWay.resume();
      await waitUntil('the slow one is left', () => slowWay.connections === 0);
      expect(told).toHaveLength(before);
      expect(chosen.kustomizations.map(({ name }) => name)).toEqual(['of-the-other']);
      expect(slow.kustomizations).toEqual([]);
    } finally {
      await slowWay.close();
      await other.stop();
    }
  });
});

test('several files are merged as kubectl merges them', async () => {
  const files = mergeFolder();
  for (const list of ['a.json:none.json:sub/b.json', 'sub/b.json:a.json', 'sub/b.json', 'a.json:a.json']) {
    const KUBECONFIG = list.split(':').map((name) => join(files, name)).join(':');
    const { stdout } = await run(join(plane.info.programFolder, 'kubectl'), ['config', 'view', '--raw', '-o', 'json'], { env: { PATH: process.env['PATH'], KUBECONFIG } });
    const theirs: unknown = JSON.parse(stdout);
    const ours = await readKubeconfig({ settingPath: '', env: { KUBECONFIG }, homeDirectory: '/', pathDelimiter: ':', readFile: (path) => readFile(path, 'utf8') });
    const named = (part: string, member: string, ...keys: readonly string[]) => Object.fromEntries(namesAt(theirs, part).map(({ name, entry }) => [name, keys.map((key) => textAt(entry, member, key))]));
    expect(ours.currentContext).toBe(textAt(theirs, 'current-context'));
    expect(Object.fromEntries(ours.contexts.map((context) => [context.name, [context.cluster, context.user, context.namespace]]))).toEqual(named('contexts', 'context', 'cluster', 'user', 'namespace'));
    expect(Object.fromEntries(ours.clusters.map((cluster) => [cluster.name, [cluster.server, cluster.tlsServerName, cluster.proxyUrl]]))).toEqual(named('clusters', 'cluster', 'server', 'tls-server-name', 'proxy-url'));
    expect(Object.fromEntries(ours.users.map((user) => [user.name, [user.token, user.impersonateUser]]))).toEqual(named('users', 'user', 'token', 'as'));
  }
  // The same name twice in one file is refused by both.
  const KUBECONFIG = join(files, 'twice.json');
  await expect(run(join(plane.info.programFolder, 'kubectl'), ['config', 'view'], { env: { PATH: process.env['PATH'], KUBECONFIG } })).rejects.toThrow('duplicate name');
  const twice = await readKubeconfig({ settingPath: '', env: { KUBECONFIG }, homeDirectory: '/', pathDelimiter: ':', readFile: (path) => readFile(path, 'utf8') });
  expect(twice.problems).toEqual([{ type: 'brokenFile', file: KUBECONFIG, reason: '`clusters` names `one` twice' }]);
});

function mergeFolder(): string {
  const base = join(folder, 'merge');
  mkdirSync(join(base, 'sub'), { recursive: true });
  const cluster = (name: string, server: string, more: Json = {}) => ({ name, cluster: { server, ...more } });
  const user = (name: string, more: Json) => ({ name, user: more });
  const context = (name: string, of: string, as: string, namespace = '') => ({ name, context: { cluster: of, user: as, ...(namespace === '' ? {} : { namespace }) } });
  const write = (name: string, config: Json) => writeFileSync(join(base, name), JSON.stringify({ apiVersion: 'v1', kind: 'Config', ...config }));
  write('a.json', { clusters: [cluster('one', 'https://a1')], users: [user('one', { token: 'a' })], contexts: [context('here', 'one', 'one')] });
  write('sub/b.json', {
    'current-context': 'there',
    clusters: [cluster('one', 'https://b1', { 'proxy-url': 'http://proxy', 'tls-server-name': 'b' }), cluster('two', 'https://b2')],
    users: [user('one', { as: 'jane' }), user('two', { token: 'b' })],
    contexts: [context('here', 'two', 'two', 'apps'), context('there', 'two', 'two')],
  });
  write('twice.json', { clusters: [cluster('one', 'https://a1'), cluster('one', 'https://a2')], users: [], contexts: [] });
  return base;
}

function namesAt(config: unknown, part: string): readonly { readonly name: string; readonly entry: unknown }[] {
  const list: unknown = Reflect.get(Object(config), part);
  return Array.isArray(list) ? list.map((entry: unknown) => ({ name: textAt(entry, 'name'), entry })) : [];
}

function text(name: string): string {
  return readFileSync(join(folder, name), 'utf8');
}

function base64(name: string): string {
  return Buffer.from(text(name)).toString('base64');
}

function written(name: string, content: string): string {
  writeFileSync(join(folder, name), content);
  return name;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
