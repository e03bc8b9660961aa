// Keeps what the user wants to see of the cluster over reloads, for this workspace.
import * as vscode from 'vscode';
import { contextKeys } from '../../contextKeys.ts';
import { defaultViewOptions, isFiltered, readViewOptions, type ClusterViewOptions } from './viewOptions.ts';

const storageKey = 'flightdeck.clusterViewOptions';

/** The wishes with their changes. */
export class ViewOptionsStore implements vscode.Disposable {
  readonly #storage: vscode.Memento;
  readonly #emitter = new vscode.EventEmitter<void>();
  #options: ClusterViewOptions;

  /** Fires after each change. */
  readonly onDidChange = this.#emitter.event;

  constructor(storage: vscode.Memento) {
    this.#storage = storage;
    this.#options = readViewOptions(storage.get(storageKey));
    this.#tellKey();
  }

  get options(): ClusterViewOptions {
    return this.#options;
  }

  /** Changes some wishes and keeps them. */
  async change(wishes: Partial<ClusterViewOptions>): Promise<void> {
    this.#options = { ...this.#options, ...wishes };
    this.#tellKey();
    this.#emitter.fire();
    await this.#storage.update(storageKey, this.#options);
  }

  /** Shows everything again; grouping and order stay. */
  async clearFilter(): Promise<void> {
    const { text, states, namespaces } = defaultViewOptions;
    await this.change({ text, states, namespaces });
  }

  dispose(): void {
    this.#emitter.dispose();
  }

  #tellKey(): void {
    void vscode.commands.executeCommand('setContext', contextKeys.clusterFiltered, isFiltered(this.#options));
  }
}
