// The main story on the demo: the cluster comes up, a release is promoted, a bad one is rolled back, and Git is put right.
import { mkdtemp, readFile, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Frame } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startDemo, writeDemoWorkspace } from '../../client/scripts/start/demo.mjs';
import { shoot, wear, widenSideBar } from './driver/appearance.ts';
import { chooseFix, goToText, hoverText, openFile, problems, quickFixes, replaceText, save, visibleLines, waitForLine } from './driver/editor.ts';
import { eventually, eventuallyFits } from './driver/eventually.ts';
import { keepEvidenceOfFailures } from './driver/evidence.ts';
import { clearNotifications, statusBar, waitForNotification } from './driver/feedback.ts';
import { openSession } from './driver/session.ts';
import type { VscodeSession } from './driver/session.ts';
import { chooseInRowMenu, focusView, hoverRow, setExpanded, waitForRow } from './driver/tree.ts';
import type { TreeRow } from './driver/tree.ts';
import { openCanaryPanel, waitForSentence } from './driver/webview.ts';
import { git } from './workspaces/gitFolder.ts';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const CLUSTER = 'Cluster';
const ROLLOUTS = 'Rollouts';
/** A check each two and a half seconds instead of ten: a rollout of `catalog` takes about forty seconds. */
const SPEED = 4;

