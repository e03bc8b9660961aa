// The small pure parts: waiting times, proxies of the environment, the combined state, remembered rights, untrusted JSON.
import { describe, expect, test } from 'vitest';
import { backoffDelay, connectionBackoff } from '../../../client/src/cluster/backoff.ts';
import { combineStates, type KindFault } from '../../../client/src/cluster/connectionState.ts';
import { readArray, readFlag, readNumber, readPath, readString, readStringMap } from '../../../client/src/cluster/jsonValue.ts';
import type { KubeError } from '../../../client/src/cluster/kubeError.ts';
import { readKubeEvent } from '../../../client/src/cluster/objects/kubeEvent.ts';
import { readClusterObject } from '../../../client/src/cluster/objects/clusterObject.ts';
import { slimObject } from '../../../client/src/cluster/objects/slimObject.ts';
import { readWorkload } from '../../../client/src/cluster/objects/workload.ts';
import { failure, success } from '../../../client/src/cluster/outcome.ts';
import { WriteRights } from '../../../client/src/cluster/writeRights.ts';
import { ClusterClock } from '../../../client/src/cluster/clusterClock.ts';
import { proxyFromEnvironment } from '../../../client/src/cluster/proxyFromEnvironment.ts';
import { collectionPath, objectPath } from '../../../client/src/cluster/servedKind.ts';
import { LineSplitter } from '../../../client/src/cluster/watchLines.ts';
import type { WatchState } from '../../../client/src/cluster/watchState.ts';
import { kustomizations } from './connect.ts';

test('waits double, are spread over half of their length, and are capped', () => {
  expect([1, 2, 3, 7, 8, 1000].map((tries) => backoffDelay(tries, connectionBackoff, () => 0))).toEqual([250, 500, 1000, 15_000, 15_000, 15_000]);
  expect(backoffDelay(1000, connectionBackoff, () => 0.999)).toBeLessThan(30_000);
});

describe('the proxy of the environment', () => {
  const server = new URL('https://api.prod.example:6443');
  const env = { HTTPS_PROXY: 'proxy.corp:3128', HTTP_PROXY: 'http://plain:1' };
  test.each([
    ['by the scheme of the server', server, env, 'http://proxy.corp:3128'],
    ['plain HTTP', new URL('http://api.prod.example'), env, 'http://plain:1'],
    ['lower case', server, { https_proxy: 'socks5://s:1' }, 'socks5://s:1'],
    ['none', server, {}, ''],
    ['never for this machine', new URL('https://127.0.0.1:6443'), env, ''],
    ['never for this machine (IPv6)', new URL('https://[::1]:6443'), env, ''],
    ['exempt by domain', server, { ...env, NO_PROXY: 'x, .prod.example' }, ''],
    ['exempt by host', server, { ...env, NO_PROXY: 'api.prod.example' }, ''],
    ['exempt by host and port', server, { ...env, NO_PROXY: 'api.prod.example:6443' }, ''],
    ['not exempt by another port', server, { ...env, NO_PROXY: 'api.prod.example:443' }, 'http://proxy.corp:3128'],
    ['exempt by range', new URL('https://10.1.2.3'), { ...env, NO_PROXY: '10.0.0.0/8' }, ''],
    ['outside the range', new URL('https://11.1.2.3'), { ...env, NO_PROXY: '10.0.0.0/8' }, 'http://proxy.corp:3128'],
    ['everything exempt', server, { ...env, NO_PROXY: '*' }, ''],
    ['another domain with the same end', new URL('https://evilprod.example'), { ...env, NO_PROXY: 'prod.example' }, 'http://proxy.corp:3128'],
  ])('%s', (_, url, variables, expected) => {
    expect(proxyFromEnvironment(url, variables)).toBe(expected);
  });

  const editor = { url: 'http://editor.corp:3128', noProxy: ['.intern.example'] };
  test.each([
    ['the editor’s, where the environment names none', server, {}, 'http://editor.corp:3128'],
    ['the environment’s before the editor’s', server, env, 'http://proxy.corp:3128'],
    ['exempt by the editor', new URL('https://api.intern.example'), {}, ''],
    ['the editor’s exemptions are not for the environment’s proxy', new URL('https://api.intern.example'), env, 'http://proxy.corp:3128'],
    ['exempt by the environment', server, { NO_PROXY: 'prod.example' }, ''],
    ['never for this machine', new URL('https://localhost:6443'), {}, ''],
  ])('%s', (_, url, variables, expected) => {
    expect(proxyFromEnvironment(url, variables, editor)).toBe(expected);
  });
});

