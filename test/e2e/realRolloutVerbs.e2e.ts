// The verbs of a rollout in real VS Code on real Flux and Flagger: from tree, palette and panel; each picker says what happens in a line that is read to its end, each question says it in full.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findBinaries } from '../cluster/harness/binaries.ts';
import { textAt, valueAt, type ApiClient } from '../cluster/harness/apiClient.ts';
import type { ControlPlaneInfo } from '../cluster/harness/controlPlaneInfo.ts';
import { GitRepository } from '../cluster/harness/gitRepository.ts';
import { readWay } from '../harness/guardWays.ts';
import { shoot, wear } from './driver/appearance.ts';
import { eventually, eventuallyFits } from './driver/eventually.ts';
import { keepEvidenceOfFailures } from './driver/evidence.ts';
import { clearNotifications, pressInDialog, statusBar, waitForNotification } from './driver/feedback.ts';
import { pick, quickPickRows, runAndPick } from './driver/palette.ts';
import type { VscodeSession } from './driver/session.ts';
import { chooseInRowMenu, focusView, waitForRow } from './driver/tree.ts';
import { setWorkspaceSettings } from './driver/workspaceSettings.ts';
import { openCanaryPanel } from './driver/webview.ts';
import { RealStory } from './workspaces/realStory.ts';

const namespace = 'verbs';
const view = 'Rollouts';
const binaries = findBinaries(process.env);
const gates = '    webhooks:\n      - name: start\n        type: confirm-rollout\n        url: http://loadtester.test/gate/check\n      - name: back\n        type: rollback\n        url: http://loadtester.test/rollback/check\n';

