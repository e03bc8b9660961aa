// Verbs and rights on the real API server: who has no right is told so before, and refused; who has just the right that a way names can go it.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ClusterSession } from '../../client/src/cluster/clusterSession.ts';
import { describeVerbEnd, type VerbEnd } from '../../client/src/flagger/verbs/runVerb.ts';
import type { CanaryVerb } from '../../client/src/flagger/verbs/verbPlan.ts';
import { Account, readFluxAndFlagger, type RightsRule } from './harness/accounts.ts';
import { releaseVersion, workloadName } from './harness/canaryObjects.ts';
import { SessionOpener, sharedControlPlane, uniqueName } from './harness/suite.ts';
import { canaryIn, gates, goWay, imageOf, planFor, TriedCanaries, wayFor } from './harness/verbRun.ts';
import { waitUntil } from './harness/waitUntil.ts';

const { info, api } = sharedControlPlane();
const opener = new SessionOpener(info);
let admin: ClusterSession;
const canaries = new TriedCanaries(() => admin, api);

/** The single rights that ways ask for, beside those to look. */
const rights = {
  gates: { apiGroups: [''], resources: ['services/proxy'], verbs: ['create'] },
  canaries: { apiGroups: ['flagger.app'], resources: ['canaries'], verbs: ['patch'] },
  status: { apiGroups: ['flagger.app'], resources: ['canaries/status'], verbs: ['patch'] },
  workloads: { apiGroups: ['apps'], resources: ['deployments'], verbs: ['patch'] },
} satisfies Readonly<Record<string, RightsRule>>;
type Right = keyof typeof rights;
const all: readonly Right[] = ['gates', 'canaries', 'status', 'workloads'];

interface User {
  readonly session: ClusterSession;
  readonly name: string;
}

const users = new Map<Right | 'none', User>();

async function createUser(more: readonly RightsRule[], prefix: string): Promise<User> {
  const account = await Account.create(api, info, uniqueName(prefix), { rules: [...readFluxAndFlagger, ...more] });
  const session = await opener.session('admin', { token: account.token() });
  await waitUntil('the session is live', () => session.state.type === 'live');
  return { session, name: account.userName };
}

beforeAll(async () => {
  admin = await opener.session('admin');
  await waitUntil('the session is live', () => admin.state.type === 'live');
  users.set('none', await createUser([], 'looker'));
  for (const right of all) users.set(right, await createUser([rights[right]], right));
});
afterAll(() => canaries.stop());

function user(right: Right | 'none'): User {
  const found = users.get(right);
  if (found === undefined) throw new Error(`no user for ${right}`);
  return found;
}

/** What is said to who lacks the right. */
const denials: Readonly<Record<Right, (namespace: string) => string>> = {
  gates: () => 'you may not create services/proxy in test',
  canaries: (namespace) => `you may not patch canaries in ${namespace}`,
  status: (namespace) => `you may not patch canaries/status in ${namespace}`,
  workloads: (namespace) => `you may not patch deployments in ${namespace}`,
};

/** Who lacks the right is told and refused, and nothing has changed; then who has it and no other goes the way. */
async function tryWay(namespace: string, verb: CanaryVerb, id: string, right: Right): Promise<VerbEnd> {
  const before = JSON.stringify((await canaryIn(api, namespace))['spec']);
  const image = await imageOf(api, namespace, workloadName);
  for (const other of ['none', ...all.filter((each) => each !== right)] as const) {
    const { session, name } = user(other);
    const way = await wayFor(session, namespace, verb, id);
    expect(way.denied, `${verb} ${id} for ${other}`).toBe(denials[right](namespace));
    const end = await goWay(session, namespace, way);
    expect(end, `${verb} ${id} for ${other}`).toMatchObject({ type: 'refused', written: '', left: '' });
    expect(describeVerbEnd(end, 'It here')).toContain(name);
  }
  expect(JSON.stringify((await canaryIn(api, namespace))['spec'])).toBe(before);
  expect(await imageOf(api, namespace, workloadName)).toBe(image);
  const { session } = user(right);
  const way = await wayFor(session, namespace, verb, id);
  expect(way.denied, `${verb} ${id} for ${right}`).toBeUndefined();
  return goWay(session, namespace, way);
}

