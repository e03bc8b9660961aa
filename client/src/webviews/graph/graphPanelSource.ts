// Feeds the graph panel out of files and session: which entry point, which picture, what can be done with each box.
import * as vscode from 'vscode';
import { graphRequest, type GraphAnswer } from '../../../../server/src/protocol/requests.ts';
import type { ClusterSession } from '../../cluster/clusterSession.ts';
import { buildPicture } from '../../graphPicture/buildPicture.ts';
import type { Picture, PictureNode } from '../../graphPicture/picture.ts';
import { FollowedAnswer } from '../../followedAnswer.ts';
import type { ClusterLink } from '../../kubeContext/clusterLink.ts';
import type { LanguageServer } from '../../languageServer.ts';
import type { LiveCauses } from '../../liveCauses.ts';
import { readViewInput } from '../../views/cluster/readViewInput.ts';
import { SessionWatcher } from '../../views/cluster/sessionWatcher.ts';
import { titleWords } from '../../views/connection/connectionWords.ts';
import { countWords } from '../../views/joinWords.ts';
import { chooseEntry } from './chooseEntry.ts';
import { buildLiveGraph } from './liveGraph.ts';
import type { GraphAction, GraphChoice, GraphConnection, GraphPanelState } from './messages.ts';
import { PictureLayouts } from './pictureLayouts.ts';

/** What the source needs of the extension. */
export interface GraphSourceParts {
  readonly server: LanguageServer;
  readonly link: ClusterLink;
  readonly causes: LiveCauses;
  /** Absolute path of the bundled layout worker. */
  readonly layoutScript: string;
  readonly log: vscode.LogOutputChannel;
}

/** What one panel shows now and from now on; it works only while a panel is open. */
export class GraphPanelSource implements vscode.Disposable {
  readonly #parts: GraphSourceParts;
  readonly #graphs: FollowedAnswer<GraphAnswer>;
  readonly #layouts: PictureLayouts;
  readonly #subscriptions: vscode.Disposable;
  #watcher: SessionWatcher | undefined;
  #listener: ((state: GraphPanelState) => void) | undefined;
  #choice: GraphChoice = { entry: '', scope: 'order' };
  /** What was told last, as far as it is a picture: what is clicked is looked up in this and in nothing newer. */
  #shown: ShownGraph | undefined;

