// What can go wrong while a reconcile runs, in real VS Code on real Flux: started twice, cancelled, the API server gone in the middle, the object deleted in the middle. Each ends in a true sentence, and nothing is stuck.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { listAt, textAt, type ApiClient } from '../cluster/harness/apiClient.ts';
import { findBinaries } from '../cluster/harness/binaries.ts';
import { deploymentObject, workloadName } from '../cluster/harness/canaryObjects.ts';
import { configMapFile, gitRepositoryObject, kustomizationObject } from '../cluster/harness/fluxObjects.ts';
import { GitRepository } from '../cluster/harness/gitRepository.ts';
import { shoot } from './driver/appearance.ts';
import { eventually } from './driver/eventually.ts';
import { keepEvidenceOfFailures } from './driver/evidence.ts';
import { clearNotifications, notifications, pressInNotification, statusBar, waitForNotification } from './driver/feedback.ts';
import { chooseInRowMenu, readTree, waitForRow } from './driver/tree.ts';
import { RealStory } from './workspaces/realStory.ts';

const namespace = 'faults';
const view = 'Cluster';
const binaries = findBinaries(process.env);
const path = `/apis/kustomize.toolkit.fluxcd.io/v1/namespaces/${namespace}/kustomizations/slow`;

// Built by `npm run test:cluster`; without it there is no real cluster here.
describe.skipIf(binaries === undefined)('while a reconcile runs', () => {
  let story: RealStory<{ readonly shop: GitRepository }>;

  beforeAll(async () => {
    if (binaries === undefined) return;
    story = await RealStory.begin({
      binaries, parts: ['workloads', 'flux'], namespace, view, sideBar: 460, canBeCut: true,
      prepare: async (info, api) => {
        const shop = await GitRepository.create(info, 'shop', { 'slow/b.yaml': configMapFile('b', '1') });
        await api.apply(deploymentObject(namespace, '1'));
        await api.apply(gitRepositoryObject(namespace, 'shop', shop.url));
        await api.apply(kustomizationObject(namespace, 'slow', { path: './slow', source: 'shop', more: { wait: false, timeout: '5m', healthChecks: [{ apiVersion: 'apps/v1', kind: 'Deployment', name: workloadName, namespace }] } }));
        await untilReady(api);
        return { shop };
      },
    });
    await waitForRow(story.session.page, view, 'slow', ({ icon }) => icon === 'pass-filled', { timeoutMs: 60_000 });
  }, 400_000);

  afterAll(() => story.end());

  keepEvidenceOfFailures(() => story.session);

  test('a second start of the same is told, and neither is stuck', { timeout: 180_000 }, async () => {
    await makeSlow();
    await reconcileSlow();
    await untilProgress('health');
    await chooseInRowMenu(story.session.page, view, 'slow', 'Reconcile');
    await eventually('the second start to be told', async () => (await statusBar(story.session.page)).some((text) => text.includes('slow is being reconciled already')));
    await story.api.apply(deploymentObject(namespace, '1'));
    await waitForNotification(story.session.page, (text) => /^slow applied main@[0-9a-f]{7}, 1 object healthy on admin, /.test(text), { timeoutMs: 60_000 });
    await clearNotifications(story.session.page);
  });

  test('it is cancelled: what was asked is named, and goes on in the cluster', { timeout: 180_000 }, async () => {
    await makeSlow();
    await reconcileSlow();
    await untilProgress('health');
    await pressInNotification(story.session.page, 'slow on admin', 'Cancel');
    await waitForNotification(story.session.page, (text) => text === `cancelled; already asked, and going on there: Kustomization ${namespace}/slow.`);
    await shoot(story.session.page, 'faults-cancelled');
    await story.api.apply(deploymentObject(namespace, '1'));
    await untilReady(story.api);
    await waitForRow(story.session.page, view, 'slow', ({ icon }) => icon === 'pass-filled');
    await clearNotifications(story.session.page);
  });

  test('the API server goes away in the middle: the words say so, and the run ends well when it is back', { timeout: 240_000 }, async () => {
    await makeSlow();
    await reconcileSlow();
    await untilProgress('health');
    story.proxy.refuse();
    story.proxy.reset();
    await untilProgress('admin does not answer (');
    await shoot(story.session.page, 'faults-away');
    // Meanwhile what it waits for comes.
    await story.api.apply(deploymentObject(namespace, '1'));
    await untilReady(story.api);
    story.proxy.accept();
    await waitForNotification(story.session.page, (text) => /^slow applied main@[0-9a-f]{7}, 1 object healthy on admin, /.test(text), { timeoutMs: 90_000 });
    await clearNotifications(story.session.page);
  });

  test('the API server is away at the beginning: nothing is asked, and that is said', { timeout: 180_000 }, async () => {
    const before = textAt(await story.api.get(path), 'metadata', 'annotations', 'reconcile.fluxcd.io/requestedAt');
    story.proxy.refuse();
    story.proxy.reset();
    await chooseInRowMenu(story.session.page, view, 'slow', 'Reconcile');
    await waitForNotification(story.session.page, (text) => text.startsWith(`Kustomization ${namespace}/slow could not be asked: `), { timeoutMs: 90_000 });
    await shoot(story.session.page, 'faults-not-asked');
    story.proxy.accept();
    expect(textAt(await story.api.get(path), 'metadata', 'annotations', 'reconcile.fluxcd.io/requestedAt')).toBe(before);
    await waitForRow(story.session.page, view, 'slow', ({ icon }) => icon === 'pass-filled', { timeoutMs: 60_000 });
    await clearNotifications(story.session.page);
  });

  test('the object is deleted in the middle: the run ends there, and the row goes', { timeout: 180_000 }, async () => {
    await makeSlow();
    await reconcileSlow();
    await untilProgress('health');
    await story.api.delete(path);
    // Its finalizer holds it until the run that goes on is over.
    await untilProgress('being deleted');
    await story.api.apply(deploymentObject(namespace, '1'));
    await waitForNotification(story.session.page, (text) => text === `stopped: Kustomization ${namespace}/slow does not exist on admin any more.`, { timeoutMs: 60_000 });
    await shoot(story.session.page, 'faults-deleted');
    await eventually('the row to go', async () => !(await readTree(story.session.page, view)).some(({ label }) => label === 'slow'));
  });

  /** From now on each run waits for a Deployment that is gone. */
  async function makeSlow(): Promise<void> {
    await story.api.delete(`/apis/apps/v1/namespaces/${namespace}/deployments/${workloadName}`);
  }

  async function reconcileSlow(): Promise<void> {
    await story.repositories.shop.commitAndPush({ 'slow/b.yaml': configMapFile('b', new Date().toISOString()) }, 'Again');
    await chooseInRowMenu(story.session.page, view, 'slow', 'Reconcile');
  }

  function untilProgress(words: string): Promise<unknown> {
    return eventually(`the checklist to say ${words}`, async () => (await notifications(story.session.page)).some((text) => text.includes('slow on admin') && text.includes(words)), { timeoutMs: 60_000 });
  }
});

async function untilReady(api: ApiClient): Promise<void> {
  await eventually('it is applied', async () => {
    const conditions = listAt((await api.send('GET', path)).body, 'status', 'conditions');
    return conditions.some((each) => textAt(each, 'type') === 'Ready' && textAt(each, 'status') === 'True');
  }, { timeoutMs: 90_000, pauseMs: 250 });
}
