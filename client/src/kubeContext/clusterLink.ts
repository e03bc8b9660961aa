// The one link of this workspace to a cluster: opened for the chosen context and no other, in a trusted workspace only, and reopened when the choice or the kubeconfig changes.
import { basename, dirname } from 'node:path';
import * as vscode from 'vscode';
import type { ClusterSession } from '../cluster/clusterSession.ts';
import type { Kubeconfig, KubeconfigProblem, ResolvedContext } from '../cluster/kubeconfig.ts';
import { editorProxySettings, readClientSettings, readEditorProxy } from '../configuration.ts';
import { describeError } from '../log.ts';
import type { ContextSelection } from './contextSelection.ts';

/** Whether there is a link, and if not, why. Messages are sentences without a final stop. */
export type LinkState =
  | { readonly type: 'untrusted' }
  | { readonly type: 'notConnected' }
  | { readonly type: 'noKubeconfig'; readonly message: string }
  /** A context is chosen, but the kubeconfig is broken or does not have it. */
  | { readonly type: 'broken'; readonly message: string }
  | { readonly type: 'open'; readonly session: ClusterSession };

/** Kubeconfig files are written in several steps; one look after the last is enough. Milliseconds. */
const fileSettleMs = 300;

/** Opens and closes the session. */
export class ClusterLink implements vscode.Disposable {
  readonly #selection: ContextSelection;
  readonly #log: vscode.LogOutputChannel;
  readonly #stateEmitter = new vscode.EventEmitter<LinkState>();
  readonly #subscriptions: vscode.Disposable;
  #state: LinkState = { type: 'notConnected' };
  #viewSeen = false;
  #round = 0;
  /** What each session was opened for; a session that was never shown counts for nothing. */
  readonly #openedFor = new WeakMap<ClusterSession, string>();
  #fileWatchers: readonly vscode.Disposable[] = [];
  #watchedFiles = '';
  #fileTimer: ReturnType<typeof setTimeout> | undefined;

  /** Fires when the link is opened, closed or cannot be opened; what happens in an open session is told by the session. */
  readonly onDidChangeState = this.#stateEmitter.event;

