// Applied is not running: what a workload's numbers and Pods mean.
import { describe, expect, test } from 'vitest';
import { readClusterObject } from '../../../client/src/cluster/objects/clusterObject.ts';
import { readPod } from '../../../client/src/cluster/objects/pod.ts';
import { readWorkload } from '../../../client/src/cluster/objects/workload.ts';
import { readWorkloadState, stateWorkloads } from '../../../client/src/flux/workloadState.ts';

interface Given {
  readonly metadata?: Readonly<Record<string, unknown>>;
  readonly spec?: Readonly<Record<string, unknown>>;
  readonly status?: Readonly<Record<string, unknown>>;
}

function object(apiVersion: string, kind: string, name: string, { metadata = {}, spec = {}, status = {} }: Given) {
  const read = readClusterObject({ metadata: { namespace: 'shop', name, generation: 2, ...metadata }, spec, status }, apiVersion, kind);
  if (read === undefined) throw new Error('no name');
  return read;
}

const labels = { 'kustomize.toolkit.fluxcd.io/name': 'apps', 'kustomize.toolkit.fluxcd.io/namespace': 'flux-system' };
const numbers = (ready: number, updated = ready) => ({ observedGeneration: 2, replicas: 2, readyReplicas: ready, updatedReplicas: updated, availableReplicas: ready });
const deployment = (given: Given = {}) => readWorkload(object('apps/v1', 'Deployment', 'web', { metadata: { labels }, ...given, spec: { replicas: 2, template: { spec: { containers: [{ name: 'web', image: 'shop/web:2' }] } }, ...given.spec } }));
const pod = (status: Readonly<Record<string, unknown>>, name = 'web-5d4f-x') =>
  readPod(object('v1', 'Pod', name, { metadata: { labels: { 'pod-template-hash': '5d4f' }, ownerReferences: [{ kind: 'ReplicaSet', name: 'web-5d4f', controller: true }] }, status }));
const container = (state: object, more: object = {}) => ({ containerStatuses: [{ name: 'web', image: 'shop/web:2', restartCount: 0, state, ...more }] });

describe('numbers', () => {
  test('all ready', () => expect(readWorkloadState(deployment({ status: numbers(2) }), [])).toEqual({ state: 'ready', sentence: '' }));
  test('some of the newest template still missing', () => expect(readWorkloadState(deployment({ status: { ...numbers(2), updatedReplicas: 1 } }), [])).toEqual({ state: 'reconciling', sentence: 'rolling out, 2 of 2 ready' }));
  test('a spec that the controller has not seen is not running yet', () => expect(readWorkloadState(deployment({ status: { ...numbers(2), observedGeneration: 1 } }), []).state).toBe('reconciling'));
  test('scaled to 0, as Flagger leaves its target', () => expect(readWorkloadState(deployment({ spec: { replicas: 0 }, status: { observedGeneration: 2 } }), [])).toEqual({ state: 'ready', sentence: 'scaled to 0' }));
  test('paused', () => expect(readWorkloadState(deployment({ spec: { paused: true }, status: numbers(1) }), []).state).toBe('suspended'));
  test('a deadline that has passed is no running rollout', () => {
    const status = { ...numbers(1), conditions: [{ type: 'Progressing', status: 'False', reason: 'ProgressDeadlineExceeded', message: 'ReplicaSet "web-5d4f" has timed out progressing.' }] };
    expect(readWorkloadState(deployment({ status }), [])).toEqual({ state: 'failed', sentence: 'stuck, 1 of 2 ready: ReplicaSet "web-5d4f" has timed out progressing.' });
  });
  test('Pods that a quota forbids', () => {
    const status = { ...numbers(0), conditions: [{ type: 'ReplicaFailure', status: 'True', reason: 'FailedCreate', message: 'pods "web" is forbidden: exceeded quota' }] };
    expect(readWorkloadState(deployment({ status }), []).sentence).toContain('exceeded quota');
  });
  test('a DaemonSet counts nodes', () => {
    const live = readWorkload(object('apps/v1', 'DaemonSet', 'agent', { metadata: { labels }, status: { observedGeneration: 2, desiredNumberScheduled: 3, numberReady: 2, updatedNumberScheduled: 3, numberAvailable: 2 } }));
    expect(readWorkloadState(live, [])).toEqual({ state: 'reconciling', sentence: 'rolling out, 2 of 3 ready' });
  });
});

