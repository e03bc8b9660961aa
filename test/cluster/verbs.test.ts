// The verbs on real Flagger and real Flux: each way does what it says, Flux does to it what was said, and without rights nothing happens.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { systemClock } from '../../client/src/cluster/clock.ts';
import type { ClusterSession } from '../../client/src/cluster/clusterSession.ts';
import { readReadiness } from '../../client/src/flux/readiness.ts';
import { readVerbSituation } from '../../client/src/flagger/verbs/readSituation.ts';
import { describeVerbEnd, runVerb, type VerbEnd } from '../../client/src/flagger/verbs/runVerb.ts';
import { planVerb, type CanaryVerb, type VerbPlan, type VerbWay } from '../../client/src/flagger/verbs/verbPlan.ts';
import { Account, readFluxAndFlagger } from './harness/accounts.ts';
import type { Json } from './harness/apiClient.ts';
import { canaryObject, createCanary, deploymentObject, releaseVersion, workloadName, type CanaryShape } from './harness/canaryObjects.ts';
import { CanaryRecorder } from './harness/canaryRun.ts';
import { gitRepositoryObject, kustomizationObject } from './harness/fluxObjects.ts';
import { GitRepository } from './harness/gitRepository.ts';
import { createNamespace, SessionOpener, sharedControlPlane, uniqueName } from './harness/suite.ts';
import { waitUntil } from './harness/waitUntil.ts';

const { info, api } = sharedControlPlane();
const opener = new SessionOpener(info);
let session: ClusterSession;
const recorders: CanaryRecorder[] = [];

beforeAll(async () => {
  session = await opener.session('admin');
  await waitUntil('the session is live', () => session.state.type === 'live');
});
afterAll(() => {
  for (const recorder of recorders) recorder.stop();
});

const loadTester = 'http://loadtester.test';
const gates = {
  start: { name: 'start', type: 'confirm-rollout', url: `${loadTester}/gate/check` },
  promotion: { name: 'promotion', type: 'confirm-promotion', url: `${loadTester}/gate/check` },
  back: { name: 'back', type: 'rollback', url: `${loadTester}/rollback/check` },
} as const;

/** A Canary that has been set up, with the analysis of the shape. */
async function initialized(name: string, analysis: Json): Promise<{ readonly namespace: string; readonly recorder: CanaryRecorder }> {
  const shape: CanaryShape = { name, provider: 'linkerd', analysis };
  const namespace = await createNamespace(api, name);
  await createCanary(api, namespace, shape);
  return { namespace, recorder: await recorded(namespace) };
}

async function recorded(namespace: string): Promise<CanaryRecorder> {
  const recorder = new CanaryRecorder(session, api, namespace, workloadName);
  recorders.push(recorder);
  await recorder.until(['Initialized'], 150_000);
  return recorder;
}

const named = (namespace: string) => ({ namespace, name: workloadName });
const canaryOf = (namespace: string): Promise<Json> => api.get(`/apis/flagger.app/v1beta1/namespaces/${namespace}/canaries/${workloadName}`);
const imageOf = async (namespace: string, deployment: string): Promise<string> => /"image":"([^"]+)"/.exec(JSON.stringify(await api.get(`/apis/apps/v1/namespaces/${namespace}/deployments/${deployment}`)))?.[1] ?? '';

async function plan(namespace: string, verb: CanaryVerb, by = session): Promise<VerbPlan> {
  const situation = await readVerbSituation(by, named(namespace), Date.now());
  if (!situation.ok) throw new Error(JSON.stringify(situation.error));
  return planVerb(verb, situation.value);
}

async function wayOf(namespace: string, verb: CanaryVerb, id: string, by = session): Promise<VerbWay> {
  const found = await plan(namespace, verb, by);
  const way = found.type === 'ways' ? found.ways.find((each) => each.id === id) : undefined;
  if (way === undefined) throw new Error(`no way ${id} to ${verb}: ${JSON.stringify(found)}`);
  return way;
}

function go(namespace: string, way: VerbWay, by = session): Promise<VerbEnd> {
  return runVerb(by, named(namespace), way, { clock: systemClock, signal: new AbortController().signal, deadlineMs: 90_000, onWait: () => undefined });
}

async function ids(namespace: string, verb: CanaryVerb): Promise<readonly string[]> {
  const found = await plan(namespace, verb);
  return found.type === 'ways' ? found.ways.map(({ id }) => id) : [found.why];
}

