/** The demo's controllers print what they do as the real ones, and the logs of their Pods can be had as from a real API server. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { describeKubeError } from '../../../client/src/cluster/kubeError.ts';
import { readString } from '../../../client/src/cluster/jsonValue.ts';
import { pods } from '../../../client/src/cluster/watchedKinds.ts';
import { controllerOf, linesAbout, type LogSubject } from '../../../client/src/flux/controllerLog.ts';
import { PodLogs } from '../../../client/src/demo/kubeApi/podLogs.ts';
import { startDemoSession, type RunningDemo } from '../../harness/demoSession.ts';

describe('in the demo', () => {
  let running: RunningDemo;
  beforeAll(async () => { running = await startDemoSession(); }, 60_000);
  afterAll(() => running.stop());

  async function logOf({ kind }: LogSubject): Promise<string> {
    const { connection } = running.session;
    const found = await connection.listPage(pods, { limit: 20, continueToken: '' }, { labelSelector: `app=${controllerOf(kind) ?? ''}` });
    const [pod] = found.ok ? found.value.items : [];
    const answer = await connection.readPodLog(readString(pod, 'metadata', 'namespace'), readString(pod, 'metadata', 'name'), '', 5000);
    return answer.ok ? answer.value : describeKubeError(answer.error);
  }

  test.each([
    [{ kind: 'Kustomization', namespace: 'flux-system', name: 'apps' }, /^\d{4}-\S+Z {2}INFO {3}Reconciliation finished in \S+, next run in 10m0s {2}revision=main@sha1:[0-9a-f]{40}$/],
    [{ kind: 'GitRepository', namespace: 'flux-system', name: 'flux-system' }, /^\S+Z {2}INFO {3}stored artifact for commit 'Begin fleet' {2}revision=main@sha1:/],
    [{ kind: 'HelmRelease', namespace: 'flagger-system', name: 'flagger' }, /^\S+Z {2}INFO {3}Helm install succeeded for release /],
    [{ kind: 'Canary', namespace: 'bookshop', name: 'catalog' }, /^\S+Z {2}INFO {3}Initialization done! catalog\.bookshop$/],
  ])('the log of the controller of $kind $name speaks of it, and its lines are found', async (subject, line) => {
    expect(linesAbout(await logOf(subject), subject)).toContainEqual(expect.stringMatching(line));
  });
});

describe('a Pod', () => {
  const logs = new PodLogs();
  logs.readFrom((_pod, container) => ['one', 'two', `three of ${container}`]);
  const pod = (...running: readonly string[]) => ({ metadata: { namespace: 'a', name: 'p' }, spec: { nodeName: 'n', containers: [{ name: 'main' }, { name: 'side' }], initContainers: [{ name: 'first' }] }, status: { containerStatuses: running.map((name) => ({ name })) } });
  const read = (query: string, object = pod('main', 'side')) => logs.read(object, new URLSearchParams(query));

  test('gives the lines of the container that is named, or the last of them', () => {
    expect(read('container=side')).toBe('one\ntwo\nthree of side\n');
    expect(read('container=main&tailLines=1')).toBe('three of main\n');
    expect(read('container=main&tailLines=0')).toBe('');
  });

  test('refuses in the words of a real server', () => {
    expect(() => read('')).toThrow('a container name must be specified for pod p, choose one of: [main side] or one of the init containers: [first]');
    expect(() => read('container=x')).toThrow('container x is not valid for pod p');
    expect(() => read('container=main', pod())).toThrow('container "main" in pod "p" is waiting to start: ContainerCreating');
  });
});
