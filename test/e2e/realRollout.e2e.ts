// The end of a rollout in real VS Code on a real API server with real Flux and Flagger: a bad version is rolled back, flagged on its line in the second repository,
// put back and quiet; then a good one waits at a gate that is opened from the panel, and is promoted.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findBinaries } from '../cluster/harness/binaries.ts';
import type { ApiClient } from '../cluster/harness/apiClient.ts';
import { textAt } from '../cluster/harness/apiClient.ts';
import type { ControlPlaneInfo } from '../cluster/harness/controlPlaneInfo.ts';
import { GitRepository } from '../cluster/harness/gitRepository.ts';
import { MetricsControl } from '../cluster/harness/metricsControl.ts';
import { readWay } from '../harness/guardWays.ts';
import { shoot } from './driver/appearance.ts';
import { chooseFix, goToText, openFile, problems, quickFixes, replaceText, save } from './driver/editor.ts';
import { eventually, eventuallyFits } from './driver/eventually.ts';
import { keepEvidenceOfFailures } from './driver/evidence.ts';
import { clearNotifications, statusBar, waitForNotification } from './driver/feedback.ts';
import { recordTime } from './driver/measurements.ts';
import type { VscodeSession } from './driver/session.ts';
import { chooseInRowMenu, waitForRow } from './driver/tree.ts';
import { openCanaryPanel, waitForSentence } from './driver/webview.ts';
import { RealStory } from './workspaces/realStory.ts';

const namespace = 'story';
const good = '1.2.0-rc.20261129';
const binaries = findBinaries(process.env);
const gate = '    webhooks:\n      - name: ask-a-person\n        type: confirm-promotion\n        url: http://loadtester.test/gate/check\n';

