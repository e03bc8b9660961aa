// What is told of rollouts while nobody looks at them, how quiet it can be made, and several of them side by side: in real VS Code on the demo.
import { mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Frame } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { writeDemoWorkspace } from '../../client/scripts/start/demo.mjs';
import { shoot, wear, widenSideBar } from './driver/appearance.ts';
import { eventually, eventuallyFits } from './driver/eventually.ts';
import { keepEvidenceOfFailures } from './driver/evidence.ts';
import { clearNotifications, pressInNotification, recordNotifications, toldNotifications, waitForNotification } from './driver/feedback.ts';
import { runCommand } from './driver/palette.ts';
import { openSession } from './driver/session.ts';
import type { VscodeSession } from './driver/session.ts';
import { chooseInRowMenu, focusView, setExpanded, waitForRow } from './driver/tree.ts';
import { canaryPanel, openCanaryPanel, waitForSentence, webviewFrame } from './driver/webview.ts';
import { setWorkspaceSettings } from './driver/workspaceSettings.ts';
import { DemoHere } from './workspaces/demoHere.ts';
import { git } from './workspaces/gitFolder.ts';

const CLUSTER = 'Cluster';
const ROLLOUTS = 'Rollouts';
/** A check each two and a half seconds instead of ten. */
const SPEED = 4;
const catalog = ['flagger.app/v1beta1', 'Canary', { namespace: 'bookshop', name: 'catalog' }] as const;
const WINDOW = { width: 1600, height: 1100 } as const;

