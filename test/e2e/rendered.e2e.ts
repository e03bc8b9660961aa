// A user asks what each cluster gets: shows rendered manifests beside the source, edits, finds the way back to a line, and compares with Git.
import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { shoot, wear } from './driver/appearance.ts';
import { activeTab, clickLens, codeLenses, goToText, hoverText, openFile, replaceText, save, visibleLines, waitForPlace } from './driver/editor.ts';
import { eventually, eventuallyFits } from './driver/eventually.ts';
import { keepEvidenceOfFailures } from './driver/evidence.ts';
import { clearNotifications, waitForNotification } from './driver/feedback.ts';
import { answerInput, pick, quickPickLabels, runCommand } from './driver/palette.ts';
import { openSession } from './driver/session.ts';
import type { VscodeSession } from './driver/session.ts';
import { chooseInRowMenu, focusView, setExpanded, waitForTree } from './driver/tree.ts';
import { git } from './workspaces/gitFolder.ts';

const sync = (cluster: string): string => `apiVersion: source.toolkit.fluxcd.io/v1
kind: GitRepository
metadata:
  name: flux-system
  namespace: flux-system
spec:
  interval: 1m
  ref:
    branch: main
  url: https://git.example.invalid/fleet
---
apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata:
  name: flux-system
  namespace: flux-system
spec:
  interval: 10m
  path: ./clusters/${cluster}
  prune: true
  sourceRef:
    kind: GitRepository
    name: flux-system
`;

const shopOf = (cluster: string): string => `apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata:
  name: shop
  namespace: flux-system
spec:
  interval: 10m
  path: ./apps/shop/${cluster}
  prune: true
  sourceRef:
    kind: GitRepository
    name: flux-system
  postBuild:
    substitute:
      GREETING: hello from ${cluster}
`;

const files: Readonly<Record<string, string>> = {
  'clusters/prod/flux-system/gotk-sync.yaml': sync('prod'),
  'clusters/prod/shop.yaml': shopOf('prod'),
  'clusters/staging/flux-system/gotk-sync.yaml': sync('staging'),
  'clusters/staging/shop.yaml': shopOf('staging'),
  'apps/shop/base/kustomization.yaml': 'resources:\n  - deployment.yaml\n  - service.yaml\n',
  'apps/shop/base/deployment.yaml': `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  replicas: 1
  selector:
    matchLabels:
      app: web
  template:
    metadata:
      labels:
        app: web
    spec:
      containers:
        - name: web
          image: ghcr.io/example/web:1.0.0
          env:
            - name: GREETING
              value: \${GREETING}
          ports:
            - containerPort: 8080
`,
  'apps/shop/base/service.yaml': 'apiVersion: v1\nkind: Service\nmetadata:\n  name: web\nspec:\n  selector:\n    app: web\n  ports:\n    - port: 80\n      targetPort: 8080\n',
  'apps/shop/prod/kustomization.yaml': 'namespace: shop\nresources:\n  - ../base\nimages:\n  - name: ghcr.io/example/web\n    newTag: 2.1.0\npatches:\n  - path: replicas.yaml\n',
  'apps/shop/prod/replicas.yaml': 'apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\nspec:\n  replicas: 3\n',
  'apps/shop/staging/kustomization.yaml': 'namespace: shop-staging\nresources:\n  - ../base\n',
};

const RENDERED = 'shop (prod).rendered.yaml';

