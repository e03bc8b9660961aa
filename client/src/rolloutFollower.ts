// Follows the Canaries of the open session: keeps what is seen of them, and notifies of what needs a person or ends a rollout.
import * as vscode from 'vscode';
import { printSentence } from '../../server/src/flagger/sentence.ts';
import type { ObjectInContext } from '../../server/src/protocol/objectId.ts';
import { clientCommandIds } from './clientCommandIds.ts';
import { systemClock } from './cluster/clock.ts';
import type { ClusterSession } from './cluster/clusterSession.ts';
import { readClientSettings } from './configuration.ts';
import type { CanaryView } from './flagger/canaryView.ts';
import type { RolloutHistories } from './flagger/rolloutHistories.ts';
import { countNews, findNews, isWanted, type NewsKind, type RolloutMark } from './flagger/rolloutNews.ts';
import { recordRollouts } from './flagger/rolloutRecorder.ts';
import type { ClusterLink } from './kubeContext/clusterLink.ts';

/** The reason of a failure is an event that follows the status; what comes at once is told at once. Milliseconds. */
const gatherMs = 2500;
/** More news than these at once become one notification. */
const singly = 3;

/** What the follower needs of panels and readers. */
export interface RolloutEyes {
  /** The view of a Canary, or undefined where it is none any more. */
  readonly read: (session: ClusterSession, namespace: string, name: string) => CanaryView | undefined;
  /** Whether the user sees the panel of this Canary right now. */
  readonly isSeen: (namespace: string, name: string) => boolean;
}

interface News {
  readonly kind: NewsKind;
  readonly namespace: string;
  readonly name: string;
}

/** Follows until disposed. */
export class RolloutFollower implements vscode.Disposable {
  readonly #link: ClusterLink;
  readonly #histories: RolloutHistories;
  readonly #eyes: RolloutEyes;
  readonly #subscription: vscode.Disposable;
  #stop: (() => void) | undefined;
  #session: ClusterSession | undefined;

  constructor(link: ClusterLink, histories: RolloutHistories, eyes: RolloutEyes) {
    this.#link = link;
    this.#histories = histories;
    this.#eyes = eyes;
    this.#subscription = link.onDidChangeState(() => this.#follow());
    this.#follow();
  }

  dispose(): void {
    this.#stop?.();
    this.#subscription.dispose();
  }

  #follow(): void {
    const { session } = this.#link;
    if (session === this.#session) return;
    this.#stop?.();
    this.#session = session;
    if (session === undefined) {
      this.#stop = undefined;
      return;
    }
    const stopRecording = recordRollouts(session, this.#histories, systemClock);
    const stopTelling = this.#tellNews(session);
    this.#stop = () => {
      stopRecording();
      stopTelling();
    };
  }

  #tellNews(session: ClusterSession): () => void {
    const marks = new Map<string, RolloutMark>();
    let gathered: News[] = [];
    let timer: ReturnType<typeof setTimeout> | undefined;
    const flush = (): void => {
      timer = undefined;
      const news = gathered;
      gathered = [];
      this.#notify(session, news);
    };
    const look = (): void => {
      for (const live of session.canaries) {
        const key = `${live.namespace}/${live.name}`;
        const { mark, news } = findNews(marks.get(key), { uid: live.object.uid, phase: live.phase, failedChecks: live.failedChecks });
        marks.set(key, mark);
        if (news === undefined || !isWanted(news, readClientSettings().rolloutNotifications)) continue;
        // The last word on a Canary counts: one that halts and fails at once has failed.
        gathered = [...gathered.filter((each) => each.namespace !== live.namespace || each.name !== live.name), { kind: news, namespace: live.namespace, name: live.name }];
        timer ??= setTimeout(flush, gatherMs);
      }
    };
    look();
    const unsubscribe = session.subscribe((change) => {
      if (change.type === 'objects' && change.kind === 'Canary') look();
    });
    return () => {
      clearTimeout(timer);
      unsubscribe();
    };
  }

  #notify(session: ClusterSession, news: readonly News[]): void {
    const unseen = news.filter(({ namespace, name }) => !this.#eyes.isSeen(namespace, name));
    if (unseen.length > singly) {
      void this.#offer(`Rollouts on ${session.contextName}: ${countNews(unseen.map(({ kind }) => kind))}.`, unseen.some(({ kind }) => kind === 'failed'), 'Show Rollouts', () => vscode.commands.executeCommand('flightdeck.rollouts.focus'));
      return;
    }
    for (const { kind, namespace, name } of unseen) {
      const view = this.#eyes.read(session, namespace, name);
      if (view === undefined) continue;
      // Whoever clicks it later may have switched: the command then refuses instead of writing to another cluster.
      const object: ObjectInContext = { kind: 'Canary', namespace, name, contextName: session.contextName };
      const gate = kind === 'waits' ? view.hooks.find((hook) => hook.state === 'closed' && hook.openable) : undefined;
      const words = `${name} in ${namespace} on ${session.contextName}: ${printSentence(view.sentence, session.clusterTime(Date.now()))}`;
      if (gate === undefined) void this.#offer(words, kind !== 'promoted' && kind !== 'waits', 'Show Canary', () => vscode.commands.executeCommand(clientCommandIds.showCanary, object));
      else void this.#offer(words, false, 'Open Gate', () => vscode.commands.executeCommand(clientCommandIds.openGate, object, gate.name));
    }
  }

  async #offer(words: string, isBad: boolean, action: string, act: () => Thenable<unknown>): Promise<void> {
    const choice = await (isBad ? vscode.window.showWarningMessage(words, action) : vscode.window.showInformationMessage(words, action));
    if (choice === action) await act();
  }
}