describe.concurrent('on real Flagger', () => {
  test('gates: open lets it start, closed holds the promotion, open promotes; each time the present state is told', { timeout: 400_000 }, async () => {
    const { namespace, recorder } = await initialized('verb-gates', { stepWeight: 50, maxWeight: 50, webhooks: [gates.start, gates.promotion] });
    await releaseVersion(api, namespace, '1.1.0');
    await recorder.until(['Waiting'], 60_000);
    expect(await ids(namespace, 'promote')).toEqual(['gate:start']);
    expect(await ids(namespace, 'abort')).toEqual(['image', 'git']);
    const open = await wayOf(namespace, 'openGate', 'gate:start');
    expect(open.present).toBe('closed now (confirm-rollout)');
    expect(open.effect).toContain('one gate a Canary: promotion follows');
    expect(await go(namespace, open)).toMatchObject({ type: 'done', left: '' });
    await recorder.until(['Progressing'], 60_000);
    const close = await wayOf(namespace, 'closeGate', 'gate:promotion');
    expect(close.present).toBe('open now (confirm-promotion)');
    expect(await go(namespace, close)).toMatchObject({ type: 'done' });
    await recorder.until(['WaitingPromotion'], 90_000);
    expect((await ids(namespace, 'promote'))[0]).toBe('gate:promotion');
    expect(await go(namespace, await wayOf(namespace, 'promote', 'gate:promotion'))).toMatchObject({ type: 'done' });
    await recorder.until(['Succeeded', 'Failed'], 120_000);
    expect(await imageOf(namespace, `${workloadName}-primary`)).toBe('registry.invalid/web:1.1.0');
  });

  test('abort by the rollback gate: rolled back, the gate closed again, and a second try goes through', { timeout: 400_000 }, async () => {
    const { namespace, recorder } = await initialized('verb-rollback', { stepWeight: 20, maxWeight: 60, webhooks: [gates.back] });
    await releaseVersion(api, namespace, '1.1.0');
    await recorder.until(['Progressing'], 60_000);
    expect(await ids(namespace, 'abort')).toEqual(['gate:back', 'failedChecks', 'image', 'git']);
    const end = await go(namespace, await wayOf(namespace, 'abort', 'gate:back'));
    expect(end).toEqual({ type: 'done', phase: 'Failed', left: '' });
    expect((await wayOf(namespace, 'openGate', 'gate:back')).present).toBe('closed now (rollback)');
    expect(await imageOf(namespace, `${workloadName}-primary`)).toBe('registry.invalid/web:1.0.0');
    expect(await ids(namespace, 'promote')).toEqual(['nothing is under analysis: it is Failed']);
    const again = await go(namespace, await wayOf(namespace, 'retry', 'annotation'));
    expect(again).toMatchObject({ type: 'done', left: '' });
    await recorder.until(['Succeeded'], 120_000);
    expect(await imageOf(namespace, `${workloadName}-primary`)).toBe('registry.invalid/web:1.1.0');
  });

  test('abort without a rollback webhook: the checks are counted as failed', { timeout: 300_000 }, async () => {
    const { namespace, recorder } = await initialized('verb-abort', { stepWeight: 10, maxWeight: 50 });
    await releaseVersion(api, namespace, '1.1.0');
    await recorder.until(['Progressing'], 60_000);
    const way = await wayOf(namespace, 'abort', 'failedChecks');
    expect(way.present).toBe('0 of 2 failed checks');
    expect(await go(namespace, way)).toEqual({ type: 'done', phase: 'Failed', left: '' });
    expect(await imageOf(namespace, `${workloadName}-primary`)).toBe('registry.invalid/web:1.0.0');
  });

  test('promote now: promoted at the next check, and skipAnalysis is not left behind', { timeout: 300_000 }, async () => {
    const { namespace, recorder } = await initialized('verb-promote', { stepWeight: 5, maxWeight: 50 });
    await releaseVersion(api, namespace, '1.1.0');
    await recorder.until(['Progressing'], 60_000);
    expect(await go(namespace, await wayOf(namespace, 'promote', 'skipAnalysis'))).toEqual({ type: 'done', phase: 'Succeeded', left: '' });
    // The plan goes up to 50 % in ten steps: most of them were left out.
    expect(Math.max(0, ...recorder.moments.filter(({ phase }) => phase === 'Progressing').map(({ weight }) => weight ?? 0))).toBeLessThan(25);
    expect(await imageOf(namespace, `${workloadName}-primary`)).toBe('registry.invalid/web:1.1.0');
    expect(JSON.stringify((await canaryOf(namespace))['spec'])).not.toContain('skipAnalysis');
  });

  test('pause holds the weight, resume goes on', { timeout: 400_000 }, async () => {
    const { namespace, recorder } = await initialized('verb-pause', { stepWeight: 20, maxWeight: 40 });
    await releaseVersion(api, namespace, '1.1.0');
    await waitUntil('the first weight is set', () => (session.findCanary(namespace, workloadName)?.weight ?? 0) > 0, { withinMs: 90_000 });
    expect(await go(namespace, await wayOf(namespace, 'pause', 'suspend'))).toMatchObject({ type: 'done' });
    expect(await ids(namespace, 'promote')).toEqual(['it is suspended: resume it first']);
    const skipped = async (): Promise<boolean> => JSON.stringify(await api.get(`/api/v1/namespaces/${namespace}/events`)).includes('skipping canary run');
    await waitUntil('Flagger says that it skips', skipped, { withinMs: 60_000, everyMs: 500 });
    const weight = session.findCanary(namespace, workloadName)?.weight;
    const events = async (): Promise<string> => JSON.stringify(await api.get(`/api/v1/namespaces/${namespace}/events`));
    const before = await events();
    await waitUntil('Flagger has skipped again', async () => (await events()) !== before, { withinMs: 60_000, everyMs: 500 });
    expect(session.findCanary(namespace, workloadName)?.weight).toBe(weight);
    expect(await go(namespace, await wayOf(namespace, 'resume', 'suspend'))).toMatchObject({ type: 'done' });
    await recorder.until(['Succeeded'], 150_000);
  });
});

