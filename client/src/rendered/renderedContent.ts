// Serves rendered manifests as read-only documents that follow the files while one types, and Git where they show a revision.
import * as vscode from 'vscode';
import { parseRenderedUri, renderedChanged, renderedScheme, renderedTextRequest } from '../../../server/src/protocol/rendered.ts';
import { watchRepositories } from '../git/gitExtension.ts';
import type { LanguageServer } from '../languageServer.ts';
import { RenderedTexts } from './renderedTexts.ts';

/** The server speaks up after each check; a burst of checks (a branch switch) is one question. Milliseconds. */
const restMs = 40;

/** The content provider of the scheme; register it once. */
export class RenderedContent implements vscode.TextDocumentContentProvider, vscode.Disposable {
  readonly #changes = new vscode.EventEmitter<vscode.Uri>();
  readonly #texts: RenderedTexts;
  readonly #subscriptions: { dispose(): unknown }[];
  #timer: ReturnType<typeof setTimeout> | undefined;
  #watchesGit = false;
  #isDisposed = false;

  readonly onDidChange = this.#changes.event;

  constructor(server: LanguageServer) {
    this.#texts = new RenderedTexts(
      async (uri) => {
        await server.start();
        return (await server.request(renderedTextRequest, { uri }))?.text;
      },
      (uri) => this.#changes.fire(vscode.Uri.parse(uri)),
    );
    server.onNotification(renderedChanged, () => this.#refreshSoon());
    this.#subscriptions = [
      this.#changes,
      vscode.workspace.registerTextDocumentContentProvider(renderedScheme, this),
      server.onDidChangeState((state) => state === 'running' && void this.#texts.refresh(openUris(() => true))),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => uri.scheme === renderedScheme && this.#texts.forget(uri.toString())),
    ];
  }

  provideTextDocumentContent(uri: vscode.Uri): Promise<string> {
    if (showsRevision(uri)) {
      // Reading a revision runs Git, which may run what the repository's own configuration names.
      if (!vscode.workspace.isTrusted) return Promise.resolve('# In an untrusted workspace no Git revision is read.\n');
      this.#watchGit();
    }
    return this.#texts.provide(uri.toString());
  }

  dispose(): void {
    this.#isDisposed = true;
    clearTimeout(this.#timer);
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  #refreshSoon(): void {
    clearTimeout(this.#timer);
    // Files as they are now; a revision changes only when Git does.
    this.#timer = setTimeout(() => void this.#texts.refresh(openUris((uri) => !showsRevision(uri))), restMs);
  }

  #watchGit(): void {
    if (this.#watchesGit) return;
    this.#watchesGit = true;
    void watchRepositories(() => void this.#texts.refresh(openUris(showsRevision))).then((watch) => {
      if (this.#isDisposed) watch.dispose();
      else this.#subscriptions.push(watch);
    });
  }
}

function showsRevision(uri: vscode.Uri): boolean {
  return parseRenderedUri(uri.toString())?.revision !== undefined;
}

function openUris(fits: (uri: vscode.Uri) => boolean): readonly string[] {
  return vscode.workspace.textDocuments.filter(({ uri }) => uri.scheme === renderedScheme && fits(uri)).map(({ uri }) => uri.toString());
}
