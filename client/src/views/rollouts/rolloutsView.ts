// The Rollouts view: Canaries by what they need, with their number at the icon of Flightdeck.
import * as vscode from 'vscode';
import type { ClusterSession } from '../../cluster/clusterSession.ts';
import type { LiveCanary } from '../../cluster/objects/canary.ts';
import { contextKeys } from '../../contextKeys.ts';
import type { ClusterLink } from '../../kubeContext/clusterLink.ts';
import type { RolledBackImages } from '../../rolledBackImages.ts';
import { newClusterRowCaches } from '../cluster/clusterViewInput.ts';
import { readViewInput } from '../cluster/readViewInput.ts';
import { SessionWatcher } from '../cluster/sessionWatcher.ts';
import { viewMessage } from '../connection/connectionWords.ts';
import { ModelTree } from '../modelTree.ts';
import { OfferedRows } from '../offeredRows.ts';
import { writeJudge } from '../writeJudge.ts';
import type { TreeElement } from '../modelTree.ts';
import type { RolloutDetail } from './rolloutRow.ts';
import { buildRolloutsView } from './rolloutsViewModel.ts';

/** Reads what is known of a Canary beyond its object; `again` is called when more has been read. */
export interface RolloutReader {
  readDetail(session: ClusterSession, live: LiveCanary, now: number, again: () => void): RolloutDetail | undefined;
}

/** The view. It draws while hidden too, since its badge is seen from everywhere. */
export class RolloutsView implements vscode.Disposable {
  readonly #link: ClusterLink;
  readonly #tree: ModelTree;
  readonly #caches = newClusterRowCaches();
  readonly #offered = new OfferedRows();
  readonly #view: vscode.TreeView<TreeElement>;
  readonly #reader: RolloutReader;
  readonly #watcher: SessionWatcher;
  readonly #subscriptions: vscode.Disposable;
  #secondTimer: ReturnType<typeof setTimeout> | undefined;

  /** `linkCommands`: commands that links in tooltips may run. */
  constructor(link: ClusterLink, reader: RolloutReader, rolledBack: RolledBackImages, linkCommands: readonly string[]) {
    this.#link = link;
    this.#reader = reader;
    this.#tree = new ModelTree(linkCommands);
    this.#view = vscode.window.createTreeView('flightdeck.rollouts', { treeDataProvider: this.#tree, canSelectMany: true });
    this.#watcher = new SessionWatcher(link, () => this.#draw());
    this.#subscriptions = vscode.Disposable.from(this.#watcher, rolledBack.onDidChange(() => this.#watcher.redrawSoon()), this.#view.onDidChangeVisibility(() => this.#draw()), this.#view, this.#tree);
  }

  dispose(): void {
    clearTimeout(this.#secondTimer);
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
    const now = session.clusterTime(session.state.type === 'stale' ? session.state.since : Date.now());
    const details: RolloutDetail[] = [];
    const model = buildRolloutsView(readViewInput(session, Date.now()), (live) => {
      const detail = this.#reader.readDetail(session, live, now, () => this.#watcher.redrawSoon());
      if (detail !== undefined) details.push(detail);
      return detail;
    }, this.#caches);
    if (session.state.type === 'live' && details.some(({ view }) => view.tick.nextAt !== undefined)) this.#drawInASecond();
    this.#show(model.state, model.badge, model.badgeTooltip);
    this.#view.message = viewMessage(model.trouble);
    this.#tree.setRoots(this.#offered.offer(model.rows, writeJudge(session)));
  }

  /** Countdowns go on while somebody sees them. */
  #drawInASecond(): void {
    if (!this.#view.visible) return;
    clearTimeout(this.#secondTimer);
    this.#secondTimer = setTimeout(() => this.#watcher.redrawSoon(), 1000 - (Date.now() % 1000));
  }

  #show(state: string, badge: number, tooltip: string): void {
    void vscode.commands.executeCommand('setContext', contextKeys.rolloutsState, state);
    if (this.#view.badge?.value !== badge) this.#view.badge = badge === 0 ? undefined : { value: badge, tooltip };
  }
}
