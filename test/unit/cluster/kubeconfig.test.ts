// How kubeconfig files are found, merged and judged.
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { describeKubeconfigProblem, readKubeconfig, resolveContext, type KubeconfigEnvironment } from '../../../client/src/cluster/kubeconfig.ts';

const home = '/home/ada';

function environment(files: Readonly<Record<string, string>>, more: Partial<KubeconfigEnvironment> = {}): KubeconfigEnvironment {
  return {
    settingPath: '',
    env: {},
    homeDirectory: home,
    pathDelimiter: ':',
    readFile(path) {
      const text = files[path];
      return text === undefined ? Promise.reject(Object.assign(new Error(`no such file ${path}`), { code: 'ENOENT' })) : Promise.resolve(text);
    },
    ...more,
  };
}

function config(names: readonly string[], current = '', extra = ''): string {
  return [
    'apiVersion: v1',
    'kind: Config',
    ...(current === '' ? [] : [`current-context: ${current}`]),
    'clusters:',
    ...names.map((name) => `- {name: ${name}, cluster: {server: "https://${name}.example:6443/", certificate-authority: ca/${name}.crt}}`),
    'users:',
    ...names.map((name) => `- {name: ${name}, user: {token: secret-${name}}}`),
    'contexts:',
    ...names.map((name) => `- {name: ${name}, context: {cluster: ${name}, user: ${name}, namespace: apps}}`),
    extra,
  ].join('\n');
}

describe('which files are read', () => {
  test('without setting and KUBECONFIG the file in the home directory counts', async () => {
    const kubeconfig = await readKubeconfig(environment({ [join(home, '.kube/config')]: config(['a', 'b'], 'b') }));
    expect(kubeconfig.contexts.map((context) => context.name)).toEqual(['a', 'b']);
    expect(kubeconfig.currentContext).toBe('b');
    expect(kubeconfig.problems).toEqual([]);
  });

  test('KUBECONFIG lists several files; the first one to define a name wins, missing files are skipped', async () => {
    const files = { '/one': config(['a'], ''), '/two': config(['a', 'b'], 'b').replace('https://a.example', 'https://other.example') };
    const kubeconfig = await readKubeconfig(environment(files, { env: { KUBECONFIG: '/one:/gone::/two' } }));
    expect(kubeconfig.contexts.map((context) => [context.name, context.file])).toEqual([
      ['a', '/one'],
      ['b', '/two'],
    ]);
    expect(kubeconfig.clusters[0]?.server).toBe('https://a.example:6443');
    expect(kubeconfig.currentContext).toBe('b');
    expect(kubeconfig.problems).toEqual([]);
    expect(kubeconfig.files).toEqual(['/one', '/gone', '/two']);
  });

  test('the setting beats KUBECONFIG and may begin with ~', async () => {
    const kubeconfig = await readKubeconfig(environment({ [join(home, 'mine')]: config(['mine']), '/one': config(['a']) }, { settingPath: '~/mine', env: { KUBECONFIG: '/one' } }));
    expect(kubeconfig.contexts.map((context) => context.name)).toEqual(['mine']);
  });

  test('relative paths belong to the folder of their file', async () => {
    const exec = '- {name: plugin, user: {tokenFile: t, exec: {command: ./bin/login, args: [x], env: [{name: A, value: b}], apiVersion: client.authentication.k8s.io/v1}}}';
    const text = config(['a']).replace('users:', `users:\n${exec}`);
    const kubeconfig = await readKubeconfig(environment({ '/etc/kube/one': text }, { env: { KUBECONFIG: '/etc/kube/one' } }));
    expect(kubeconfig.clusters[0]?.caFile).toBe('/etc/kube/ca/a.crt');
    expect(kubeconfig.users[0]).toMatchObject({ tokenFile: '/etc/kube/t', exec: { command: '/etc/kube/bin/login', args: ['x'], env: { A: 'b' } } });
  });

  test('hundreds of contexts are only listed', async () => {
    const names = Array.from({ length: 400 }, (_, index) => `cluster-${index}`);
    const kubeconfig = await readKubeconfig(environment({ [join(home, '.kube/config')]: config(names) }));
    expect(kubeconfig.contexts).toHaveLength(400);
  });
});