describe.concurrent('with Flux', () => {
  const manifest = (...objects: readonly Json[]): string => objects.map((object) => JSON.stringify(object)).join('\n---\n');

  async function applied(name: string, interval: string) {
    const namespace = await createNamespace(api, name);
    const canary = canaryObject(namespace, { name, provider: 'linkerd', analysis: { stepWeight: 5, maxWeight: 50 }, more: { suspend: false } });
    const repository = await GitRepository.create(info, namespace, { 'web.yaml': manifest(deploymentObject(namespace, '1.0.0'), canary) });
    await api.apply(gitRepositoryObject(namespace, 'shop', repository.url));
    await api.apply(kustomizationObject(namespace, 'web', { path: './', source: 'shop', more: { interval, wait: false } }));
    return { namespace, canary, repository, recorder: await recorded(namespace) };
  }

  async function nextRun(namespace: string): Promise<void> {
    const runs = session.findKustomization(namespace, 'web')?.lastReconciledAt;
    await waitUntil('Flux has run again', () => session.findKustomization(namespace, 'web')?.lastReconciledAt !== runs, { withinMs: 90_000 });
  }

  test('what Git sets comes back at the time that was told; what it does not set stays', { timeout: 400_000 }, async () => {
    const { namespace } = await applied('verb-flux', '40s');
    const flux = () => {
      const found = session.findKustomization(namespace, 'web');
      if (found === undefined) throw new Error('there is no Kustomization web');
      return found;
    };
    // The first runs come by other reasons: a source that was not there yet, its first artifact.
    await nextRun(namespace);
    await nextRun(namespace);
    // The history names a run before it has applied everything: what is written meanwhile is put back by that run already.
    await waitUntil('the run is over', () => readReadiness(flux()).state === 'ready' && Date.now() - Date.parse(flux().lastReconciledAt) > 5000);
    const way = await wayOf(namespace, 'pause', 'suspend');
    const situation = await readVerbSituation(session, named(namespace), Date.now());
    const told = situation.ok ? situation.value.flux.suspend : undefined;
    expect(told).toMatchObject({ type: 'reverted', owner: `Kustomization ${namespace}/web` });
    expect(way.flux).toContain(`(Kustomization ${namespace}/web, each 40s)`);
    expect(situation.ok ? situation.value.flux.skipAnalysis : undefined).toEqual({ type: 'left', owner: `Kustomization ${namespace}/web` });
    const ran = flux().lastReconciledAt;
    const written = Date.now();
    expect(await go(namespace, way)).toMatchObject({ type: 'done' });
    await waitUntil('the pause is seen', () => session.findCanary(namespace, workloadName)?.suspended === true, { everyMs: 5 });
    await waitUntil('Flux has put it back', () => session.findCanary(namespace, workloadName)?.suspended === false, { withinMs: 90_000 });
    const at = told?.type === 'reverted' ? (told.at ?? Number.NaN) : Number.NaN;
    // Seconds are what status.history keeps; the run itself takes a moment.
    expect(Math.abs(Date.now() - at), `the last run was at ${ran}, written at ${new Date(written).toISOString()}, told ${new Date(at).toISOString()}`).toBeLessThan(6000);
    const skip: VerbWay = { ...way, deeds: [{ type: 'patch', object: 'canary', patch: { spec: { skipAnalysis: true } } }] };
    expect(await go(namespace, skip)).toMatchObject({ type: 'done' });
    await nextRun(namespace);
    expect(JSON.stringify((await canaryOf(namespace))['spec'])).toContain('"skipAnalysis":true');
  });

  test('an image put back in the cluster: Flagger takes it for a roll-back, Flux brings the new one again, and the analysis goes on with it', { timeout: 400_000 }, async () => {
    const { namespace, canary, repository, recorder } = await applied('verb-image', '30s');
    const hash = await repository.commitAndPush({ 'web.yaml': manifest(deploymentObject(namespace, '1.1.0'), canary) }, 'Two');
    await api.merge(`/apis/source.toolkit.fluxcd.io/v1/namespaces/${namespace}/gitrepositories/shop`, { metadata: { annotations: { 'reconcile.fluxcd.io/requestedAt': hash } } });
    await recorder.until(['Progressing'], 120_000);
    const way = await wayOf(namespace, 'abort', 'image');
    expect(way.flux).toContain('Flux puts the image back at ');
    expect(await go(namespace, way)).toMatchObject({ type: 'done' });
    expect(await imageOf(namespace, workloadName)).toBe('registry.invalid/web:1.0.0');
    await waitUntil('Flux has brought the new one again', async () => (await imageOf(namespace, workloadName)) === 'registry.invalid/web:1.1.0', { withinMs: 90_000, everyMs: 200 });
    const events = async (): Promise<string> => JSON.stringify(await api.get(`/api/v1/namespaces/${namespace}/events`));
    expect(way.flux).toContain('the analysis goes on with the new version');
    await recorder.until(['Succeeded'], 180_000);
    expect(await events()).not.toContain('Restarting analysis');
    expect(await imageOf(namespace, `${workloadName}-primary`)).toBe('registry.invalid/web:1.1.0');
  });
});

