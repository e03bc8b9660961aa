// Keeps texts about live objects as read-only documents: snapshots of the moment when they were asked for.
import * as vscode from 'vscode';

/** Scheme of these documents. */
export const liveScheme = 'flightdeck-live';

/** The content provider of the scheme; register it once. */
export class LiveDocuments implements vscode.TextDocumentContentProvider, vscode.Disposable {
  readonly #texts = new Map<string, string>();
  readonly #changes = new vscode.EventEmitter<vscode.Uri>();
  readonly #subscriptions: readonly { dispose(): unknown }[];

  readonly onDidChange = this.#changes.event;

  constructor() {
    this.#subscriptions = [
      this.#changes,
      vscode.workspace.registerTextDocumentContentProvider(liveScheme, this),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => uri.scheme === liveScheme && this.#texts.delete(uri.toString())),
    ];
  }

  /** Puts a text at a path such as `my-cluster/Deployment faces/face.yaml`; an open document of that path shows it. */
  put(path: string, text: string): vscode.Uri {
    // The name of a context may begin with a slash, as OpenShift's do; a path with two is none to VS Code.
    const uri = vscode.Uri.from({ scheme: liveScheme, path: `/${path.replace(/^\/+/, '')}` });
    this.#texts.set(uri.toString(), text);
    this.#changes.fire(uri);
    return uri;
  }

  provideTextDocumentContent(uri: vscode.Uri): string {
    return this.#texts.get(uri.toString()) ?? '# This was a snapshot of the cluster and is not kept.\n';
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
  }
}
