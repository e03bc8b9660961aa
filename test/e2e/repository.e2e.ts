// A user opens a public Flux repository with its second repository beside it, reads it, and edits it. No cluster is there.
import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { shoot, wear, widenSideBar } from './driver/appearance.ts';
import { completions, goToText, hoverText, openFile, filterProblems, problems, squiggles, visibleLines, waitForLine } from './driver/editor.ts';
import { eventually, eventuallyFits } from './driver/eventually.ts';
import { keepEvidenceOfFailures } from './driver/evidence.ts';
import { notifications } from './driver/feedback.ts';
import { openSession } from './driver/session.ts';
import type { VscodeSession } from './driver/session.ts';
import { clickRow, focusView, readTree, readWelcome, setExpanded, waitForRow, waitForTree } from './driver/tree.ts';
import type { TreeRow } from './driver/tree.ts';
import { copyAsRepository, findCorpus, writeWorkspace } from './workspaces/gitFolder.ts';

const VIEW = 'Repository';
/** With several folders open, the entry point says which one it is in. */
const ENTRY = 'gitops-linkerd/clusters/my-cluster';
const fleetCorpus = findCorpus('BuoyantIO_gitops-linkerd');
const facesCorpus = findCorpus('BuoyantIO_faces-demo');
if (fleetCorpus === undefined || facesCorpus === undefined) process.stderr.write('the public repositories are not beside the checkout: their story is skipped\n');

