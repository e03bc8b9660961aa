/** The canary panel's host side: one lazily made webview panel a canary, fed with whole snapshots, restored after a reload. */
import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import type { CanaryKey, CanaryPanelState, HostMessage, PageMessage } from './messages.ts';
import { readCanaryKey, readPageMessage } from './messages.ts';
import { buildPageHtml } from './pageHtml.ts';

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
    const panel = vscode.window.createWebviewPanel(CANARY_PANEL_TYPE, canary.name, { viewColumn: vscode.ViewColumn.Active, preserveFocus: false }, this.#options());
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
    panel.webview.options = this.#options();
    this.#adopt(panel, canary);
    return Promise.resolve();
  }

  dispose(): void {
    this.#registration.dispose();
    for (const panel of [...this.#panels.values()]) panel.dispose();
  }

  #adopt(panel: vscode.WebviewPanel, canary: CanaryKey): void {
    panel.iconPath = vscode.Uri.joinPath(this.#extensionUri, 'media', 'flightdeck.svg');
    panel.webview.html = this.#html(panel.webview);
    const open = new OpenPanel(panel, canary, this.#source);
    this.#panels.set(toId(canary), open);
    panel.onDidDispose(() => {
      this.#panels.delete(toId(canary));
      open.release();
    });
  }

  #options(): vscode.WebviewOptions {
    return { enableScripts: true, localResourceRoots: [vscode.Uri.joinPath(this.#extensionUri, 'dist', 'webviews'), vscode.Uri.joinPath(this.#extensionUri, 'media')] };
  }

  #html(webview: vscode.Webview): string {
    const address = (...path: readonly string[]): string => webview.asWebviewUri(vscode.Uri.joinPath(this.#extensionUri, ...path)).toString();
    return buildPageHtml({
      cspSource: webview.cspSource,
      nonce: randomBytes(16).toString('base64url'),
      script: address('dist', 'webviews', 'canary.js'),
      styles: [address('dist', 'webviews', 'codicon.css'), address('dist', 'webviews', 'canary.css'), address('media', 'canary.css')],
    });
  }
}

/** One panel: it posts only to a page that said it is ready and can be seen. */
class OpenPanel {
  readonly #panel: vscode.WebviewPanel;
  readonly #subscriptions: readonly vscode.Disposable[];
  #state: CanaryPanelState | undefined;
  #ready = false;

  constructor(panel: vscode.WebviewPanel, canary: CanaryKey, source: CanaryPanelSource) {
    this.#panel = panel;
    this.#subscriptions = [
      panel.webview.onDidReceiveMessage((raw: unknown) => {
        const message = readPageMessage(raw);
        if (message?.type === 'ready') {
          this.#ready = true;
          this.#post();
        } else if (message !== undefined) {
          source.handle(canary, message);
        }
      }),
      // A hidden page is thrown away by VS Code and says that it is ready when it comes back.
      panel.onDidChangeViewState(() => {
        if (!panel.visible) this.#ready = false;
      }),
      source.subscribe(canary, (state) => {
        this.#state = state;
        this.#post();
      }),
    ];
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
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  #post(): void {
    const state = this.#state;
    if (state === undefined || !this.#ready) return;
    this.#panel.title = titleOf(state);
    const message: HostMessage = { type: 'state', state };
    void this.#panel.webview.postMessage(message);
  }
}

function titleOf(state: CanaryPanelState): string {
  return state.kind === 'shown' && state.view.phase !== '' ? `${state.canary.name}: ${state.view.phase}` : state.canary.name;
}

function toId(canary: CanaryKey): string {
  return `${canary.namespace}/${canary.name}`;
}
