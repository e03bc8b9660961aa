/** The graph panel's host side: one panel, restored with its choice, snapshots only to a ready page, requests turned into commands, exports written where the user says. */
import { beforeEach, expect, test, vi } from 'vitest';
import type { GraphChoice, GraphPanelState } from '../../../client/src/webviews/graph/messages.ts';
import type { GraphPanelSource } from '../../../client/src/webviews/graph/graphPanelSource.ts';

/** A webview panel that records what it is told. */
class FakePanel {
  visible = true;
  iconPath: unknown;
  revealed = 0;
  disposed = 0;
  readonly posted: unknown[] = [];
  readonly webview = {
    html: '', options: {}, cspSource: 'vscode-webview:',
    asWebviewUri: (uri: { readonly path: string }): string => `https://webview${uri.path}`,
    onDidReceiveMessage: (listener: (message: unknown) => void) => { this.say = listener; return { dispose: () => undefined }; },
    postMessage: (message: unknown) => { this.posted.push(message); return Promise.resolve(true); },
  };
  say: (message: unknown) => void = () => undefined;
  #onDispose: () => void = () => undefined;
  onDidChangeViewState(): object { return { dispose: () => undefined }; }
  onDidDispose(listener: () => void): object { this.#onDispose = listener; return { dispose: () => undefined }; }
  reveal(): void { this.revealed += 1; }
  dispose(): void { this.disposed += 1; this.#onDispose(); }
}

const made = vi.hoisted((): { panels: unknown[]; commands: unknown[][]; written: [string, string][] } => ({ panels: [], commands: [], written: [] }));

vi.mock('vscode', () => {
  const uri = (path: string): object => ({ path, toString: () => path });
  return {
    ViewColumn: { Active: -1 },
    Uri: { file: uri, joinPath: (base: { readonly path: string }, ...parts: readonly string[]) => uri([base.path, ...parts].join('/')) },
    Disposable: { from: (...all: readonly { dispose: () => unknown }[]) => ({ dispose: () => { for (const each of all) each.dispose(); } }) },
    commands: { executeCommand: (...call: unknown[]) => { made.commands.push(call); return Promise.resolve(); } },
    workspace: { workspaceFolders: [{ uri: uri('/repo') }], fs: { writeFile: (target: { readonly path: string }, bytes: Uint8Array) => { made.written.push([target.path, new TextDecoder().decode(bytes)]); return Promise.resolve(); } } },
    window: {
      registerWebviewPanelSerializer: () => ({ dispose: () => undefined }),
      createWebviewPanel: () => { const panel = new FakePanel(); made.panels.push(panel); return panel; },
      showSaveDialog: ({ defaultUri }: { readonly defaultUri: object }) => Promise.resolve(defaultUri),
    },
  };
});

const vscode = await import('vscode');
const { GraphPanel } = await import('../../../client/src/webviews/graph/graphPanel.ts');

const place = { uri: 'file:///repo/a.yaml', range: { start: { line: 3, character: 8 }, end: { line: 3, character: 12 } } };
const node = { id: 'Kustomization/flux-system/apps', object: { kind: 'Kustomization', namespace: 'flux-system', name: 'apps' }, state: 'failed' as const, words: 'x', origin: 'files' as const, facts: [], place, cause: { label: 'b.yaml:1', place: { ...place, uri: 'file:///repo/b.yaml' } } };
const waiting: GraphPanelState = { kind: 'waiting', words: 'Reading …' };

let told: (state: GraphPanelState) => void = () => undefined;
let started: (GraphChoice | undefined)[] = [];
let chosen: GraphChoice[] = [];
let stopped = 0;

function panel(): InstanceType<typeof GraphPanel> {
  const source = {
    picture: { nodes: [node], edges: [] },
    start: (choice: GraphChoice | undefined, listener: typeof told) => { started.push(choice); told = listener; listener(waiting); },
    stop: () => { stopped += 1; },
    choose: (choice: GraphChoice) => { chosen.push(choice); },
    find: (id: string) => (id === node.id ? node : undefined),
    dispose: () => undefined,
  };
  // The parts of the source that the panel uses; the rest of it is private.
  return new GraphPanel(vscode.Uri.file('/extension'), source as unknown as GraphPanelSource);
}

function first(): FakePanel {
  const [found] = made.panels;
  if (!(found instanceof FakePanel)) throw new Error('no panel was made');
  return found;
}

const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0));

beforeEach(() => {
  made.panels = [];
  made.commands = [];
  made.written = [];
  started = [];
  chosen = [];
  stopped = 0;
});

test('is made once and brought to the front after that; its policy lets in our script alone', () => {
  const graph = panel();
  graph.show();
  graph.show();
  expect(made.panels.length).toBe(1);
  expect(first().revealed).toBe(1);
  expect(first().webview.html).toMatch(/default-src 'none'; style-src vscode-webview:; font-src vscode-webview:; script-src 'nonce-[\w-]+'/);
  expect(first().webview.html).toContain('<main id="graph"></main>');
});

test('snapshots wait for a page that is ready', () => {
  panel().show();
  expect(first().posted).toEqual([]);
  first().say({ type: 'ready' });
  expect(first().posted).toEqual([{ type: 'state', state: waiting }]);
  told({ kind: 'waiting', words: 'more' });
  expect(first().posted.at(-1)).toEqual({ type: 'state', state: { kind: 'waiting', words: 'more' } });
});

test('a restored panel goes on with its choice; a second one is closed', async () => {
  const graph = panel();
  const [one, two] = [new FakePanel(), new FakePanel()];
  await graph.deserializeWebviewPanel(one as never, { entry: 'e', scope: 'all', view: {} });
  await graph.deserializeWebviewPanel(two as never, {});
  expect(started).toEqual([{ entry: 'e', scope: 'all' }]);
  expect(two.disposed).toBe(1);
  one.dispose();
  expect(stopped).toBe(1);
});

test('what is asked for becomes a command; what is unknown becomes nothing', async () => {
  panel().show();
  for (const id of ['openLine', 'openCause', 'showInCluster', 'reconcile', 'delete']) first().say({ type: 'action', node: node.id, id, context: 'blue' });
  first().say({ type: 'action', node: 'Kustomization/x/y', id: 'reconcile', context: 'blue' });
  first().say({ type: 'choose', choice: { entry: 'b', scope: 'order' } });
  await settled();
  expect(made.commands).toEqual([
    ['flightdeck.openPlace', node.place],
    ['flightdeck.openPlace', node.cause.place],
    ['flightdeck.showState', { ...node.object, contextName: 'blue' }],
    ['flightdeck.reconcile', { ...node.object, contextName: 'blue' }],
  ]);
  expect(chosen).toEqual([{ entry: 'b', scope: 'order' }]);
});

test('exports are written where the user says', async () => {
  panel().show();
  first().say({ type: 'exportSvg', text: '<svg/>' });
  first().say({ type: 'exportMermaid' });
  await settled();
  expect(made.written[0]).toEqual(['/repo/flux-graph.svg', '<svg/>']);
  expect(made.written[1]?.[1]).toMatch(/^flowchart LR\n {2}n0\["Kustomization flux-system\/apps<br\/>failed"\]:::failed/);
});
