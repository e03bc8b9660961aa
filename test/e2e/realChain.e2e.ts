// From push to applied in real VS Code on real Flux: one chain command over two repositories, a dependency that fails, and a pushed commit that is followed by itself until it is mended.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findBinaries } from '../cluster/harness/binaries.ts';
import { listAt, textAt, type ApiClient, type Json } from '../cluster/harness/apiClient.ts';
import type { ControlPlaneInfo } from '../cluster/harness/controlPlaneInfo.ts';
import { configMapFile, gitRepositoryObject, kustomizationObject } from '../cluster/harness/fluxObjects.ts';
import { GitRepository } from '../cluster/harness/gitRepository.ts';
import { wear } from './driver/appearance.ts';
import { activeTitle, visibleLines } from './driver/editor.ts';
import { eventually, eventuallyFits } from './driver/eventually.ts';
import { keepEvidenceOfFailures } from './driver/evidence.ts';
import { clearNotifications, notifications, pressInNotification, statusBar, toldNotifications, waitForNotification } from './driver/feedback.ts';
import { recordTime } from './driver/measurements.ts';
import { pick } from './driver/palette.ts';
import type { VscodeSession } from './driver/session.ts';
import { chooseInRowMenu, setExpanded, waitForRow } from './driver/tree.ts';
import { setWorkspaceSettings } from './driver/workspaceSettings.ts';
import { RealStory } from './workspaces/realStory.ts';

const namespace = 'chain';
const view = 'Cluster';
const binaries = findBinaries(process.env);
const broken = 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: region\ndata:\n  value: [1]\n';
const manifest = (object: Json): string => `${JSON.stringify(object)}\n`;

