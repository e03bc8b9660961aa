// The Repository view: asks the server for the tree when it is seen and something changed, and keeps the last answer meanwhile.
import * as vscode from 'vscode';
import { repositoryTreeChanged, repositoryTreeRequest } from '../../../../server/src/protocol/requests.ts';
import { contextKeys } from '../../contextKeys.ts';
import type { LanguageServer } from '../../languageServer.ts';
import { ModelTree } from '../modelTree.ts';
import { buildRepositoryRows, repositoryViewState } from './repositoryViewModel.ts';

/** Changes come in bursts (a branch switch); one question after the burst is enough. Milliseconds. */
const refreshDelayMs = 120;

/** In a repository so large that an answer takes long, so many times as long passes before the next question: who types does not wait for the view. */
const restFactor = 4;

/** Stands in the view until the first answer. */
const readingMessage = 'Reading the repository …';

/** Id of the view in the manifest. */
const viewId = 'flightdeck.repository';

/** The view and its connection to the server. */
export class RepositoryView implements vscode.Disposable {
  readonly #server: LanguageServer;
  readonly #tree: ModelTree;
  readonly #view: vscode.TreeView<unknown>;
  readonly #subscriptions: vscode.Disposable;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #stale = true;
  #asking = false;
  /** What the last answer took. */
  #answerMs = 0;

  constructor(server: LanguageServer) {
    this.#server = server;
    this.#tree = new ModelTree([]);
    this.#view = vscode.window.createTreeView(viewId, { treeDataProvider: this.#tree, showCollapseAll: true });
    this.#view.message = readingMessage;
    server.onNotification(repositoryTreeChanged, () => this.#markStale());
    this.#subscriptions = vscode.Disposable.from(
      this.#view,
      this.#tree,
      this.#view.onDidChangeVisibility(() => this.#refreshSoon()),
      server.onDidChangeState(() => this.#serverStateChanged()),
    );
    this.#serverStateChanged();
  }

  /** Asks the server again, whether or not something changed. */
  refresh(): void {
    this.#markStale();
  }

  /** Shows the empty state: there is nothing that a server could read. */
  showEmpty(): void {
    this.#view.message = undefined;
    this.#setState('empty');
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#subscriptions.dispose();
  }

  #serverStateChanged(): void {
    if (this.#server.state === 'failed') {
      this.#view.message = undefined;
      this.#setState('failed');
    }
    if (this.#server.state === 'running') this.#markStale();
  }

  #markStale(): void {
    this.#stale = true;
    this.#refreshSoon();
  }

  #refreshSoon(): void {
    if (!this.#stale || !this.#view.visible || this.#timer !== undefined || this.#asking) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      void this.#ask();
    }, Math.max(refreshDelayMs, restFactor * this.#answerMs));
  }

  async #ask(): Promise<void> {
    if (this.#server.state !== 'running') return;
    this.#asking = true;
    this.#stale = false;
    const asked = performance.now();
    const answer = this.#server.request(repositoryTreeRequest, {});
    // Later answers replace rows that stand there already: a bar at each edit would only blink.
    if (this.#view.message !== undefined) void vscode.window.withProgress({ location: { viewId } }, () => answer);
    const tree = await answer;
    this.#answerMs = performance.now() - asked;
    this.#asking = false;
    if (tree !== undefined) {
      this.#view.message = tree.loading && tree.roots.length === 0 ? readingMessage : undefined;
      this.#tree.setRoots(buildRepositoryRows(tree));
      this.#setState(repositoryViewState(tree));
    }
    // Something may have changed while the server was answering.
    this.#refreshSoon();
  }

  #setState(state: string): void {
    void vscode.commands.executeCommand('setContext', contextKeys.repositoryState, state);
  }
}
