// Tells the language server where the open repositories stand beside what the connected cluster has, so that a lens can say it on the line.
import * as vscode from 'vscode';
import { gitFactsNotification, type GitRepositoryFacts } from '../../server/src/protocol/gitFacts.ts';
import { findSourcesOf } from './commands/repositorySources.ts';
import { commitsOfCluster, commitsOfSources } from './flux/deliveredCommits.ts';
import { openRepositories, watchRepositories, type GitRepository } from './git/gitExtension.ts';
import { RepositoryFactsReader } from './git/repositoryFacts.ts';
import type { ClusterLink } from './kubeContext/clusterLink.ts';
import type { LanguageServer } from './languageServer.ts';
import { SessionWatcher } from './views/cluster/sessionWatcher.ts';

/** What follows a burst of changes waits for its end. Milliseconds. */
const restMs = 300;

/** Sends facts until disposed; Git is asked only while a cluster is connected. */
export class GitFactsSender implements vscode.Disposable {
  readonly #link: ClusterLink;
  readonly #server: LanguageServer;
  readonly #reader = new RepositoryFactsReader();
  readonly #subscriptions: { dispose(): unknown }[];
  #timer: ReturnType<typeof setTimeout> | undefined;
  #watchesGit = false;
  #isDisposed = false;
  #commits = '';
  #sent = '';
  #round = 0;

  constructor(link: ClusterLink, server: LanguageServer) {
    this.#link = link;
    this.#server = server;
    this.#subscriptions = [
      // The cluster is looked at often; only other commits are news here.
      new SessionWatcher(link, () => {
        const commits = this.#commitsOfCluster().join(' ');
        if (commits === this.#commits) return;
        this.#commits = commits;
        this.#sendSoon();
      }),
      server.onDidChangeState((state) => {
        if (state !== 'running') return;
        this.#sent = '';
        this.#sendSoon();
      }),
    ];
  }

  dispose(): void {
    this.#isDisposed = true;
    clearTimeout(this.#timer);
    vscode.Disposable.from(...this.#subscriptions).dispose();
  }

  #commitsOfCluster(): readonly string[] {
    const { session } = this.#link;
    return session === undefined ? [] : commitsOfCluster(session);
  }

  /** The commits of the cluster that can be the repository's. */
  async #commitsFor({ rootUri }: GitRepository): Promise<readonly string[]> {
    const { session } = this.#link;
    return session === undefined ? [] : commitsOfSources(session, await findSourcesOf(rootUri.toString(), '', session, this.#server));
  }

  #isServerRunning(): boolean {
    return this.#server.state === 'running';
  }

  #sendSoon(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#send(), restMs);
  }

  async #send(): Promise<void> {
    const round = ++this.#round;
    // Started for this alone it is not: when it runs, it is told.
    if (!this.#isServerRunning()) return;
    const isConnected = this.#link.session !== undefined;
    if (isConnected) await this.#watchGit();
    const repositories: GitRepositoryFacts[] = [];
    for (const repository of isConnected ? await openRepositories() : []) repositories.push(await this.#reader.read(repository, await this.#commitsFor(repository)));
    const fingerprint = JSON.stringify(repositories);
    if (this.#isDisposed || round !== this.#round || fingerprint === this.#sent || !this.#isServerRunning()) return;
    this.#sent = fingerprint;
    await this.#server.notify(gitFactsNotification, { repositories });
  }

  async #watchGit(): Promise<void> {
    if (this.#watchesGit) return;
    this.#watchesGit = true;
    const watch = await watchRepositories(() => this.#sendSoon());
    if (this.#isDisposed) watch.dispose();
    else this.#subscriptions.push(watch);
  }
}
