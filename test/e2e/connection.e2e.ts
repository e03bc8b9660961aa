// The connection as a user meets it, in real VS Code on two real API servers: choosing a context, leaving it for another, refusals, protected and read-only contexts, and a cluster without Flux.
import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Account, everything } from '../cluster/harness/accounts.ts';
import { valueAt, type ApiClient } from '../cluster/harness/apiClient.ts';
import { auditLines } from '../cluster/harness/auditLog.ts';
import { ensureBinaries } from '../cluster/harness/binaries.ts';
import { clusterCacheFolder } from '../cluster/harness/cacheFolder.ts';
import { startControlPlane, type ControlPlane } from '../cluster/harness/controlPlane.ts';
import { FaultProxy } from '../cluster/harness/faultProxy.ts';
import { findGo } from '../cluster/harness/goTool.ts';
import { shoot, widenSideBar } from './driver/appearance.ts';
import { eventually, eventuallyFits } from './driver/eventually.ts';
import { keepEvidenceOfFailures } from './driver/evidence.ts';
import { clearNotifications, notifications, pressInDialog, statusBar, waitForNotification } from './driver/feedback.ts';
import { closeQuickInput, pick, quickPickLabels, runCommand } from './driver/palette.ts';
import { openSession, type VscodeSession } from './driver/session.ts';
import { chooseInRowMenu, focusView, hoverRow, readMessage, readTitle, readTree, readWelcome, rowLocator, waitForRow } from './driver/tree.ts';
import { git } from './workspaces/gitFolder.ts';
import { linkerdShaped } from './workspaces/linkerdShaped.ts';

const CLUSTER = 'Cluster';
const go = findGo(clusterCacheFolder(process.env), process.env);
const missing = 'missing' in go ? go.missing : undefined;

/** How long the token of the context `expiring` is good. Seconds. */
const tokenSeconds = 45;

