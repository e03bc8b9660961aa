// Knows on which lines Git still asks for the version of a failed rollout: asks the language server while some Canary has failed.
import * as vscode from 'vscode';
import { repositoryTreeChanged, rolledBackRequest, type RolledBackImage } from '../../server/src/protocol/requests.ts';
import type { ClusterLink } from './kubeContext/clusterLink.ts';
import type { LanguageServer } from './languageServer.ts';

/** Edits and facts come in bursts; one question after the burst is enough. Milliseconds. */
const askDelayMs = 150;

/** The last answer of the server, kept up to date. */
export class RolledBackImages implements vscode.Disposable {
  readonly #server: LanguageServer;
  readonly #link: ClusterLink;
  readonly #emitter = new vscode.EventEmitter<void>();
  #images: readonly RolledBackImage[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;
  #round = 0;

  /** Fires after the answer has changed. */
  readonly onDidChange = this.#emitter.event;

  constructor(server: LanguageServer, link: ClusterLink) {
    this.#server = server;
    this.#link = link;
    // The server says so after each check, also of new facts about the cluster.
    server.onNotification(repositoryTreeChanged, () => this.#askSoon());
  }

  /** The line of a Canary, if Git still asks for the version whose rollout failed. */
  find(namespace: string, name: string): RolledBackImage | undefined {
    return this.#images.find(({ canary }) => canary.namespace === namespace && canary.name === name);
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#round += 1;
    this.#emitter.dispose();
  }

  #askSoon(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      void this.#ask();
    }, askDelayMs);
  }

  async #ask(): Promise<void> {
    this.#round += 1;
    const round = this.#round;
    const someFailed = this.#link.session?.canaries.some(({ phase }) => phase === 'Failed') === true;
    const images = someFailed ? ((await this.#server.request(rolledBackRequest, {})) ?? []) : [];
    if (round !== this.#round || JSON.stringify(images) === JSON.stringify(this.#images)) return;
    this.#images = images;
    this.#emitter.fire();
  }
}
