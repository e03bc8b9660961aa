// From an edit to a live commit, on the demo: what it changes, how Git and cluster stand, the comparison, the push that is noticed, the commit that is followed, and looking closer.
import { mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { numberAt, objectsAt, textAt, type JsonObject } from '../../client/src/demo/kubeApi/json.ts';
import { writeDemoWorkspace } from '../../client/scripts/start/demo.mjs';
import { shoot, wear, widenSideBar } from './driver/appearance.ts';
import { activeTitle, clickLens, codeLenses, goTo, openFile, replaceText, save, visibleLines } from './driver/editor.ts';
import { eventually, eventuallyFits } from './driver/eventually.ts';
import { keepEvidenceOfFailures } from './driver/evidence.ts';
import { clearNotifications, notifications, pressInDialog, pressInNotification, waitForNotification } from './driver/feedback.ts';
import { chooseInEditorTitle, pressInEditorTitle } from './driver/menu.ts';
import { closeQuickInput, pick, quickPickLabels, runCommand } from './driver/palette.ts';
import { openSession } from './driver/session.ts';
import type { VscodeSession } from './driver/session.ts';
import { chooseInRowMenu, focusView, selectRows, setExpanded, waitForRow } from './driver/tree.ts';
import { DemoHere } from './workspaces/demoHere.ts';
import { git } from './workspaces/gitFolder.ts';

const CLUSTER = 'Cluster';
const SPEED = 8;

describe('from an edit to a live commit', () => {
  let folder: string;
  let demo: DemoHere;
  let session: VscodeSession;
  let head7 = '';

  beforeAll(async () => {
    folder = await realpath(await mkdtemp(join(tmpdir(), 'fd-reconcile-')));
    demo = await DemoHere.start(folder, SPEED);
    session = await openSession({ target: await writeDemoWorkspace(demo, folder), window: { width: 1600, height: 1100 } });
    await focusView(session.page, CLUSTER);
    await widenSideBar(session.page, 460);
    await waitForRow(session.page, CLUSTER, 'apps', ({ icon }) => icon === 'pass-filled', { timeoutMs: 90_000 });
    await setExpanded(session.page, CLUSTER, 'apps', 'expanded');
    await waitForRow(session.page, CLUSTER, 'bookshop', ({ icon }) => icon === 'pass-filled', { timeoutMs: 60_000 });
    await waitForRow(session.page, CLUSTER, 'catalog', ({ description }) => description.startsWith('Initialized'), { timeoutMs: 60_000 });
  });

  afterAll(async () => {
    await session.close();
    await demo.stop();
    await rm(folder, { recursive: true, force: true });
  });

  keepEvidenceOfFailures(() => session);

  test('over a Flux object stands how it is in the cluster', async () => {
    await openFile(session.page, 'apps/bookshop/sync.yaml');
    const lenses = await codeLenses(session.page, (found) => found.some((text) => /Ready · main@[0-9a-f]{7} · .*3 objects · next run/.test(text)));
    expect(lenses.join('\n')).toMatch(/Ready · main@[0-9a-f]{7} · (just now|\d+ min ago) · 3 objects · next run/);
    await shootBothLooks('lens-applied');
  });

  test('an edit: what it changes is told before anything is committed', async () => {
    await openFile(session.page, 'deploy/catalog.yaml');
    await replaceText(session.page, 'catalog:1.0.0', 'catalog:1.1.0');
    await save(session.page);
    await runCommand(session.page, 'Flightdeck: Show What This Changes');
    const labels = await eventuallyFits('the changed objects', () => quickPickLabels(session.page), (found) => found.some((label) => label.includes('Deployment bookshop/catalog')));
    expect(labels).toHaveLength(1);
    await shootBothLooks('what-changes');
    await pick(session.page, 'Deployment bookshop/catalog');
    await eventually('the difference', async () => (await activeTitle(session.page)).includes('HEAD ↔ working tree'));
    await eventually('the new image', async () => (await visibleLines(session.page)).some((line) => line.includes('catalog:1.1.0')));
  });

  test('compared with the cluster it shows the line and the rollout that starts', async () => {
    await chooseInRowMenu(session.page, CLUSTER, 'bookshop', 'Compare with Cluster');
    await eventually('the comparison', async () => (await activeTitle(session.page)).includes('flightdeck-demo ↔ working tree') && (await visibleLines(session.page)).some((line) => line.includes('catalog:1.1.0')));
    await shootBothLooks('compare-with-cluster');
    // It opens at the first difference; above stands what it is about.
    await goTo(session.page, 1);
    const lines = await eventuallyFits('the notes', () => visibleLines(session.page), (found) => found.some((line) => line.includes('starts a rollout of Canary bookshop/catalog')));
    expect(lines.some((line) => line.includes('# 1 changed; 2 as they should be'))).toBe(true);
  });

  test('the lens says that the file is not committed, then that the commit is not pushed', async () => {
    await openFile(session.page, 'apps/bookshop/sync.yaml');
    await codeLenses(session.page, (found) => found.some((text) => text.includes('1 uncommitted file')));
    await git(demo.application, 'commit', '--quiet', '--all', '--message', 'Release catalog 1.1.0');
    head7 = (await git(demo.application, 'rev-parse', 'HEAD')).slice(0, 7);
    await codeLenses(session.page, (found) => found.some((text) => text.includes(`your HEAD ${head7} is not pushed`)));
    await shootBothLooks('lens-not-pushed');
  });

  test('a push is noticed; the commit is reconciled and followed until it is promoted, with a report', async () => {
    await git(demo.application, 'push', '--quiet');
    const offer = await waitForNotification(session.page, (message) => message.startsWith(`Pushed ${head7}`), { timeoutMs: 30_000 });
    expect(offer).toBe(`Pushed ${head7} to main: on flightdeck-demo it comes through GitRepository bookshop.`);
    await shootBothLooks('after-push');
    await pressInNotification(session.page, `Pushed ${head7}`, 'Reconcile and Follow');
    await waitForNotification(session.page, (message) => message.includes(`${head7} on flightdeck-demo`) && message.includes('Progressing'), { timeoutMs: 60_000 });
    // One picture: on a slow machine the end, which says itself and goes, would come while the other look is put on.
    await shoot(session.page, 'reconcile-follow-commit');
    const end = await waitForNotification(session.page, (message) => message.startsWith(`${head7} is live`), { timeoutMs: 90_000 });
    expect(end).toMatch(/is live on flightdeck-demo after .*: 1 source, 1 Kustomization, 1 Canary promoted\.$/);
    await pressInNotification(session.page, `${head7} is live`, 'Show Report');
    await eventually('the report', async () => (await activeTitle(session.page)).includes('report'));
    await clearNotifications(session.page);
    await shootBothLooks('report');
    await openFile(session.page, 'apps/bookshop/sync.yaml');
    const lenses = await codeLenses(session.page, (found) => found.some((text) => text.includes(`Ready · main@${head7}`)));
    expect(lenses.join('\n')).not.toContain('HEAD');
  }, 240_000);

  test('an object is traced to its commit, with author and message', async () => {
    await chooseInRowMenu(session.page, CLUSTER, 'bookshop', 'Trace');
    const labels = await eventuallyFits('the trace', () => quickPickLabels(session.page), (found) => found.some((label) => label.includes('Begin fleet')));
    expect(labels.map((label) => label.replace(/^\W+/, '').trim())).toEqual(['Kustomization bookshop', 'Kustomization apps', 'Kustomization flux-system', 'GitRepository flux-system/flux-system', 'Begin fleet']);
    await shootBothLooks('trace');
    await closeQuickInput(session.page);
  });

  test('the events of an object are shown, the newest first', async () => {
    await chooseInRowMenu(session.page, CLUSTER, 'bookshop', 'Show Events');
    await eventually('the events', async () => (await visibleLines(session.page)).some((line) => /INFO .*ReconciliationSucceeded/.test(line)));
    await shoot(session.page, 'events');
  });

  test('what its controller logged about an object is shown, and nothing else of the log', async () => {
    await chooseInRowMenu(session.page, CLUSTER, 'bookshop', 'Show Controller Log');
    const lines = await eventuallyFits('the log', () => visibleLines(session.page), (found) => found[0] === 'Kustomization bookshop/bookshop on flightdeck-demo, as kustomize-controller logged it' && found.length > 2);
    const said = lines.slice(2).filter((line) => line !== '');
    expect(said.join('\n')).toContain(`INFO   Reconciliation finished in`);
    expect(said.join('\n')).toContain(`revision=main@sha1:${head7}`);
    expect(said.filter((line) => !/^\d{4}-\S+Z {2}(INFO|ERROR) {2}/.test(line))).toEqual([]);
    await shootBothLooks('controller-log');
  });

  test('from the title of an editor: what applies the file is reconciled, and nobody is asked what is meant', async () => {
    await openFile(session.page, 'deploy/reviews.yaml');
    for (const [scope, reconcile] of [['Reconcile with Source', pressInEditorTitle], ['Reconcile Chain', chooseInEditorTitle]] as const) {
      const before = handled('bookshop', 'bookshop');
      await reconcile(session.page, scope);
      await waitForNotification(session.page, (message) => /^bookshop applied main@[0-9a-f]{7}, 3 objects healthy on flightdeck-demo, \d+ s\.$/.test(message), { timeoutMs: 60_000 });
      expect(handled('bookshop', 'bookshop'), scope).not.toBe(before);
      if (scope === 'Reconcile with Source') await shootBothLooks('from-title');
      await clearNotifications(session.page);
    }
  });

  test('rows that are selected together are reconciled in one run', async () => {
    const all = () => [handled('flux-system', 'apps'), handled('bookshop', 'bookshop')];
    const before = all();
    await selectRows(session.page, CLUSTER, ['apps', 'bookshop']);
    await chooseInRowMenu(session.page, CLUSTER, 'bookshop', 'Reconcile');
    await waitForNotification(session.page, (message) => /^2 objects are up to date on flightdeck-demo, \d+ s\.$/.test(message), { timeoutMs: 60_000 });
    expect(all().filter((token, index) => token === before[index] || token === '')).toEqual([]);
    await shoot(session.page, 'reconcile-several');
    await clearNotifications(session.page);
  });

  test('on another branch the lens says which one the cluster follows, and offers no reconcile that could not help', async () => {
    await git(demo.application, 'checkout', '--quiet', '-b', 'try');
    await git(demo.application, 'commit', '--quiet', '--allow-empty', '--message', 'Try something');
    await openFile(session.page, 'apps/bookshop/sync.yaml');
    const lenses = await codeLenses(session.page, (found) => found.some((text) => text.includes('the cluster follows main, you are on try')));
    expect(lenses.join('\n')).not.toContain('with Source');
    await shootBothLooks('lens-other-branch');
    await git(demo.application, 'checkout', '--quiet', 'main');
    await codeLenses(session.page, (found) => found.length > 0 && !found.some((text) => text.includes('you are on')));
  });

  test('a HelmRelease is released again by force, and its counters are reset', async () => {
    const flagger = () => demo.get('helm.toolkit.fluxcd.io/v2', 'HelmRelease', { namespace: 'flagger-system', name: 'flagger' });
    for (const [choice, done] of [['Force', 'lastHandledForceAt'], ['Reset', 'lastHandledResetAt']] as const) {
      const before = releases(flagger());
      await runCommand(session.page, 'Flightdeck: Force or Reset HelmRelease…');
      await pick(session.page, 'flagger');
      await quickPickLabels(session.page);
      if (choice === 'Force') await shootBothLooks('force');
      await pick(session.page, choice);
      await waitForNotification(session.page, (message) => /^flagger is .* on flightdeck-demo, \d+ s\.$/.test(message), { timeoutMs: 60_000 });
      expect(textAt(flagger(), 'status', done)).toBe(textAt(flagger(), 'metadata', 'annotations', 'reconcile.fluxcd.io/requestedAt'));
      expect(releases(flagger()) - before).toBe(choice === 'Force' ? 1 : 0);
      await clearNotifications(session.page);
    }
  });

  test('suspending what Git speaks of: Flux will undo it, and the edit in Git is offered and made', async () => {
    const sync = join(demo.fleet, 'apps/bookshop/sync.yaml');
    const text = await readFile(sync, 'utf8');
    // At a second try it stands there already.
    if (!text.includes('suspend:')) await writeFile(sync, text.replace('  path: ./deploy\n', '  path: ./deploy\n  suspend: false\n'));
    await openFile(session.page, 'apps/bookshop/sync.yaml');
    await eventually('the file as it is on disk', async () => (await visibleLines(session.page)).some((line) => line.includes('suspend: false')));
    await setExpanded(session.page, CLUSTER, 'apps', 'expanded');
    await chooseInRowMenu(session.page, CLUSTER, 'bookshop', 'Suspend');
    await session.page.locator('.monaco-dialog-box', { hasText: 'Kustomization apps puts that back at its next run' }).waitFor({ timeout: 20_000 });
    await shootBothLooks('suspend-undone');
    await pressInDialog(session.page, 'Edit in Git');
    await eventually('the edit', async () => (await visibleLines(session.page)).some((line) => line.includes('suspend: true')));
    // Nothing was written to the cluster.
    await waitForRow(session.page, CLUSTER, 'bookshop', ({ icon }) => icon === 'pass-filled');
  });

  test('a lens that was shown of the cluster does what it says', async () => {
    // The first is that of the GitRepository.
    await clickLens(session.page, 'Reconcile', 'last');
    await eventually('its end', async () => (await notifications(session.page)).some((message) => message.startsWith('bookshop applied')), { timeoutMs: 60_000 });
  });

  /** The token of the last request that the controller has answered. */
  function handled(namespace: string, name: string): string {
    return textAt(demo.get('kustomize.toolkit.fluxcd.io/v1', 'Kustomization', { namespace, name }), 'status', 'lastHandledReconcileAt') ?? '';
  }

  function releases(helmRelease: JsonObject): number {
    return numberAt(objectsAt(helmRelease, 'status', 'history')[0], 'version') ?? 0;
  }

  async function shootBothLooks(name: string): Promise<void> {
    for (const look of ['light', 'dark'] as const) {
      await wear(session, look);
      await shoot(session.page, `reconcile-${name}-${look}`);
    }
  }
});
