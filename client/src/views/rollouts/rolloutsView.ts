// The Rollouts view: Canaries by what they need, with their number at the icon of Flightdeck.
import * as vscode from 'vscode';
import { contextKeys } from '../../contextKeys.ts';
import type { ClusterLink } from '../../kubeContext/clusterLink.ts';
import { readViewInput } from '../cluster/readViewInput.ts';
import { SessionWatcher } from '../cluster/sessionWatcher.ts';
import { viewMessage } from '../connection/connectionWords.ts';
import { ModelTree } from '../modelTree.ts';
import type { TreeElement } from '../modelTree.ts';
import { buildRolloutsView } from './rolloutsViewModel.ts';

/** The view. It draws while hidden too, since its badge is seen from everywhere. */
export class RolloutsView implements vscode.Disposable {
  readonly #link: ClusterLink;
  readonly #tree: ModelTree;
  readonly #view: vscode.TreeView<TreeElement>;
  readonly #subscriptions: vscode.Disposable;

  /** `linkCommands`: commands that links in tooltips may run. */
  constructor(link: ClusterLink, linkCommands: readonly string[]) {
    this.#link = link;
    this.#tree = new ModelTree(linkCommands);
    this.#view = vscode.window.createTreeView('flightdeck.rollouts', { treeDataProvider: this.#tree });
    const watcher = new SessionWatcher(link, () => this.#draw());
    this.#subscriptions = vscode.Disposable.from(watcher, this.#view.onDidChangeVisibility(() => this.#draw()), this.#view, this.#tree);
  }

  dispose(): void {
    this.#subscriptions.dispose();
  }

  #draw(): void {
    if (this.#view.visible) this.#link.viewSeen();
    const { session } = this.#link;
    if (session === undefined) {
      this.#show('notConnected', 0, '');
      this.#view.message = undefined;
      this.#tree.setRoots([]);
      return;
    }
    const model = buildRolloutsView(readViewInput(session, Date.now()));
    this.#show(model.state, model.badge, model.badgeTooltip);
    this.#view.message = viewMessage(model.trouble);
    this.#tree.setRoots(model.rows);
  }

  #show(state: string, badge: number, tooltip: string): void {
    void vscode.commands.executeCommand('setContext', contextKeys.rolloutsState, state);
    if (this.#view.badge?.value !== badge) this.#view.badge = badge === 0 ? undefined : { value: badge, tooltip };
  }
}
