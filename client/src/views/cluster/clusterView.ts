// The Cluster view: rows of the open session, or the reason why there is none.
import * as vscode from 'vscode';
import { contextKeys } from '../../contextKeys.ts';
import type { ClusterLink } from '../../kubeContext/clusterLink.ts';
import type { LiveCauses } from '../../liveCauses.ts';
import { retryRow, selectContextRow } from '../connection/connectionRows.ts';
import { viewMessage } from '../connection/connectionWords.ts';
import { ModelTree } from '../modelTree.ts';
import type { TreeElement } from '../modelTree.ts';
import { newClusterRowCaches } from './clusterViewInput.ts';
import { buildClusterView } from './clusterViewModel.ts';
import { readViewInput } from './readViewInput.ts';
import { SessionWatcher } from './sessionWatcher.ts';

/** Id of the view in the manifest. */
const viewId = 'flightdeck.cluster';

/** The view. */
export class ClusterView implements vscode.Disposable {
  readonly #link: ClusterLink;
  readonly #tree: ModelTree;
  readonly #caches = newClusterRowCaches();
  readonly #view: vscode.TreeView<TreeElement>;
  readonly #watcher: SessionWatcher;
  readonly #causes: LiveCauses;
  readonly #subscriptions: vscode.Disposable;

  /** `linkCommands`: commands that links in tooltips may run. */
  constructor(link: ClusterLink, causes: LiveCauses, linkCommands: readonly string[]) {
    this.#link = link;
    this.#causes = causes;
    this.#tree = new ModelTree(linkCommands);
    this.#view = vscode.window.createTreeView(viewId, { treeDataProvider: this.#tree, showCollapseAll: true, canSelectMany: true });
    this.#watcher = new SessionWatcher(link, () => this.#draw());
    this.#subscriptions = vscode.Disposable.from(this.#view.onDidChangeVisibility(() => this.#draw()), causes.onDidChange(() => this.#watcher.redrawSoon()));
  }

  /** Shows the row of an object, opened so far that it can be seen. */
  async reveal(kind: string, namespace: string, name: string): Promise<void> {
    const element = this.#tree.find((row) => row.object?.kind === kind && row.object.namespace === namespace && row.object.name === name && !row.id.startsWith('applied:'));
    if (element !== undefined) await this.#view.reveal(element, { select: true, focus: true });
  }

  /** Brings the view to the front. */
  async focus(): Promise<void> {
    await vscode.commands.executeCommand(`${viewId}.focus`);
    this.#draw();
  }

  dispose(): void {
    vscode.Disposable.from(this.#subscriptions, this.#watcher, this.#view, this.#tree).dispose();
  }

  #draw(): void {
    if (!this.#view.visible) return;
    this.#link.viewSeen();
    const { state } = this.#link;
    void vscode.commands.executeCommand('setContext', contextKeys.clusterState, state.type);
    if (state.type === 'open') {
      const model = buildClusterView({ ...readViewInput(state.session, Date.now()), findCauseLine: this.#causes.find }, this.#caches);
      this.#view.description = model.title;
      this.#view.message = viewMessage(model.trouble);
      this.#tree.setRoots(model.rows);
      return;
    }
    this.#view.description = '';
    this.#view.message = state.type === 'broken' ? viewMessage(state.message) : undefined;
    this.#tree.setRoots(state.type === 'broken' ? [retryRow, selectContextRow] : []);
  }
}