describe('problems are values with a sentence', () => {
  test('no file at all', async () => {
    const kubeconfig = await readKubeconfig(environment({}));
    expect(kubeconfig.contexts).toEqual([]);
    expect(kubeconfig.problems.map(describeKubeconfigProblem)).toEqual(['no kubeconfig at /home/ada/.kube/config']);
  });

  test('a file named by the setting is missing', async () => {
    const kubeconfig = await readKubeconfig(environment({}, { settingPath: '/nowhere' }));
    expect(kubeconfig.problems.map(describeKubeconfigProblem)).toEqual(['no kubeconfig at /nowhere (from the setting flightdeck.kubeconfig)']);
    const asked = await readKubeconfig(environment({}, { settingPath: '/nowhere', settingName: '--kubeconfig' }));
    expect(asked.problems.map(describeKubeconfigProblem)).toEqual(['no kubeconfig at /nowhere (from --kubeconfig)']);
  });

  test.each([
    ['tabs', 'clusters:\n\t- name: x\n'],
    ['an open bracket', 'clusters: [\n'],
    ['a list', '- a\n- b\n'],
    ['plain text', 'hello'],
    ['binary', '\u0000\u0001\u0002: ['],
    ['an unknown anchor', 'clusters: *nothing\n'],
  ])('%s is a broken file, and the other file still counts', async (_, text) => {
    const kubeconfig = await readKubeconfig(environment({ '/bad': text, '/good': config(['a'], 'a') }, { env: { KUBECONFIG: '/bad:/good' } }));
    expect(kubeconfig.problems.map((problem) => problem.type)).toEqual(['brokenFile']);
    expect(kubeconfig.contexts.map((context) => context.name)).toEqual(['a']);
  });

  test('an alias bomb ends as a problem', async () => {
    const levels = Array.from({ length: 12 }, (_, index) => `l${index}: &l${index} [${index === 0 ? 'x' : Array.from({ length: 12 }, () => `*l${index - 1}`).join(', ')}]`);
    const kubeconfig = await readKubeconfig(environment({ '/bomb': levels.join('\n') }, { env: { KUBECONFIG: '/bomb' } }));
    expect(kubeconfig.problems.map((problem) => problem.type)).toEqual(['brokenFile']);
  });

  test('an empty file and wrong types mean that there are no contexts', async () => {
    for (const text of ['', 'contexts: 5\nclusters: {a: b}\nusers: null\n', 'contexts:\n- 7\n- {context: {}}\n']) {
      const kubeconfig = await readKubeconfig(environment({ '/c': text }, { env: { KUBECONFIG: '/c' } }));
      expect(kubeconfig.problems.map((problem) => problem.type)).toEqual(['noContexts']);
    }
  });

  test('an unknown current context names those that exist', async () => {
    const kubeconfig = await readKubeconfig(environment({ '/c': config(['a', 'b'], 'zzz') }, { env: { KUBECONFIG: '/c' } }));
    expect(kubeconfig.problems.map(describeKubeconfigProblem)).toEqual(['the kubeconfig has no context `zzz`; it has a, b']);
    expect(resolveContext(kubeconfig, '')).toMatchObject({ ok: false, error: { type: 'unknownContext' } });
    expect(resolveContext(kubeconfig, 'b')).toMatchObject({ ok: true, value: { cluster: { name: 'b' }, user: { token: 'secret-b' } } });
  });

  test('a context that refers to nothing says what is missing', async () => {
    const text = config(['a'], 'a').replace('cluster: a, user: a', 'cluster: gone, user: a');
    const kubeconfig = await readKubeconfig(environment({ '/c': text }, { env: { KUBECONFIG: '/c' } }));
    const resolved = resolveContext(kubeconfig, 'a');
    expect(!resolved.ok && describeKubeconfigProblem(resolved.error)).toBe('context `a` refers to cluster `gone`, which the kubeconfig does not define');
  });

  test('a folder or a forbidden file says so', async () => {
    for (const [code, reason] of [['EISDIR', 'it is a folder'], ['EACCES', 'permission denied']] as const) {
      const readFile = () => Promise.reject(Object.assign(new Error('no'), { code }));
      const kubeconfig = await readKubeconfig(environment({}, { readFile, settingPath: '/x' }));
      expect(kubeconfig.problems.map(describeKubeconfigProblem)).toEqual([`the kubeconfig /x cannot be read: ${reason}`]);
    }
  });
});
