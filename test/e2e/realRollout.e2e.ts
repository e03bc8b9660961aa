// The end of a rollout in real VS Code on a real API server with real Flux and Flagger: a bad version is rolled back, flagged on its line in the second repository,
// put back and quiet; then a good one waits at a gate that is opened from the panel, and is promoted.
import { mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Frame } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findBinaries } from '../cluster/harness/binaries.ts';
import type { ApiClient } from '../cluster/harness/apiClient.ts';
import { textAt } from '../cluster/harness/apiClient.ts';
import { harnessClient } from '../cluster/harness/controlPlaneInfo.ts';
import { startControlPlane, type ControlPlane } from '../cluster/harness/controlPlane.ts';
import { GitRepository } from '../cluster/harness/gitRepository.ts';
import { MetricsControl } from '../cluster/harness/metricsControl.ts';
import { readWay } from '../harness/guardWays.ts';
import { shoot, wear, widenSideBar } from './driver/appearance.ts';
import { chooseFix, goToText, openFile, problems, quickFixes, replaceText, save } from './driver/editor.ts';
import { eventually, eventuallyFits } from './driver/eventually.ts';
import { keepEvidenceOfFailures } from './driver/evidence.ts';
import { clearNotifications, waitForNotification } from './driver/feedback.ts';
import { recordTime } from './driver/measurements.ts';
import { pick, runCommand } from './driver/palette.ts';
import { openSession, type VscodeSession } from './driver/session.ts';
import { chooseInRowMenu, focusView, waitForRow } from './driver/tree.ts';
import { webviewFrame } from './driver/webview.ts';

const namespace = 'story';
const binaries = findBinaries(process.env);
const gate = '    webhooks:\n      - name: ask-a-person\n        type: confirm-promotion\n        url: http://loadtester.test/gate/check\n';