describe.skipIf(missing !== undefined)(`contexts on real API servers${missing === undefined ? '' : ` (skipped: ${missing})`}`, () => {
  let base: string;
  let blue: ControlPlane;
  let green: ControlPlane;
  let slowWay: FaultProxy;
  let blueUser: Account;
  let greenUser: Account;
  /** Writes the kubeconfig; the context `expiring` gets this token. */
  let writeKubeconfig: (expiringToken: string) => Promise<void>;
  let session: VscodeSession;
  let expiresAt: number;

  beforeAll(async () => {
    const outcome = await ensureBinaries(process.env, (line) => process.stderr.write(`${line}\n`));
    if (outcome.type === 'missing') throw new Error(outcome.reason);
    [blue, green] = await Promise.all([startControlPlane({ binaries: outcome.binaries, parts: [] }), startControlPlane({ binaries: outcome.binaries, parts: [] })]);
    await fill(blue.api, 'only-in-blue');
    await fill(green.api, 'only-in-green');
    slowWay = await FaultProxy.start(green.info.apiServerUrl);
    blueUser = await Account.create(blue.api, blue.info, 'ada', { rules: everything });
    greenUser = await Account.create(green.api, green.info, 'ada', { rules: everything });
    expiresAt = Date.now() + tokenSeconds * 1000;
    base = await realpath(await mkdtemp(join(tmpdir(), 'fd-contexts-')));
    const folder = join(base, 'fleet');
    await writeRepository(folder);
    const contexts = [
      { name: 'blue', plane: blue, server: blue.info.apiServerUrl, token: blueUser.token() },
      { name: 'green', plane: green, server: slowWay.url, token: greenUser.token() },
      { name: 'expiring', plane: blue, server: blue.info.apiServerUrl, token: '' },
      { name: 'prod-eu', plane: blue, server: blue.info.apiServerUrl, token: blueUser.token() },
      { name: 'audit-eu', plane: blue, server: blue.info.apiServerUrl, token: blueUser.token() },
    ];
    writeKubeconfig = (expiringToken) => writeFile(join(base, 'kubeconfig'), JSON.stringify({
      apiVersion: 'v1',
      kind: 'Config',
      'current-context': 'blue',
      clusters: contexts.map(({ name, plane, server }) => ({ name, cluster: { server, 'certificate-authority': plane.info.caFile } })),
      users: contexts.map(({ name, token }) => ({ name, user: { token: name === 'expiring' ? expiringToken : token } })),
      contexts: contexts.map(({ name }) => ({ name, context: { cluster: name, user: name } })),
    }), { mode: 0o600 });
    await writeKubeconfig(blueUser.token(tokenSeconds));
    session = await openSession({ target: folder, environment: { KUBECONFIG: join(base, 'kubeconfig') }, settings: { 'flightdeck.contexts.protected': ['prod-*'], 'flightdeck.contexts.readOnly': ['audit-*'] } });
    await focusView(session.page, CLUSTER);
    await widenSideBar(session.page, 560);
  }, 1_200_000);

  afterAll(async () => {
    await session.close();
    await slowWay.close();
    await Promise.all([blue.stop(), green.stop()]);
    await rm(base, { recursive: true, force: true });
  });

  keepEvidenceOfFailures(() => session);

  async function choose(context: string): Promise<void> {
    await runCommand(session.page, 'Flightdeck: Select Context');
    await pick(session.page, context);
  }

  const isSuspended = async (name: string) => valueAt(await blue.api.get(pathOf(name)), 'spec', 'suspend') === true;

  test('the current context of the kubeconfig is not contacted before somebody chooses; the choice says what is protected and what read-only', async () => {
    await eventuallyFits('the words of the empty view', () => readWelcome(session.page, CLUSTER), (text) => text.includes('Not connected'));
    await shoot(session.page, 'contexts-none');
    expect(auditLines(blue.info, blueUser.userName)).toEqual([]);
    await runCommand(session.page, 'Flightdeck: Select Context');
    expect(await quickPickLabels(session.page)).toEqual(['blue', 'green', 'expiring', 'prod-eu', 'audit-eu']);
    const marks = await session.page.locator('.quick-input-list .monaco-list-row').allInnerTexts();
    expect(marks.find((text) => text.includes('prod-eu'))).toContain('protected');
    expect(marks.find((text) => text.includes('audit-eu'))).toContain('read-only');
    await shoot(session.page, 'contexts-choice');
    await closeQuickInput(session.page);
    await choose('blue');
    await waitForRow(session.page, CLUSTER, 'only-in-blue', undefined, { timeoutMs: 60_000 });
    await eventuallyFits('the context to be live', () => readTitle(session.page, CLUSTER), (title) => title === 'blue ● live');
    expect((await statusBar(session.page)).some((text) => text.includes('blue'))).toBe(true);
    expect(auditLines(green.info, greenUser.userName)).toEqual([]);
  });

  test('a switch never shows what belongs to the old context, also when the new one is slow or answers after it was left', async () => {
    slowWay.stall();
    const seen = new Sightings(session);
    await choose('green');
    await seen.until('green is being connected', ({ title }) => title.startsWith('green'));
    await seen.until('it is said that it does not answer', ({ message }) => message.includes('does not answer'));
    await shoot(session.page, 'contexts-slow');
    await choose('blue');
    await seen.until('blue is back', ({ title, labels }) => title === 'blue ● live' && labels.includes('only-in-blue'));
    // Now the one that was left answers.
    slowWay.resume();
    await choose('green');
    await seen.until('green is there', ({ title, labels }) => title === 'green ● live' && labels.includes('only-in-green'));
    expect(seen.mixed).toEqual([]);
    expect(seen.count).toBeGreaterThan(10);
  });

  test('a protected context asks with its name before it writes, and takes no for an answer', async () => {
    await choose('prod-eu');
    await waitForRow(session.page, CLUSTER, 'only-in-blue', undefined, { timeoutMs: 60_000 });
    await chooseInRowMenu(session.page, CLUSTER, 'only-in-blue', 'Suspend');
    const question = session.page.locator('.monaco-dialog-box', { hasText: 'on prod-eu?' });
    await question.waitFor({ timeout: 20_000 });
    expect(await question.innerText()).toMatch(/Kustomization flux-system\/only-in-blue on prod-eu\?[\s\S]*The context is protected/);
    await shoot(session.page, 'contexts-protected');
    await pressInDialog(session.page, 'Cancel');
    await question.waitFor({ state: 'hidden' });
    expect(await isSuspended('only-in-blue')).toBe(false);
    await chooseInRowMenu(session.page, CLUSTER, 'only-in-blue', 'Suspend');
    await question.waitFor({ timeout: 20_000 });
    await pressInDialog(session.page, 'Suspend on prod-eu');
    await eventually('it is suspended', () => isSuspended('only-in-blue'));
    await waitForRow(session.page, CLUSTER, 'only-in-blue', ({ icon }) => icon === 'debug-pause');
  });

  test('a read-only context offers no write, and refuses the one that is asked for all the same', async () => {
    await choose('audit-eu');
    await waitForRow(session.page, CLUSTER, 'only-in-blue', ({ icon }) => icon === 'debug-pause', { timeoutMs: 60_000 });
    await eventuallyFits('the context to be live', () => readTitle(session.page, CLUSTER), (title) => title === 'audit-eu ● live');
    const entries = await menuOf('only-in-blue');
    expect(entries).toContain('Open in Repository');
    expect(entries.filter((entry) => /^(Resume|Suspend|Reconcile)/.test(entry))).toEqual([]);
    await runCommand(session.page, 'Flightdeck: Resume');
    await pick(session.page, 'only-in-blue');
    await waitForNotification(session.page, (message) => message.startsWith('audit-eu is read-only by the setting flightdeck.contexts.readOnly'));
    await shoot(session.page, 'contexts-read-only');
    expect(await isSuspended('only-in-blue')).toBe(true);
    await clearNotifications(session.page);
  });

  test('a token that has expired is told in the words of the server, and a new one in the kubeconfig is picked up', async () => {
    // The server remembers tokens that it has seen for a moment: this one it sees for the first time when it is over.
    await eventually('the token is over', () => Promise.resolve(Date.now() > expiresAt + 1000), { timeoutMs: tokenSeconds * 1000 + 60_000 });
    await choose('expiring');
    await eventuallyFits('the refusal', () => readMessage(session.page, CLUSTER), (message) => message.includes('Unauthorized'), { timeoutMs: 60_000 });
    expect(await readMessage(session.page, CLUSTER)).toBe('expiring: the credentials were not accepted: Unauthorized.');
    expect((await readTree(session.page, CLUSTER)).map(({ label }) => label)).not.toContain('only-in-blue');
    await waitForRow(session.page, CLUSTER, 'Try again');
    await shoot(session.page, 'contexts-expired');
    expect(await notifications(session.page)).toEqual([]);
    // Signed in again in a terminal: the file is seen, nothing has to be reloaded or clicked.
    await writeKubeconfig(blueUser.token());
    await waitForRow(session.page, CLUSTER, 'only-in-blue', undefined, { timeoutMs: 60_000 });
    await eventuallyFits('the context to be live', () => readTitle(session.page, CLUSTER), (title) => title === 'expiring ● live');
  });

  test('a cluster without Flagger, then without Flux: said, with the command that would bootstrap this repository and the rights that its token needs', async () => {
    await choose('green');
    await waitForRow(session.page, CLUSTER, 'only-in-green', undefined, { timeoutMs: 60_000 });
    await removeDefinitions(green.api, /flagger\.app$/);
    await focusView(session.page, 'Rollouts');
    await waitForRow(session.page, 'Rollouts', 'Flagger is not installed in green', undefined, { timeoutMs: 60_000 });
    await shoot(session.page, 'cluster-without-flagger');
    await removeDefinitions(green.api, /toolkit\.fluxcd\.io$/);
    await waitForRow(session.page, CLUSTER, 'Flux is not installed in green', undefined, { timeoutMs: 60_000 });
    const { description } = await waitForRow(session.page, CLUSTER, 'flux bootstrap github --owner=acme --repository=fleet --branch=main --path=clusters/my-cluster');
    expect(description).toBe('The token needs read and write: Flux makes a deploy key');
    expect((await readTree(session.page, CLUSTER)).map(({ label }) => label)).not.toContain('only-in-green');
    await hoverRow(session.page, CLUSTER, 'Flux is not installed in green');
    await shoot(session.page, 'cluster-without-flux');
  });

  /** The entries of a row's context menu. */
  async function menuOf(label: string): Promise<readonly string[]> {
    const menu = session.page.locator('.context-view .monaco-menu');
    await eventually(`the menu of ${label}`, async () => {
      await session.page.mouse.move(1, 1);
      await rowLocator(session.page, CLUSTER, label).locator('.label-name').first().click({ button: 'right', timeout: 2000 });
      return menu.first().waitFor({ timeout: 2000 }).then(() => true, () => false);
    });
    const entries = await menu.locator('.action-label').allInnerTexts();
    await session.page.keyboard.press('Escape');
    return entries.map((entry) => entry.trim()).filter((entry) => entry !== '');
  }
});