describe('rendered manifests', () => {
  let folder: string;
  let fleet: string;
  let session: VscodeSession;

  beforeAll(async () => {
    folder = await realpath(await mkdtemp(join(tmpdir(), 'fd-rendered-')));
    fleet = join(folder, 'fleet');
    for (const [path, text] of Object.entries(files)) {
      await mkdir(dirname(join(fleet, path)), { recursive: true });
      await writeFile(join(fleet, path), text);
    }
    await git(fleet, 'init', '--quiet', '--initial-branch', 'main');
    // Settings that the screenshots write are no change of the repository.
    await writeFile(join(fleet, '.git', 'info', 'exclude'), '.vscode\n');
    await git(fleet, 'add', '--all');
    await git(fleet, 'commit', '--quiet', '--message', 'A shop in two clusters');
    session = await openSession({ target: fleet, window: { width: 1600, height: 1000 } });
  });

  afterAll(async () => {
    await session.close();
    await rm(folder, { recursive: true, force: true });
  });

  keepEvidenceOfFailures(() => session);

  /** Lines of the rendered document, whichever editor has the keyboard. */
  const renderedLines = (): Promise<string[]> => linesOf(session, RENDERED);

  test('a lens says which Kustomization in which clusters applies the file, and a click asks which to show', async () => {
    const { page } = session;
    await openFile(page, 'apps/shop/base/deployment.yaml');
    const lenses = await codeLenses(page, (found) => found.some((text) => text.includes('applied by') && text.includes('clusters/staging')));
    expect(lenses).toEqual(['applied by shop · clusters/prod, clusters/staging']);
    await clickLens(page, 'applied by shop');
    expect(await quickPickLabels(page)).toEqual(['shop', 'shop']);
    await shoot(page, 'rendered-pick');
    await pick(page, 'shop');
    const lines = await eventuallyFits('the rendered text', renderedLines, (found) => found.some((line) => line.includes('image:')));
    expect(lines).toContain('      - name: web');
    expect(lines).toContain('        image: ghcr.io/example/web:2.1.0');
    expect(lines).toContain('          value: hello from prod');
    expect(lines).toContain('  replicas: 3');
  });

  test('an edit of the source is followed while typing, before anything is saved', async () => {
    const { page } = session;
    await focusSource('deployment.yaml');
    await replaceText(page, 'containerPort: 8080', 'containerPort: 8081');
    await eventuallyFits('the new port in the rendered text', renderedLines, (found) => found.includes('        - containerPort: 8081'));
    await openFile(page, 'apps/shop/prod/kustomization.yaml');
    // The lens moves the lines below it: a click before it comes would meet another line.
    expect(await codeLenses(page, (found) => found.length > 0)).toEqual(['used by shop · clusters/prod']);
    await replaceText(page, 'newTag: 2.1.0', 'newTag: 2.2.0');
    await eventuallyFits('the new tag in the rendered text', renderedLines, (found) => found.includes('        image: ghcr.io/example/web:2.2.0'));
  });

  test('the cursor in a source marks what its line becomes', async () => {
    const { page } = session;
    await focusSource('deployment.yaml');
    await goToText(page, 'replicas: 1', 3);
    await eventuallyFits('the mark in the rendered text', () => markedLines(session), (found) => found.some((line) => line.trim() === 'replicas: 3'));
  });

  test.each(['light', 'dark'] as const)('side by side in the %s theme', async (look) => {
    await wear(session, look);
    await shoot(session.page, `rendered-beside-${look}`);
  });

  test('hover on a rendered line tells where it is written and what changed it', async () => {
    const { page } = session;
    await focusRendered();
    const hover = await hoverText(page, 'web:2.2.0', (text) => text.includes('images'));
    expect(hover).toContain('apps/shop/base/deployment.yaml:17');
    expect(hover).toContain('apps/shop/prod/kustomization.yaml:6');
    await page.screenshot({ path: join(import.meta.dirname, 'shots', 'rendered-hover.png') });
  });

  test('go to definition leads from a rendered line to its origin', async () => {
    const { page } = session;
    await focusRendered();
    await goToText(page, 'containerPort: 8081', 18);
    await page.keyboard.press('F12');
    await waitForPlace(page, ({ file, line }) => file === 'deployment.yaml' && line === 22);
    await focusRendered();
    await goToText(page, 'web:2.2.0', 4);
    await page.keyboard.press('F12');
    // Two places: the entry that changed it last, and where it is written.
    const peek = page.locator('.peekview-widget');
    await peek.waitFor();
    const rows = await eventuallyFits('the places', () => peek.locator('.monaco-list-row').allInnerTexts(), (found) => found.length >= 2);
    expect(rows.join('\n')).toContain('deployment.yaml');
    expect(rows.join('\n')).toContain('kustomization.yaml');
    await page.keyboard.press('Escape');
  });

  test('Compare Rendered with HEAD shows what the unsaved and unstaged edits change', async () => {
    const { page } = session;
    await focusRendered();
    await runCommand(page, 'Flightdeck: Compare Rendered with HEAD');
    const sides = await eventuallyFits('the diff', () => diffSides(session), ({ left, right }) => left.some((line) => line.includes('web:2.1.0')) && right.some((line) => line.includes('web:2.2.0')));
    expect(sides.left).toContain('        - containerPort: 8080');
    expect(sides.right).toContain('        - containerPort: 8081');
    await shoot(page, 'rendered-compare-dark');
    await wear(session, 'light');
    await shoot(page, 'rendered-compare-light');
    await page.keyboard.press('Control+W');
  });

  test('with a revision of the Git extension\u2019s list, and with one that does not exist', async () => {
    const { page } = session;
    await focusRendered();
    await runCommand(page, 'Flightdeck: Compare Rendered with Revision…');
    const offered = await quickPickLabels(page);
    expect(offered.some((label) => label.includes('A shop in two clusters'))).toBe(true);
    expect(offered.some((label) => label.includes('main'))).toBe(true);
    await shoot(page, 'rendered-revisions');
    await pick(page, /Another revision/);
    await answerInput(page, 'no-such-tag');
    expect(await waitForNotification(page, (message) => message.includes('no-such-tag'))).toBe('fleet has no revision no-such-tag.');
    await clearNotifications(page);
  });

  test('nothing changed is said, and no empty diff is opened', async () => {
    const { page } = session;
    for (const name of ['deployment.yaml', 'kustomization.yaml']) {
      await focusSource(name);
      await save(page);
    }
    await focusRendered();
    await runCommand(page, 'Flightdeck: Compare Rendered with HEAD');
    await eventuallyFits('the diff', () => diffSides(session), ({ left, right }) => left.some((line) => line.includes('web:2.1.0')) && right.some((line) => line.includes('web:2.2.0')));
    await git(fleet, 'commit', '--quiet', '--all', '--message', 'A new release');
    await eventuallyFits('the open diff to follow HEAD', () => diffSides(session), ({ left }) => left.some((line) => line.includes('web:2.2.0')));
    await page.keyboard.press('Control+W');
    await focusRendered();
    await runCommand(page, 'Flightdeck: Compare Rendered with HEAD');
    expect(await waitForNotification(page, (message) => message.includes('HEAD'))).toBe('shop renders the same as at HEAD: the cluster would get no change.');
    await clearNotifications(page);
  });

  test('a Kustomization in the Repository view shows what it gives in that cluster', async () => {
    const { page } = session;
    await focusView(page, 'Repository');
    await setExpanded(page, 'Repository', 'clusters/staging', 'expanded');
    await setExpanded(page, 'Repository', 'clusters/prod', 'collapsed');
    await waitForTree(page, 'Repository', 'the row shop', (rows) => rows.some(({ label }) => label === '1  shop'));
    await chooseInRowMenu(page, 'Repository', '1  shop', 'Show Rendered Manifests');
    await eventuallyFits('the rendered text of the other cluster', () => visibleLines(page), (lines) => lines.includes('          value: hello from staging'));
    expect(await activeTab(page)).toBe('shop (staging).rendered.yaml');
  });

  test('a Flux Kustomization offers both over its YAML', async () => {
    const { page } = session;
    await openFile(page, 'clusters/staging/shop.yaml');
    const lenses = await codeLenses(page, (found) => found.some((text) => text.includes('applied by')));
    expect(lenses.join(' | ')).toMatch(/Rendered.*Compare.*applied by flux-system · clusters\/staging/s);
    await shoot(page, 'rendered-lenses');
    await clickLens(page, 'Compare');
    expect(await waitForNotification(page, (message) => message.includes('HEAD'))).toBe('shop renders the same as at HEAD: the cluster would get no change.');
    await clearNotifications(page);
  });

  test('the lens can be switched off', async () => {
    const { page } = session;
    await openFile(page, 'apps/shop/base/service.yaml');
    await codeLenses(page, (found) => found.some((text) => text.includes('applied by')));
    await mkdir(join(fleet, '.vscode'), { recursive: true });
    await writeFile(join(fleet, '.vscode', 'settings.json'), '{ "flightdeck.codeLens": false }\n');
    await codeLenses(page, (found) => found.length === 0);
  });

  async function focusSource(name: string): Promise<void> {
    await clickTab(session, name);
  }

  async function focusRendered(): Promise<void> {
    await clickTab(session, RENDERED);
  }
});