describe.skipIf(fleetCorpus === undefined || facesCorpus === undefined)('reading and editing gitops-linkerd', () => {
  let folder: string;
  let session: VscodeSession;

  beforeAll(async () => {
    folder = await realpath(await mkdtemp(join(tmpdir(), 'fd-repo-')));
    const fleet = join(folder, 'gitops-linkerd');
    const faces = join(folder, 'faces-demo');
    await copyAsRepository(fleetCorpus ?? '', fleet, 'https://github.com/BuoyantIO/gitops-linkerd');
    await copyAsRepository(facesCorpus ?? '', faces, 'git@github.com:BuoyantIO/faces-demo.git');
    session = await openSession({ target: await writeWorkspace(folder, [fleet, faces]), window: { width: 1600, height: 1100 } });
    await focusView(session.page, VIEW);
    await widenSideBar(session.page, 560);
  });

  afterAll(async () => {
    await session.close();
    await rm(folder, { recursive: true, force: true });
  });

  keepEvidenceOfFailures(() => session);

  test('the view starts at the entry point and lists what it applies in waves (FACTS F1, F4)', async () => {
    const entry = await waitForRow(session.page, VIEW, ENTRY);
    expect(entry.description).toContain('main');
    expect(entry.description).toContain('flux-system');
    await setExpanded(session.page, VIEW, ENTRY, 'expanded');
    const rows = await waitForTree(session.page, VIEW, 'the last wave', (read) => read.some(({ label }) => /^4\s+apps$/.test(label)));
    const waves = childrenOf(rows, ENTRY).map(({ label }) => label.replace(/\s+/, ' ')).filter((label) => /^\d /.test(label));
    expect(waves).toEqual(expect.arrayContaining(['1 cert-manager', '1 weave-gitops', '2 linkerd', '3 flagger', '3 ingress-nginx', '4 apps']));
    expect(waves.map((label) => Number(label[0]))).toEqual(waves.map((label) => Number(label[0])).toSorted((one, other) => one - other));
    expect(rowOf(rows, 'linkerd').description).toContain('after cert-manager');
    expect(rowOf(rows, 'apps').description).toMatch(/after flagger, ingress-nginx/);
  });

  test('apps leads into the second repository, by its remote URL', async () => {
    await expandWave('apps');
    const rows = await waitForTree(session.page, VIEW, 'what apps brings', (read) => ['faces', 'Canary face', 'Canary color', 'Canary smiley', 'Canary faces-gui'].every((name) => read.some(({ label }) => label.endsWith(name))));
    const faces = rows.find(({ label }) => /(^|\s)faces$/.test(label));
    expect(faces?.description).toContain('faces-demo');
    expect(faces?.description).not.toContain('unresolved');
    expect(rowOf(rows, 'Canary face').description).toContain('2 min 10 s');
    expect(rowOf(rows, 'Canary faces-gui').description).toContain('x-faces-user');
  });

  test('the missing certificate is counted at linkerd and its parents, and nowhere else (FACTS F5, F6)', async () => {
    // A badge is drawn a moment after its row.
    await waitForTree(session.page, VIEW, 'the badges', (rows) => rowOf(rows, 'linkerd').badge !== '' && rowOf(rows, ENTRY).badge !== '');
    const list = await problems(session.page, (found) => found.some(({ message }) => message.includes('ca.crt')));
    const errors = list.filter(({ severity }) => severity === 'error');
    // The newest faces-demo holds no Deployments any more: the Canaries of this old fleet would wait for them for ever.
    expect(errors.map(({ message }) => message).filter((message) => !/ca\.(crt|key)|^Deployment (face|color|smiley|faces-gui) in namespace faces does not exist/.test(message))).toEqual([]);
    // The repository declares Flux 0.39, where these versions are still served.
    expect(list.filter(({ code }) => code === 'flux/api-version-removed')).toEqual([]);
    await session.page.keyboard.press('Control+J');
  });

  test('a click on a row opens its line', async () => {
    const isApps = ({ label }: { readonly label: string }): boolean => /^\d\s+apps$/.test(label);
    const apps = (await waitForTree(session.page, VIEW, 'the row apps', (rows) => rows.some(isApps))).find(isApps);
    await clickRow(session.page, VIEW, apps?.label ?? '');
    await waitForLine(session.page, 'apps.yaml', 'name: apps');
  });

  test('hover and go to definition on dependsOn lead to the other Kustomization', async () => {
    await openFile(session.page, 'clusters/my-cluster/apps.yaml');
    expect(await hoverText(session.page, 'ingress-nginx', (hover) => hover.includes('infrastructure/ingress-nginx'))).toContain('waits for linkerd');
    await goToText(session.page, 'ingress-nginx', 3);
    await session.page.keyboard.press('F12');
    await waitForLine(session.page, 'infrastructure.yaml', 'name: ingress-nginx');
  });

  test('completion in dependsOn offers Kustomizations that close no cycle', async () => {
    await openFile(session.page, 'clusters/my-cluster/infrastructure.yaml');
    await goToText(session.page, '- name: cert-manager', '- name: '.length);
    const labels = await completions(session.page, (found) => found.length > 0);
    expect(labels).toContain('weave-gitops');
    expect(labels).not.toContain('linkerd');
    expect(labels).not.toContain('apps');
    await session.page.keyboard.press('Escape');
  });

  test('a wrong path is underlined while typing, names the nearest folder, and goes away again', async () => {
    await openFile(session.page, 'clusters/my-cluster/apps.yaml');
    await goToText(session.page, './apps', './apps'.length);
    await session.page.keyboard.type('z');
    await problems(session.page, (found) => found.length > 0);
    await filterProblems(session.page, 'does not exist in GitRepository');
    const list = await problems(session.page, (found) => found.some(({ code }) => code === 'kustomization/path-missing'));
    expect(list.find(({ code }) => code === 'kustomization/path-missing')?.message).toBe('folder ./appsz does not exist in GitRepository flux-system (this repository); nearest: ./apps');
    await eventuallyFits('one underlined range', () => squiggles(session.page, 'error'), (count) => count === 1);
    await shoot(session.page, 'editor-path-missing');
    await session.page.keyboard.press('Backspace');
    await problems(session.page, (found) => !found.some(({ code }) => code === 'kustomization/path-missing'));
    await filterProblems(session.page, '');
    await session.page.keyboard.press('Control+J');
    await eventually('the file to be as it was', async () => (await visibleLines(session.page)).some((line) => line.endsWith('path: ./apps')));
  });

  test('without a cluster the Cluster view says so and offers the way in', async () => {
    expect(await eventually('the words of the empty view', async () => (await readWelcome(session.page, 'Cluster')) || undefined)).toMatch(/kubeconfig|Not connected/);
    expect(await notifications(session.page)).toEqual([]);
  });

  test.each(['light', 'dark', 'high-contrast'] as const)('the view in the %s theme', async (look) => {
    await wear(session, look);
    await shoot(session.page, `repository-${look}`);
  });

  async function expandWave(name: string): Promise<void> {
    const rows = await readTree(session.page, VIEW);
    await setExpanded(session.page, VIEW, rowOf(rows, name).label, 'expanded');
  }
});

/** The row of a name, with or without the number of its wave. */
function rowOf(rows: readonly TreeRow[], name: string): TreeRow {
  const row = rows.find(({ label }) => label.replace(/^\d+\s+/, '') === name);
  if (row === undefined) throw new Error(`no row ${name} among ${rows.map(({ label }) => label).join(', ')}`);
  return row;
}

/** The rows directly below another. */
function childrenOf(rows: readonly TreeRow[], label: string): TreeRow[] {
  const start = rows.findIndex((row) => row.label === label);
  const parent = rows[start];
  if (parent === undefined) return [];
  const below = rows.slice(start + 1);
  const end = below.findIndex(({ level }) => level <= parent.level);
  return below.slice(0, end < 0 ? undefined : end).filter(({ level }) => level === parent.level + 1);
}
