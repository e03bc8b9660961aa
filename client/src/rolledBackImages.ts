// Knows on which lines Git still asks for the version of a failed rollout: asks the language server while some Canary has failed.
import type * as vscode from 'vscode';
import { rolledBackRequest, type RolledBackImage } from '../../server/src/protocol/requests.ts';
import { FollowedAnswer } from './followedAnswer.ts';
import type { ClusterLink } from './kubeContext/clusterLink.ts';
import type { LanguageServer } from './languageServer.ts';

/** The last answer of the server, kept up to date. */
export class RolledBackImages implements vscode.Disposable {
  readonly #answer: FollowedAnswer<RolledBackImage>;

  /** Fires after the answer has changed. */
  readonly onDidChange: vscode.Event<void>;

  constructor(server: LanguageServer, link: ClusterLink) {
    this.#answer = new FollowedAnswer(server, { request: rolledBackRequest, isWanted: () => link.session?.canaries.some(({ phase }) => phase === 'Failed') === true });
    this.onDidChange = this.#answer.onDidChange;
  }

  /** The line of a Canary, if Git still asks for the version whose rollout failed. */
  find(namespace: string, name: string): RolledBackImage | undefined {
    return this.all.find(({ canary }) => canary.namespace === namespace && canary.name === name);
  }

  /** All of them. */
  get all(): readonly RolledBackImage[] {
    return this.#answer.items.filter(({ isPutBack }) => isPutBack !== true);
  }

  /** Lines where the files hold the old version again, while the cluster has not got it. */
  get putBack(): readonly RolledBackImage[] {
    return this.#answer.items.filter(({ isPutBack }) => isPutBack === true);
  }

  dispose(): void {
    this.#answer.dispose();
  }
}
