// The Cluster view: rows of the open session, or the reason why there is none.
import * as vscode from 'vscode';
import type { ClusterSession } from '../../cluster/clusterSession.ts';
import { contextKeys } from '../../contextKeys.ts';
import { bootstrapOfWorkspace } from '../../bootstrapOfWorkspace.ts';
import type { ClusterLink } from '../../kubeContext/clusterLink.ts';
import type { LanguageServer } from '../../languageServer.ts';
import type { LiveCauses } from '../../liveCauses.ts';
import type { WorkspaceHeads } from '../../workspaceHeads.ts';
import { retryRow, selectContextRow } from '../connection/connectionRows.ts';
import { viewMessage } from '../connection/connectionWords.ts';
import { ModelTree } from '../modelTree.ts';
import type { TreeElement } from '../modelTree.ts';
import type { TreeNodeModel } from '../treeModel.ts';
import { OfferedRows } from '../offeredRows.ts';
import { writeJudge } from '../writeJudge.ts';
import { newClusterRowCaches } from './clusterViewInput.ts';
import { buildClusterView } from './clusterViewModel.ts';
import { OnScreenObjects } from './onScreenObjects.ts';
import { readViewInput } from './readViewInput.ts';
import { SessionWatcher } from './sessionWatcher.ts';
import type { ViewOptionsStore } from './viewOptionsStore.ts';

/** Id of the view in the manifest. */
const viewId = 'flightdeck.cluster';

/** What the view is made of. */
export interface ClusterViewParts {
  readonly link: ClusterLink;
  readonly server: LanguageServer;
  readonly causes: LiveCauses;
  readonly heads: WorkspaceHeads;
  readonly options: ViewOptionsStore;
  /** Commands that links in tooltips may run. */
  readonly linkCommands: readonly string[];
}

/** What stands beside the title and above the rows. */
interface HeadWords {
  /** Empty where no context is in use. */
  readonly context: string;
  readonly title: string;
  readonly trouble: string;
}

/** The view. */
export class ClusterView implements vscode.Disposable {
  readonly #parts: ClusterViewParts;
  readonly #tree: ModelTree;
  readonly #caches = newClusterRowCaches();
  readonly #onScreen = new OnScreenObjects();
  readonly #offered = new OfferedRows();
  readonly #view: vscode.TreeView<TreeElement>;
  readonly #watcher: SessionWatcher;
  readonly #subscriptions: vscode.Disposable;
  /** What is to be said beside the title and above the rows, and of which context. */
  #words: HeadWords = { context: '', title: '', trouble: '' };
  /** Whose words stand there, or will as soon as the rows do. */
  #saidOf = '';
  /** The newest switch whose rows are not shown yet. */
  #switching: object | undefined;
  /** Asked once, when a cluster without Flux is seen. */
  #bootstrap: { line: string | undefined } | undefined;

  constructor(parts: ClusterViewParts) {
    this.#parts = parts;
    this.#tree = new ModelTree(parts.linkCommands);
    this.#view = vscode.window.createTreeView(viewId, { treeDataProvider: this.#tree, showCollapseAll: true, canSelectMany: true });
    this.#watcher = new SessionWatcher(parts.link, () => this.#draw());
    this.#subscriptions = vscode.Disposable.from(
      this.#view.onDidChangeVisibility(() => this.#draw()),
      parts.causes.onDidChange(() => this.#watcher.redrawSoon()),
      parts.heads.onDidChange(() => this.#watcher.redrawSoon()),
      parts.options.onDidChange(() => this.#watcher.redrawSoon()),
    );
  }

  /** Shows the row of an object, opened so far that it can be seen; false where there is none. */
  async reveal(kind: string, namespace: string, name: string): Promise<boolean> {
    const isIt = (row: TreeNodeModel) => row.object?.kind === kind && (row.object.namespace ?? '') === namespace && row.object.name === name;
    // Its own row says more than its entry in a list of applied objects.
    const element = this.#tree.find((row) => isIt(row) && !/^(applied|suspended):/.test(row.id)) ?? this.#tree.find(isIt);
    if (element !== undefined) await this.#view.reveal(element, { select: true, focus: true });
    return element !== undefined;
  }

  /** Brings the view to the front. */
  async focus(): Promise<void> {
    await vscode.commands.executeCommand(`${viewId}.focus`);
    this.#draw();
  }

  dispose(): void {
    this.#onScreen.release();
    vscode.Disposable.from(this.#subscriptions, this.#watcher, this.#view, this.#tree).dispose();
  }

  #draw(): void {
    if (!this.#view.visible) {
      this.#onScreen.release();
      return;
    }
    const { link } = this.#parts;
    link.viewSeen();
    const { state } = link;
    void vscode.commands.executeCommand('setContext', contextKeys.clusterState, state.type);
    if (state.type === 'open') {
      this.#drawSession(state.session);
      return;
    }
    this.#onScreen.release();
    const isReadAnew = this.#tree.setRoots(state.type === 'broken' ? [retryRow, selectContextRow] : []);
    this.#say({ context: '', title: '', trouble: state.type === 'broken' ? state.message : '' }, isReadAnew);
  }

  #drawSession(session: ClusterSession): void {
    const { causes, heads, options } = this.#parts;
    const input = readViewInput(session, Date.now());
    const judge = writeJudge(session);
    if (input.servedKinds?.has('Kustomization') === false) this.#askBootstrap();
    const model = buildClusterView(
      {
        ...input,
        onScreen: this.#onScreen.look(session),
        findCauseLine: causes.find,
        findHead: heads.find,
        options: options.options,
        mayWrite: judge.mayWrite,
        ...(this.#bootstrap?.line === undefined ? {} : { bootstrap: this.#bootstrap.line }),
      },
      this.#caches,
    );
    const isReadAnew = this.#tree.setRoots(this.#offered.offer(model.rows, judge));
    this.#say({ context: session.contextName, title: model.title, trouble: model.trouble }, isReadAnew);
  }

  /** Rows of one context never stand below the name of another: VS Code takes its time to show new rows, and so long nobody's name stands there. */
  #say(words: HeadWords, isReadAnew: boolean): void {
    this.#words = words;
    if (words.context !== this.#saidOf && isReadAnew) {
      this.#show({ context: '', title: '', trouble: '' });
      this.#saidOf = words.context;
      const switched = (this.#switching = {});
      this.#tree.onceShown(() => {
        if (this.#switching !== switched) return;
        this.#switching = undefined;
        this.#show(this.#words);
      });
    }
    if (this.#switching === undefined) this.#show(words);
  }

  #show({ context, title, trouble }: HeadWords): void {
    this.#saidOf = context;
    this.#view.description = title;
    this.#view.message = viewMessage(trouble);
  }

  #askBootstrap(): void {
    if (this.#bootstrap !== undefined) return;
    const asked: { line: string | undefined } = { line: undefined };
    this.#bootstrap = asked;
    void bootstrapOfWorkspace(this.#parts.server).then((line) => {
      asked.line = line;
      this.#watcher.redrawSoon();
    });
  }
}
