// The verbs of a rollout in real VS Code on real Flux and Flagger: from tree, palette and panel; each picker says what happens in a line that is read to its end, each question says it in full.
import { mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Frame } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findBinaries } from '../cluster/harness/binaries.ts';
import { textAt, valueAt, type ApiClient } from '../cluster/harness/apiClient.ts';
import { harnessClient } from '../cluster/harness/controlPlaneInfo.ts';
import { startControlPlane, type ControlPlane } from '../cluster/harness/controlPlane.ts';
import { GitRepository } from '../cluster/harness/gitRepository.ts';
import { readWay } from '../harness/guardWays.ts';
import { shoot, wear, widenSideBar } from './driver/appearance.ts';
import { eventually, eventuallyFits } from './driver/eventually.ts';
import { keepEvidenceOfFailures } from './driver/evidence.ts';
import { clearNotifications, pressInDialog, statusBar, waitForNotification } from './driver/feedback.ts';
import { pick, quickPickRows, runCommand } from './driver/palette.ts';
import { openSession, type VscodeSession } from './driver/session.ts';
import { chooseInRowMenu, focusView, waitForRow } from './driver/tree.ts';
import { webviewFrame } from './driver/webview.ts';

const namespace = 'verbs';
const view = 'Rollouts';
const binaries = findBinaries(process.env);
const gates = '    webhooks:\n      - name: start\n        type: confirm-rollout\n        url: http://loadtester.test/gate/check\n      - name: back\n        type: rollback\n        url: http://loadtester.test/rollback/check\n';

