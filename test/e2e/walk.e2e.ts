// The story of the beginning, in real VS Code on the real control plane: Flux walks through a repository in dependency order before one's eyes, one Kustomization fails, and the sentence names the line.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ensureBinaries } from '../cluster/harness/binaries.ts';
import { startControlPlane, type ControlPlane } from '../cluster/harness/controlPlane.ts';
import { findGo } from '../cluster/harness/goTool.ts';
import { clusterCacheFolder } from '../cluster/harness/cacheFolder.ts';
import { GitRepository } from '../cluster/harness/gitRepository.ts';
import { shoot, wear, widenSideBar } from './driver/appearance.ts';
import { activeTab, caret, goTo, openFile, problems } from './driver/editor.ts';
import { eventually, eventuallyFits } from './driver/eventually.ts';
import { keepEvidenceOfFailures } from './driver/evidence.ts';
import type { Frame } from 'playwright-core';
import { answerInput, pick, runCommand } from './driver/palette.ts';
import { openSession, type VscodeSession } from './driver/session.ts';
import { chooseInRowMenu, collapseView, focusView, hoverRow, readMessage, readTree, setExpanded, waitForRow, waitForTree, type TreeRow } from './driver/tree.ts';
import { webviewFrame } from './driver/webview.ts';
import { dependencies, linkerdShaped, missingCertificate, otherDefinitions, otherObjects } from './workspaces/linkerdShaped.ts';

const CLUSTER = 'Cluster';
const names = Object.keys(dependencies);

const go = findGo(clusterCacheFolder(process.env), process.env);
const missing = 'missing' in go ? go.missing : undefined;