// Built by `npm run test:cluster`; without it there is no real cluster here.
describe.skipIf(binaries === undefined)('the verbs of a rollout', () => {
  let story: RealStory<{ readonly fleet: GitRepository }>;
  let api: ApiClient;
  let session: VscodeSession;
  let fleet: GitRepository;
  let version = '1.0.0';

  beforeAll(async () => {
    if (binaries === undefined) return;
    story = await RealStory.begin({ binaries, parts: ['workloads', 'flux', 'flagger'], namespace, view, sideBar: 460, settings: { 'flightdeck.rolloutNotifications': 'off' }, prepare });
    ({ api, session, repositories: { fleet } } = story);
    await waitForRow(session.page, view, 'Idle', undefined, { timeoutMs: 60_000 });
  }, 400_000);

  afterAll(() => story.end());

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
    const panel = await openCanaryPanel(session.page, 'web');
    await panel.locator('button', { hasText: 'Close Gate' }).first().click();
    await untilStatus('Close gate start of Canary verbs/web on admin: done');
    expect(await gateAnswer('gate')).toBe(403);
  });

  test('paused from the tree: the picker says until when it lasts, the question says it in full; resumed from the palette', { timeout: 240_000 }, async () => {
    await chooseInRowMenu(session.page, view, 'web', 'Pause Rollout');
    await readsWell('pause', [[/^Suspend the Canary$/, /^Stands still until resumed(, at \d+ %)?\. Flux reverts it at \d\d:\d\d:\d\d\.$/]]);
    await pick(session.page, /Suspend the Canary/);
    await inFull('pause', /Sets spec\.suspend: Flagger does nothing until it is resumed\.[\s\S]*Flux puts spec\.suspend back at \d\d:\d\d:\d\d \(Kustomization verbs\/app, each 1h\) or at the next reconcile\./);
    await pressInDialog(session.page, 'Suspend on admin');
    await eventually('the pause', async () => valueAt(await canary(), 'spec', 'suspend') === true);
    await untilStatus('Suspend Canary verbs/web on admin: done');
    await waitForRow(session.page, view, 'web', ({ icon }) => icon === 'debug-pause');

    await choosePalette('Flightdeck: Resume Rollout…');
    await readsWell('resume', [[/^Resume the Canary$/, /^Goes on where it stood, within 10 s\. If Git sets it: Flux reverts it at \d\d:\d\d:\d\d\.$/]]);
    await pick(session.page, /Resume the Canary/);
    await pressInDialog(session.page, 'Resume on admin');
    await eventually('the end of the pause', async () => valueAt(await canary(), 'spec', 'suspend') === false);
  });

  test('aborted from the panel by its rollback gate, which is closed again', { timeout: 240_000 }, async () => {
    const panel = await openCanaryPanel(session.page, 'web');
    await panel.locator('button', { hasText: 'Abort…' }).first().click();
    await readsWell('abort', [
      [/^Roll back: open gate back$/, /^Rolls back within 10 s, then closes the gate again\. Flux leaves it alone\.$/],
      [/^Count the checks as failed$/, /^Rolls back within 10 s, as after 2 failed checks\./],
      [/^Put registry\.invalid\/web:1\.0\.0 back in the cluster$/, /^Ends with the old version\. Flux reverts it at \d\d:\d\d:\d\d, and the new one comes again\.$/],
      [/^Put the old version back in Git$/, /^Opens the target’s YAML: you commit the old version/],
    ]);
    await pick(session.page, /Roll back: open gate back/);
    await inFull('abort', /Within 10 s Flagger sends all traffic to the primary and scales the canary down\. Closed again here once it is rolled back/);
    await pressInDialog(session.page, 'Roll Back on admin');
    await waitForNotification(session.page, (text) => text.includes('done, the Canary is Failed'), { timeoutMs: 60_000 });
    await clearNotifications(session.page);
    expect(await phase()).toBe('Failed');
    expect(await gateAnswer('rollback')).toBe(403);
  });

  test('tried again from the panel, then promoted at once from the tree', { timeout: 300_000 }, async () => {
    await setGate('open');
    const panel = await openCanaryPanel(session.page, 'web');
    await panel.locator('button', { hasText: 'Try Again…' }).first().click();
    await readsWell('retry', [[/^Try the same version again$/, /^An annotation starts it anew within 10 s\. Flux leaves it alone\.$/], [/^Change the pod template in Git$/, /you commit/]]);
    await pick(session.page, /Try the same version again/);
    await inFull('retry', /Writes the annotation kubectl\.kubernetes\.io\/restartedAt into the pod template of Deployment web/);
    await pressInDialog(session.page, 'Try Again on admin');
    await waitForNotification(session.page, (text) => text.includes('done, the Canary is Progressing'), { timeoutMs: 60_000 });
    await clearNotifications(session.page);

    await chooseInRowMenu(session.page, view, 'web', 'Promote Canary Now');
    await readsWell('promote', [[/^Skip the rest of the analysis$/, /^Promotes within 10 s without more checks\. Flux leaves it alone\.$/], [/^Set skipAnalysis in Git$/, /you commit/]]);
    await pick(session.page, /Skip the rest of the analysis/);
    await inFull('promote', /Taken back here once it is promoted/);
    await pressInDialog(session.page, 'Promote on admin');
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
    await pressInDialog(session.page, 'Roll Back on admin');
    await waitForNotification(session.page, (text) => text.includes('done, the Canary is Failed'), { timeoutMs: 60_000 });
    await clearNotifications(session.page);
    expect(JSON.stringify(await api.get(`/apis/apps/v1/namespaces/${namespace}/deployments/web-primary`))).toContain('registry.invalid/web:1.1.0');
  });

  test('in a protected context each verb asks with its name, also one that does no more than its button says; Escape writes nothing', { timeout: 240_000 }, async () => {
    await setWorkspaceSettings(session.target, { 'flightdeck.contexts.protected': ['adm*'] });
    // The theme, written after it, tells that the setting was read.
    await wear(session, 'light');
    const before = await written();
    await choosePalette('Flightdeck: Close Gate');
    await pick(session.page, /Close gate start/);
    await refuse('Close gate start of Canary verbs/web on admin?');
    await choosePalette('Flightdeck: Pause Rollout…');
    await pick(session.page, /Suspend the Canary/);
    await refuse('Suspend Canary verbs/web on admin?');
    const panel = await openCanaryPanel(session.page, 'web');
    await panel.locator('button', { hasText: 'Try Again…' }).first().click();
    await pick(session.page, /Try the same version again/);
    await refuse('Try the same version of Canary verbs/web on admin again?');
    await focusView(session.page, 'Cluster');
    await chooseInRowMenu(session.page, 'Cluster', 'root', 'Reconcile');
    await refuse(`Reconcile Kustomization ${namespace}/root on admin?`);
    await chooseInRowMenu(session.page, 'Cluster', 'root', 'Reconcile Chain');
    await refuse(`Reconcile Kustomization ${namespace}/root, what it depends on and all that it applies on admin?`);
    await chooseInRowMenu(session.page, 'Cluster', 'root', 'Suspend');
    await refuse(`Suspend Kustomization ${namespace}/root on admin?`);
    expect(await written()).toEqual(before);
    expect(await gateAnswer('gate')).toBe(200);
    await chooseInRowMenu(session.page, 'Cluster', 'root', 'Reconcile');
    await session.page.locator('.monaco-dialog-box').waitFor({ timeout: 20_000 });
    await pressInDialog(session.page, 'Reconcile on admin');
    await waitForNotification(session.page, (text) => text.startsWith('root applied'), { timeoutMs: 60_000 });
  });

  /** The question names what is done and where, and the protection; Escape takes it away. */
  async function refuse(question: string): Promise<void> {
    const dialog = session.page.locator('.monaco-dialog-box');
    const text = await eventuallyFits('the question', () => dialog.innerText({ timeout: 2000 }), (found) => found.includes(question));
    expect(text).toContain('The context is protected by the setting flightdeck.contexts.protected.');
    await shoot(session.page, 'verb-protected');
    await session.page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'hidden' });
  }

  /** What a verb, a reconcile or a suspend would change. */
  async function written(): Promise<unknown> {
    const root = await api.get(`/apis/kustomize.toolkit.fluxcd.io/v1/namespaces/${namespace}/kustomizations/root`);
    const target = await api.get(`/apis/apps/v1/namespaces/${namespace}/deployments/web`);
    return [(await canary())['spec'], target['spec'], root['spec'], valueAt(root, 'metadata', 'annotations')];
  }

  /** The rows of the picker as they are expected, none of them cut; with a picture in both looks. */
  async function readsWell(name: string, expected: readonly (readonly [label: RegExp, detail: RegExp])[]): Promise<void> {
    const rows = await eventuallyFits('the ways', () => quickPickRows(session.page), (found) => found.length >= expected.length && found.every(({ detail }) => detail !== '') && expected[0]?.[0].test(found[0]?.label ?? '') === true);
    expect(rows.map(({ label }) => label)).toEqual(expected.map(([label]) => expect.stringMatching(label) as unknown));
    expect(rows.map(({ detail }) => detail)).toEqual(expected.map(([, detail]) => expect.stringMatching(detail) as unknown));
    await story.shootBoth(`verb-${name}`);
    expect(rows.filter(({ isCut }) => isCut)).toEqual([]);
  }

  async function inFull(name: string, says: RegExp): Promise<void> {
    const dialog = session.page.locator('.monaco-dialog-box');
    await eventuallyFits('the question', () => dialog.innerText({ timeout: 2000 }), (text) => says.test(text));
    await shoot(session.page, `verb-${name}-question`);
  }

  async function choosePalette(title: string): Promise<void> {
    await runAndPick(session.page, title, /\bweb$/);
  }

  function untilStatus(words: string): Promise<unknown> {
    return eventually(`"${words}" in the status bar`, async () => (await statusBar(session.page)).some((text) => text.includes(words)));
  }

  /** A Canary with two gates, slow enough to act on, set up by Flagger. */
  async function prepare(info: ControlPlaneInfo, cluster: ApiClient) {
    const { fleet: texts } = readWay('plain', (text) => text.replaceAll('guard-way', namespace).replace('https://git.example/fleet.git', `${info.gitUrl}/fleet.git`).replace(/1\.1\.0 # here/, version));
    const canaryText = (texts['app/canary.yaml'] ?? '').replace('stepWeight: 50', 'stepWeight: 2').replace('threshold: 1', 'threshold: 2').replace('  progressDeadlineSeconds', '  suspend: false\n  progressDeadlineSeconds');
    const repository = await GitRepository.create(info, 'fleet', { ...texts, 'app/canary.yaml': `${canaryText}${gates}` });
    await cluster.applyYaml(texts['root.yaml'] ?? '');
    await eventually('Flagger to set the Canary up', async () => (await phase(cluster)) === 'Initialized', { timeoutMs: 150_000, pauseMs: 500 });
    return { fleet: repository };
  }

  function canary() {
    return api.get(`/apis/flagger.app/v1beta1/namespaces/${namespace}/canaries/web`);
  }

  async function phase(cluster = api): Promise<string> {
    return textAt((await cluster.send('GET', `/apis/flagger.app/v1beta1/namespaces/${namespace}/canaries/web`)).body, 'status', 'phase');
  }

  function untilPhase(wanted: string): Promise<unknown> {
    return eventually(`the phase ${wanted}`, async () => (await phase()) === wanted, { timeoutMs: 90_000, pauseMs: 250 });
  }

  /** Straight to the load tester: what it answers Flagger. */
  async function gateAnswer(area: 'gate' | 'rollback'): Promise<number> {
    return (await fetch(`${story.plane.info.loadTesterUrl}/${area}/check`, { method: 'POST', body: JSON.stringify({ name: 'web', namespace }) })).status;
  }

  async function setGate(action: 'open' | 'close'): Promise<void> {
    await fetch(`${story.plane.info.loadTesterUrl}/gate/${action}`, { method: 'POST', body: JSON.stringify({ name: 'web', namespace }) });
  }

  async function release(to: string): Promise<void> {
    const path = 'app/web.yaml';
    const before = await fleet.git('show', `HEAD:${path}`);
    const hash = await fleet.commitAndPush({ [path]: before.replace(`web:${version}`, `web:${to}`) }, `Release ${to}`);
    version = to;
    await api.requestReconcile(`/apis/source.toolkit.fluxcd.io/v1/namespaces/${namespace}/gitrepositories/fleet`, hash);
  }
});