  constructor(parts: GraphSourceParts) {
    this.#parts = parts;
    this.#graphs = new FollowedAnswer(parts.server, { request: graphRequest, isWanted: () => this.#listener !== undefined });
    this.#layouts = new PictureLayouts(parts.layoutScript, () => this.#tell(), (error) => {
      parts.log.error(`the graph could not be laid out: ${error.message}`);
      this.#listener?.({ kind: 'waiting', words: 'The graph could not be laid out; the log of Flightdeck says why.' });
    });
    this.#subscriptions = vscode.Disposable.from(this.#graphs, this.#graphs.onDidChange(() => this.#redrawSoon()), parts.causes.onDidChange(() => this.#redrawSoon()));
  }

  /** The picture that was told last, for exports. */
  get picture(): Picture | undefined {
    return this.#shown?.picture;
  }

  /** Begins to tell; one listener at a time. */
  start(choice: GraphChoice | undefined, listener: (state: GraphPanelState) => void): void {
    this.#listener = listener;
    this.#shown = undefined;
    if (choice !== undefined) this.#choice = choice;
    this.#parts.link.viewSeen();
    this.#watcher = new SessionWatcher(this.#parts.link, () => this.#tell());
    this.#graphs.refresh();
    void this.#parts.server.start();
  }

  /** Ends telling and all work for it. */
  stop(): void {
    this.#listener = undefined;
    this.#watcher?.dispose();
    this.#watcher = undefined;
    this.#layouts.dispose();
  }

  /** Shows something else. */
  choose(choice: GraphChoice): void {
    this.#choice = choice;
    this.#tell();
  }

  /** A box by its id. */
  find(id: string): PictureNode | undefined {
    return this.#shown?.picture.nodes.find((node) => node.id === id);
  }

  dispose(): void {
    this.stop();
    this.#subscriptions.dispose();
  }

  #redrawSoon(): void {
    this.#watcher?.redrawSoon();
  }

  #tell(): void {
    const listener = this.#listener;
    if (listener === undefined) return;
    const { session } = this.#parts.link;
    const input = session === undefined ? undefined : { ...readViewInput(session, Date.now()), findCauseLine: this.#parts.causes.find };
    const graphs = this.#graphs.items;
    const entry = chooseEntry(graphs, this.#choice.entry, input?.kustomizations ?? []);
    // What the cluster has belongs to the entry point that it is made from; another one is shown as its files are.
    const live = input === undefined || (entry.graph !== undefined && !entry.isLive) ? undefined : buildLiveGraph(input);
    const picture = buildPicture({ files: entry.graph, live, scope: this.#choice.scope });
    const connection = connectionOf(session, live !== undefined);
    if (picture.nodes.length === 0) {
      this.#shown = undefined;
      listener({ kind: 'waiting', words: this.#graphs.isAnswered ? 'There is nothing of Flux in this workspace, and no cluster is connected that has it.' : 'Reading the repository …' });
      return;
    }
    const placement = this.#layouts.find(picture);
    if (placement === undefined) {
      const words = `Laying out ${countWords(picture.nodes.length, 'object', 'objects')} …`;
      if (this.#shown === undefined) listener({ kind: 'waiting', words });
      else this.#tellOutlived(this.#shown, connection, words);
      return;
    }
    const entries = graphs.map(({ entry: id, label }) => ({ id, label }));
    this.#shown = { kind: 'shown', choice: { ...this.#choice, entry: entry.graph?.entry ?? '' }, entries, connection, picture, placement, actions: Object.fromEntries(picture.nodes.map((node) => [node.id, actionsOf(node)])) };
    listener(this.#shown);
  }

  /** What is shown already stays until the new picture has its places, but is not called live once its cluster is no longer in use. */
  #tellOutlived(shown: ShownGraph, now: GraphConnection, words: string): void {
    const { context, state } = shown.connection;
    const isOther = context !== '' && context !== now.context;
    const connection: GraphConnection = isOther ? { state: 'stale', context, words: `${context} is no longer in use. ${words}` } : now;
    if (context === '' || connection.state === state) return;
    this.#shown = { ...shown, connection };
    this.#listener?.(this.#shown);
  }
}

type ShownGraph = Extract<GraphPanelState, { readonly kind: 'shown' }>;

function connectionOf(session: ClusterSession | undefined, isShown: boolean): GraphConnection {
  if (session === undefined) return { state: 'none', context: '', words: 'from files, no cluster' };
  if (!isShown) return { state: 'none', context: '', words: `from files, not what ${session.contextName} is made from` };
  const words = titleWords(session.contextName, session.state, Date.now());
  return { state: session.state.type === 'live' ? 'live' : 'stale', context: session.contextName, words };
}

/** The first one is what a double click does. */
function actionsOf({ object, place, cause, state }: PictureNode): readonly GraphAction[] {
  const live = state !== undefined;
  return [
    ...(place === undefined ? [] : [{ id: 'openLine', label: 'Open Line' } as const]),
    ...(cause === undefined ? [] : [{ id: 'openCause', label: `Open ${cause.label}` } as const]),
    ...(live && object.kind === 'Canary' ? [{ id: 'showCanary', label: 'Show Canary' } as const] : []),
    ...(live ? [{ id: 'showInCluster', label: 'Show in Cluster View' } as const] : []),
    ...(live && object.kind !== 'Canary' ? [{ id: 'reconcile', label: 'Reconcile' } as const] : []),
  ];
}
