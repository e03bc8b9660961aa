// Tells the language server what is known of the cluster, for as long as a session is open, and that nothing is known when it is closed.
import type * as vscode from 'vscode';
import { clusterFactsNotification } from '../../server/src/protocol/requests.ts';
import { systemClock } from './cluster/clock.ts';
import { feedClusterFacts } from './flux/clusterFactsFeed.ts';
import type { ClusterLink } from './kubeContext/clusterLink.ts';
import type { LanguageServer } from './languageServer.ts';

/** Sends facts until disposed; a server that was started again gets them anew. */
export class FactsSender implements vscode.Disposable {
  readonly #link: ClusterLink;
  readonly #server: LanguageServer;
  readonly #subscriptions: readonly vscode.Disposable[];
  #stop: (() => void) | undefined;

  constructor(link: ClusterLink, server: LanguageServer) {
    this.#link = link;
    this.#server = server;
    this.#subscriptions = [link.onDidChangeState(() => this.#follow()), server.onDidChangeState((state) => state === 'running' && this.#follow())];
    this.#follow();
  }

  dispose(): void {
    this.#stop?.();
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  #follow(): void {
    const wasFed = this.#stop !== undefined;
    this.#stop?.();
    this.#stop = undefined;
    const { session } = this.#link;
    if (session !== undefined) this.#stop = feedClusterFacts(session, systemClock, (facts) => void this.#server.notify(clusterFactsNotification, facts));
    else if (wasFed) void this.#server.notify(clusterFactsNotification, null);
  }
}
