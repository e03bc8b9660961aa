/** The panel of several canaries side by side: one in a window, restored after a reload. */
import * as vscode from 'vscode';
import { PanelChannel } from '../panelChannel.ts';
import { webviewHtml, webviewOptions } from '../webviewSetup.ts';
import type { CanaryKey, HostMessage, PageMessage, SeveralState } from './messages.ts';
import { readCanaryKeys, readPageMessage } from './messages.ts';

/** The webview type; the extension is activated for it after a reload by `onWebviewPanel:flightdeck.canaries`. */
export const CANARIES_PANEL_TYPE = 'flightdeck.canaries';

/** Where the snapshots come from, and what becomes of the user's requests. */
export interface CanariesPanelSource {
  /** Calls the listener at once, then at each change, until disposed. Without `chosen` all canaries that need a look are meant. */
  readonly subscribe: (chosen: readonly CanaryKey[] | undefined, listener: (state: SeveralState) => void) => vscode.Disposable;
  readonly handle: (request: Exclude<PageMessage, { readonly type: 'ready' }>) => void;
}

/** The panel, while it is open. */
export class CanariesPanel implements vscode.Disposable, vscode.WebviewPanelSerializer {
  readonly #extensionUri: vscode.Uri;
  readonly #source: CanariesPanelSource;
  readonly #registration: vscode.Disposable;
  #panel: vscode.WebviewPanel | undefined;
  #subscription: vscode.Disposable | undefined;
  #channel: PanelChannel<HostMessage> | undefined;
  /** The cards of the last state. */
  #shown: readonly CanaryKey[] = [];

  constructor(extensionUri: vscode.Uri, source: CanariesPanelSource) {
    this.#extensionUri = extensionUri;
    this.#source = source;
    this.#registration = vscode.window.registerWebviewPanelSerializer(CANARIES_PANEL_TYPE, this);
  }

  /** Shows these canaries, or all that need a look; the panel that is open takes them over. */
  show(chosen: readonly CanaryKey[] | undefined): void {
    if (this.#panel === undefined) this.#adopt(vscode.window.createWebviewPanel(CANARIES_PANEL_TYPE, 'Rollouts', { viewColumn: vscode.ViewColumn.Active, preserveFocus: false }, webviewOptions(this.#extensionUri)));
    else this.#panel.reveal();
    this.#follow(chosen);
  }

  /** Whether the panel is in sight with a card of this canary. */
  isVisible({ namespace, name }: CanaryKey): boolean {
    return this.#panel?.visible === true && this.#shown.some((one) => one.namespace === namespace && one.name === name);
  }

  /** Takes over a panel that VS Code restored. */
  deserializeWebviewPanel(panel: vscode.WebviewPanel, state: unknown): Promise<void> {
    if (this.#panel !== undefined) {
      panel.dispose();
      return Promise.resolve();
    }
    panel.webview.options = webviewOptions(this.#extensionUri);
    this.#adopt(panel);
    this.#follow(readCanaryKeys(state));
    return Promise.resolve();
  }

  dispose(): void {
    this.#registration.dispose();
    this.#panel?.dispose();
  }

  #adopt(panel: vscode.WebviewPanel): void {
    this.#panel = panel;
    panel.iconPath = vscode.Uri.joinPath(this.#extensionUri, 'media', 'flightdeck.svg');
    panel.webview.html = webviewHtml(this.#extensionUri, panel.webview, { name: 'canary', title: 'Rollouts', styles: ['dist/webviews/canary.css'] });
    this.#channel = new PanelChannel<HostMessage>(panel, (raw) => {
      const message = readPageMessage(raw);
      if (message !== undefined && message.type !== 'ready') this.#source.handle(message);
    });
    panel.onDidDispose(() => {
      this.#subscription?.dispose();
      this.#channel?.dispose();
      this.#subscription = undefined;
      this.#channel = undefined;
      this.#panel = undefined;
      this.#shown = [];
    });
  }

  #follow(chosen: readonly CanaryKey[] | undefined): void {
    this.#subscription?.dispose();
    this.#subscription = this.#source.subscribe(chosen, (state) => {
      this.#shown = state.cards.map(({ canary }) => canary);
      this.#channel?.post({ type: 'state', state });
    });
  }
}