const phaseOf = (namespace: string) => admin.findCanary(namespace, workloadName)?.phase;

describe.concurrent('each way', () => {
  test('gates, pause, resume, abort by counted checks, a second try, promote', { timeout: 500_000 }, async () => {
    const { namespace, recorder } = await canaries.initialized('rights', { stepWeight: 5, maxWeight: 50, webhooks: [gates.start] });
    await releaseVersion(api, namespace, '1.1.0');
    await recorder.until(['Waiting'], 60_000);
    const unseen = await wayFor(user('none').session, namespace, 'openGate', 'gate:start');
    expect(unseen.present).toBe('state not known: you may not create services/proxy in test');
    expect(await tryWay(namespace, 'openGate', 'gate:start', 'gates')).toMatchObject({ type: 'done', left: '' });
    await recorder.until(['Progressing'], 60_000);
    expect(await tryWay(namespace, 'pause', 'suspend', 'canaries')).toMatchObject({ type: 'done', left: '' });
    await waitUntil('the pause is seen', () => [...users.values()].every(({ session }) => session.findCanary(namespace, workloadName)?.suspended === true));
    expect(await tryWay(namespace, 'resume', 'suspend', 'canaries')).toMatchObject({ type: 'done', left: '' });
    await waitUntil('it is seen', () => [...users.values()].every(({ session }) => session.findCanary(namespace, workloadName)?.suspended === false));
    expect(phaseOf(namespace)).toBe('Progressing');
    expect(await tryWay(namespace, 'abort', 'failedChecks', 'status')).toEqual({ type: 'done', phase: 'Failed', left: '' });
    expect(await tryWay(namespace, 'closeGate', 'gate:start', 'gates')).toMatchObject({ type: 'done', left: '' });
    expect(await tryWay(namespace, 'retry', 'annotation', 'workloads')).toEqual({ type: 'done', phase: 'Waiting', left: '' });
    expect(await tryWay(namespace, 'promote', 'gate:start', 'gates')).toMatchObject({ type: 'done', left: '' });
    await recorder.until(['Progressing'], 60_000);
    expect(await tryWay(namespace, 'promote', 'skipAnalysis', 'canaries')).toEqual({ type: 'done', phase: 'Succeeded', left: '' });
    expect(await imageOf(api, namespace, `${workloadName}-primary`)).toBe('registry.invalid/web:1.1.0');
  });

  test('the rollback gate, and the image put back', { timeout: 500_000 }, async () => {
    const { namespace, recorder } = await canaries.initialized('rights-back', { stepWeight: 5, maxWeight: 50, webhooks: [gates.back] });
    await releaseVersion(api, namespace, '1.1.0');
    await recorder.until(['Progressing'], 60_000);
    expect(await tryWay(namespace, 'abort', 'gate:back', 'gates')).toEqual({ type: 'done', phase: 'Failed', left: '' });
    expect((await wayFor(admin, namespace, 'openGate', 'gate:back')).present).toBe('closed now (rollback)');
    await releaseVersion(api, namespace, '1.2.0');
    await recorder.until(['Progressing'], 60_000);
    expect(await tryWay(namespace, 'abort', 'image', 'workloads')).toMatchObject({ type: 'done', left: '' });
    expect(await imageOf(api, namespace, workloadName)).toBe('registry.invalid/web:1.0.0');
  });

  test('who may only look is still offered the way through Git, and told that the rest is denied', { timeout: 300_000 }, async () => {
    const { namespace, recorder } = await canaries.initialized('rights-viewer', { stepWeight: 5, maxWeight: 50, webhooks: [gates.back] });
    await releaseVersion(api, namespace, '1.1.0');
    await recorder.until(['Progressing'], 60_000);
    const found = await planFor(user('none').session, namespace, 'abort');
    expect(found.type === 'ways' ? found.ways.map(({ id, denied = '' }) => [id, denied]) : []).toEqual([
      ['gate:back', denials.gates(namespace)],
      ['failedChecks', denials.status(namespace)],
      ['image', denials.workloads(namespace)],
      ['git', ''],
    ]);
  });
});
