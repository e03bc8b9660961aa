// The verbs on real Flagger: each way does what it says, and nothing is left behind.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ClusterSession } from '../../client/src/cluster/clusterSession.ts';
import { releaseVersion, workloadName } from './harness/canaryObjects.ts';
import { SessionOpener, sharedControlPlane } from './harness/suite.ts';
import { canaryIn, gates, goWay, imageOf, offered, TriedCanaries, wayFor } from './harness/verbRun.ts';
import { waitUntil } from './harness/waitUntil.ts';

const { info, api } = sharedControlPlane();
const opener = new SessionOpener(info);
let session: ClusterSession;
const canaries = new TriedCanaries(() => session, api);

beforeAll(async () => {
  session = await opener.session('admin');
  await waitUntil('the session is live', () => session.state.type === 'live');
});
afterAll(() => canaries.stop());

describe.concurrent('on real Flagger', () => {
  test('gates: open lets it start, closed holds the promotion, open promotes; each time the present state is told', { timeout: 400_000 }, async () => {
    const { namespace, recorder } = await canaries.initialized('verb-gates', { stepWeight: 50, maxWeight: 50, webhooks: [gates.start, gates.promotion] });
    await releaseVersion(api, namespace, '1.1.0');
    await recorder.until(['Waiting'], 60_000);
    expect(await offered(session, namespace, 'promote')).toEqual(['gate:start']);
    expect(await offered(session, namespace, 'abort')).toEqual(['image', 'git']);
    const open = await wayFor(session, namespace, 'openGate', 'gate:start');
    expect(open.present).toBe('closed now (confirm-rollout)');
    expect(open.effect).toContain('one gate a Canary: promotion follows');
    expect(await goWay(session, namespace, open)).toMatchObject({ type: 'done', left: '' });
    await recorder.until(['Progressing'], 60_000);
    const close = await wayFor(session, namespace, 'closeGate', 'gate:promotion');
    expect(close.present).toBe('open now (confirm-promotion)');
    expect(await goWay(session, namespace, close)).toMatchObject({ type: 'done' });
    await recorder.until(['WaitingPromotion'], 90_000);
    expect((await offered(session, namespace, 'promote'))[0]).toBe('gate:promotion');
    expect(await goWay(session, namespace, await wayFor(session, namespace, 'promote', 'gate:promotion'))).toMatchObject({ type: 'done' });
    await recorder.until(['Succeeded', 'Failed'], 120_000);
    expect(await imageOf(api, namespace, `${workloadName}-primary`)).toBe('registry.invalid/web:1.1.0');
  });

  test('abort by the rollback gate: rolled back, the gate closed again, and a second try goes through', { timeout: 400_000 }, async () => {
    const { namespace, recorder } = await canaries.initialized('verb-rollback', { stepWeight: 20, maxWeight: 60, webhooks: [gates.back] });
    await releaseVersion(api, namespace, '1.1.0');
    await recorder.until(['Progressing'], 60_000);
    expect(await offered(session, namespace, 'abort')).toEqual(['gate:back', 'failedChecks', 'image', 'git']);
    const end = await goWay(session, namespace, await wayFor(session, namespace, 'abort', 'gate:back'));
    expect(end).toEqual({ type: 'done', phase: 'Failed', left: '' });
    expect((await wayFor(session, namespace, 'openGate', 'gate:back')).present).toBe('closed now (rollback)');
    expect(await imageOf(api, namespace, `${workloadName}-primary`)).toBe('registry.invalid/web:1.0.0');
    expect(await offered(session, namespace, 'promote')).toEqual(['nothing is under analysis: it is Failed']);
    const again = await goWay(session, namespace, await wayFor(session, namespace, 'retry', 'annotation'));
    expect(again).toMatchObject({ type: 'done', left: '' });
    await recorder.until(['Succeeded'], 120_000);
    expect(await imageOf(api, namespace, `${workloadName}-primary`)).toBe('registry.invalid/web:1.1.0');
  });

  test('abort without a rollback webhook: the checks are counted as failed', { timeout: 300_000 }, async () => {
    const { namespace, recorder } = await canaries.initialized('verb-abort', { stepWeight: 10, maxWeight: 50 });
    await releaseVersion(api, namespace, '1.1.0');
    await recorder.until(['Progressing'], 60_000);
    const way = await wayFor(session, namespace, 'abort', 'failedChecks');
    expect(way.present).toBe('0 of 2 failed checks');
    expect(await goWay(session, namespace, way)).toEqual({ type: 'done', phase: 'Failed', left: '' });
    expect(await imageOf(api, namespace, `${workloadName}-primary`)).toBe('registry.invalid/web:1.0.0');
  });

  test('promote now: promoted at the next check, and skipAnalysis is not left behind', { timeout: 300_000 }, async () => {
    const { namespace, recorder } = await canaries.initialized('verb-promote', { stepWeight: 5, maxWeight: 50 });
    await releaseVersion(api, namespace, '1.1.0');
    await recorder.until(['Progressing'], 60_000);
    expect(await goWay(session, namespace, await wayFor(session, namespace, 'promote', 'skipAnalysis'))).toEqual({ type: 'done', phase: 'Succeeded', left: '' });
    // The plan goes up to 50 % in ten steps: most of them were left out.
    expect(Math.max(0, ...recorder.moments.filter(({ phase }) => phase === 'Progressing').map(({ weight }) => weight ?? 0))).toBeLessThan(25);
    expect(await imageOf(api, namespace, `${workloadName}-primary`)).toBe('registry.invalid/web:1.1.0');
    expect(JSON.stringify((await canaryIn(api, namespace))['spec'])).not.toContain('skipAnalysis');
  });

  test('pause holds the weight, resume goes on', { timeout: 400_000 }, async () => {
    const { namespace, recorder } = await canaries.initialized('verb-pause', { stepWeight: 20, maxWeight: 40 });
    await releaseVersion(api, namespace, '1.1.0');
    await waitUntil('the first weight is set', () => (session.findCanary(namespace, workloadName)?.weight ?? 0) > 0, { withinMs: 90_000 });
    expect(await goWay(session, namespace, await wayFor(session, namespace, 'pause', 'suspend'))).toMatchObject({ type: 'done' });
    expect(await offered(session, namespace, 'promote')).toEqual(['it is suspended: resume it first']);
    const skipped = async (): Promise<boolean> => JSON.stringify(await api.get(`/api/v1/namespaces/${namespace}/events`)).includes('skipping canary run');
    await waitUntil('Flagger says that it skips', skipped, { withinMs: 60_000, everyMs: 500 });
    const weight = session.findCanary(namespace, workloadName)?.weight;
    const events = async (): Promise<string> => JSON.stringify(await api.get(`/api/v1/namespaces/${namespace}/events`));
    const before = await events();
    await waitUntil('Flagger has skipped again', async () => (await events()) !== before, { withinMs: 60_000, everyMs: 500 });
    expect(session.findCanary(namespace, workloadName)?.weight).toBe(weight);
    expect(await goWay(session, namespace, await wayFor(session, namespace, 'resume', 'suspend'))).toMatchObject({ type: 'done' });
    await recorder.until(['Succeeded'], 150_000);
  });
});