describe('the clock of the cluster', () => {
  const told = (...answers: readonly (readonly [date: string | undefined, askedAt: number, answeredAt: number])[]) => {
    const clock = new ClusterClock();
    for (const [date, askedAt, answeredAt] of answers) clock.heard(date, askedAt, answeredAt);
    return clock.offsetMs;
  };
  const ours = Date.parse('2026-11-23T12:00:00Z');
  test.each([
    ['agrees', [['Mon, 23 Nov 2026 12:00:00 GMT', ours, ours + 300]], 0],
    ['is two hours ahead', [['Mon, 23 Nov 2026 14:00:00 GMT', ours, ours + 200]], 7_200_400],
    ['is three hours behind', [['Mon, 23 Nov 2026 09:00:00 GMT', ours, ours]], -10_799_500],
    ['was put right meanwhile', [['Mon, 23 Nov 2026 14:00:00 GMT', ours, ours], ['Mon, 23 Nov 2026 12:01:00 GMT', ours + 60_000, ours + 60_000]], 0],
    ['is not judged by an answer that took long', [['Mon, 23 Nov 2026 11:59:00 GMT', ours - 60_000, ours]], 0],
    ['is not judged by what is no date', [['yesterday', ours, ours], [undefined, ours, ours]], 0],
    ['does not waver', [['Mon, 23 Nov 2026 14:00:00 GMT', ours, ours], ['Mon, 23 Nov 2026 14:00:11 GMT', ours + 9000, ours + 9900]], 7_200_500],
  ] as const)('%s', (_, answers, expected) => {
    expect(told(...answers)).toBe(expected);
  });
});

describe('the state of the whole connection', () => {
  const unreachable: KubeError = { type: 'unreachable', reason: 'connection refused' };
  const stale = (since: number, tries: number, cause: KubeError = unreachable): WatchState => ({ type: 'stale', since, tries, reason: 'connection refused', cause });
  const kinds = (...states: readonly WatchState[]): readonly KindFault[] => states.map((state) => ({ served: kustomizations, state }));

  test('no kinds (no Flux) is live', () => {
    expect(combineStates([])).toEqual({ type: 'live', faults: [] });
  });
  test('one lost kind makes it stale, since the oldest truth', () => {
    expect(combineStates(kinds({ type: 'live' }, stale(20, 1), stale(10, 3)))).toEqual({ type: 'stale', since: 10, tries: 3, reason: 'connection refused', needsUser: false });
  });
  test('a fault of one kind only is a fault of that kind', () => {
    const fault = stale(10, 2, { type: 'server', status: 500, message: 'webhook' });
    expect(combineStates(kinds({ type: 'live' }, fault))).toMatchObject({ type: 'live', faults: [{ state: fault }] });
    expect(combineStates(kinds(fault))).toMatchObject({ type: 'stale' });
  });
  test('never reached', () => {
    expect(combineStates(kinds({ type: 'unreachable', tries: 4, reason: 'x', cause: unreachable }))).toMatchObject({ type: 'unreachable', tries: 4 });
  });
  test('credentials that only a person can renew', () => {
    const login: KubeError = { type: 'unauthorized', message: 'log in', canRetry: false };
    expect(combineStates(kinds({ type: 'live' }, stale(1, 1, login)))).toMatchObject({ type: 'stale', needsUser: true });
  });
  test('credentials that the server refuses are no silence of the server', () => {
    const refused: KubeError = { type: 'unauthorized', message: 'the credentials were not accepted: Unauthorized', canRetry: true };
    expect(combineStates(kinds(stale(1, 1, refused), stale(2, 1, refused)))).toMatchObject({ type: 'stale', needsUser: false, isRefused: true });
    expect(combineStates(kinds(stale(1, 1, refused), stale(2, 1)))).not.toHaveProperty('isRefused');
    expect(combineStates(kinds({ type: 'unreachable', reason: 'x', tries: 1, cause: refused }))).toMatchObject({ type: 'unreachable', isRefused: true });
  });
  test('on the way', () => {
    expect(combineStates(kinds({ type: 'connecting' }))).toEqual({ type: 'connecting' });
    expect(combineStates(kinds({ type: 'live' }, { type: 'connecting' }))).toEqual({ type: 'syncing' });
    expect(combineStates(kinds({ type: 'live' }, { type: 'syncing', received: 500 }))).toEqual({ type: 'syncing' });
  });
  test('refusals do not make it less live', () => {
    expect(combineStates(kinds({ type: 'live' }, { type: 'forbidden', verb: 'list', kind: 'Canary', message: 'no' }))).toMatchObject({ type: 'live', faults: [{}] });
  });
});

