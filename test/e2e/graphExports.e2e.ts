// What the graph panel exports, opened where people open it: the SVG in a browser, the Mermaid text by Mermaid itself.
import { mkdir, mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Frame, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { printPictureMermaid } from '../../client/src/graphPicture/mermaid.ts';
import type { Picture, PictureNode } from '../../client/src/graphPicture/picture.ts';
import { printableClusters, printMermaid } from '../../server/src/graph/printGraph.ts';
import { bootstrap, memoryWorkspace } from '../harness/memoryWorkspace.ts';
import { shoot } from './driver/appearance.ts';
import { eventually } from './driver/eventually.ts';
import { keepEvidenceOfFailures } from './driver/evidence.ts';
import { drawMermaid } from './driver/mermaid.ts';
import { runCommand } from './driver/palette.ts';
import { openSession, type VscodeSession } from './driver/session.ts';
import { webviewFrame } from './driver/webview.ts';
import { git } from './workspaces/gitFolder.ts';
import { dependencies, linkerdShaped } from './workspaces/linkerdShaped.ts';

const names = Object.keys(dependencies);

describe('the exports of the graph panel', () => {
  let base: string;
  let session: VscodeSession;
  /** A page beside VS Code. */
  let viewer: Page;

  beforeAll(async () => {
    base = await realpath(await mkdtemp(join(tmpdir(), 'fd-exports-')));
    const folder = join(base, 'fleet');
    for (const [path, text] of Object.entries(linkerdShaped('https://git.example.invalid/fleet.git'))) {
      await mkdir(join(folder, path, '..'), { recursive: true });
      await writeFile(join(folder, path), text);
    }
    await git(folder, 'init', '--quiet');
    session = await openSession({ target: folder });
    viewer = await session.page.context().newPage();
    await session.page.bringToFront();
    await runCommand(session.page, 'Flightdeck: Show Dependency Graph');
  });

  afterAll(async () => {
    await session.close();
    await rm(base, { recursive: true, force: true });
  });

  keepEvidenceOfFailures(() => session);

  test('the SVG is a whole picture by itself, in the colours that it was seen in', async () => {
    const graph = await graphFrame();
    const seen = await graph.locator('#graph .node').count();
    const text = await exported(graph, 'SVG', 'flux-graph.svg');
    await viewer.goto(pathToFileURL(join(session.target, 'flux-graph.svg')).href);
    // A browser shows XML that is not well-formed as an error page.
    expect(await viewer.evaluate(() => document.documentElement.tagName)).toBe('svg');
    expect(await viewer.locator('parsererror').count()).toBe(0);
    const boxes = await viewer.locator('.node').evaluateAll((nodes) => nodes.map((node) => ({ text: node.textContent, box: node.getBoundingClientRect().toJSON() as { readonly left: number; readonly top: number; readonly right: number; readonly bottom: number; readonly width: number } })));
    expect(boxes).toHaveLength(seen);
    for (const name of ['flux-system', ...names]) expect(boxes.some(({ text: words }) => words.includes(name)), name).toBe(true);
    const whole = await viewer.evaluate(() => { const { right, bottom } = document.documentElement.getBoundingClientRect(); return { right, bottom }; });
    expect(boxes.filter(({ box }) => box.width < 20 || box.left < 0 || box.top < 0 || box.right > whole.right || box.bottom > whole.bottom)).toEqual([]);
    // Nothing is taken from elsewhere: no style sheet, no script, no variable of a theme.
    expect(text).not.toMatch(/<style|<script|<link|<image|href=|var\(--|\bon\w+=/);
    await shoot(viewer, 'graph-export-svg');
  });

  test('the Mermaid text is understood and drawn by Mermaid', async () => {
    await session.page.bringToFront();
    const text = await exported(await graphFrame(), 'Mermaid', 'flux-graph.mmd');
    const { boxes, arrows } = await drawMermaid(viewer, text);
    for (const name of ['flux-system', ...names]) expect(boxes.some((words) => words.includes(name)), name).toBe(true);
    expect(boxes).toHaveLength(text.split('\n').filter((line) => /^ {2}n\d+\["/.test(line)).length);
    expect(arrows).toBe(text.split('\n').filter((line) => / (-->|-\.->|==>)\|/.test(line)).length);
    await shoot(viewer, 'graph-export-mermaid');
  });

  test('so is every state, circle and odd name that a picture can hold', async () => {
    const states = ['ready', 'reconciling', 'waiting', 'failed', 'stalled', 'suspended', 'unknown'] as const;
    const node = (name: string, more: Partial<PictureNode> = {}): PictureNode => ({ id: `Kustomization/flux-system/${name}`, object: { kind: 'Kustomization', namespace: 'flux-system', name }, origin: 'files', words: '', facts: [], ...more });
    const odd = ['end', 'graph', 'default', 'style', 'class', 'click', 'a.b-c', 'system:node:"x"', 'a<b>&c', '#35;', '${cluster}', '`code`', 'x|y', '1'];
    const nodes = [...states.map((state) => node(state, { state })), ...odd.map((name) => node(name))];
    const edges: Picture['edges'] = nodes.slice(1).map(({ id }, index) => ({ from: nodes[index - (index % 7)]?.id ?? '', to: id, kind: 'dependsOn' as const, resolved: index % 3 !== 0, cycle: index % 5 === 0 }));
    const { boxes, arrows } = await drawMermaid(viewer, printPictureMermaid({ nodes, edges }));
    expect(boxes).toHaveLength(nodes.length);
    for (const name of odd) expect(boxes, name).toContain(`Kustomization flux-system/${name}`);
    expect(arrows).toBe(edges.length);
    await shoot(viewer, 'graph-export-mermaid-odd');
  });

  test('and what `flightdeck graph --format mermaid` prints, of two clusters with names of folders as people give them', async () => {
    const { snapshot } = memoryWorkspace(`${bootstrap('clusters/a & b')}${bootstrap('clusters/#2 <new>')}`);
    const printed = printMermaid(printableClusters(snapshot.graph, ({ entry }) => entry.path, (uri) => uri));
    const { boxes } = await drawMermaid(viewer, printed);
    expect(boxes.filter((words) => words.includes('flux-system')).length).toBeGreaterThan(2);
    expect(await viewer.locator('#diagram .cluster-label').allTextContents()).toEqual(expect.arrayContaining(['clusters/a & b', 'clusters/#2 <new>']));
  });

  function graphFrame(): Promise<Frame> {
    return webviewFrame(session.page, 'of the graph', async (frame) => (await frame.locator('#graph .node').count()) > names.length, { timeoutMs: 60_000 });
  }

  /** Exports to where the dialog proposes, the folder that is open, and reads what was written. */
  async function exported(graph: Frame, format: string, file: string): Promise<string> {
    await graph.locator(`[aria-label="Export as ${format}"]`).click();
    const path = session.page.locator('.quick-input-widget input').first();
    // The dialog writes its proposal when it has read the folder: what was typed before that would stand in the middle of it.
    await eventually('the proposal of the dialog', async () => (await path.inputValue()).endsWith(`/${file}`));
    await path.press('Enter');
    return eventually(`the file ${file}`, async () => {
      const text = await readFile(join(session.target, file), 'utf8');
      return text !== '' && text;
    });
  }
});