describe.concurrent('rights', () => {
  test('who may only look is told so before, and the API server says the same', { timeout: 300_000 }, async () => {
    const { namespace, recorder } = await initialized('verb-viewer', { stepWeight: 5, maxWeight: 50, webhooks: [gates.back] });
    await releaseVersion(api, namespace, '1.1.0');
    await recorder.until(['Progressing'], 60_000);
    const account = await Account.create(api, info, uniqueName('looker'), { rules: readFluxAndFlagger });
    const looker = await opener.session('admin', { token: account.token() });
    await waitUntil('the session is live', () => looker.state.type === 'live');
    const abort = await plan(namespace, 'abort', looker);
    const denied = abort.type === 'ways' ? abort.ways.map(({ id, denied: why }) => [id, why ?? '']) : [];
    expect(denied).toEqual([
      ['gate:back', 'you may not create services/proxy in test'],
      ['failedChecks', `you may not patch canaries/status in ${namespace}`],
      ['image', `you may not patch deployments in ${namespace}`],
      ['git', ''],
    ]);
    for (const id of ['gate:back', 'failedChecks', 'image']) {
      const end = await go(namespace, await wayOf(namespace, 'abort', id, looker), looker);
      expect(end, id).toMatchObject({ type: 'refused', written: '', left: '' });
      expect(describeVerbEnd(end, id, 'here')).toContain(account.userName);
    }
    const promote = await wayOf(namespace, 'promote', 'skipAnalysis', looker);
    expect(promote.denied).toBe(`you may not patch canaries in ${namespace}`);
    expect(await go(namespace, promote, looker)).toMatchObject({ type: 'refused', written: '', left: '' });
    expect(session.findCanary(namespace, workloadName)?.phase).toBe('Progressing');
  });
});
