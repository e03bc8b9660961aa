// What somebody who waits for a rollout is told, state by state.
import { checksumOf, comparePromotedConfigs, tracksSecrets } from '../../../client/src/rolloutStatus/trackedConfigs.ts';
import { describe, expect, test } from 'vitest';
import { readRolloutArguments } from '../../../client/src/rolloutStatus/rolloutArguments.ts';
import { compareWorkloads, findPutBack, foundPromotedTemplate } from '../../../client/src/flagger/putBack.ts';
import { judgeRollout, type RolloutLook } from '../../../client/src/rolloutStatus/rolloutVerdict.ts';

const workload = (image: string, more: object = {}) => ({ spec: { template: { spec: { containers: [{ name: 'app', image, ...more }] } } } });
const same = { target: workload('app:1'), primary: workload('app:1') };
const changed = { target: workload('app:2'), primary: workload('app:1') };
const judge = (look: Partial<RolloutLook>) => judgeRollout({ phase: 'Succeeded', suspended: false, workloads: same, seenRunning: false, restedIntervals: 0, ...look }).type;

describe('the verdict', () => {
  test('a Canary at rest whose target is what the primary runs is done at once', () => {
    expect(judge({})).toBe('promoted');
    expect(judge({ phase: 'Initialized' })).toBe('promoted');
  });
  test('a target that Flagger has not looked at yet is waited for, but not for ever', () => {
    expect(judge({ workloads: changed })).toBe('waiting');
    expect(judge({ workloads: changed, restedIntervals: 2 })).toBe('waiting');
    expect(judge({ workloads: changed, restedIntervals: 3 })).toBe('unknown');
  });
  test('where workloads may not be read, or differ in little things, one interval is waited out', () => {
    const unreadable = { target: undefined, primary: undefined };
    expect(judge({ workloads: unreadable })).toBe('waiting');
    expect(judge({ workloads: unreadable, restedIntervals: 1 })).toBe('promoted');
    expect(judge({ workloads: { target: workload('app:1', { env: [{ name: 'A' }] }), primary: workload('app:1') } })).toBe('waiting');
  });
  test('an old failure is given one interval for a newer version; a failure that was watched is the end', () => {
    expect(judge({ phase: 'Failed', workloads: changed })).toBe('waiting');
    expect(judge({ phase: 'Failed', workloads: changed, restedIntervals: 1 })).toBe('failed');
    expect(judge({ phase: 'Failed', workloads: changed, seenRunning: true })).toBe('failed');
  });
  test('a failed version that was put back is no failure: Flagger starts nothing and keeps the phase', () => {
    expect(judge({ phase: 'Failed', foundPromoted: true })).toBe('putBack');
    // Before Flagger has looked: it may still find another difference than the one that is seen here.
    expect(judge({ phase: 'Failed', restedIntervals: 1 })).toBe('waiting');
    expect(judge({ phase: 'Failed', restedIntervals: 3 })).toBe('failed');
    const unreadable = { target: undefined, primary: undefined };
    expect(judge({ phase: 'Failed', workloads: unreadable, foundPromoted: true })).toBe('waiting');
    expect(judge({ phase: 'Failed', workloads: unreadable, foundPromoted: true, restedIntervals: 1 })).toBe('putBack');
  });
  test.each<[string, Partial<RolloutLook>]>([
    ['a newer version than the one that Flagger found', { workloads: changed }],
    ['a ConfigMap that is not the one of the primary', { promotedConfigs: 'other' }],
    ['a Secret, of which nothing is known', { promotedConfigs: 'unknown' }],
    ['a rollout that was watched to its failure', { seenRunning: true }],
  ])('%s keeps the failure', (_, look) => {
    expect(judge({ phase: 'Failed', foundPromoted: true, restedIntervals: 1, ...look })).toBe('failed');
  });
  test.each(['Initializing', 'Waiting', 'Progressing', 'WaitingPromotion', 'Promoting', 'Finalising', 'SomethingNew', ''])('%s is no end, however long it lasts', (phase) => {
    expect(judge({ phase, seenRunning: true, restedIntervals: 100 })).toBe('waiting');
  });
  test('of a suspended or dying Canary nothing can be told', () => {
    expect(judge({ suspended: true })).toBe('unknown');
    expect(judge({ phase: 'Terminating' })).toBe('unknown');
  });
});

test('the names that Flagger gives to ConfigMaps of the primary are no difference', () => {
  const withConfig = (name: string) => workload('app:1', { envFrom: [{ configMapRef: { name } }] });
  expect(compareWorkloads({ target: withConfig('settings'), primary: withConfig('settings-primary') })).toBe('same');
  expect(compareWorkloads({ target: withConfig('settings'), primary: withConfig('other') })).toBe('otherSpec');
});

test('a target is put back when Flagger found what it promoted last, and the workloads agree', () => {
  const status = { phase: 'Failed', weight: 0, failedChecks: 0, iterations: 0, lastAppliedSpec: 'one', lastPromotedSpec: 'one' };
  expect(foundPromotedTemplate(status)).toBe(true);
  expect(foundPromotedTemplate({ ...status, lastAppliedSpec: 'two' })).toBe(false);
  expect(foundPromotedTemplate({ ...status, phase: 'Succeeded' })).toBe(false);
  // A promotion that failed: all traffic stays on the canary.
  expect(foundPromotedTemplate({ ...status, weight: 100 })).toBe(false);
  expect(findPutBack({}, status, same)).toBe('all');
  expect(findPutBack({}, status, changed)).toBeUndefined();
  expect(findPutBack({ status: { trackedConfigs: { 'configmap/a': '1' } } }, status, same)).toBe('template');
});

