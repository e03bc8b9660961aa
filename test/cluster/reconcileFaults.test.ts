// What can go wrong while a reconcile runs on real Flux: each ends in a true sentence, and nothing is stuck.
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { systemClock } from '../../client/src/cluster/clock.ts';
import type { ClusterSession } from '../../client/src/cluster/clusterSession.ts';
import { readReadiness } from '../../client/src/flux/readiness.ts';
import { runReconcile } from '../../client/src/flux/reconcile.ts';
import { describeReconcileEnd, type ReconcileEnd } from '../../client/src/flux/reconcileEnd.ts';
import { planReconcile } from '../../client/src/flux/reconcilePlan.ts';
import { reconcileWorldOf, setSuspended } from '../../client/src/flux/sessionReconcile.ts';
import { kustomizationRef } from '../../client/src/flux/ownership.ts';
import type { StepProgress } from '../../client/src/flux/stepRun.ts';
import { FaultProxy } from './harness/faultProxy.ts';
import { deploymentObject, workloadName } from './harness/canaryObjects.ts';
import { configMapFile, gitRepositoryObject, kustomizationObject } from './harness/fluxObjects.ts';
import { GitRepository } from './harness/gitRepository.ts';
import { createNamespace, SessionOpener, sharedControlPlane } from './harness/suite.ts';
import { waitUntil } from './harness/waitUntil.ts';

const { info, api } = sharedControlPlane();
const opener = new SessionOpener(info);
let proxy: FaultProxy;
/** Through the proxy, which can be cut. */
let session: ClusterSession;
/** Straight to the server, to see what is true. */
let witness: ClusterSession;

beforeAll(async () => {
  proxy = await FaultProxy.start(info.apiServerUrl);
  session = await opener.session('admin', { server: proxy.url });
  witness = await opener.session('admin');
  await waitUntil('both are live', () => session.state.type === 'live' && witness.state.type === 'live');
});

afterAll(() => proxy.close());

const stateOf = (of: ClusterSession, namespace: string, name: string) => {
  const found = of.findKustomization(namespace, name);
  return found === undefined ? undefined : readReadiness(found).state;
};
const path = (namespace: string, name: string) => `/apis/kustomize.toolkit.fluxcd.io/v1/namespaces/${namespace}/kustomizations/${name}`;

/** A Kustomization `quick`, and one `slow`: after `makeSlow` each run of it waits for a Deployment that is gone, until its time is over (30 s are the controller's least). */
async function createShop(of = session) {
  const namespace = await createNamespace(api, 'faulty');
  const repository = await GitRepository.create(info, namespace, { 'quick/a.yaml': configMapFile('a', '1'), 'slow/b.yaml': configMapFile('b', '1') });
  await api.apply(deploymentObject(namespace, '1'));
  await api.apply(gitRepositoryObject(namespace, 'shop', repository.url));
  await api.apply(kustomizationObject(namespace, 'quick', { path: './quick', source: 'shop' }));
  await api.apply(kustomizationObject(namespace, 'slow', { path: './slow', source: 'shop', more: { wait: false, healthChecks: [{ apiVersion: 'apps/v1', kind: 'Deployment', name: workloadName, namespace }] } }));
  await waitUntil('all is applied', () => stateOf(of, namespace, 'quick') === 'ready' && stateOf(of, namespace, 'slow') === 'ready');
  return { namespace, repository, makeSlow: () => api.delete(`/apis/apps/v1/namespaces/${namespace}/deployments/${workloadName}`) };
}

interface Run {
  readonly end: Promise<ReconcileEnd>;
  readonly steps: () => readonly StepProgress[];
  readonly stop: AbortController;
}

function begin(namespace: string, name: string, of = session): Run {
  const target = of.findKustomization(namespace, name);
  const plan = target === undefined ? undefined : planReconcile(target, 'withSource', of);
  if (plan?.ok !== true) throw new Error(`there is no plan for ${name}`);
  const stop = new AbortController();
  let steps: readonly StepProgress[] = [];
  return { end: runReconcile(plan.value, reconcileWorldOf(of, systemClock, Math.random), { signal: stop.signal, onProgress: (shown) => (steps = shown), stepDeadlineMs: 90_000 }), steps: () => steps, stop };
}

const said = async (run: Run, name: string) => describeReconcileEnd(await run.end, name, 'admin');
const phaseOf = (run: Run, name: string) => run.steps().find(({ step }) => step.ref.name === name)?.phase;