// Built by `npm run test:cluster`; without it there is no real cluster here.
describe.skipIf(binaries === undefined)('a rollout to its end on a real cluster', () => {
  let plane: ControlPlane;
  let api: ApiClient;
  let folder = '';
  let session: VscodeSession;
  let shop: GitRepository;

  beforeAll(async () => {
    if (binaries === undefined) return;
    folder = await realpath(await mkdtemp(join(tmpdir(), 'fd-real-')));
    plane = await startControlPlane({ binaries, parts: ['workloads', 'flux', 'flagger'] });
    const { info } = plane;
    api = harnessClient(info);
    await api.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } });
    const urls = { fleet: `${info.gitUrl}/fleet.git`, shop: `${info.gitUrl}/shop.git` };
    const texts = readWay('second-repository', (text) => text.replaceAll('guard-way', namespace).replace('https://git.example/fleet.git', urls.fleet).replace('https://git.example/shop.git', urls.shop).replace(/1\.1\.0 # here/, '1.0.0'));
    const fleet = await GitRepository.create(info, 'fleet', texts.fleet);
    shop = await GitRepository.create(info, 'shop', { ...texts.shop, 'deploy/canary.yaml': `${texts.shop['deploy/canary.yaml'] ?? ''}${gate}` });
    await api.applyYaml(texts.fleet['root.yaml'] ?? '');
    await eventually('Flagger to set the Canary up', async () => (await phase()) === 'Initialized', { timeoutMs: 120_000, pauseMs: 500 });
    const target = join(folder, 'story.code-workspace');
    const settings = { 'flightdeck.kubeconfig': info.kubeconfig, 'flightdeck.context': 'admin', 'flightdeck.afterPush': 'nothing', 'flightdeck.rolloutNotifications': 'off' };
    await writeFile(target, JSON.stringify({ folders: [{ name: 'fleet', path: fleet.folder }, { name: 'shop', path: shop.folder }], settings }));
    session = await openSession({ target, window: { width: 1600, height: 1100 } });
    await focusView(session.page, 'Cluster');
    await widenSideBar(session.page, 520);
  }, 300_000);

  afterAll(async () => {
    await session.close();
    await plane.stop();
    await rm(folder, { recursive: true, force: true });
  });

  keepEvidenceOfFailures(() => session);

  test('a broken version is rolled back, and its line in the second repository says so within seconds', { timeout: 240_000 }, async () => {
    await waitForRow(session.page, 'Cluster', 'app', ({ icon }) => icon === 'pass-filled', { timeoutMs: 60_000 });
    await new MetricsControl(plane.info.metricsUrl).set({ containing: [namespace], successRate: 61 });
    await release('1.0.0', '1.1.0');
    await eventually('the rollback', async () => (await phase()) === 'Failed', { timeoutMs: 120_000, pauseMs: 100 });
    const failedAt = performance.now();
    const list = await problems(session.page, (found) => found.some(({ code }) => code === 'canary/rolled-back'), { timeoutMs: 20_000 });
    await recordTime('rolled back in the cluster → flagged on the line', performance.now() - failedAt);
    const found = list.find(({ code }) => code === 'canary/rolled-back');
    expect(found).toMatchObject({ severity: 'warning', file: 'web.yaml' });
    expect(found?.message).toContain('Git says “registry.invalid/web:1.1.0”, the cluster serves “registry.invalid/web:1.0.0”: the rollout failed (success rate 61 % < 99 %)');
    await shootBoth('real-rolled-back');
  });

  test('the fix puts the old version back; committed and reconciled, all is quiet', { timeout: 180_000 }, async () => {
    await openFile(session.page, 'deploy/web.yaml');
    await goToText(session.page, 'web:1.1.0', 3);
    const titles = await quickFixes(session.page, (each) => each.some((title) => title.includes('Put back')));
    await chooseFix(session.page, titles.find((title) => title.includes('Put back')) ?? '');
    await save(session.page);
    expect(await readFile(join(shop.folder, 'deploy/web.yaml'), 'utf8')).toContain('image: registry.invalid/web:1.0.0\n');
    await commitAndReconcile('Put web 1.0.0 back');
    await eventually('the old version in the target', async () => JSON.stringify(await api.get(`/apis/apps/v1/namespaces/${namespace}/deployments/web`)).includes('registry.invalid/web:1.0.0'), { timeoutMs: 30_000 });
    await problems(session.page, (list) => !list.some(({ code }) => code.startsWith('canary/rolled-back') || code === 'canary/git-ahead'), { timeoutMs: 20_000 });
    expect(await phase()).toBe('Failed');
  });

  test('a good version waits at the gate, is let through from the panel, and is promoted', { timeout: 300_000 }, async () => {
    await new MetricsControl(plane.info.metricsUrl).set({ containing: [namespace], successRate: 100 });
    await release('1.0.0', '1.2.0');
    const panel = await canaryPanel();
    await waitForSentence(panel, /Waiting for you: gate ask-a-person/);
    await shootBoth('real-gate');
    await panel.locator('button', { hasText: 'Open Gate' }).first().click();
    await waitForSentence(panel, /Promoted 1\.2\.0/);
    expect(await phase()).toBe('Succeeded');
    await shootBoth('real-promoted');
    await openFile(session.page, 'deploy/web.yaml');
    await problems(session.page, (list) => !list.some(({ code }) => ['canary/rolled-back', 'canary/git-ahead', 'canary/cannot-start', 'cluster/canary-stopped'].includes(code)), { timeoutMs: 20_000 });
  });

  test('both rollouts stand in the history, with versions, end, reason and duration, and can be replayed', { timeout: 120_000 }, async () => {
    const panel = await canaryPanel();
    const lines = await eventuallyFits('the past rollouts', () => panel.locator('.history li').allInnerTexts(), (found) => found.length >= 2, { timeoutMs: 20_000 });
    const [newest, older] = lines.map((line) => line.replaceAll(/\s+/g, ' '));
    expect(newest).toMatch(/^\d\d:\d\d 1\.0\.0 → 1\.2\.0 promoted \d+ (s|min).* Replay$/);
    expect(older).toMatch(/^\d\d:\d\d 1\.0\.0 → 1\.1\.0 rolled back: success rate 61 % < 99 % \d+ (s|min).* Replay$/);
    await panel.locator('.history li', { hasText: 'rolled back' }).locator('button', { hasText: 'Replay' }).click();
    const replay = panel.locator('.replay');
    expect(await replay.locator('.replayed').innerText()).toMatch(/Replay of \d\d:\d\d:\d\d, 1\.0\.0 to 1\.1\.0, rolled back: success rate 61 % < 99 %/);
    const slider = replay.locator('input[type=range]');
    await eventually('the replay to reach its end', async () => (await slider.inputValue()) === (await slider.getAttribute('max')), { timeoutMs: 60_000 });
    await shootBoth('real-replay');
    await replay.locator('button', { hasText: 'Close Replay' }).click();
    await replay.waitFor({ state: 'hidden' });
  });

  async function phase(): Promise<string> {
    const answer = await api.send('GET', `/apis/flagger.app/v1beta1/namespaces/${namespace}/canaries/web`);
    return textAt(answer.body, 'status', 'phase');
  }

  async function release(from: string, to: string): Promise<void> {
    await openFile(session.page, 'deploy/web.yaml');
    await replaceText(session.page, `web:${from}`, `web:${to}`);
    await save(session.page);
    expect(await readFile(join(shop.folder, 'deploy/web.yaml'), 'utf8')).toContain(`image: registry.invalid/web:${to}\n`);
    // One command from above reaches the second repository.
    await commitAndReconcile(`Release ${to}`, { row: 'root', command: 'Reconcile Chain' });
  }

  async function commitAndReconcile(message: string, { row, command } = { row: 'app', command: 'Reconcile with Source' }): Promise<void> {
    await shop.git('commit', '-q', '--all', '-m', message);
    await shop.git('push', '-q', 'origin', 'HEAD');
    await chooseInRowMenu(session.page, 'Cluster', row, command);
    await waitForNotification(session.page, (text) => text.startsWith(`${row} applied`), { timeoutMs: 60_000 });
    await clearNotifications(session.page);
  }

  async function canaryPanel(): Promise<Frame> {
    await runCommand(session.page, 'Flightdeck: Show Canary');
    await pick(session.page, 'web');
    return webviewFrame(session.page, 'of the canary', async (frame) => (await frame.locator('h1').first().innerText({ timeout: 500 })) === 'web');
  }

  async function shootBoth(name: string): Promise<void> {
    for (const look of ['light', 'dark'] as const) {
      await wear(session, look);
      await shoot(session.page, `${name}-${look}`);
    }
  }
});

function waitForSentence(panel: Frame, fits: RegExp): Promise<string> {
  return eventuallyFits('the sentence of the panel', () => panel.locator('p.sentence').innerText({ timeout: 1000 }), (text) => fits.test(text), { timeoutMs: 150_000, pauseMs: 250 });
}
