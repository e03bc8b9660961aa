// What is told of rollouts while nobody looks at them, how quiet it can be made, and several of them side by side: in real VS Code on the demo.
import { mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Frame } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startDemo, writeDemoWorkspace } from '../../client/scripts/start/demo.mjs';
import { shoot, wear, widenSideBar } from './driver/appearance.ts';
import { eventually, eventuallyFits } from './driver/eventually.ts';
import { keepEvidenceOfFailures } from './driver/evidence.ts';
import { clearNotifications, pressInNotification, recordNotifications, toldNotifications, waitForNotification } from './driver/feedback.ts';
import { runCommand } from './driver/palette.ts';
import { openSession } from './driver/session.ts';
import type { VscodeSession } from './driver/session.ts';
import { chooseInRowMenu, focusView, setExpanded, waitForRow } from './driver/tree.ts';
import { webviewFrame } from './driver/webview.ts';
import { setWorkspaceSettings } from './driver/workspaceSettings.ts';
import { git } from './workspaces/gitFolder.ts';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const CLUSTER = 'Cluster';
const ROLLOUTS = 'Rollouts';
/** A check each two and a half seconds instead of ten. */
const SPEED = 4;
const WINDOW = { width: 1600, height: 1100 } as const;

describe('rollouts that nobody watches, and several at once', () => {
  let folder: string;
  let demo: Awaited<ReturnType<typeof startDemo>>;
  let session: VscodeSession;

  beforeAll(async () => {
    folder = await realpath(await mkdtemp(join(tmpdir(), 'fd-rollouts-')));
    demo = await startDemo({ script: join(ROOT, 'dist', 'demo.js'), folder: join(folder, 'demo'), flags: ['--speed', String(SPEED)] });
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
    const panel = await webviewFrame(session.page, 'of the canary catalog', async (frame) => (await frame.locator('h1').first().innerText({ timeout: 500 })) === 'catalog');
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
