/** The canary panel's host side: one lazily made webview panel a canary, fed with whole snapshots, restored after a reload. */
import * as vscode from 'vscode';
import type { CanaryKey, CanaryPanelState, HostMessage, PageMessage } from './messages.ts';
import { readCanaryKey, readPageMessage } from './messages.ts';
import { PanelChannel } from '../panelChannel.ts';
import { webviewHtml, webviewOptions } from '../webviewSetup.ts';

/** The webview type; the extension is activated for it after a reload by `onWebviewPanel:flightdeck.canary`. */
export const CANARY_PANEL_TYPE = 'flightdeck.canary';

/** Where the panel's snapshots come from, and what becomes of the user's requests. */
export interface CanaryPanelSource {
  /** Calls the listener at once with what is known, then at each change, until disposed. */
  readonly subscribe: (canary: CanaryKey, listener: (state: CanaryPanelState) => void) => vscode.Disposable;
  /** Does what the user asked for in the panel; it tells the user itself when that fails. */
  readonly handle: (canary: CanaryKey, request: Exclude<PageMessage, { readonly type: 'ready' }>) => void;
}

/** All open canary panels. */
export class CanaryPanels implements vscode.Disposable, vscode.WebviewPanelSerializer {
  readonly #extensionUri: vscode.Uri;
  readonly #source: CanaryPanelSource;
  readonly #panels = new Map<string, OpenPanel>();
  readonly #registration: vscode.Disposable;

  constructor(extensionUri: vscode.Uri, source: CanaryPanelSource) {
    this.#extensionUri = extensionUri;
    this.#source = source;
    this.#registration = vscode.window.registerWebviewPanelSerializer(CANARY_PANEL_TYPE, this);
  }

  /** Opens the panel of a canary, or brings the open one to the front. */
  show(canary: CanaryKey): void {
    const open = this.#panels.get(toId(canary));
    if (open !== undefined) {
      open.reveal();
      return;
    }
    const panel = vscode.window.createWebviewPanel(CANARY_PANEL_TYPE, canary.name, { viewColumn: vscode.ViewColumn.Active, preserveFocus: false }, webviewOptions(this.#extensionUri));
    this.#adopt(panel, canary);
  }

  /** Whether the user sees the panel of a canary right now. */
  isVisible(canary: CanaryKey): boolean {
    return this.#panels.get(toId(canary))?.visible === true;
  }

  /** Takes over a panel that VS Code restored. */
  deserializeWebviewPanel(panel: vscode.WebviewPanel, state: unknown): Promise<void> {
    const canary = readCanaryKey(state);
    if (canary === undefined || this.#panels.has(toId(canary))) {
      panel.dispose();
      return Promise.resolve();
    }
    panel.webview.options = webviewOptions(this.#extensionUri);
    this.#adopt(panel, canary);
    return Promise.resolve();
  }

  dispose(): void {
    this.#registration.dispose();
    for (const panel of [...this.#panels.values()]) panel.dispose();
  }

  #adopt(panel: vscode.WebviewPanel, canary: CanaryKey): void {
    panel.iconPath = vscode.Uri.joinPath(this.#extensionUri, 'media', 'flightdeck.svg');
    panel.webview.html = webviewHtml(this.#extensionUri, panel.webview, { name: 'canary', title: 'Canary', styles: ['dist/webviews/canary.css'] });
    const open = new OpenPanel(panel, canary, this.#source);
    this.#panels.set(toId(canary), open);
    panel.onDidDispose(() => {
      this.#panels.delete(toId(canary));
      open.release();
    });
  }
}

/** One panel with what feeds it. */
class OpenPanel {
  readonly #panel: vscode.WebviewPanel;
  readonly #subscriptions: vscode.Disposable;

  constructor(panel: vscode.WebviewPanel, canary: CanaryKey, source: CanaryPanelSource) {
    this.#panel = panel;
    const channel = new PanelChannel<HostMessage>(panel, (raw) => {
      const message = readPageMessage(raw);
      if (message !== undefined && message.type !== 'ready') source.handle(canary, message);
    });
    const subscription = source.subscribe(canary, (state) => {
      panel.title = titleOf(state);
      channel.post({ type: 'state', state });
    });
    this.#subscriptions = vscode.Disposable.from(channel, subscription);
  }

  get visible(): boolean {
    return this.#panel.visible;
  }

  reveal(): void {
    this.#panel.reveal();
  }

  dispose(): void {
    this.#panel.dispose();
  }

  release(): void {
    this.#subscriptions.dispose();
  }
}

function titleOf(state: CanaryPanelState): string {
  return state.kind === 'shown' && state.view.phase !== '' ? `${state.canary.name}: ${state.view.phase}` : state.canary.name;
}

function toId(canary: CanaryKey): string {
  return `${canary.namespace}/${canary.name}`;
}