describe('Pods that do not become ready', () => {
  const stuck = (...pods: readonly ReturnType<typeof pod>[]) => readWorkloadState(deployment({ status: numbers(1) }), pods).sentence;
  test('an image that cannot be pulled', () => expect(stuck(pod(container({ waiting: { reason: 'ImagePullBackOff', message: 'Back-off' } })))).toBe('stuck, 1 of 2 ready: image shop/web:2 cannot be pulled (ImagePullBackOff)'));
  test('a container that ends again and again', () => {
    expect(stuck(pod(container({ waiting: { reason: 'CrashLoopBackOff' } }, { restartCount: 5, lastState: { terminated: { exitCode: 1, reason: 'Error' } } })))).toBe('stuck, 1 of 2 ready: web ends again and again (CrashLoopBackOff, 5 restarts, exit code 1)');
  });
  test('one that needs more memory', () => expect(stuck(pod(container({ waiting: { reason: 'CrashLoopBackOff' } }, { restartCount: 1, lastState: { terminated: { exitCode: 137, reason: 'OOMKilled' } } })))).toContain('needs more memory than its limit (OOMKilled, 1 restart)'));
  test('a Secret that is not there', () => expect(stuck(pod(container({ waiting: { reason: 'CreateContainerConfigError', message: 'secret "db" not found' } })))).toContain('web cannot be made: secret "db" not found'));
  test('no node', () => expect(stuck(pod({ conditions: [{ type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message: '0/3 nodes are available: 3 Insufficient cpu.' }] }))).toBe('stuck, 1 of 2 ready: no node takes its Pod (0/3 nodes are available: 3 Insufficient cpu)'));
  test('one that only starts is no trouble', () => expect(readWorkloadState(deployment({ status: numbers(1) }), [pod(container({ waiting: { reason: 'ContainerCreating' } }))]).state).toBe('reconciling'));
  test('old Pods in trouble do not matter once all is complete', () => expect(readWorkloadState(deployment({ status: numbers(2) }), [pod(container({ waiting: { reason: 'CrashLoopBackOff' } }))]).state).toBe('ready'));
});

describe('whose a workload is', () => {
  test('by the labels of Flux, and its Pods by the name of the ReplicaSet', () => {
    const [view] = stateWorkloads([deployment({ status: numbers(1) })], [pod(container({ waiting: { reason: 'ErrImagePull' } })), pod(container({ waiting: { reason: 'CrashLoopBackOff' } }), 'other')]);
    expect(view).toMatchObject({ owner: { kind: 'Kustomization', namespace: 'flux-system', name: 'apps' }, state: 'failed' });
    expect(view?.sentence).toContain('ErrImagePull');
  });
  test('what a chart brought, what Flagger made, and nobody\'s', () => {
    const helm = deployment({ metadata: { labels: { ...labels, 'helm.toolkit.fluxcd.io/name': 'podinfo', 'helm.toolkit.fluxcd.io/namespace': 'shop' } }, status: numbers(2) });
    const primary = deployment({ metadata: { labels, ownerReferences: [{ kind: 'Canary', name: 'web', controller: true }] }, status: numbers(2) });
    expect(stateWorkloads([helm, primary, deployment({ metadata: {}, status: numbers(2) })], []).map(({ owner }) => owner)).toEqual([
      { kind: 'HelmRelease', namespace: 'shop', name: 'podinfo' },
      { kind: 'Canary', namespace: 'shop', name: 'web' },
    ]);
  });
});