describe('the demo, from an empty cluster to a promoted and a rolled back release', () => {
  let folder: string;
  let demo: Awaited<ReturnType<typeof startDemo>>;
  let session: VscodeSession;

  beforeAll(async () => {
    folder = await realpath(await mkdtemp(join(tmpdir(), 'fd-demo-')));
    demo = await startDemo({ script: join(ROOT, 'dist', 'demo.js'), folder: join(folder, 'demo'), flags: ['--speed', String(SPEED)] });
    session = await openSession({ target: await writeDemoWorkspace(demo, folder, { 'flightdeck.afterPush': 'nothing' }), window: { width: 1600, height: 1100 } });
    await focusView(session.page, CLUSTER);
  });

  afterAll(async () => {
    await session.close();
    await demo.stop();
    await rm(folder, { recursive: true, force: true });
  });

  keepEvidenceOfFailures(() => session);

  test('the cluster connects by the kubeconfig of the workspace and everything becomes ready', async () => {
    await waitForRow(session.page, CLUSTER, 'apps', isReady, { timeoutMs: 90_000 });
    await setExpanded(session.page, CLUSTER, 'apps', 'expanded');
    const bookshop = await waitForRow(session.page, CLUSTER, 'bookshop', isReady);
    expect(bookshop.description).toContain(`main@${await head()}`);
    expect(bookshop.description).toContain('3 objects');
    await waitForRow(session.page, CLUSTER, 'catalog', ({ description }) => description.startsWith('Initialized'), { timeoutMs: 60_000 });
    expect((await statusBar(session.page)).some((item) => item.includes('flightdeck-demo'))).toBe(true);
    // As most people see it first, and then with all the words.
    await shootBothLooks('cluster-default-width');
    await widenSideBar(session.page, 520);
    await shootBothLooks('cluster');
  });

  test('a commit alone changes nothing; Reconcile with Source applies it and says so', async () => {
    const before = (await waitForRow(session.page, CLUSTER, 'bookshop')).description;
    await release('1.0.0', '1.1.0');
    expect((await waitForRow(session.page, CLUSTER, 'bookshop')).description.split(' ')[0]).toBe(before.split(' ')[0]);
    // The panel is open before anything starts, so that no step is missed on a slow machine.
    const panel = await openCanaryPanel(session.page, 'catalog');
    stepSeen = eventuallyFits('a step on the way', () => momentOf(panel), ({ step }) => /[2-5]0/.test(step), { timeoutMs: 120_000 });
    // Awaited in the next test; a failure of this one must not be joined by a rejection that nobody handles.
    stepSeen.catch(() => undefined);
    await reconcileWithSource();
    await waitForRow(session.page, CLUSTER, 'bookshop', (row) => isReady(row) && row.description.includes(`main@${head7}`));
  });

  test('the panel follows the rollout by its plan until it is promoted', async () => {
    const panel = await openCanaryPanel(session.page, 'catalog');
    expect(await stepSeen).toMatchObject({ canary: '1.1.0', primary: '1.0.0' });
    await shootBothLooks('canary-progressing');
    await waitForSentence(panel, /Promoted 1\.1\.0/);
    expect(await panel.locator('.phase').innerText()).toBe('Succeeded');
    await waitForRow(session.page, CLUSTER, 'catalog', ({ description }) => description.startsWith('Succeeded'));
    await shoot(session.page, 'canary-promoted');
  });

  test('a broken release is rolled back, and the views say why', async () => {
    await release('1.1.0', '1.2.0-broken');
    await reconcileWithSource();
    const panel = await openCanaryPanel(session.page, 'catalog');
    await waitForSentence(panel, /Rolled back/);
    expect(await panel.locator('.phase').innerText()).toBe('Failed');
    expect(await sentence(panel)).toContain('success rate');
    const row = await waitForRow(session.page, ROLLOUTS, 'catalog', ({ icon }) => icon === 'error');
    expect(row.description).toContain('success rate 61.53 % < 70 %');
    expect(row.description).toContain('serves 1.1.0');
    // What Git says comes from the language server, a moment later.
    await waitForSentence(panel, /Git still says 1\.2\.0-broken \(deploy\/catalog\.yaml:\d+\)/);
    await waitForRow(session.page, ROLLOUTS, 'catalog', ({ description }) => description.includes('serves 1.1.0, Git says 1.2.0-broken'));
    await shootBothLooks('canary-rolled-back');
  });

  test('the image line that Git still holds is marked, and the quick fix puts back what serves', async () => {
    await openFile(session.page, 'deploy/catalog.yaml');
    const list = await problems(session.page, (found) => found.some(({ code }) => code === 'canary/rolled-back'), { timeoutMs: 30_000 });
    const warning = list.find(({ code }) => code === 'canary/rolled-back');
    expect(warning?.severity).toBe('warning');
    expect(warning?.message).toContain('catalog:1.2.0-broken');
    expect(warning?.message).toContain('catalog:1.1.0');
    await shootBothLooks('editor-rolled-back');
    await goToText(session.page, 'catalog:1.2.0-broken', 3);
    const titles = await quickFixes(session.page, (found) => found.some((title) => title.includes('Put back')));
    await chooseFix(session.page, titles.find((title) => title.includes('Put back')) ?? '');
    await eventually('the image that serves', async () => (await visibleLines(session.page)).some((line) => line.trim() === 'image: registry.flightdeck.example/bookshop/catalog:1.1.0'));
    await save(session.page);
    await problems(session.page, (found) => !found.some(({ code }) => code === 'canary/rolled-back'));
    expect(await readFile(join(demo.application, 'deploy', 'catalog.yaml'), 'utf8')).toContain('catalog:1.1.0');
  });

  test('once Flux has put it back, panel and Rollouts view say that nothing is left to do, without alarm', async () => {
    await git(demo.application, 'commit', '--quiet', '--all', '--message', 'Put catalog 1.1.0 back');
    await git(demo.application, 'push', '--quiet');
    head7 = await head();
    await reconcileWithSource();
    const panel = await openCanaryPanel(session.page, 'catalog');
    await waitForSentence(panel, /Put back since: the target is 1\.1\.0 again, which the primary serves, and nothing is left to do/);
    expect(await panel.locator('p.sentence').getAttribute('class')).toBe('sentence muted');
    // Flagger keeps the phase until the next release.
    expect(await panel.locator('.phase').innerText()).toBe('Failed');
    await waitForRow(session.page, ROLLOUTS, 'catalog', ({ icon, description }) => icon !== 'error' && description.includes('put back') && description.includes('nothing left to do'));
    await shootBothLooks('canary-put-back');
  });

  test('a live object leads to its line', async () => {
    await chooseInRowMenu(session.page, CLUSTER, 'catalog', 'Open in Repository');
    await waitForLine(session.page, 'canaries.yaml', 'name: catalog');
  });

  test('what Flagger made is explained where it is seen: under its Canary, and on the Canary in Git', async () => {
    await setExpanded(session.page, ROLLOUTS, 'catalog', 'expanded');
    const words = 'runs the promoted version and serves';
    expect((await waitForRow(session.page, ROLLOUTS, 'Deployment catalog-primary')).description).toContain(words);
    await hoverRow(session.page, ROLLOUTS, 'Deployment catalog-primary');
    await eventuallyFits('the tooltip', () => session.page.locator('.monaco-hover:visible').first().innerText(), (text) => text.includes(words));
    await session.page.screenshot({ path: 'test/e2e/shots/explained-row.png' });
    await session.page.mouse.move(720, 2);
    await setExpanded(session.page, ROLLOUTS, 'catalog', 'collapsed');
    const hover = await hoverText(session.page, 'name: catalog', (text) => text.includes('What Flagger makes of Canary catalog'));
    for (const object of ['catalog-primary', 'catalog-canary']) expect(hover).toContain(object);
    await session.page.screenshot({ path: 'test/e2e/shots/explained-hover.png' });
  });

  test('an A/B test shows who sees the new version and counts its iterations', async () => {
    await release('1.0.0', '1.1.0', 'storefront');
    await reconcileWithSource();
    const panel = await openCanaryPanel(session.page, 'storefront');
    await eventuallyFits('an iteration on the way', () => panel.locator('body').innerText({ timeout: 1000 }), (text) => /[2-9] of 10/.test(text) && text.includes('x-bookshop-tester'), { timeoutMs: 90_000 });
    await shootBothLooks('canary-ab');
    await waitForSentence(panel, /Promoted 1\.1\.0/);
  });

  let head7 = '';
  let stepSeen: Promise<RolloutMoment>;

  async function head(): Promise<string> {
    return (await git(demo.application, 'rev-parse', 'HEAD')).slice(0, 7);
  }

  /** Changes the tag in the editor, commits and pushes. */
  async function release(from: string, to: string, workload = 'catalog'): Promise<void> {
    await openFile(session.page, `deploy/${workload}.yaml`);
    await replaceText(session.page, `${workload}:${from}`, `${workload}:${to}`);
    await save(session.page);
    // The editor's word is not enough: what is committed must be the image line.
    expect(await readFile(join(demo.application, 'deploy', `${workload}.yaml`), 'utf8')).toContain(`image: registry.flightdeck.example/bookshop/${workload}:${to}\n`);
    await git(demo.application, 'commit', '--quiet', '--all', '--message', `Release ${workload} ${to}`);
    await git(demo.application, 'push', '--quiet');
    head7 = await head();
  }

  async function reconcileWithSource(): Promise<void> {
    await chooseInRowMenu(session.page, CLUSTER, 'bookshop', 'Reconcile with Source');
    const end = await waitForNotification(session.page, (message) => message.startsWith('bookshop applied'), { timeoutMs: 60_000 });
    expect(end).toContain(`main@${head7}`);
    await clearNotifications(session.page);
  }

  async function shootBothLooks(name: string): Promise<void> {
    for (const look of ['light', 'dark'] as const) {
      await wear(session, look);
      await shoot(session.page, `${name}-${look}`);
    }
  }
});

function isReady({ icon }: TreeRow): boolean {
  return icon === 'pass-filled';
}

function sentence(panel: Frame): Promise<string> {
  return panel.locator('p.sentence').innerText();
}

/** What the panel shows at one moment: read at once, because the next tick changes it. */
interface RolloutMoment {
  readonly step: string;
  readonly canary: string;
  readonly primary: string;
}

function momentOf(panel: Frame): Promise<RolloutMoment> {
  return panel.evaluate(() => {
    const textOf = (selector: string): string => document.querySelector(selector)?.textContent ?? '';
    return { step: textOf('.rung.current'), canary: textOf('.row.canary .version'), primary: textOf('.row.primary .version') };
  });
}
