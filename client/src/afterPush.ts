// After a push seen through VS Code's Git: one unobtrusive offer to reconcile and follow it, or that by itself, as the setting says.
import * as vscode from 'vscode';
import { clientCommandIds as ids } from './clientCommandIds.ts';
import { findSourcesOf } from './commands/repositorySources.ts';
import { readClientSettings } from './configuration.ts';
import { openRepositories, watchRepositories } from './git/gitExtension.ts';
import { readRemoteBranchLog } from './git/remoteBranchLog.ts';
import { endsWithPush, PushDetector, type Push } from './git/pushes.ts';
import type { ClusterLink } from './kubeContext/clusterLink.ts';
import { matchesAnyPattern } from './kubeContext/namePatterns.ts';
import type { LanguageServer } from './languageServer.ts';

/** Looks at Git only while a cluster is connected, until disposed. */
export class AfterPush implements vscode.Disposable {
  readonly #link: ClusterLink;
  readonly #server: LanguageServer;
  readonly #log: vscode.LogOutputChannel;
  readonly #detector = new PushDetector();
  readonly #subscriptions: vscode.Disposable[];
  #watches = false;
  #isDisposed = false;

  constructor(link: ClusterLink, server: LanguageServer, log: vscode.LogOutputChannel) {
    this.#link = link;
    this.#server = server;
    this.#log = log;
    this.#subscriptions = [link.onDidChangeState(() => void this.#watch())];
    void this.#watch();
  }

  dispose(): void {
    this.#isDisposed = true;
    vscode.Disposable.from(...this.#subscriptions).dispose();
  }

  async #watch(): Promise<void> {
    if (this.#watches || this.#link.session === undefined) return;
    this.#watches = true;
    const watch = await watchRepositories(() => void this.#look());
    if (this.#isDisposed) watch.dispose();
    else this.#subscriptions.push(watch);
    await this.#look();
  }

  async #look(): Promise<void> {
    for (const { rootUri, state } of await openRepositories()) {
      const push = this.#detector.see(rootUri.toString(), state.HEAD);
      // An answer, or the end of what is followed, may take minutes: the other repositories are looked at meanwhile.
      if (push !== undefined) void this.#tellPush(rootUri, push);
    }
  }

  async #tellPush(rootUri: vscode.Uri, push: Push): Promise<void> {
    try {
      // Commit and push in one go, in a terminal or as VS Code's post-commit command, may be seen as one step, as a pull is.
      if (push.mayBePull && !endsWithPush(await readRemoteBranchLog(rootUri.fsPath, push.remote, push.branch), push)) return;
      await this.#pushed(rootUri.toString(), push);
    } catch (error) {
      this.#log.error(`after the push of ${push.commit.slice(0, 7)}: ${String(error)}`);
    }
  }

  async #pushed(rootUri: string, push: Push): Promise<void> {
    const { session } = this.#link;
    const { afterPush, readOnlyContexts } = readClientSettings();
    if (session === undefined || afterPush === 'nothing') return;
    const sources = await findSourcesOf(rootUri, push.branch, session, this.#server);
    if (sources.length === 0) return;
    const { contextName } = session;
    const mayWrite = !matchesAnyPattern(contextName, readOnlyContexts);
    const follow = async () => vscode.commands.executeCommand(ids.followCommit, { rootUri, commit: push.commit, contextName });
    // The sources are asked; Flux itself goes on with what takes from them.
    const reconcile = async () => vscode.commands.executeCommand(ids.reconcile, { ...sources[0], contextName }, sources);
    if (afterPush !== 'offer') {
      if (mayWrite && afterPush === 'reconcile') void reconcile();
      await follow();
      return;
    }
    const both = 'Reconcile and Follow';
    const only = 'Follow';
    const names = sources.map(({ kind, name }) => `${kind} ${name}`).join(', ');
    const choice = await vscode.window.showInformationMessage(`Pushed ${push.commit.slice(0, 7)} to ${push.branch}: on ${contextName} it comes through ${names}.`, ...(mayWrite ? [both] : []), only);
    if (choice === both) void reconcile();
    if (choice !== undefined) await follow();
  }
}
