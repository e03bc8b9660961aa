/** The panel's host side: handshake, one panel a canary, reload, policy, and messages that cannot be trusted. */
import { beforeEach, describe, expect, test, vi } from 'vitest';
import type { CanaryPanelState, SeveralState } from '../../../client/src/webviews/canary/messages.ts';
import { isHostMessage, readCanaryKey, readPageMessage } from '../../../client/src/webviews/canary/messages.ts';
import { buildPageHtml } from '../../../client/src/webviews/pageHtml.ts';
import { buildSeveral, buildState } from '../../harness/canaryPage/states.ts';

/** A webview panel that records what it is told. */
class FakePanel {
  visible = true;
  title = '';
  iconPath: unknown;
  disposed = 0;
  revealed = 0;
  readonly posted: unknown[] = [];
  readonly webview = {
    html: '', options: {}, cspSource: 'vscode-webview:',
    asWebviewUri: (uri: { readonly path: string }): string => `https://webview${uri.path}`,
    onDidReceiveMessage: (listener: (message: unknown) => void) => { this.say = listener; return { dispose: () => undefined }; },
    postMessage: (message: unknown) => { this.posted.push(message); return Promise.resolve(true); },
  };
  say: (message: unknown) => void = () => undefined;
  changeState: () => void = () => undefined;
  #onDispose: () => void = () => undefined;
  onDidChangeViewState(listener: () => void): object { this.changeState = listener; return { dispose: () => undefined }; }
  onDidDispose(listener: () => void): object { this.#onDispose = listener; return { dispose: () => undefined }; }
  reveal(): void { this.revealed += 1; }
  dispose(): void { this.disposed += 1; this.#onDispose(); }
}

const made = vi.hoisted((): { panels: unknown[] } => ({ panels: [] }));

vi.mock('vscode', () => ({
  ViewColumn: { Active: -1 },
  Uri: {
    file: (path: string) => ({ path, toString: () => path }),
    joinPath: (base: { readonly path: string }, ...parts: readonly string[]) => ({ path: [base.path, ...parts].join('/'), toString: () => [base.path, ...parts].join('/') }),
  },
  Disposable: class {
    dispose: () => void;
    constructor(dispose: () => void) { this.dispose = dispose; }
    static from(...all: readonly { dispose: () => unknown }[]): { dispose: () => void } { return { dispose: () => { for (const each of all) each.dispose(); } }; }
  },
  window: {
    registerWebviewPanelSerializer: () => ({ dispose: () => undefined }),
    createWebviewPanel: () => { const panel = new FakePanel(); made.panels.push(panel); return panel; },
  },
}));

const vscode = await import('vscode');
const { CanaryPanels } = await import('../../../client/src/webviews/canary/canaryPanel.ts');
const { CanariesPanel } = await import('../../../client/src/webviews/canary/canariesPanel.ts');

const FACE = { namespace: 'faces', name: 'face' };
const NOW = Date.parse('2026-11-23T14:29:43Z');

let listeners: ((state: CanaryPanelState) => void)[] = [];
let unsubscribed = 0;
let handled: unknown[] = [];

function panels(): InstanceType<typeof CanaryPanels> {
  return new CanaryPanels(vscode.Uri.file('/extension'), {
    subscribe: (_canary, listener) => {
      listeners.push(listener);
      return new vscode.Disposable(() => { unsubscribed += 1; });
    },
    handle: (canary, request) => { handled.push([canary, request]); },
  });
}

function panel(index = 0): FakePanel {
  const found = made.panels[index];
  if (!(found instanceof FakePanel)) throw new Error('no panel was made');
  return found;
}

function good(): CanaryPanelState {
  const state = buildState('good', NOW);
  if (state === undefined) throw new Error('no state');
  return state;
}

beforeEach(() => {
  made.panels.length = 0;
  listeners = [];
  unsubscribed = 0;
  handled = [];
});

describe('the panel', () => {
  test('says nothing before the page is ready, then the newest snapshot', () => {
    panels().show(FACE);
    listeners[0]?.(good());
    expect(panel().posted).toEqual([]);
    panel().say({ type: 'ready' });
    expect(panel().posted).toEqual([{ type: 'state', state: good() }]);
    expect(panel().title).toBe('face: Progressing');
  });

  test('a hidden page gets nothing until it says that it is ready again', () => {
    panels().show(FACE);
    panel().say({ type: 'ready' });
    panel().visible = false;
    panel().changeState();
    listeners[0]?.(good());
    expect(panel().posted).toEqual([]);
    panel().visible = true;
    panel().changeState();
    panel().say({ type: 'ready' });
    expect(panel().posted).toHaveLength(1);
  });

  test('a canary has one panel; closing it ends the subscription', () => {
    const open = panels();
    open.show(FACE);
    open.show(FACE);
    expect(made.panels).toHaveLength(1);
    expect(panel().revealed).toBe(1);
    panel().dispose();
    expect(unsubscribed).toBe(1);
    open.show(FACE);
    expect(made.panels).toHaveLength(2);
  });

  test('after a reload the panel comes back; a state that is none closes it', async () => {
    const open = panels();
    const restored = new FakePanel();
    // @ts-expect-error The fake has the members that the panel uses, not all of vscode.WebviewPanel.
    await open.deserializeWebviewPanel(restored, { ...FACE, other: 1 });
    restored.say({ type: 'ready' });
    listeners[0]?.(good());
    expect(restored.posted).toHaveLength(1);
    const broken = new FakePanel();
    // @ts-expect-error The fake has the members that the panel uses, not all of vscode.WebviewPanel.
    await open.deserializeWebviewPanel(broken, { namespace: 7 });
    expect(broken.disposed).toBe(1);
  });

  test('requests of the user reach the source with their canary; noise does not', () => {
    panels().show(FACE);
    for (const message of [undefined, 7, {}, { type: 'action', id: 'format-disk', context: 'c' }, { type: 'action', id: 'openGate' }, { type: 'openCanary', canary: FACE }, { type: 'openObject', object: { kind: 'Pod' } }]) panel().say(message);
    panel().say({ type: 'action', id: 'openGate', hook: 'confirm-promotion', context: 'blue', more: 'ignored' });
    expect(handled).toEqual([[FACE, { type: 'action', id: 'openGate', hook: 'confirm-promotion', context: 'blue' }]]);
  });

  test('the page’s policy allows our styles, our font and one script, nothing else', () => {
    panels().show(FACE);
    const { html } = panel().webview;
    const policy = /Content-Security-Policy" content="([^"]*)"/.exec(html)?.[1] ?? '';
    expect(policy).toMatch(/^default-src 'none'; style-src vscode-webview:; font-src vscode-webview:; script-src 'nonce-[\w-]{20,}'$/);
    expect(html).not.toMatch(/unsafe|style="|onload|<script>/);
    panel().dispose();
    const again = panels();
    again.show(FACE);
    expect(panel(1).webview.html).not.toBe(html);
  });
});

describe('the panel of several', () => {
  let asked: unknown[] = [];
  let tell: (state: SeveralState) => void = () => undefined;
  let ended = 0;
  const several = (): InstanceType<typeof CanariesPanel> => new CanariesPanel(vscode.Uri.file('/extension'), {
    subscribe: (chosen, listener) => {
      asked.push(chosen);
      tell = listener;
      return new vscode.Disposable(() => { ended += 1; });
    },
    handle: (request) => { handled.push(request); },
  });
  beforeEach(() => {
    asked = [];
    ended = 0;
  });

  test('is one; another choice takes it over, closing it ends what feeds it', () => {
    const open = several();
    open.show(undefined);
    open.show([FACE]);
    expect(made.panels).toHaveLength(1);
    expect(asked).toEqual([undefined, [FACE]]);
    expect(ended).toBe(1);
    panel().say({ type: 'ready' });
    tell(buildSeveral(NOW));
    expect(panel().posted).toEqual([{ type: 'state', state: buildSeveral(NOW) }]);
    panel().say({ type: 'action', id: 'openGate', hook: 'ask', canary: FACE, context: 'blue' });
    panel().say({ type: 'openCanary', canary: 7, context: 'blue' });
    expect(handled).toEqual([{ type: 'action', id: 'openGate', hook: 'ask', canary: FACE, context: 'blue' }]);
    panel().dispose();
    expect(ended).toBe(2);
  });

  test('counts what is on a card as seen while the panel is in sight', () => {
    const open = several();
    const state = buildSeveral(NOW);
    const [card] = state.cards;
    if (card === undefined) throw new Error('no card');
    open.show(undefined);
    expect(open.isVisible(card.canary)).toBe(false);
    tell(state);
    expect([open.isVisible(card.canary), open.isVisible({ ...card.canary, namespace: 'elsewhere' })]).toEqual([true, false]);
    panel().visible = false;
    expect(open.isVisible(card.canary)).toBe(false);
    panel().visible = true;
    panel().dispose();
    expect(open.isVisible(card.canary)).toBe(false);
  });

  test('comes back after a reload with what was chosen, or with all that need a look', async () => {
    for (const [kept, expected] of [[{ chosen: [FACE, 'odd'] }, [FACE]], [{}, undefined], [undefined, undefined]] as const) {
      asked = [];
      const restored = new FakePanel();
      // @ts-expect-error The fake has the members that the panel uses, not all of vscode.WebviewPanel.
      await several().deserializeWebviewPanel(restored, kept);
      expect(asked).toEqual([expected]);
      restored.say({ type: 'ready' });
      tell(buildSeveral(NOW));
      expect(restored.posted).toHaveLength(1);
    }
  });
});

test('addresses are escaped in the HTML', () => {
  expect(buildPageHtml({ cspSource: 's', nonce: 'n', script: 'a"b', styles: ['<c>'], title: 'T', rootId: 'r' })).toContain('src="a&quot;b"');
});

test('messages and keys are read, not trusted', () => {
  expect(readPageMessage({ type: 'ready' })).toEqual({ type: 'ready' });
  expect(readPageMessage('ready')).toBeUndefined();
  expect(readCanaryKey(null)).toBeUndefined();
  expect(isHostMessage({ type: 'state', state: good() })).toBe(true);
  expect(isHostMessage({ type: 'state' })).toBe(false);
});
