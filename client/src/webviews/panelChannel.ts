/** The way from a panel's host to its page: whole snapshots, posted only to a page that said it is ready and can be seen. */
import * as vscode from 'vscode';

/** Holds the newest snapshot until the page can take it. */
export class PanelChannel<Message> implements vscode.Disposable {
  readonly #panel: vscode.WebviewPanel;
  readonly #subscriptions: vscode.Disposable;
  #newest: Message | undefined;
  #ready = false;

  /** `onMessage` gets everything that the page says, unchecked. */
  constructor(panel: vscode.WebviewPanel, onMessage: (raw: unknown) => void) {
    this.#panel = panel;
    this.#subscriptions = vscode.Disposable.from(
      panel.webview.onDidReceiveMessage((raw: unknown) => {
        if (typeof raw === 'object' && raw !== null && 'type' in raw && raw.type === 'ready') {
          this.#ready = true;
          this.#send();
        }
        onMessage(raw);
      }),
      // A hidden page is thrown away by VS Code and says that it is ready when it comes back.
      panel.onDidChangeViewState(() => {
        if (!panel.visible) this.#ready = false;
      }),
    );
  }

  /** Replaces what the page shows. */
  post(message: Message): void {
    this.#newest = message;
    this.#send();
  }

  dispose(): void {
    this.#subscriptions.dispose();
  }

  #send(): void {
    if (this.#newest !== undefined && this.#ready) void this.#panel.webview.postMessage(this.#newest);
  }
}