test('pods that are annotated otherwise are another version: Flagger watches the whole template', () => {
  const annotated = (annotations: object) => ({ spec: { template: { metadata: { annotations }, spec: {} } } });
  expect(compareWorkloads({ target: annotated({ 'kubectl.kubernetes.io/restartedAt': 'now' }), primary: annotated({ 'flagger-id': 'x' }) })).toBe('otherSpec');
  expect(compareWorkloads({ target: annotated({ a: '1' }), primary: annotated({ 'flagger-id': 'x', a: '1' }) })).toBe('same');
  expect(compareWorkloads({ target: { spec: { template: { spec: {} } } }, primary: annotated({ 'flagger-id': 'x' }) })).toBe('same');
});

describe('the command line', () => {
  const read = (...args: readonly string[]) => {
    const read = readRolloutArguments(args);
    return read.ok ? read.value : read.error;
  };
  test('as the contract has it', () => {
    expect(read('status', 'canary/face', '-n', 'faces', '--context', 'prod', '--timeout', '1h30m')).toEqual({ canary: 'face', namespace: 'faces', context: 'prod', kubeconfig: '', timeoutMs: 5_400_000, format: 'text' });
    expect(read('status', 'canary/face')).toMatchObject({ namespace: '', context: '', timeoutMs: 600_000 });
  });
  test.each([
    [[], 'takes `status canary/NAME`'],
    [['pause'], 'knows `status`, not `pause`'],
    [['status'], 'status takes exactly one canary/NAME'],
    [['status', 'deployment/face'], 'status takes exactly one canary/NAME'],
    [['status', 'canary/a', 'canary/b'], 'status takes exactly one canary/NAME'],
    [['status', 'canary/a', '--timeout', 'soon'], '--timeout takes a duration such as 10m or 90s, not `soon`'],
    [['status', 'canary/a', '--format', 'xml'], '--format takes text or json, not `xml`'],
  ])('%j is refused in words', (args, words) => {
    expect(read(...args)).toBe(words);
  });
});

describe('ConfigMaps', () => {
  test('the checksum is that of Flagger: keys sorted, as Go writes JSON', () => {
    // The two fixed ones are what `sha256sum` prints for `{}` and `null`; on real Flagger test/cluster/rolloutStatus.test.ts holds the escaping.
    expect(checksumOf({ b: '2', a: '<b> &' })).toBe(checksumOf({ a: '<b> &', b: '2' }));
    expect(checksumOf({})).toBe('44136fa355b3678a');
    expect(checksumOf(undefined)).toBe('74234e98afe7498f');
  });

  test('one that changed is waited for, and where Flagger does not see it, that is said', () => {
    const look = { phase: 'Succeeded', suspended: false, workloads: { target: undefined, primary: undefined }, changedConfigs: ['settings'], seenRunning: false };
    expect(judgeRollout({ ...look, restedIntervals: 1 })).toEqual({ type: 'waiting', why: 'ConfigMap settings changed since Flagger looked last; waiting for Flagger to see it' });
    expect(judgeRollout({ ...look, restedIntervals: 3 }).type).toBe('unknown');
    expect(judgeRollout({ ...look, seenRunning: true, restedIntervals: 0 })).toEqual({ type: 'promoted' });
  });

  test('a Secret that Flagger compares is given one interval: nothing here knows whether it changed', () => {
    const pods = { spec: { template: { spec: { containers: [{ name: 'main', image: 'web:1' }] } } } };
    const look = { phase: 'Succeeded', suspended: false, workloads: { target: pods, primary: pods }, seenRunning: false };
    expect(judgeRollout({ ...look, tracksSecrets: true, restedIntervals: 0 }).type).toBe('waiting');
    expect(judgeRollout({ ...look, tracksSecrets: true, restedIntervals: 1 })).toEqual({ type: 'promoted' });
    expect(judgeRollout({ ...look, tracksSecrets: true, seenRunning: true, restedIntervals: 0 })).toEqual({ type: 'promoted' });
    expect(judgeRollout({ ...look, restedIntervals: 0 })).toEqual({ type: 'promoted' });
  });

  test('those of the primary are the copies that Flagger makes', async () => {
    const compare = (own: string, copy: string | undefined, tracked: object = { 'configmap/a': '1' }) => {
      const held = new Map([['a', own], ...(copy === undefined ? [] : [['a-primary', copy] as const])]);
      const get = (_kind: unknown, _namespace: string, name: string) => Promise.resolve(held.has(name) ? { ok: true as const, value: { data: { key: held.get(name) ?? '' } } } : { ok: false as const, error: { type: 'notFound' as const, message: '' } });
      return comparePromotedConfigs({ get }, 'shop', { status: { trackedConfigs: tracked } });
    };
    expect(await compare('x', 'x')).toBe('same');
    expect(await compare('x', 'y')).toBe('other');
    expect(await compare('x', undefined)).toBe('unknown');
    expect(await compare('x', 'x', { 'configmap/a': '1', 'secret/b': '2' })).toBe('unknown');
    expect(await compare('x', 'y', {})).toBe('same');
  });

  test('whether it compares Secrets stands in what it tracks', () => {
    expect(tracksSecrets({ status: { trackedConfigs: { 'configmap/a': '1', 'secret/b': '2' } } })).toBe(true);
    expect(tracksSecrets({ status: { trackedConfigs: { 'configmap/secret': '1' } } })).toBe(false);
    expect(tracksSecrets({})).toBe(false);
  });
});