describe('rights', () => {
  /** A server that allows patches in some places; the empty name stands for all namespaces. */
  function server(allowed: readonly string[]) {
    const asked: string[] = [];
    const state = { allowed, isDown: false };
    let told = 0;
    const rights = new WriteRights(
      (served, namespace) => {
        asked.push(`${served.plural} in "${namespace}"`);
        return Promise.resolve(state.isDown ? failure({ type: 'unreachable', reason: 'x' } as const) : success({ allowed: state.allowed.includes(namespace), reason: '' }));
      },
      () => (told += 1),
    );
    return { asked, rights, state, told: () => told };
  }
  const settled = () => new Promise((resolve) => setImmediate(resolve));

  test('who may everywhere is asked about once, however many namespaces are looked at', async () => {
    const { rights, asked, told } = server(['']);
    expect(rights.mayPatch(kustomizations, 'apps')).toBe(true);
    await settled();
    expect(['apps', 'faces', 'infra'].map((namespace) => rights.mayPatch(kustomizations, namespace))).toEqual([true, true, true]);
    await settled();
    expect(asked).toEqual(['kustomizations in ""']);
    expect(told()).toBe(1);
  });

  test('for others each namespace counts, and until that is known the action is offered', async () => {
    const { rights, asked } = server(['apps']);
    expect(rights.mayPatch(kustomizations, 'faces')).toBe(true);
    await settled();
    expect(rights.mayPatch(kustomizations, 'faces')).toBe(true);
    expect(rights.mayPatch(kustomizations, 'apps')).toBe(true);
    await settled();
    expect([rights.mayPatch(kustomizations, 'faces'), rights.mayPatch(kustomizations, 'apps')]).toEqual([false, true]);
    expect(asked).toEqual(['kustomizations in ""', 'kustomizations in "faces"', 'kustomizations in "apps"']);
  });

  test('a question without an answer takes nothing away, and what is forgotten is asked again', async () => {
    const { rights, state, asked } = server([]);
    state.isDown = true;
    rights.mayPatch(kustomizations, 'apps');
    await settled();
    expect(rights.mayPatch(kustomizations, 'apps')).toBe(true);
    expect(asked).toHaveLength(1);
    state.isDown = false;
    rights.forget();
    rights.mayPatch(kustomizations, 'apps');
    await settled();
    rights.mayPatch(kustomizations, 'apps');
    await settled();
    expect(rights.mayPatch(kustomizations, 'apps')).toBe(false);
  });
});

