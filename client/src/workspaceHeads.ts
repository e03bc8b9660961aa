// Knows the commit that is checked out of the repository that a live source delivers, so that views can say whether it is applied.
import * as vscode from 'vscode';
import { printObjectId, type ObjectId } from '../../server/src/protocol/objectId.ts';
import { repositorySourcesRequest } from '../../server/src/protocol/requests.ts';
import { openRepositories, watchRepositories } from './git/gitExtension.ts';
import type { ClusterLink } from './kubeContext/clusterLink.ts';
import type { LanguageServer } from './languageServer.ts';
import { SessionWatcher } from './views/cluster/sessionWatcher.ts';

/** What follows a burst of changes waits for its end. Milliseconds. */
const restMs = 400;

/** The last known heads, kept up to date while a cluster is connected. */
export class WorkspaceHeads implements vscode.Disposable {
  readonly #link: ClusterLink;
  readonly #server: LanguageServer;
  readonly #emitter = new vscode.EventEmitter<void>();
  readonly #subscriptions: { dispose(): unknown }[];
  #heads: ReadonlyMap<string, string> = new Map();
  #sources = '';
  #timer: ReturnType<typeof setTimeout> | undefined;
  #round = 0;
  #watchesGit = false;
  #isDisposed = false;

  /** Fires after a head has changed. */
  readonly onDidChange = this.#emitter.event;

  constructor(link: ClusterLink, server: LanguageServer) {
    this.#link = link;
    this.#server = server;
    this.#subscriptions = [new SessionWatcher(link, () => this.#sessionChanged()), server.onDidChangeState((state) => state === 'running' && this.#askSoon())];
  }

  /** Full hash of HEAD in the clone of what a source delivers; undefined where no open repository is one. */
  readonly find = (source: ObjectId): string | undefined => this.#heads.get(printObjectId(source));

  dispose(): void {
    this.#isDisposed = true;
    this.#round += 1;
    clearTimeout(this.#timer);
    this.#emitter.dispose();
    vscode.Disposable.from(...this.#subscriptions).dispose();
  }

  /** Sources come and go rarely; what else happens in the cluster is no news here. */
  #sessionChanged(): void {
    const sources = JSON.stringify(this.#listSources());
    if (sources === this.#sources) return;
    this.#sources = sources;
    this.#askSoon();
  }

  #listSources(): readonly (ObjectId & { readonly url: string })[] {
    return (this.#link.session?.sources ?? []).filter(({ sourceKind }) => sourceKind === 'GitRepository').map(({ namespace, name, url }) => ({ kind: 'GitRepository', namespace, name, url }));
  }

  #askSoon(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#ask(), restMs);
  }

  async #ask(): Promise<void> {
    this.#round += 1;
    const round = this.#round;
    const sources = this.#listSources();
    const heads = new Map<string, string>();
    if (sources.length > 0) {
      await this.#watchGit();
      for (const { rootUri, state } of await openRepositories()) {
        const delivered = state.HEAD?.commit === undefined ? [] : ((await this.#server.request(repositorySourcesRequest, { rootUri: rootUri.toString(), sources })) ?? []);
        for (const source of delivered) if (state.HEAD?.commit !== undefined) heads.set(printObjectId(source), state.HEAD.commit);
      }
    }
    if (round !== this.#round || JSON.stringify([...heads]) === JSON.stringify([...this.#heads])) return;
    this.#heads = heads;
    this.#emitter.fire();
  }

  async #watchGit(): Promise<void> {
    if (this.#watchesGit) return;
    this.#watchesGit = true;
    const watch = await watchRepositories(() => this.#askSoon());
    if (this.#isDisposed) watch.dispose();
    else this.#subscriptions.push(watch);
  }
}