// Built by `npm run test:cluster`; without it there is no real cluster here.
describe.skipIf(binaries === undefined)('the verbs of a rollout', () => {
  let plane: ControlPlane;
  let api: ApiClient;
  let folder = '';
  let session: VscodeSession;
  let fleet: GitRepository;
  let version = '1.0.0';

  beforeAll(async () => {
    if (binaries === undefined) return;
    folder = await realpath(await mkdtemp(join(tmpdir(), 'fd-verbs-')));
    plane = await startControlPlane({ binaries, parts: ['workloads', 'flux', 'flagger'] });
    const { info } = plane;
    api = harnessClient(info);
    await api.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } });
    const { fleet: texts } = readWay('plain', (text) => text.replaceAll('guard-way', namespace).replace('https://git.example/fleet.git', `${info.gitUrl}/fleet.git`).replace(/1\.1\.0 # here/, version));
    const canary = (texts['app/canary.yaml'] ?? '').replace('stepWeight: 50', 'stepWeight: 2').replace('threshold: 1', 'threshold: 2').replace('  progressDeadlineSeconds', '  suspend: false\n  progressDeadlineSeconds');
    fleet = await GitRepository.create(info, 'fleet', { ...texts, 'app/canary.yaml': `${canary}${gates}` });
    await api.applyYaml(texts['root.yaml'] ?? '');
    await eventually('Flagger to set the Canary up', async () => (await phase()) === 'Initialized', { timeoutMs: 150_000, pauseMs: 500 });
    const target = join(folder, 'verbs.code-workspace');
    const settings = { 'flightdeck.kubeconfig': info.kubeconfig, 'flightdeck.context': 'admin', 'flightdeck.afterPush': 'nothing', 'flightdeck.rolloutNotifications': 'off' };
    await writeFile(target, JSON.stringify({ folders: [{ name: 'fleet', path: fleet.folder }], settings }));
    session = await openSession({ target, window: { width: 1600, height: 1100 } });
    await focusView(session.page, view);
    await widenSideBar(session.page, 460);
    await waitForRow(session.page, view, 'Idle', undefined, { timeoutMs: 60_000 });
  }, 400_000);

  afterAll(async () => {
    await session.close();
    await plane.stop();
    await rm(folder, { recursive: true, force: true });
  });

  keepEvidenceOfFailures(() => session);

  test('a gate that waits is opened from the tree, and closed again from the panel', { timeout: 240_000 }, async () => {
    await release('1.1.0');
    await untilPhase('Waiting');
    await waitForRow(session.page, view, 'web', ({ description }) => description.includes('gate start'));
    await chooseInRowMenu(session.page, view, 'web', 'Open Gate');
    await readsWell('open-gate', [
      [/^Open gate start$/, /^New rollouts start by themselves\. Flux leaves it; a restarted load tester closes it\.$/],
      [/^Open gate back$/, /^All rollouts are rolled back until it is closed\. Flux leaves it alone\.$/],
    ]);
    await pick(session.page, /Open gate start/);
    await untilStatus('Open gate start of Canary verbs/web on admin: done');
    await untilPhase('Progressing');
    const panel = await canaryPanel();
    await panel.locator('button', { hasText: 'Close Gate' }).first().click();
    await untilStatus('Close gate start of Canary verbs/web on admin: done');
    expect(await gateAnswer('gate')).toBe(403);
  });

  test('paused from the tree: the picker says until when it lasts, the question says it in full; resumed from the palette', { timeout: 240_000 }, async () => {
    await chooseInRowMenu(session.page, view, 'web', 'Pause Rollout');
    await readsWell('pause', [[/^Suspend the Canary$/, /^Stands still until resumed(, at \d+ %)?\. Flux reverts it at \d\d:\d\d:\d\d\.$/]]);
    await pick(session.page, /Suspend the Canary/);
    await inFull('pause', /Sets spec\.suspend: Flagger does nothing until it is resumed\.[\s\S]*Flux puts spec\.suspend back at \d\d:\d\d:\d\d \(Kustomization verbs\/app, each 1h\) or at the next reconcile\./);
    await pressInDialog(session.page, 'Suspend the Canary on admin');
    await eventually('the pause', async () => valueAt(await canary(), 'spec', 'suspend') === true);
    await untilStatus('Suspend the Canary of Canary verbs/web on admin: done');
    await waitForRow(session.page, view, 'web', ({ icon }) => icon === 'debug-pause');

    await choosePalette('Flightdeck: Resume Rollout…');
    await readsWell('resume', [[/^Resume the Canary$/, /^Goes on where it stood, within 10 s\. If Git sets it: Flux reverts it at \d\d:\d\d:\d\d\.$/]]);
    await pick(session.page, /Resume the Canary/);
    await pressInDialog(session.page, 'Resume the Canary on admin');
    await eventually('the end of the pause', async () => valueAt(await canary(), 'spec', 'suspend') === false);
  });

  test('aborted from the panel by its rollback gate, which is closed again', { timeout: 240_000 }, async () => {
    const panel = await canaryPanel();
    await panel.locator('button', { hasText: 'Abort…' }).first().click();
    await readsWell('abort', [
      [/^Ask for a rollback: open gate back$/, /^Rolls back within 10 s, then closes the gate again\. Flux leaves it alone\.$/],
      [/^Count the checks as failed$/, /^Rolls back within 10 s, as after 2 failed checks\./],
      [/^Put registry\.invalid\/web:1\.0\.0 back in the cluster$/, /^Ends with the old version\. Flux reverts it at \d\d:\d\d:\d\d, and the new one comes again\.$/],
      [/^Put the old version back in Git$/, /^Opens the target’s YAML: you commit the old version/],
    ]);
    await pick(session.page, /Ask for a rollback/);
    await inFull('abort', /Within 10 s Flagger sends all traffic to the primary and scales the canary down\. Closed again here once it is rolled back/);
    await pressInDialog(session.page, 'Ask for a rollback: open gate back on admin');
    await waitForNotification(session.page, (text) => text.includes('done, the Canary is Failed'), { timeoutMs: 60_000 });
    await clearNotifications(session.page);
    expect(await phase()).toBe('Failed');
    expect(await gateAnswer('rollback')).toBe(403);
  });

  test('tried again from the panel, then promoted at once from the tree', { timeout: 300_000 }, async () => {
    await setGate('open');
    const panel = await canaryPanel();
    await panel.locator('button', { hasText: 'Try Again…' }).first().click();
    await readsWell('retry', [[/^Try the same version again$/, /^An annotation starts it anew within 10 s\. Flux leaves it alone\.$/], [/^Change the pod template in Git$/, /you commit/]]);
    await pick(session.page, /Try the same version again/);
    await inFull('retry', /Writes the annotation kubectl\.kubernetes\.io\/restartedAt into the pod template of Deployment web/);
    await pressInDialog(session.page, 'Try the same version again on admin');
    await waitForNotification(session.page, (text) => text.includes('done, the Canary is Progressing'), { timeoutMs: 60_000 });
    await clearNotifications(session.page);

    await chooseInRowMenu(session.page, view, 'web', 'Promote Canary Now');
    await readsWell('promote', [[/^Skip the rest of the analysis$/, /^Promotes within 10 s without more checks\. Flux leaves it alone\.$/], [/^Set skipAnalysis in Git$/, /you commit/]]);
    await pick(session.page, /Skip the rest of the analysis/);
    await inFull('promote', /Taken back here once it is promoted/);
    await pressInDialog(session.page, 'Skip the rest of the analysis on admin');
    await waitForNotification(session.page, (text) => text.includes('done, the Canary is Succeeded'), { timeoutMs: 90_000 });
    await clearNotifications(session.page);
    expect(JSON.stringify(await api.get(`/apis/apps/v1/namespaces/${namespace}/deployments/web-primary`))).toContain('registry.invalid/web:1.1.0');
    expect(JSON.stringify((await canary())['spec'])).not.toContain('skipAnalysis');
  });

  test('aborted from the palette by counted checks', { timeout: 240_000 }, async () => {
    await release('1.2.0');
    await untilPhase('Progressing');
    await choosePalette('Flightdeck: Abort Rollout…');
    await pick(session.page, /Count the checks as failed/);
    await pressInDialog(session.page, 'Count the checks as failed on admin');
    await waitForNotification(session.page, (text) => text.includes('done, the Canary is Failed'), { timeoutMs: 60_000 });
    await clearNotifications(session.page);
    expect(JSON.stringify(await api.get(`/apis/apps/v1/namespaces/${namespace}/deployments/web-primary`))).toContain('registry.invalid/web:1.1.0');
  });

  /** The rows of the picker as they are expected, none of them cut; with a picture in both looks. */
  async function readsWell(name: string, expected: readonly (readonly [label: RegExp, detail: RegExp])[]): Promise<void> {
    const rows = await eventuallyFits('the ways', () => quickPickRows(session.page), (found) => found.length >= expected.length && found.every(({ detail }) => detail !== '') && expected[0]?.[0].test(found[0]?.label ?? '') === true);
    expect(rows.map(({ label }) => label)).toEqual(expected.map(([label]) => expect.stringMatching(label) as unknown));
    expect(rows.map(({ detail }) => detail)).toEqual(expected.map(([, detail]) => expect.stringMatching(detail) as unknown));
    await shootBoth(`verb-${name}`);
    expect(rows.filter(({ isCut }) => isCut)).toEqual([]);
  }

  async function inFull(name: string, says: RegExp): Promise<void> {
    const dialog = session.page.locator('.monaco-dialog-box');
    await eventuallyFits('the question', () => dialog.innerText({ timeout: 2000 }), (text) => says.test(text));
    await shoot(session.page, `verb-${name}-question`);
  }

  async function choosePalette(title: string): Promise<void> {
    await runCommand(session.page, title);
    await pick(session.page, /\bweb$/);
  }

  function untilStatus(words: string): Promise<unknown> {
    return eventually(`"${words}" in the status bar`, async () => (await statusBar(session.page)).some((text) => text.includes(words)));
  }

  function canary() {
    return api.get(`/apis/flagger.app/v1beta1/namespaces/${namespace}/canaries/web`);
  }

  async function phase(): Promise<string> {
    return textAt((await api.send('GET', `/apis/flagger.app/v1beta1/namespaces/${namespace}/canaries/web`)).body, 'status', 'phase');
  }

  function untilPhase(wanted: string): Promise<unknown> {
    return eventually(`the phase ${wanted}`, async () => (await phase()) === wanted, { timeoutMs: 90_000, pauseMs: 250 });
  }

  /** Straight to the load tester: what it answers Flagger. */
  async function gateAnswer(area: 'gate' | 'rollback'): Promise<number> {
    return (await fetch(`${plane.info.loadTesterUrl}/${area}/check`, { method: 'POST', body: JSON.stringify({ name: 'web', namespace }) })).status;
  }

  async function setGate(action: 'open' | 'close'): Promise<void> {
    await fetch(`${plane.info.loadTesterUrl}/gate/${action}`, { method: 'POST', body: JSON.stringify({ name: 'web', namespace }) });
  }

  async function release(to: string): Promise<void> {
    const path = 'app/web.yaml';
    const before = await fleet.git('show', `HEAD:${path}`);
    const hash = await fleet.commitAndPush({ [path]: before.replace(`web:${version}`, `web:${to}`) }, `Release ${to}`);
    version = to;
    await api.merge(`/apis/source.toolkit.fluxcd.io/v1/namespaces/${namespace}/gitrepositories/fleet`, { metadata: { annotations: { 'reconcile.fluxcd.io/requestedAt': hash } } });
  }

  async function canaryPanel(): Promise<Frame> {
    await runCommand(session.page, 'Flightdeck: Show Canary');
    await pick(session.page, /\bweb$/);
    return webviewFrame(session.page, 'of the canary', async (frame) => (await frame.locator('h1').first().innerText({ timeout: 500 })) === 'web');
  }

  async function shootBoth(name: string): Promise<void> {
    for (const look of ['light', 'dark'] as const) {
      await wear(session, look);
      await shoot(session.page, `${name}-${look}`);
    }
  }
});
