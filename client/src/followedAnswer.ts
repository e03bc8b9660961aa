// Keeps the language server's answer to a question about files and cluster up to date: asks again after each check, while the answer can hold anything.
import * as vscode from 'vscode';
import { repositoryTreeChanged, type RequestName } from '../../server/src/protocol/requests.ts';
import type { LanguageServer } from './languageServer.ts';

/** Edits and facts come in bursts; one question after the burst is enough. Milliseconds. */
const askDelayMs = 150;

/** What is asked. */
export interface FollowedQuestion<Item> {
  readonly request: RequestName<Record<string, never>, readonly Item[]>;
  /** Whether there can be an answer at all: without it the server is not asked. */
  readonly isWanted: () => boolean;
}

/** The last answer. */
export class FollowedAnswer<Item> implements vscode.Disposable {
  readonly #server: LanguageServer;
  readonly #question: FollowedQuestion<Item>;
  readonly #emitter = new vscode.EventEmitter<void>();
  #items: readonly Item[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;
  #round = 0;
  #answered = false;

  /** Fires after the answer has changed. */
  readonly onDidChange = this.#emitter.event;

  constructor(server: LanguageServer, question: FollowedQuestion<Item>) {
    this.#server = server;
    this.#question = question;
    // The server says so after each check, also of new facts about the cluster.
    server.onNotification(repositoryTreeChanged, () => this.#askSoon());
  }

  /** Whether the server has answered at all. */
  get isAnswered(): boolean {
    return this.#answered;
  }

  get items(): readonly Item[] {
    return this.#items;
  }

  /** Asks again soon, whether or not something changed. */
  refresh(): void {
    this.#askSoon();
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
    const answer = this.#question.isWanted() ? await this.#server.request(this.#question.request, {}) : [];
    if (round !== this.#round) return;
    const first = !this.#answered && answer !== undefined && this.#question.isWanted();
    if (first) this.#answered = true;
    const items = answer ?? [];
    if (!first && JSON.stringify(items) === JSON.stringify(this.#items)) return;
    this.#items = items;
    this.#emitter.fire();
  }
}
