// The item in the status bar beside a file that Flux applies: how far the cluster is behind your HEAD. There only while connected and only while there is something to say.
import * as vscode from 'vscode';
import type { ObjectId } from '../../../../server/src/protocol/objectId.ts';
import { objectAtRequest, repositoryTreeChanged } from '../../../../server/src/protocol/requests.ts';
import { clientCommandIds } from '../../clientCommandIds.ts';
import { compareWithApplied } from '../../git/appliedRelation.ts';
import { findGitRepository, watchRepositories } from '../../git/gitExtension.ts';
import { historyOf } from '../../git/repositoryHistory.ts';
import type { ClusterLink } from '../../kubeContext/clusterLink.ts';
import type { LanguageServer } from '../../languageServer.ts';
import { SessionWatcher } from '../cluster/sessionWatcher.ts';
import { buildAppliedItem } from './appliedItemModel.ts';

/** What follows a burst of changes waits for its end. Milliseconds. */
const restMs = 300;

/** Shows the item until disposed. `linkCommands`: commands that links in its tooltip may run. */
export class AppliedItem implements vscode.Disposable {
  readonly #server: LanguageServer;
  readonly #link: ClusterLink;
  readonly #linkCommands: readonly string[];
  readonly #item = vscode.window.createStatusBarItem('flightdeck.applied', vscode.StatusBarAlignment.Left, 9);
  readonly #subscriptions: { dispose(): unknown }[];
  #owner: { readonly uri: vscode.Uri; readonly kustomization: ObjectId } | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #round = 0;
  #commits = 0;
  #shownFor = '';
  #watchesGit = false;
  #disposed = false;

  constructor(server: LanguageServer, link: ClusterLink, linkCommands: readonly string[]) {
    this.#server = server;
    this.#link = link;
    this.#linkCommands = linkCommands;
    this.#item.name = 'Flightdeck Applied Commits';
    server.onNotification(repositoryTreeChanged, () => this.#askSoon());
    this.#subscriptions = [this.#item, new SessionWatcher(link, () => void this.#draw()), vscode.window.onDidChangeActiveTextEditor(() => this.#askSoon())];
    this.#askSoon();
  }

  dispose(): void {
    this.#disposed = true;
    this.#round += 1;
    clearTimeout(this.#timer);
    vscode.Disposable.from(...this.#subscriptions).dispose();
  }

  #askSoon(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#askOwner(), restMs);
  }

  /** Which Kustomization applies the active file. */
  async #askOwner(): Promise<void> {
    const document = vscode.window.activeTextEditor?.document;
    const isFile = document?.uri.scheme === 'file' && this.#link.session !== undefined;
    const answer = isFile ? await this.#server.request(objectAtRequest, { uri: document.uri.toString(), position: { line: 0, character: 0 } }) : undefined;
    if (this.#disposed || document !== vscode.window.activeTextEditor?.document) return;
    const kustomization = answer?.appliedBy.find(({ kind }) => kind === 'Kustomization');
    this.#owner = document === undefined || kustomization === undefined ? undefined : { uri: document.uri, kustomization };
    await this.#draw();
  }

  async #draw(): Promise<void> {
    const { session } = this.#link;
    const owner = this.#owner;
    const live = owner === undefined ? undefined : session?.findKustomization(owner.kustomization.namespace ?? '', owner.kustomization.name);
    const key = live === undefined || owner === undefined ? '' : [owner.uri.toString(), session?.contextName, live.namespace, live.name, live.lastAppliedRevision, live.suspended, this.#commits].join(' ');
    // Git is asked only when something that matters has changed.
    if (key === this.#shownFor) return;
    this.#shownFor = key;
    this.#round += 1;
    const round = this.#round;
    if (live === undefined || owner === undefined || session === undefined) {
      this.#item.hide();
      return;
    }
    await this.#watchGit();
    const repository = await findGitRepository(owner.uri);
    const relation = repository === undefined ? undefined : await compareWithApplied(historyOf(repository), live.lastAppliedRevision);
    if (round !== this.#round) return;
    const model = relation === undefined ? undefined : buildAppliedItem({ contextName: session.contextName, kustomization: live, relation, unpushed: repository?.state.HEAD?.ahead ?? 0 });
    if (model === undefined) {
      this.#item.hide();
      return;
    }
    this.#item.text = model.text;
    const tooltip = new vscode.MarkdownString(model.tooltip, true);
    tooltip.isTrusted = { enabledCommands: this.#linkCommands };
    this.#item.tooltip = tooltip;
    this.#item.accessibilityInformation = { label: model.accessibleLabel };
    this.#item.command = { command: clientCommandIds.showState, title: 'Show in the Cluster View', arguments: [owner.kustomization] };
    this.#item.show();
  }

  /** Commits, pulls and checkouts change the answer; Git is watched from the first question on. */
  async #watchGit(): Promise<void> {
    if (this.#watchesGit) return;
    this.#watchesGit = true;
    const watch = await watchRepositories(() => {
      this.#commits += 1;
      this.#askSoon();
    });
    if (this.#disposed) watch.dispose();
    else this.#subscriptions.push(watch);
  }
}