/** What the Cluster view shows, read again and again: title, sentence and rows of one moment. */
class Sightings {
  readonly #session: VscodeSession;
  /** Moments at which rows of one context stood under the title of another. */
  readonly mixed: string[] = [];
  count = 0;

  constructor(session: VscodeSession) {
    this.#session = session;
  }

  async until(what: string, fits: (sight: { readonly title: string; readonly message: string; readonly labels: readonly string[] }) => boolean): Promise<void> {
    await eventually(what, async () => {
      // One look: title and rows of different moments would prove nothing.
      const sight = await this.#session.page.evaluate((view) => {
        const pane = [...document.querySelectorAll('.part.sidebar .pane')].find((candidate) => candidate.querySelector('.pane-header')?.getAttribute('aria-label')?.startsWith(view));
        const texts = (selector: string) => [...(pane?.querySelectorAll(selector) ?? [])].map((element) => element.textContent.replaceAll('\u00a0', ' ').trim());
        return { title: texts('.pane-header .description').join(' '), message: texts('.tree-explorer-viewlet-tree-view > .message').join(' '), labels: texts('.monaco-list-row .label-name') };
      }, CLUSTER);
      this.count += 1;
      for (const [own, other] of [['blue', 'green'], ['green', 'blue']] as const) if (sight.title.startsWith(own) && sight.labels.includes(`only-in-${other}`)) this.mixed.push(`${sight.title}: ${sight.labels.join(', ')}`);
      return fits(sight);
    }, { timeoutMs: 60_000, pauseMs: 20 });
  }
}