describe('rollouts that nobody watches, and several at once', () => {
  let folder: string;
  let demo: DemoHere;
  let session: VscodeSession;

  beforeAll(async () => {
    folder = await realpath(await mkdtemp(join(tmpdir(), 'fd-rollouts-')));
    demo = await DemoHere.start(folder, SPEED);
    session = await openSession({ target: await writeDemoWorkspace(demo, folder, { 'flightdeck.afterPush': 'nothing', 'flightdeck.rolloutNotifications': 'all' }), window: WINDOW });
    await focusView(session.page, CLUSTER);
    await widenSideBar(session.page, 520);
    await waitForRow(session.page, CLUSTER, 'apps', ({ icon }) => icon === 'pass-filled', { timeoutMs: 90_000 });
    await setExpanded(session.page, CLUSTER, 'apps', 'expanded');
    for (const name of ['catalog', 'reviews', 'storefront']) await waitForRow(session.page, CLUSTER, name, ({ description }) => description.startsWith('Initialized'), { timeoutMs: 60_000 });
    await recordNotifications(session.page);
  }, 240_000);

  afterAll(async () => {
    await session.close();
    await demo.stop();
    await rm(folder, { recursive: true, force: true });
  });

  keepEvidenceOfFailures(() => session);

  test('a halt, a rollback and a gate are told, each with the one thing that helps', { timeout: 240_000 }, async () => {
    await release({ catalog: '1.1.0-broken', reviews: '1.1.0' });
    await waitForNotification(session.page, (message) => /^catalog in bookshop on flightdeck-demo: Halted at 10 %: success rate 61\.53 % < 70 % \(\d of 3 failed checks\)/.test(message), { timeoutMs: 90_000 });
    await shoot(session.page, 'told-halted');
    await waitForNotification(session.page, (message) => message.startsWith('catalog in bookshop on flightdeck-demo: Rolled back') && message.includes('success rate 61.53 % < 70 % (3 of 3 failed checks)'), { timeoutMs: 60_000 });
    await pressInNotification(session.page, 'Rolled back', 'Show Canary');
    const panel = await canaryPanel(session.page, 'catalog');
    expect(await panel.locator('p.sentence').innerText()).toContain('Rolled back');
    await closeEditors();
    await waitForNotification(session.page, (message) => message.startsWith('reviews in bookshop on flightdeck-demo: Waiting for you: gate ask-a-person (confirm-promotion) is closed'), { timeoutMs: 90_000 });
    await shoot(session.page, 'told-gate');
  });

  test('several stand side by side: who waits for a person first, each in the words of its strategy, also narrow and after a reload', { timeout: 300_000 }, async () => {
    await clearNotifications(session.page);
    await release({ catalog: '1.1.0', storefront: '1.1.0' });
    await runCommand(session.page, 'Flightdeck: Show Canaries Side by Side');
    const names = await eventuallyFits('three cards', async () => cardNames(await several()), (list) => list.length === 3, { timeoutMs: 60_000, pauseMs: 250 });
    expect(names[0]).toBe('reviews');
    const frame = await several();
    await eventuallyFits('the words of the A/B test', () => frame.locator('.card', { hasText: 'storefront' }).innerText({ timeout: 1000 }), (text) => text.includes('Requests with header x-bookshop-tester = yes go to the canary') && /\d of 10/.test(text) && !/\d %/.test(text), { timeoutMs: 60_000, pauseMs: 250 });
    await shootAll('side-by-side');
    await Promise.all([session.page.waitForEvent('load', { timeout: 60_000 }), runCommand(session.page, 'Developer: Reload Window')]);
    await eventuallyFits('the card that waits, after the reload', async () => cardNames(await several()), (list) => list[0] === 'reviews', { timeoutMs: 90_000, pauseMs: 500 });
    await (await several()).locator('.card', { hasText: 'reviews' }).locator('button', { hasText: 'Open Gate' }).click();
    await untilAllIdle();
    await closeEditors();
    await focusView(session.page, CLUSTER);
    await setExpanded(session.page, CLUSTER, 'apps', 'expanded');
    await recordNotifications(session.page);
  });

  test('promotions are told on request only', { timeout: 300_000 }, async () => {
    await setWorkspaceSettings(session.target, { 'flightdeck.rolloutNotifications': 'problems' });
    await release({ catalog: '1.2.0' });
    await waitForRow(session.page, ROLLOUTS, 'In progress', undefined, { timeoutMs: 60_000 });
    await untilAllIdle();
    await setWorkspaceSettings(session.target, { 'flightdeck.rolloutNotifications': 'all' });
    await release({ catalog: '1.3.0' });
    await waitForNotification(session.page, (message) => /^catalog in bookshop on flightdeck-demo: Promoted 1\.3\.0 after /.test(message), { timeoutMs: 120_000 });
    // What is told comes in order: had the first promotion been told, it would have come before this one.
    expect((await toldNotifications(session.page)).filter((line) => line.includes('Promoted 1.2.0'))).toEqual([]);
  });

  test('nothing at all is told when it is switched off', { timeout: 300_000 }, async () => {
    await clearNotifications(session.page);
    await setWorkspaceSettings(session.target, { 'flightdeck.rolloutNotifications': 'off' });
    await release({ catalog: '1.4.0-broken' });
    await waitForRow(session.page, ROLLOUTS, 'catalog', ({ icon }) => icon === 'error', { timeoutMs: 90_000 });
    await setWorkspaceSettings(session.target, { 'flightdeck.rolloutNotifications': 'all' });
    await release({ catalog: '1.5.0' });
    await waitForNotification(session.page, (message) => message.includes('Promoted 1.5.0'), { timeoutMs: 120_000 });
    expect((await toldNotifications(session.page)).filter((line) => line.includes('catalog in bookshop') && !line.includes('Promoted 1.3.0') && !line.includes('Promoted 1.5.0'))).toEqual([]);
  });

  test('a metrics server that hangs: the panel says so and goes on by events; once it answers there are values again', { timeout: 240_000 }, async () => {
    const panel = await openCanaryPanel(session.page, 'reviews');
    const says = 'the metrics server could not be asked (metrics server linkerd-viz/prometheus: no answer in 5 s)';
    const text = () => panel.locator('body').innerText({ timeout: 1000 });
    demo.cluster.faults.stall(({ path }) => /\/services\/[^/]*prometheus[^/]*\/proxy\//.test(path));
    demo.cluster.loadTester.setGate('gate', 'bookshop', 'reviews', 'closed');
    await release({ reviews: '1.6.0' });
    await eventuallyFits('the words about the metrics server', text, (found) => found.includes(says), { timeoutMs: 60_000 });
    await waitForSentence(panel, /Waiting for you: gate ask-a-person/);
    expect(await text()).toContain(says);
    await shoot(session.page, 'metrics-hang');
    demo.cluster.faults.resume();
    await panel.locator('button', { hasText: 'Open Gate' }).first().click();
    await waitForSentence(panel, /Promoted 1\.6\.0/);
    await clearNotifications(session.page);
    demo.cluster.loadTester.setGate('gate', 'bookshop', 'reviews', 'closed');
    await release({ reviews: '1.7.0' });
    await eventuallyFits('values', () => panel.locator('details.measured summary').allInnerTexts(), (lines) => lines.length > 0 && lines.every((line) => /^\d+ values?, all pass/.test(line)), { timeoutMs: 60_000 });
    await waitForSentence(panel, /Waiting for you: gate ask-a-person/);
    await panel.locator('button', { hasText: 'Open Gate' }).first().click();
    await waitForSentence(panel, /Promoted 1\.7\.0/);
    await clearNotifications(session.page);
  });

  test('a Canary that is deleted under its panel is said to be; the one that Flux makes anew is shown, marked as another, and followed', { timeout: 240_000 }, async () => {
    const panel = await openCanaryPanel(session.page, 'catalog');
    await panel.locator('button', { hasText: /^Replay$/ }).first().waitFor();
    await clearNotifications(session.page);
    demo.delete(...catalog);
    await waitForSentence(panel, /^Canary bookshop\/catalog was deleted from flightdeck-demo\. Its panel goes on when it is created anew\.$/);
    await shoot(session.page, 'canary-deleted');
    await chooseInRowMenu(session.page, CLUSTER, 'bookshop', 'Reconcile');
    await waitForNotification(session.page, (message) => message.startsWith('bookshop applied'), { timeoutMs: 60_000 });
    await clearNotifications(session.page);
    await waitForSentence(panel, /^Idle\./);
    expect(await panel.locator('body').innerText()).toMatch(/This Canary was created anew at \d\d:\d\d:\d\d: for Flagger it is another one/);
    expect(await panel.locator('button', { hasText: /^Replay$/ }).count()).toBe(0);
    await shoot(session.page, 'canary-anew');
    await release({ catalog: '1.7.0' });
    await waitForSentence(panel, /Promoted 1\.7\.0/);
  });

  test('two Canaries on one target are told of each other while there are two', { timeout: 120_000 }, async () => {
    const panel = await openCanaryPanel(session.page, 'catalog');
    const { apiVersion, kind, spec } = demo.get(...catalog);
    demo.cluster.apply({ apiVersion, kind, metadata: { namespace: 'bookshop', name: 'twin' }, spec });
    const says = (name: string) => `Canary ${name} has the same target, Deployment catalog: both scale it, and what is shown here may be the other’s doing. Only one may stay`;
    await eventuallyFits('the words about the twin', () => panel.locator('body').innerText({ timeout: 1000 }), (text) => text.includes(says('twin')));
    await shoot(session.page, 'canary-twin');
    const other = await openCanaryPanel(session.page, 'twin');
    await eventuallyFits('the words about the first', () => other.locator('body').innerText({ timeout: 1000 }), (text) => text.includes(says('catalog')));
    demo.delete('flagger.app/v1beta1', 'Canary', { namespace: 'bookshop', name: 'twin' });
    await waitForSentence(other, /^Canary bookshop\/twin was deleted/);
    const again = await openCanaryPanel(session.page, 'catalog');
    await eventuallyFits('the words to go', () => again.locator('body').innerText({ timeout: 1000 }), (text) => text.includes('catalog') && !text.includes('has the same target'));
  });

  /** Changes tags, commits, pushes and lets Flux take it. */
  async function release(versions: Readonly<Record<string, string>>): Promise<void> {
    for (const [workload, version] of Object.entries(versions)) {
      const file = join(demo.application, 'deploy', `${workload}.yaml`);
      const text = await readFile(file, 'utf8');
      await writeFile(file, text.replace(new RegExp(`(/${workload}:)\\S+`), `$1${version}`));
    }
    await git(demo.application, 'commit', '--quiet', '--all', '--message', `Release ${Object.entries(versions).flat().join(' ')}`);
    await git(demo.application, 'push', '--quiet');
    await chooseInRowMenu(session.page, CLUSTER, 'bookshop', 'Reconcile with Source');
    await waitForNotification(session.page, (message) => message.startsWith('bookshop applied'), { timeoutMs: 60_000 });
  }

  /** Those that are idle stand in a group that is closed. */
  async function untilAllIdle(): Promise<void> {
    await waitForRow(session.page, ROLLOUTS, 'Idle', ({ description }) => description === '3', { timeoutMs: 120_000 });
  }

  function several(): Promise<Frame> {
    return webviewFrame(session.page, 'of the canaries side by side', async (frame) => (await frame.locator('h1').first().innerText({ timeout: 500 })) === 'Rollouts');
  }

  async function closeEditors(): Promise<void> {
    await runCommand(session.page, 'View: Close All Editors');
    await eventually('no editor', async () => (await session.page.locator('.editor-group-container .tab').count()) === 0);
  }

  async function shootAll(name: string): Promise<void> {
    for (const look of ['light', 'dark', 'high-contrast'] as const) {
      await wear(session, look);
      await shoot(session.page, `${name}-${look}`);
    }
    await session.page.setViewportSize({ ...WINDOW, width: 960 });
    await shoot(session.page, `${name}-narrow`);
    await session.page.setViewportSize(WINDOW);
  }
});

function cardNames(frame: Frame): Promise<string[]> {
  return frame.locator('.card .names button').allInnerTexts();
}