// Built by `npm run test:cluster`; without it there is no real cluster here.
describe.skipIf(binaries === undefined)('a rollout to its end on a real cluster', () => {
  let story: RealStory<{ readonly fleet: GitRepository; readonly shop: GitRepository }>;
  let api: ApiClient;
  let session: VscodeSession;
  let shop: GitRepository;

  beforeAll(async () => {
    if (binaries === undefined) return;
    story = await RealStory.begin({ binaries, parts: ['workloads', 'flux', 'flagger'], namespace, view: 'Cluster', sideBar: 520, settings: { 'flightdeck.rolloutNotifications': 'off' }, prepare });
    ({ api, session, repositories: { shop } } = story);
  }, 300_000);

  afterAll(() => story.end());

  keepEvidenceOfFailures(() => session);

  test('a broken version is rolled back, and its line in the second repository says so within seconds', { timeout: 240_000 }, async () => {
    await waitForRow(session.page, 'Cluster', 'app', ({ icon }) => icon === 'pass-filled', { timeoutMs: 60_000 });
    await new MetricsControl(story.plane.info.metricsUrl).set({ containing: [namespace], successRate: 61 });
    await release('1.0.0', '1.1.0');
    await eventually('the rollback', async () => (await phase()) === 'Failed', { timeoutMs: 120_000, pauseMs: 100 });
    const failedAt = performance.now();
    const list = await problems(session.page, (found) => found.some(({ code }) => code === 'canary/rolled-back'), { timeoutMs: 20_000 });
    await recordTime('rolled back in the cluster → flagged on the line', performance.now() - failedAt);
    const found = list.find(({ code }) => code === 'canary/rolled-back');
    expect(found).toMatchObject({ severity: 'warning', file: 'web.yaml' });
    expect(found?.message).toContain('Git says “registry.invalid/web:1.1.0”, the cluster serves “registry.invalid/web:1.0.0”: the rollout failed (success rate 61 % < 99 %)');
    await story.shootBoth('real-rolled-back');
  });

  test('the fix puts the old version back; committed and reconciled, all is quiet', { timeout: 180_000 }, async () => {
    await openFile(session.page, 'deploy/web.yaml');
    await goToText(session.page, 'web:1.1.0', 3);
    const titles = await quickFixes(session.page, (each) => each.some((title) => title.includes('Put back')));
    await chooseFix(session.page, titles.find((title) => title.includes('Put back')) ?? '');
    await untilStatus('the fix to be seen before it is saved', (text) => text.includes('fix not saved'));
    await shoot(session.page, 'real-fix-not-saved');
    await save(session.page);
    await untilStatus('the fix to be saved', (text) => text.includes('fix not committed'));
    expect(await readFile(join(shop.folder, 'deploy/web.yaml'), 'utf8')).toContain('image: registry.invalid/web:1.0.0\n');
    await commit('Put web 1.0.0 back');
    await untilStatus('the fix to be committed', (text) => text.includes('fix not applied'));
    await reconcile();
    await eventually('the old version in the target', async () => JSON.stringify(await api.get(`/apis/apps/v1/namespaces/${namespace}/deployments/web`)).includes('registry.invalid/web:1.0.0'), { timeoutMs: 30_000 });
    await problems(session.page, (list) => !list.some(({ code }) => code.startsWith('canary/rolled-back') || code === 'canary/git-ahead'), { timeoutMs: 20_000 });
    expect(await phase()).toBe('Failed');
    await untilStatus('nothing to be left', (text) => text.includes('admin') && !text.includes('fix'));
  });

  test('a good version waits at the gate, is let through from the panel, and is promoted', { timeout: 300_000 }, async () => {
    await new MetricsControl(story.plane.info.metricsUrl).set({ containing: [namespace], successRate: 100 });
    await release('1.0.0', good);
    const panel = await openCanaryPanel(session.page, 'web');
    await waitForSentence(panel, /Waiting for you: gate ask-a-person/);
    await story.shootBoth('real-gate');
    // A long version moves both bars alike.
    const starts = await panel.locator('.bars .bar').evaluateAll((bars) => bars.map((bar) => Math.round(bar.getBoundingClientRect().x)));
    expect(starts).toEqual([starts[0], starts[0]]);
    await panel.locator('button', { hasText: 'Open Gate' }).first().click();
    await waitForSentence(panel, /Promoted 1\.2\.0-rc\.20261129/);
    expect(await phase()).toBe('Succeeded');
    await story.shootBoth('real-promoted');
    await openFile(session.page, 'deploy/web.yaml');
    await problems(session.page, (list) => !list.some(({ code }) => ['canary/rolled-back', 'canary/git-ahead', 'canary/cannot-start', 'cluster/canary-stopped'].includes(code)), { timeoutMs: 20_000 });
  });

  test('both rollouts stand in the history, with versions, end, reason and duration, and can be replayed', { timeout: 120_000 }, async () => {
    const panel = await openCanaryPanel(session.page, 'web');
    const lines = await eventuallyFits('the past rollouts', () => panel.locator('.history li').allInnerTexts(), (found) => found.length >= 2, { timeoutMs: 20_000 });
    const [newest, older] = lines.map((line) => line.replaceAll(/\s+/g, ' '));
    expect(newest).toMatch(/^\d\d:\d\d 1\.0\.0 → 1\.2\.0-rc\.20261129 promoted \d+ (s|min).* Replay$/);
    expect(older).toMatch(/^\d\d:\d\d 1\.0\.0 → 1\.1\.0 rolled back: success rate 61 % < 99 % \d+ (s|min).* Replay$/);
    await panel.locator('.history li', { hasText: 'rolled back' }).locator('button', { hasText: 'Replay' }).click();
    const replay = panel.locator('.replay');
    expect(await replay.locator('.replayed').innerText()).toMatch(/Replay of \d\d:\d\d:\d\d, 1\.0\.0 to 1\.1\.0, rolled back: success rate 61 % < 99 %/);
    const slider = replay.locator('input[type=range]');
    await eventually('the replay to reach its end', async () => (await slider.inputValue()) === (await slider.getAttribute('max')), { timeoutMs: 60_000 });
    await story.shootBoth('real-replay');
    await replay.locator('button', { hasText: 'Close Replay' }).click();
    await replay.waitFor({ state: 'hidden' });
  });

  /** A fleet that takes the shop with its gated Canary from a second repository, set up by Flagger. */
  async function prepare(info: ControlPlaneInfo, cluster: ApiClient) {
    const urls = { fleet: `${info.gitUrl}/fleet.git`, shop: `${info.gitUrl}/shop.git` };
    const texts = readWay('second-repository', (text) => text.replaceAll('guard-way', namespace).replace('https://git.example/fleet.git', urls.fleet).replace('https://git.example/shop.git', urls.shop).replace(/1\.1\.0 # here/, '1.0.0'));
    const repositories = {
      fleet: await GitRepository.create(info, 'fleet', texts.fleet),
      shop: await GitRepository.create(info, 'shop', { ...texts.shop, 'deploy/canary.yaml': `${texts.shop['deploy/canary.yaml'] ?? ''}${gate}` }),
    };
    await cluster.applyYaml(texts.fleet['root.yaml'] ?? '');
    await eventually('Flagger to set the Canary up', async () => (await phase(cluster)) === 'Initialized', { timeoutMs: 120_000, pauseMs: 500 });
    return repositories;
  }

  async function phase(cluster = api): Promise<string> {
    const answer = await cluster.send('GET', `/apis/flagger.app/v1beta1/namespaces/${namespace}/canaries/web`);
    return textAt(answer.body, 'status', 'phase');
  }

  async function release(from: string, to: string): Promise<void> {
    await openFile(session.page, 'deploy/web.yaml');
    await replaceText(session.page, `web:${from}`, `web:${to}`);
    await save(session.page);
    expect(await readFile(join(shop.folder, 'deploy/web.yaml'), 'utf8')).toContain(`image: registry.invalid/web:${to}\n`);
    // One command from above reaches the second repository.
    await commit(`Release ${to}`);
    await reconcile({ row: 'root', command: 'Reconcile Chain' });
  }

  async function commit(message: string): Promise<void> {
    await shop.git('commit', '-q', '--all', '-m', message);
    await shop.git('push', '-q', 'origin', 'HEAD');
  }

  function untilStatus(what: string, fits: (text: string) => boolean): Promise<unknown> {
    return eventually(what, async () => (await statusBar(session.page)).some(fits));
  }

  async function reconcile({ row, command } = { row: 'app', command: 'Reconcile with Source' }): Promise<void> {
    await chooseInRowMenu(session.page, 'Cluster', row, command);
    await waitForNotification(session.page, (text) => text.startsWith(`${row} applied`), { timeoutMs: 60_000 });
    await clearNotifications(session.page);
  }
});