describe.concurrent('while a reconcile runs', () => {
  test('it is cancelled: what was asked is named, and goes on in the cluster', async () => {
    const { namespace, makeSlow } = await createShop(witness);
    await makeSlow();
    const run = begin(namespace, 'slow', witness);
    await waitUntil('it waits for health', () => phaseOf(run, 'slow') === 'applied');
    const handled = witness.findKustomization(namespace, 'slow')?.lastHandledReconcileAt;
    run.stop.abort();
    expect(await said(run, 'slow')).toBe(`cancelled; already asked, and going on there: GitRepository ${namespace}/shop, Kustomization ${namespace}/slow`);
    await waitUntil('the controller has gone on to its end', () => stateOf(witness, namespace, 'slow') === 'failed' && witness.findKustomization(namespace, 'slow')?.lastHandledReconcileAt !== handled);
  });

  test('it is started a second time: both end with the same truth', async () => {
    const { namespace, repository } = await createShop(witness);
    const head = await repository.commitAndPush({ 'quick/a.yaml': configMapFile('a', '2') }, 'Two');
    const runs = [begin(namespace, 'quick', witness), begin(namespace, 'quick', witness)];
    for (const run of runs) expect(await said(run, 'quick')).toMatch(new RegExp(`^quick applied main@${head.slice(0, 7)}, 1 object healthy on admin, \\d+ s$`));
  });

  test('the object is deleted', async () => {
    const { namespace, makeSlow } = await createShop(witness);
    await makeSlow();
    const run = begin(namespace, 'slow', witness);
    await waitUntil('it waits for health', () => phaseOf(run, 'slow') === 'applied');
    await api.delete(path(namespace, 'slow'));
    expect(await said(run, 'slow')).toBe(`stopped: Kustomization ${namespace}/slow does not exist on admin any more`);
  });

  test('the object is suspended', async () => {
    const { namespace, makeSlow } = await createShop(witness);
    await makeSlow();
    const run = begin(namespace, 'slow', witness);
    await waitUntil('it waits for health', () => phaseOf(run, 'slow') === 'applied');
    await setSuspended(witness, kustomizationRef({ namespace, name: 'slow' }), 'suspended');
    expect(await said(run, 'slow')).toBe(`stopped: Kustomization ${namespace}/slow is suspended`);
  });

  test('the health check runs out: Flux says what was not ready, and the run ends there', async () => {
    const { namespace, makeSlow } = await createShop(witness);
    await makeSlow();
    expect(await said(begin(namespace, 'slow', witness), 'slow')).toMatch(new RegExp(`^stopped at Kustomization ${namespace}/slow: health check failed after (.|\\n)*Deployment/${namespace}/web`));
  });
});

describe('while a reconcile runs, the network', () => {
  afterEach(async () => {
    proxy.resume();
    proxy.accept();
    await waitUntil('the session is live again', () => session.state.type === 'live');
  });

  test('the API server goes away: the words say so, and the run ends well when it is back', async () => {
    const { namespace, repository, makeSlow } = await createShop();
    await makeSlow();
    await repository.commitAndPush({ 'slow/b.yaml': configMapFile('b', '2') }, 'Two');
    const run = begin(namespace, 'slow');
    await waitUntil('it waits for health', () => phaseOf(run, 'slow') === 'applied');
    proxy.refuse();
    proxy.reset();
    const lost = await waitUntil('the loss is told', () => run.steps().find(({ sentence }) => sentence.includes('does not answer'))?.sentence);
    expect(lost).toMatch(/^admin does not answer \(.+\); what it did since \d\d:\d\d UTC is not known$/);
    // Meanwhile what it waits for comes.
    await api.apply(deploymentObject(namespace, '1'));
    await waitUntil('the cluster is through', () => stateOf(witness, namespace, 'slow') === 'ready');
    proxy.accept();
    expect(await said(run, 'slow')).toMatch(/^slow applied main@[0-9a-f]{7}, 1 object healthy on admin, \d+ s$/);
  });

  test('the API server is away at the beginning: nothing is asked', async () => {
    const { namespace } = await createShop();
    proxy.refuse();
    proxy.reset();
    expect(await said(begin(namespace, 'quick'), 'quick')).toMatch(new RegExp(`^GitRepository ${namespace}/shop could not be asked: .*(refused|reset|closed|hang up)`));
  });
});