/** Brings a tab to the front and gives its editor the keyboard. */
async function clickTab({ page }: VscodeSession, name: string): Promise<void> {
  await eventually(`the tab ${name}`, async () => {
    await page.locator(`.tab[data-resource-name="${name}"]`).first().click();
    const active = page.locator(`.editor-group-container.active .tab.active[data-resource-name="${name}"]`);
    return (await active.count()) > 0;
  });
}

/** The visible lines of the editor on a file, in whichever group it is. */
async function linesOf({ page }: VscodeSession, name: string): Promise<string[]> {
  const group = page.locator('.editor-group-container').filter({ has: page.locator(`.tab.active[data-resource-name="${name}"]`) }).first();
  return group.locator('.editor-instance .view-line').evaluateAll(readLines);
}

/** The visible lines of the rendered document that lie on a mark. */
async function markedLines({ page }: VscodeSession): Promise<string[]> {
  const group = page.locator('.editor-group-container').filter({ has: page.locator(`.tab.active[data-resource-name="${RENDERED}"]`) }).first();
  return group.evaluate((element) => {
    const marks = [...element.querySelectorAll('.view-overlays [class*="ced-"]')].map((mark) => mark.getBoundingClientRect().top);
    return [...element.querySelectorAll('.view-line')].filter((line) => marks.some((top) => Math.abs(top - line.getBoundingClientRect().top) < 3)).map((line) => line.textContent.replaceAll('\u00a0', ' '));
  });
}

async function diffSides({ page }: VscodeSession): Promise<{ left: string[]; right: string[] }> {
  const diff = page.locator('.editor-group-container.active .monaco-diff-editor');
  const [left, right] = await Promise.all([diff.locator('.editor.original .view-line').evaluateAll(readLines), diff.locator('.editor.modified .view-line').evaluateAll(readLines)]);
  return { left, right };
}

function readLines(lines: (HTMLElement | SVGElement)[]): string[] {
  return lines.map((line) => line.textContent.replaceAll('\u00a0', ' '));
}