const pathOf = (name: string) => `/apis/kustomize.toolkit.fluxcd.io/v1/namespaces/flux-system/kustomizations/${name}`;

/** A namespace with one Kustomization that a controller has found ready. */
async function fill(api: ApiClient, name: string): Promise<void> {
  const time = new Date().toISOString();
  await api.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'flux-system' } });
  await api.apply({ apiVersion: 'kustomize.toolkit.fluxcd.io/v1', kind: 'Kustomization', metadata: { namespace: 'flux-system', name }, spec: { interval: '10m', prune: true, path: './apps', sourceRef: { kind: 'GitRepository', name: 'flux-system' } } });
  await api.merge(`${pathOf(name)}/status`, { status: { observedGeneration: 1, lastAppliedRevision: `main@sha1:${'a'.repeat(40)}`, conditions: [{ type: 'Ready', status: 'True', reason: 'ReconciliationSucceeded', message: 'Applied revision', lastTransitionTime: time, observedGeneration: 1 }] } });
}

/** A repository as `flux bootstrap github` leaves it. */
async function writeRepository(folder: string): Promise<void> {
  for (const [path, text] of Object.entries(linkerdShaped('https://github.com/acme/fleet.git'))) {
    await mkdir(join(folder, path, '..'), { recursive: true });
    await writeFile(join(folder, path), text);
  }
  await git(folder, 'init', '--quiet', '--initial-branch', 'main');
  await git(folder, 'remote', 'add', 'origin', 'https://github.com/acme/fleet.git');
  await git(folder, 'add', '--all');
  await git(folder, 'commit', '--quiet', '--message', 'bootstrapped');
}

async function removeDefinitions(api: ApiClient, which: RegExp): Promise<void> {
  const all = valueAt(await api.get('/apis/apiextensions.k8s.io/v1/customresourcedefinitions'), 'items');
  const names = (Array.isArray(all) ? all : []).map((definition) => String(valueAt(definition, 'metadata', 'name'))).filter((name) => which.test(name));
  await Promise.all(names.map((name) => api.delete(`/apis/apiextensions.k8s.io/v1/customresourcedefinitions/${name}`)));
}