  constructor(selection: ContextSelection, log: vscode.LogOutputChannel) {
    this.#selection = selection;
    this.#log = log;
    this.#subscriptions = vscode.Disposable.from(
      selection.onDidChange(() => this.#settle()),
      vscode.workspace.onDidGrantWorkspaceTrust(() => this.#settle()),
      vscode.window.onDidChangeWindowState((window) => this.session?.connection.setLookedAt(isUsed(window))),
      vscode.workspace.onDidChangeConfiguration((change) => {
        if (editorProxySettings.some((setting) => change.affectsConfiguration(setting))) this.#settle();
      }),
    );
    this.#settle();
  }

  get state(): LinkState {
    return this.#state;
  }

  /** The open session, if there is one. */
  get session(): ClusterSession | undefined {
    return this.#state.type === 'open' ? this.#state.session : undefined;
  }

  /** A view that needs the cluster is seen: from now on the kubeconfig may be read. */
  viewSeen(): void {
    if (this.#viewSeen) return;
    this.#viewSeen = true;
    this.#settle();
  }

  /** Tries again now: an open session whatever waits in it, otherwise the kubeconfig. */
  retry(): void {
    this.session?.retryNow();
    if (this.session === undefined) this.#settle();
  }

  /** Reads the kubeconfig again: for somebody who knows that it has changed before the file watcher says so. */
  kubeconfigChanged(): void {
    this.#settle();
  }

  dispose(): void {
    this.#round += 1;
    clearTimeout(this.#fileTimer);
    this.#subscriptions.dispose();
    for (const watcher of this.#fileWatchers) watcher.dispose();
    this.session?.dispose();
    this.#stateEmitter.dispose();
  }

  #settle(): void {
    this.#round += 1;
    const round = this.#round;
    const isCurrent = () => round === this.#round;
    this.#decide(isCurrent)
      .catch((error: unknown): LinkState => {
        this.#log.error(`opening the cluster: ${describeError(error)}`);
        return { type: 'broken', message: describeError(error) };
      })
      .then((state) => {
        if (state === undefined) return;
        if (isCurrent()) this.#setState(state);
        // Another choice was made while this one was opened: its cluster must not be contacted any more.
        else if (state.type === 'open') state.session.dispose();
      }, (error: unknown) => this.#log.error(describeError(error)));
  }

  /** The state to be in; undefined to stay as it is. `isCurrent` turns false when a newer look has begun: then nothing more is done. */
  async #decide(isCurrent: () => boolean): Promise<LinkState | undefined> {
    if (!vscode.workspace.isTrusted) return { type: 'untrusted' };
    const { choice } = this.#selection;
    // A context that was picked for this workspace may be contacted at once; everything else waits for somebody who looks.
    if (choice.type !== 'named' && !this.#viewSeen) return { type: 'notConnected' };
    const { readWorkspaceKubeconfig, describeKubeconfigProblem, resolveContext } = await import('./kubeconfigEnvironment.ts');
    const kubeconfig = await readWorkspaceKubeconfig(readClientSettings().kubeconfig);
    if (!isCurrent()) return undefined;
    this.#watchFiles(kubeconfig);
    for (const problem of kubeconfig.problems) this.#log.info(describeKubeconfigProblem(problem));
    if (choice.type === 'none') return withoutChoice(kubeconfig, describeKubeconfigProblem);
    const resolved = resolveContext(kubeconfig, choice.type === 'named' ? choice.name : '');
    if (resolved.ok) return this.#open(resolved.value, isCurrent);
    return withoutContext(resolved.error, describeKubeconfigProblem);
  }

  async #open(resolved: ResolvedContext, isCurrent: () => boolean): Promise<LinkState | undefined> {
    const { namespaces } = readClientSettings();
    const editorProxy = readEditorProxy();
    const fingerprint = JSON.stringify([resolved, namespaces, editorProxy]);
    const { session } = this;
    if (session !== undefined && this.#openedFor.get(session) === fingerprint) {
      session.retryNow();
      return undefined;
    }
    const { openSession } = await import('./openSession.ts');
    if (!isCurrent()) return undefined;
    this.#log.info(`using context ${resolved.context.name} (${resolved.cluster.server})`);
    const opened = openSession(resolved, namespaces, editorProxy);
    opened.connection.setLookedAt(isUsed(vscode.window.state));
    this.#openedFor.set(opened, fingerprint);
    return { type: 'open', session: opened };
  }

  #setState(state: LinkState): void {
    const before = this.session;
    if (before === undefined && JSON.stringify(state) === JSON.stringify(this.#state)) return;
    this.#state = state;
    this.#stateEmitter.fire(state);
    // Whoever showed the old session has let go of it by now.
    if (before !== this.session) before?.dispose();
  }

  #watchFiles(kubeconfig: Kubeconfig): void {
    const files = kubeconfig.files.join('\n');
    if (files === this.#watchedFiles) return;
    this.#watchedFiles = files;
    for (const watcher of this.#fileWatchers) watcher.dispose();
    const onChange = () => {
      clearTimeout(this.#fileTimer);
      this.#fileTimer = setTimeout(() => this.#settle(), fileSettleMs);
    };
    this.#fileWatchers = kubeconfig.files.flatMap((file) => {
      const watcher = vscode.workspace.createFileSystemWatcher(new vscode.RelativePattern(vscode.Uri.file(dirname(file)), basename(file)));
      return [watcher, watcher.onDidChange(onChange), watcher.onDidCreate(onChange), watcher.onDidDelete(onChange)];
    });
  }
}

/** Whether a person is at this window: what nobody looks at need not be true within seconds. */
function isUsed({ focused, active }: vscode.WindowState): boolean {
  return focused && active;
}

/** Nothing is chosen: the view offers a choice where there is one. */
function withoutChoice(kubeconfig: Kubeconfig, describe: (problem: KubeconfigProblem) => string): LinkState {
  const problem = kubeconfig.problems[0];
  if (kubeconfig.contexts.length > 0 || problem === undefined) return { type: 'notConnected' };
  return withoutContext(problem, describe);
}

/** A machine without a kubeconfig is nothing wrong; a file that the setting names and that is not there is, and its name is said. */
function withoutContext(problem: KubeconfigProblem, describe: (problem: KubeconfigProblem) => string): LinkState {
  return { type: problem.type === 'missingFile' && problem.origin !== 'setting' ? 'noKubeconfig' : 'broken', message: describe(problem) };
}
