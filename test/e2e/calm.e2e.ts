// What a user sees when something is missing, broken or not to be trusted: a calm, clear view, and no contact that was not asked for.
import { createServer } from 'node:net';
import type { Server } from 'node:net';
import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { shoot } from './driver/appearance.ts';
import { openFile, problems } from './driver/editor.ts';
import { eventually, eventuallyFits } from './driver/eventually.ts';
import { keepEvidenceOfFailures } from './driver/evidence.ts';
import { notifications } from './driver/feedback.ts';
import { runCommand } from './driver/palette.ts';
import { openSession } from './driver/session.ts';
import type { VscodeSession } from './driver/session.ts';
import { focusView, readMessage, readTitle, readTree, readWelcome, waitForRow } from './driver/tree.ts';
import { git } from './workspaces/gitFolder.ts';

const FLUX_FILES = {
  'clusters/prod/flux-system/gotk-sync.yaml': `apiVersion: source.toolkit.fluxcd.io/v1
kind: GitRepository
metadata:
  name: flux-system
  namespace: flux-system
spec:
  interval: 1m
  ref:
    branch: main
  url: https://git.example.invalid/fleet.git
---
apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata:
  name: flux-system
  namespace: flux-system
spec:
  interval: 10m
  path: ./clusters/prod
  prune: true
  sourceRef:
    kind: GitRepository
    name: flux-system
`,
  'clusters/prod/apps.yaml': `apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata:
  name: apps
  namespace: flux-system
spec:
  interval: 10m
  path: ./apps
  prune: true
  sourceRef:
    kind: GitRepository
    name: flux-system
`,
} as const;

async function writeFiles(folder: string, files: Readonly<Record<string, string>>): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    await mkdir(join(folder, path, '..'), { recursive: true });
    await writeFile(join(folder, path), text);
  }
}

describe('a folder that is not trusted, whose settings name a cluster', () => {
  let base: string;
  let session: VscodeSession;
  let cluster: Server;
  let contacts = 0;

  beforeAll(async () => {
    base = await realpath(await mkdtemp(join(tmpdir(), 'fd-trust-')));
    // A cluster that hangs up on everybody, and counts.
    cluster = createServer((socket) => {
      contacts += 1;
      socket.destroy();
    });
    const port = await new Promise<number>((resolve) => {
      cluster.listen(0, '127.0.0.1', () => {
        const address = cluster.address();
        resolve(typeof address === 'object' && address !== null ? address.port : 0);
      });
    });
    const folder = join(base, 'fleet');
    await writeFiles(folder, { ...FLUX_FILES, 'kubeconfig': kubeconfig(port), '.vscode/settings.json': JSON.stringify({ 'flightdeck.kubeconfig': join(folder, 'kubeconfig') }) });
    await git(folder, 'init', '--quiet');
    session = await openSession({ target: folder, trust: 'ask' });
    await focusView(session.page, 'Cluster');
  });

  afterAll(async () => {
    await session.close();
    cluster.close();
    await rm(base, { recursive: true, force: true });
  });

  keepEvidenceOfFailures(() => session);

  test('is read and checked, but its cluster is not contacted', async () => {
    await waitForRow(session.page, 'Repository', '1  apps', ({ badge }) => badge !== '');
    expect(await readWelcome(session.page, 'Cluster')).toContain('not trusted');
    await openFile(session.page, 'clusters/prod/apps.yaml');
    const list = await problems(session.page, (found) => found.length > 0);
    expect(list.map(({ code }) => code)).toEqual(['kustomization/path-missing']);
    await shoot(session.page, 'untrusted');
    expect(contacts).toBe(0);
  });

  test('once trusted, the cluster is asked, and its silence is told with the reason and a way to try again', async () => {
    await runCommand(session.page, 'Workspaces: Manage Workspace Trust');
    await session.page.locator('.workspace-trust-editor .monaco-button', { hasText: /^Trust$/ }).first().click();
    await focusView(session.page, 'Cluster');
    await eventuallyFits('the words about the lost cluster', () => readMessage(session.page, 'Cluster'), (message) => message.includes('does not answer'), { timeoutMs: 40_000 });
    expect(contacts).toBeGreaterThan(0);
    await eventuallyFits('the title', () => readTitle(session.page, 'Cluster'), (title) => title === 'silent ○ unreachable');
    await waitForRow(session.page, 'Cluster', 'Try again');
    const trust = session.page.locator('.workspace-trust-editor');
    await eventually('the page about trust to close', async () => {
      if (!(await trust.isVisible())) return true;
      await trust.focus();
      await session.page.keyboard.press('Escape');
      return false;
    }, { pauseMs: 300 });
    await shoot(session.page, 'unreachable');
    expect(await notifications(session.page)).toEqual([]);
  });
});

describe('an empty folder without Git, with a kubeconfig that is no kubeconfig', () => {
  let base: string;
  let session: VscodeSession;

  beforeAll(async () => {
    base = await realpath(await mkdtemp(join(tmpdir(), 'fd-empty-')));
    const folder = join(base, 'with a space');
    await mkdir(folder);
    await writeFile(join(base, 'broken'), 'clusters: [{name: a\n\tusers: }');
    session = await openSession({ target: folder, environment: { KUBECONFIG: join(base, 'broken') } });
    await focusView(session.page, 'Repository');
  });

  afterAll(async () => {
    await session.close();
    await rm(base, { recursive: true, force: true });
  });

  keepEvidenceOfFailures(() => session);

  test('says what would be here and what to do', async () => {
    await eventually('the words of the empty view', async () => (await readWelcome(session.page, 'Repository')).includes('No Flux objects found here'));
    expect(await readTree(session.page, 'Repository')).toEqual([]);
    await eventuallyFits('the words about the kubeconfig', () => readMessage(session.page, 'Cluster'), (message) => message.includes('is not valid'));
    await shoot(session.page, 'empty');
    expect(await notifications(session.page)).toEqual([]);
  });

  test('fills when files appear on disk, half-typed ones too', async () => {
    await eventually('the row apps', async () => {
      // VS Code tells nothing of files that came before its watcher ran, and not when that is: they come anew until they are seen.
      await Promise.all(['clusters', 'apps'].map((name) => rm(join(session.target, name), { recursive: true, force: true })));
      await writeFiles(session.target, { ...FLUX_FILES, 'apps/half.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: "half\n  labels: {a: [\n' });
      await waitForRow(session.page, 'Repository', '1  apps', undefined, { timeoutMs: 5000 });
      return true;
    }, { timeoutMs: 40_000 });
    await openFile(session.page, 'apps/half.yaml');
    const list = await problems(session.page, (found) => found.length > 0);
    expect(list.every(({ file }) => file === 'half.yaml' || file === 'apps.yaml')).toBe(true);
    await shoot(session.page, 'half-typed');
    expect(await notifications(session.page)).toEqual([]);
  });
});

/** A kubeconfig whose cluster listens on a port of this machine. */
function kubeconfig(port: number): string {
  return `apiVersion: v1
kind: Config
current-context: silent
contexts:
  - name: silent
    context: { cluster: silent, user: nobody }
clusters:
  - name: silent
    cluster: { server: "http://127.0.0.1:${port}" }
users:
  - name: nobody
    user: { token: none }
`;
}