describe.skipIf(missing !== undefined)(`Flux walks on the real control plane${missing === undefined ? '' : ` (skipped: ${missing})`}`, () => {
  let plane: ControlPlane;
  let repository: GitRepository;
  let session: VscodeSession;
  /** The icons that each Kustomization's row showed, one after the other. */
  const seen = new Map<string, string[]>(names.map((name) => [name, []]));

  // Where the programs are not built yet, this is the build's time, not the story's.
  beforeAll(async () => {
    const outcome = await ensureBinaries(process.env, (line) => process.stderr.write(`${line}\n`));
    if (outcome.type === 'missing') throw new Error(outcome.reason);
    plane = await startControlPlane({ binaries: outcome.binaries, parts: ['workloads', 'flux'] });
    const url = `${plane.info.gitUrl}/fleet.git`;
    repository = await GitRepository.create(plane.info, 'fleet', linkerdShaped(url));
    session = await openSession({ target: repository.folder, environment: { KUBECONFIG: plane.info.kubeconfig }, window: { width: 1600, height: 1100 } });
    await focusView(session.page, CLUSTER);
    await widenSideBar(session.page, 640);
  }, 1_200_000);

  afterAll(async () => {
    await session.close();
    await plane.stop();
  });

  keepEvidenceOfFailures(() => session);

  test('a cluster in which Flux has nothing to do says so, for the context that was picked', async () => {
    await runCommand(session.page, 'Flightdeck: Select Context');
    await pick(session.page, 'admin');
    await waitForRow(session.page, CLUSTER, 'No Flux Kustomization in admin', () => true, { timeoutMs: 60_000 });
    await shoot(session.page, 'cluster-nothing-to-do');
  });

  test('the graph shows the order out of files alone, without a live state', async () => {
    await runCommand(session.page, 'Flightdeck: Show Dependency Graph');
    const graph = await graphFrame();
    await eventually('a box for each Kustomization', async () => (await graph.locator('.node.kind-Kustomization').count()) === names.length + 1);
    expect(await graph.locator('.connection').innerText()).toContain('admin');
    const [first, last] = [await boxOf(graph, 'cert-manager').boundingBox(), await boxOf(graph, 'apps').boundingBox()];
    expect(first?.x).toBeLessThan(last?.x ?? 0);
    await shootAllLooks('graph-files');
  });

  test('all Kustomizations walk up in the order of their dependencies', async () => {
    const graph = await graphFrame();
    await plane.api.applyYaml(linkerdShaped(repository.url)['clusters/my-cluster/flux-system/gotk-sync.yaml'] ?? '');
    const rows = await eventually('all Kustomizations to be ready', async () => {
      const now = await readTree(session.page, CLUSTER);
      await note(now);
      for (const name of names) await noteBox(graph, name);
      return names.every((name) => rowOf(now, name)?.icon === 'pass-filled') ? now : undefined;
    }, { timeoutMs: 120_000, pauseMs: 50 });
    for (const [name, waitsFor] of Object.entries(dependencies)) {
      for (const dependency of waitsFor) expect(order.indexOf(dependency), `${dependency} before ${name}: ${order.join(', ')}`).toBeLessThan(order.indexOf(name));
      // Who waits was seen waiting, and never failing.
      if (waitsFor.length > 0) expect(seen.get(name)).toContain('watch');
      expect(seen.get(name)).not.toContain('error');
    }
    // The graph moved with them: it may be drawn a moment after the rows.
    for (const name of ['linkerd', 'apps']) expect(boxStates.get(name)).toContain('waiting');
    await eventually('all boxes to be ready', async () => (await graph.locator('.node.kind-Kustomization.state-ready').count()) === names.length + 1);
    await shootAllLooks('graph-walked');
    // Workloads come a moment after what applied them.
    expect(rowOf(rows, 'apps')?.description).toContain('4 objects');
    const apps = await waitForRow(session.page, CLUSTER, 'apps', ({ description }) => description.includes('3 running'));
    expect(apps.accessibleLabel).toMatch(/^Kustomization apps in flux-system, ready, main [0-9a-f]{7}, 3 running, (just now|\d+ min ago), 4 objects$/);
    await setExpanded(session.page, CLUSTER, 'Workloads', 'expanded');
    await waitForRow(session.page, CLUSTER, 'face', ({ description }) => description.startsWith('2 of 2 ready · face:1.0.0'));
    await shootAllLooks('cluster-walked');
  });

  test('releases with their history, image automation, what is suspended and what is stuck have their places', async () => {
    await plane.api.applyYaml(otherDefinitions().map((definition) => JSON.stringify(definition)).join('\n---\n'));
    // Established is not served yet: the API server needs another moment.
    await eventually('the new kinds', async () => (await Promise.all(otherObjects().map((object) => plane.api.pathOf(object)))).length > 0);
    for (const { status, ...object } of otherObjects()) {
      await plane.api.apply(object);
      if (status !== undefined) await plane.api.merge(`${await plane.api.pathOf(object)}/status`, { status });
    }
    // A list draws only what is in sight.
    for (const view of ['Repository', 'Rollouts']) await collapseView(session.page, view);
    await waitForRow(session.page, CLUSTER, 'Helm releases', ({ description }) => description === '1 ready');
    await waitForRow(session.page, CLUSTER, 'Image automation', ({ description }) => description === '3 ready');
    await waitForRow(session.page, CLUSTER, 'Suspended', ({ description }) => description === '1');
    await waitForRow(session.page, CLUSTER, 'hungry', ({ icon, description }) => icon === 'error' && description.startsWith('stuck, 0 of 1 ready: no node takes its Pod'));
    await setExpanded(session.page, CLUSTER, 'Workloads', 'collapsed');
    for (const section of ['Sources', 'Helm releases', 'Image automation', 'Suspended']) await setExpanded(session.page, CLUSTER, section, 'expanded');
    await setExpanded(session.page, CLUSTER, 'podinfo', 'expanded');
    await waitForRow(session.page, CLUSTER, 'revision 2', ({ description }) => description.startsWith('podinfo 6.5.0 · app 6.5.0 · deployed'));
    await shootAllLooks('cluster-sections');
    await hoverRow(session.page, CLUSTER, 'linkerd');
    await eventuallyFits('the tooltip', () => session.page.locator('.monaco-hover:visible').first().innerText(), (text) => text.includes('depends on') && text.includes('cert-manager') && text.includes('your HEAD'));
    await session.page.screenshot({ path: 'test/e2e/shots/cluster-tooltip.png' });
    await session.page.mouse.move(720, 2);
    for (const section of ['Sources', 'Helm releases', 'Image automation', 'Suspended']) await setExpanded(session.page, CLUSTER, section, 'collapsed');
    for (const object of otherObjects()) await plane.api.delete(await plane.api.pathOf(object));
  });

  test('one fails; those behind it wait, and the sentence names the line', async () => {
    await repository.commitAndPush({ [missingCertificate.path]: undefined }, 'Lose the certificate');
    const line = (linkerdShaped('')[missingCertificate.file] ?? '').split('\n').findIndex((text) => text.includes(missingCertificate.text)) + 1;
    const place = `linkerd/kustomization.yaml:${line}`;
    const failed = await waitForRow(session.page, CLUSTER, 'linkerd', ({ icon, description }) => icon === 'error' && description.includes(place), { timeoutMs: 60_000 });
    expect(failed.description).toBe(`build failed: ca.crt does not exist · ${place}`);
    const flagger = await waitForRow(session.page, CLUSTER, 'flagger', ({ icon, description }) => icon === 'watch' && description.includes(place), { timeoutMs: 60_000 });
    expect(flagger.description).toBe(`waiting for linkerd: build failed: ca.crt does not exist · ${place}`);
    const apps = await waitForRow(session.page, CLUSTER, 'apps', ({ icon, description }) => icon === 'watch' && description.includes(place) && description.includes('linkerd'), { timeoutMs: 60_000 });
    expect(apps.description).toMatch(/^waiting for (flagger|ingress-nginx) → linkerd: build failed: ca\.crt does not exist · linkerd\/kustomization\.yaml:/);
    const graph = await graphFrame();
    await boxOf(graph, 'linkerd').click();
    await eventuallyFits('the details of linkerd', () => graph.locator('.side').innerText(), (text) => text.includes('failed: build failed: ca.crt does not exist') && text.includes(`Open ${place}`));
    await graph.locator('button[aria-label="Legend"]').click();
    await shootAllLooks('cluster-failed');
    await graph.locator('button[aria-label="Legend"]').click();
    await chooseInRowMenu(session.page, CLUSTER, 'apps', 'Open the Line at Fault');
    await eventuallyFits('the line at fault', async () => `${await activeTab(session.page)}:${(await caret(session.page)).line}`, (at) => at === `kustomization.yaml:${line}`);
    await problems(session.page, (list) => list.some(({ code, message }) => code === 'cluster/not-ready' && message.includes('linkerd')) && list.some(({ code, message }) => code === 'cluster/waits' && message.includes('apps')));
    await shoot(session.page, 'cluster-line-at-fault');
  });

  test('a filter keeps the way down to what it finds, and is cleared again', async () => {
    await runCommand(session.page, 'Flightdeck: Filter Cluster View…');
    await answerInput(session.page, 'cert-manager');
    await waitForTree(session.page, CLUSTER, 'only what the filter finds', (rows) => rows[0]?.label === 'flux-system' && rows[1]?.label === 'cert-manager' && !rows.some(({ label }) => label === 'linkerd'));
    await eventuallyFits('the words of the filter', () => readMessage(session.page, CLUSTER), (text) => text === 'Filter: "cert-manager".');
    await shoot(session.page, 'cluster-filtered');
    await runCommand(session.page, 'Flightdeck: Clear Filter of Cluster View');
    await waitForRow(session.page, CLUSTER, 'linkerd', ({ icon }) => icon === 'error');
  });

  test('a double click on a box leads to its line; search finds reasons', async () => {
    await runCommand(session.page, 'Flightdeck: Show Dependency Graph');
    const graph = await graphFrame();
    await graph.locator('input[type=search]').fill('ca.crt');
    await eventuallyFits('the found boxes', () => graph.locator('.count').innerText(), (text) => text === '4 of 8');
    await graph.locator('input[type=search]').press('Escape');
    // Beside the open details the box may be out of sight.
    await graph.locator('button[aria-label^="Show all"]').click();
    await boxOf(graph, 'flagger').dblclick();
    await eventuallyFits('the line of flagger', () => activeTab(session.page), (tab) => tab === 'infrastructure.yaml');
  });

  test('a line leads to its live object, also to one that only stands in a list of applied ones', async () => {
    await openFile(session.page, 'apps/faces.yaml');
    await goTo(session.page, 4, 9);
    await runCommand(session.page, 'Flightdeck: Show in Cluster View');
    await eventually('the row of the Deployment face', async () => (await session.page.locator('.part.sidebar .monaco-list-row.focused', { hasText: 'face' }).count()) > 0);
    await openFile(session.page, 'cert-manager/namespace.yaml');
    await runCommand(session.page, 'Flightdeck: Show in Cluster View');
    await eventually('the row of the Namespace cert-manager', async () => (await session.page.locator('.part.sidebar .monaco-list-row.focused', { hasText: 'Namespace cluster-wide' }).count()) > 0);
  });

  test('filter, grouping and panel are kept over a reload', async () => {
    await runCommand(session.page, 'Flightdeck: Group and Sort Cluster View…');
    await pick(session.page, 'Group by state, the worst first');
    await waitForTree(session.page, CLUSTER, 'groups by state', (rows) => rows.some(({ label, description }) => label === 'failed' && description === '1') && rows.some(({ label }) => label === 'waiting'));
    await runCommand(session.page, 'Flightdeck: Show Dependency Graph');
    await Promise.all([session.page.waitForEvent('load', { timeout: 60_000 }), runCommand(session.page, 'Developer: Reload Window')]);
    await focusView(session.page, CLUSTER);
    await waitForTree(session.page, CLUSTER, 'groups by state after the reload', (rows) => rows.some(({ label, description }) => label === 'failed' && description === '1'), { timeoutMs: 60_000 });
    await shoot(session.page, 'cluster-by-state');
    const graph = await graphFrame();
    await eventuallyFits('the chosen box after the reload', () => graph.locator('.side h2').innerText(), (name) => name === 'flagger', { timeoutMs: 60_000 });
    await runCommand(session.page, 'Flightdeck: Group and Sort Cluster View…');
    await pick(session.page, 'Group by who applied whom');
  });

  test('put right in Git, everything is ready again', async () => {
    await repository.commitAndPush({ [missingCertificate.path]: 'another one\n' }, 'Find the certificate');
    for (const name of ['linkerd', 'apps']) await waitForRow(session.page, CLUSTER, name, ({ icon }) => icon === 'pass-filled', { timeoutMs: 90_000 });
  });

  /** In which order they became ready. */
  const order: string[] = [];

  /** The states that each box of the graph went through. */
  const boxStates = new Map<string, string[]>();

  function graphFrame(): Promise<Frame> {
    return webviewFrame(session.page, 'of the graph', async (frame) => (await frame.locator('#graph .node').count()) > 0, { timeoutMs: 60_000 });
  }

  async function noteBox(graph: Frame, name: string): Promise<void> {
    const state = /state-(\w+)/.exec((await boxOf(graph, name).getAttribute('class')) ?? '')?.[1] ?? '';
    const states = boxStates.get(name) ?? [];
    boxStates.set(name, states);
    if (states.at(-1) !== state) states.push(state);
  }

  async function note(rows: readonly TreeRow[]): Promise<void> {
    for (const name of names) {
      const icon = rowOf(rows, name)?.icon;
      const icons = seen.get(name) ?? [];
      if (icon !== undefined && icons.at(-1) !== icon) icons.push(icon);
      if (icon === 'pass-filled' && !order.includes(name)) order.push(name);
    }
    if (order.length === 2 && !shotTaken) {
      shotTaken = true;
      await shoot(session.page, 'cluster-walking');
    }
  }

  let shotTaken = false;

  async function shootAllLooks(name: string): Promise<void> {
    for (const look of ['light', 'high-contrast', 'dark'] as const) {
      await wear(session, look);
      await shoot(session.page, `${name}-${look}`);
    }
  }
});

function rowOf(rows: readonly TreeRow[], name: string): TreeRow | undefined {
  return rows.find(({ label, accessibleLabel }) => label === name && accessibleLabel.startsWith('Kustomization '));
}

function boxOf(graph: Frame, name: string): ReturnType<Frame['locator']> {
  return graph.locator(`[data-id="Kustomization/flux-system/${name}"]`);
}