// Built by `npm run test:cluster`; without it there is no real cluster here.
describe.skipIf(binaries === undefined)('from push to applied on a real cluster', () => {
  let story: RealStory<{ readonly fleet: GitRepository; readonly shop: GitRepository }>;
  let api: ApiClient;
  let session: VscodeSession;
  let fleet: GitRepository;
  let shop: GitRepository;

  beforeAll(async () => {
    if (binaries === undefined) return;
    story = await RealStory.begin({ binaries, parts: ['flux'], namespace, view, sideBar: 460, prepare });
    ({ api, session, repositories: { fleet, shop } } = story);
    await waitForRow(session.page, view, 'root', ({ icon }) => icon === 'pass-filled', { timeoutMs: 60_000 });
  }, 400_000);

  afterAll(() => story.end());

  keepEvidenceOfFailures(() => session);

  test('a commit in the second repository is live after one chain command from `apps`', { timeout: 120_000 }, async () => {
    const head = await shop.commitAndPush({ 'deploy/web.yaml': configMapFile('web', '2') }, 'Two');
    await chain('apps');
    const said = await waitForNotification(session.page, (text) => text.startsWith('apps applied'), { timeoutMs: 60_000 });
    expect(said).toMatch(/^apps applied main@[0-9a-f]{7}, 2 objects healthy, with 2 below it on admin, \d+ s\.$/);
    expect(textAt(await api.get(kustomization('shop')), 'status', 'lastAppliedRevision')).toBe(`main@sha1:${head}`);
    expect(textAt(await api.get(`/api/v1/namespaces/${namespace}/configmaps/web`), 'data', 'value')).toBe('2');
    await clearNotifications(session.page);
  });

  test('one that is suspended is named, and reconciled once it is resumed from there', { timeout: 120_000 }, async () => {
    await api.merge(kustomization('shop'), { spec: { suspend: true } });
    const head = await shop.commitAndPush({ 'deploy/web.yaml': configMapFile('web', '3') }, 'Three');
    await chain('apps');
    const said = await waitForNotification(session.page, (text) => text.startsWith('apps applied'), { timeoutMs: 60_000 });
    expect(said).toContain(`left out because suspended: Kustomization ${namespace}/shop`);
    await story.shootBoth('real-chain-suspended');
    await pressInNotification(session.page, 'left out because suspended', 'Resume & Reconcile');
    await waitForNotification(session.page, (text) => text.startsWith('apps applied') && !text.includes('suspended'), { timeoutMs: 60_000 });
    expect(textAt(await api.get(kustomization('shop')), 'status', 'lastAppliedRevision')).toBe(`main@sha1:${head}`);
    await clearNotifications(session.page);
  });

  test('an object is shown as the cluster has it, and the command that is copied does in a terminal what it says', { timeout: 120_000 }, async () => {
    await chooseInRowMenu(session.page, view, 'infra', 'Show Live YAML');
    await eventuallyFits('the live object', async () => (await activeTitle(session.page)).replaceAll(/\s/g, ''), (title) => title.startsWith('infra.Kustomization.live.yaml'));
    const lines = (await visibleLines(session.page)).join('\n');
    expect(lines).toContain('kind: Kustomization');
    expect(lines).not.toContain('managedFields');
    await story.shootBoth('real-live-yaml');
    await chooseInRowMenu(session.page, view, 'infra', 'Copy kubectl or flux Command');
    await pick(session.page, /^flux reconcile kustomization infra/);
    const command = `flux reconcile kustomization infra --with-source -n ${namespace} --context admin`;
    await eventually('the copied command', async () => (await statusBar(session.page)).some((text) => text.includes(`Copied: ${command}`)));
    const { stdout, stderr } = await promisify(execFile)('sh', ['-c', command], { env: { ...process.env, KUBECONFIG: story.plane.info.kubeconfig, PATH: `${story.plane.info.programFolder}:${process.env['PATH'] ?? ''}` } });
    expect(stdout + stderr).toContain('applied revision main@sha1:');
  });

  test('a dependency that fails: its reason is on screen, and the command ends there', { timeout: 120_000 }, async () => {
    const handled = textAt(await api.get(kustomization('shop')), 'status', 'lastHandledReconcileAt');
    const head = await fleet.commitAndPush({ 'infra/region.yaml': broken }, 'Break it');
    const reasonStands = eventually('the reason in the cluster', async () => {
      const { status, message } = await ready('infra');
      return status === 'False' && message.includes('dry-run failed') && performance.now();
    }, { timeoutMs: 60_000, pauseMs: 20 });
    await chain('apps');
    const seen = await eventually('the reason on the screen', async () => (await notifications(session.page)).some((text) => text.includes('dry-run failed')) && performance.now(), { timeoutMs: 60_000, pauseMs: 20 });
    const said = await waitForNotification(session.page, (text) => text.startsWith('stopped at'));
    await recordTime('reason of a failing dependency in the cluster → on the screen, the chain ended', seen - (await reasonStands));
    expect(said).toContain(`stopped at Kustomization ${namespace}/infra: ConfigMap/${namespace}/region dry-run failed`);
    await story.shootBoth('real-chain-stopped');
    // Nothing behind it was asked.
    expect(textAt(await api.get(kustomization('shop')), 'status', 'lastHandledReconcileAt')).toBe(handled);
    expect(textAt(await api.get(kustomization('infra')), 'status', 'lastAttemptedRevision')).toBe(`main@sha1:${head}`);
    await pressInNotification(session.page, 'stopped at', 'Open the Line');
    await eventuallyFits('the line at fault', async () => (await activeTitle(session.page)).replaceAll(/\s/g, ''), (title) => title === 'region.yaml');
    await clearNotifications(session.page);
  });

  test('`follow`: a push is followed by itself and asks nothing of the cluster; what Flux tries again is kept in sight until it is mended', { timeout: 240_000 }, async () => {
    await setWorkspaceSettings(session.target, { 'flightdeck.afterPush': 'follow' });
    // The theme, written after it, tells that the setting was read.
    await wear(session, 'light');
    const before = textAt(await api.get(source('fleet')), 'status', 'lastHandledReconcileAt');
    const head = await fleet.commitAndPush({ 'infra/region.yaml': broken.replace('[1]', '[2]') }, 'Break it again');
    const short = head.slice(0, 7);
    await waitForNotification(session.page, (text) => text.includes(`${short} on admin`) && text.includes('GitRepository fleet'), { timeoutMs: 60_000 });
    expect(textAt(await api.get(source('fleet')), 'status', 'lastHandledReconcileAt')).toBe(before);
    expect((await toldNotifications(session.page)).filter((text) => text.includes('Pushed '))).toEqual([]);
    await story.shootBoth('real-follow');

    await ask('fleet', head);
    const end = await waitForNotification(session.page, (text) => text.startsWith(`${short} did not get through on admin`) && text.endsWith('Flux tries again each 5s.'), { timeoutMs: 90_000 });
    expect(end).toContain(`Kustomization ${namespace}/infra: ConfigMap/${namespace}/region dry-run failed`);
    await story.shootBoth('real-keep-following');
    await pressInNotification(session.page, `${short} did not get through`, 'Keep Following');
    await waitForNotification(session.page, (text) => text.includes(`${short} on admin`) && text.includes('Kustomization infra: Flux tries again each 5s: ConfigMap/'));
    await story.shootBoth('real-kept-following');

    await setWorkspaceSettings(session.target, { 'flightdeck.afterPush': 'nothing' });
    await wear(session, 'light');
    await ask('fleet', await fleet.commitAndPush({ 'infra/region.yaml': configMapFile('region', 'mended') }, 'Mend it'));
    await waitForNotification(session.page, (text) => text.startsWith(`${short} is live on admin`), { timeoutMs: 90_000 });
    await story.shootBoth('real-mended');
  });

  /** A fleet that takes the shop from a second repository, all of it applied. */
  async function prepare(info: ControlPlaneInfo, cluster: ApiClient) {
    const shop = await GitRepository.create(info, 'shop', { 'deploy/web.yaml': configMapFile('web', '1') });
    const fleet = await GitRepository.create(info, 'fleet', {
      'root.yaml': [gitRepositoryObject(namespace, 'fleet', `${info.gitUrl}/fleet.git`), kustomizationObject(namespace, 'root', { path: './clusters', source: 'fleet', more: { wait: false } })].map(manifest).join('---\n'),
      'clusters/infra.yaml': manifest(kustomizationObject(namespace, 'infra', { path: './infra', source: 'fleet', more: { retryInterval: '5s' } })),
      'clusters/apps.yaml': manifest(kustomizationObject(namespace, 'apps', { path: './apps', source: 'fleet', dependsOn: ['infra'] })),
      'infra/region.yaml': configMapFile('region', 'local'),
      'apps/source.yaml': manifest(gitRepositoryObject(namespace, 'shop', shop.url)),
      'apps/shop.yaml': manifest(kustomizationObject(namespace, 'shop', { path: './deploy', source: 'shop' })),
    });
    // Without an upstream VS Code's Git knows of no push.
    await fleet.git('branch', '--set-upstream-to=origin/main');
    await cluster.applyYaml(await fleet.git('show', 'HEAD:root.yaml'));
    await eventually('the fleet to be applied', async () => (await ready('apps', cluster)).status === 'True' && (await ready('shop', cluster)).status === 'True', { timeoutMs: 120_000, pauseMs: 500 });
    return { fleet, shop };
  }

  const kustomization = (name: string): string => `/apis/kustomize.toolkit.fluxcd.io/v1/namespaces/${namespace}/kustomizations/${name}`;
  const source = (name: string): string => `/apis/source.toolkit.fluxcd.io/v1/namespaces/${namespace}/gitrepositories/${name}`;

  async function ready(name: string, cluster = api): Promise<{ readonly status: string; readonly message: string }> {
    const { body } = await cluster.send('GET', kustomization(name));
    const condition = listAt(body, 'status', 'conditions').find((each) => textAt(each, 'type') === 'Ready');
    return { status: textAt(condition, 'status'), message: textAt(condition, 'message') };
  }

  async function ask(name: string, token: string): Promise<void> {
    await api.requestReconcile(source(name), token);
  }

  async function chain(name: string): Promise<void> {
    await setExpanded(session.page, view, 'root', 'expanded');
    await chooseInRowMenu(session.page, view, name, 'Reconcile Chain');
  }
});