describe('untrusted JSON', () => {
  test('readers give neutral values and never throw', () => {
    const value = { a: { b: ['x', 5], t: true, n: Number.NaN }, s: 5 };
    expect(readString(value, 's')).toBe('');
    expect(readArray(value, 'a', 'b')).toEqual(['x', 5]);
    expect(readArray(value, 'a', 'b', 'c')).toEqual([]);
    expect(readNumber(value, 'a', 'n')).toBeUndefined();
    expect(readFlag(value, 'a', 't')).toBe(true);
    expect(readPath(value, 'toString')).toBeUndefined();
    expect(readPath(value, '__proto__')).toBeUndefined();
    expect(readStringMap({ m: { k: 'v', n: 1 } }, 'm')).toEqual({ k: 'v' });
    for (const odd of [null, undefined, 5, 'x', []]) expect(readString(odd, 'a')).toBe('');
  });

  test('names are kept from breaking out of the path', () => {
    expect(objectPath(kustomizations, 'a/b', '../x?y')).toBe('/apis/kustomize.toolkit.fluxcd.io/v1/namespaces/a%2Fb/kustomizations/..%2Fx%3Fy');
    expect(collectionPath({ ...kustomizations, namespaced: false }, 'a')).toBe('/apis/kustomize.toolkit.fluxcd.io/v1/kustomizations');
  });

  test('lines are cut at line ends only', () => {
    const splitter = new LineSplitter();
    expect(splitter.push('{"a":1}\n\n{"b"')).toEqual(['{"a":1}']);
    expect(splitter.push(':2}')).toEqual([]);
    expect(splitter.push('\r\n{"c":3}\n')).toEqual(['{"b":2}\r', '{"c":3}']);
  });
});

test('events of both APIs have times and counts', () => {
  const read = (value: Readonly<Record<string, unknown>>) => {
    const object = readClusterObject({ metadata: { namespace: 'faces', name: 'e', creationTimestamp: '2026-11-23T10:00:00Z' }, ...value }, 'v1', 'Event');
    return object === undefined ? undefined : readKubeEvent(object);
  };
  const about = { apiVersion: 'flagger.app/v1beta1', kind: 'Canary', namespace: 'faces', name: 'face' };
  expect(read({ involvedObject: about, type: 'Warning', message: 'Halt', count: 3, firstTimestamp: 'f', lastTimestamp: 'l', source: { component: 'flagger' } })).toMatchObject({
    about: { group: 'flagger.app', kind: 'Canary', namespace: 'faces', name: 'face' },
    type: 'Warning',
    count: 3,
    firstSeen: 'f',
    lastSeen: 'l',
    reporter: 'flagger',
  });
  expect(read({ involvedObject: about, eventTime: 't', series: { count: 9, lastObservedTime: 's' } })).toMatchObject({ type: 'Normal', count: 9, lastSeen: 's', firstSeen: 't' });
  expect(read({})).toMatchObject({ count: 1, lastSeen: '2026-11-23T10:00:00Z' });
});

test('a slim workload reads as the whole one', () => {
  const whole = readClusterObject(
    {
      metadata: { namespace: 'faces', name: 'face', generation: 3, labels: { a: 'b' } },
      spec: { replicas: 2, template: { spec: { containers: [{ name: 'face', image: 'x:1', env: [{ name: 'A', value: 'b' }] }] } } },
      status: { observedGeneration: 3, readyReplicas: 1, updatedReplicas: 2, availableReplicas: 1 },
    },
    'apps/v1',
    'Deployment',
  );
  if (whole === undefined) throw new Error('no object');
  const view = { ...readWorkload(whole), object: undefined };
  expect(view).toMatchObject({ images: { face: 'x:1' }, desired: 2, ready: 1, updated: 2, available: 1, isObserved: true });
  const slim = slimObject(whole);
  expect({ ...readWorkload(slim), object: undefined }).toEqual(view);
  expect(JSON.stringify(slim.content)).not.toContain('env');
});
