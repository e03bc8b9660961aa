// Remembers for this workspace which context the user picked.
import * as vscode from 'vscode';
import { readClientSettings, settingsSection } from '../configuration.ts';
import { clientSettingKeys } from '../settingKeys.ts';
import { chooseContext, type ContextChoice } from './contextChoice.ts';

const pickedKey = 'flightdeck.pickedContext';
/** Settings that decide how the same choice is opened. */
const reopeningKeys = [clientSettingKeys.kubeconfig, clientSettingKeys.namespaces] as const;

/** The selected context with its changes. The pick is kept in VS Code's own storage, so that it never gets into Git. */
export class ContextSelection implements vscode.Disposable {
  readonly #storage: vscode.Memento;
  readonly #emitter = new vscode.EventEmitter<void>();
  readonly #subscription: vscode.Disposable;

  /** Fires when the choice may have changed, also when a setting did that decides how it is opened. */
  readonly onDidChange = this.#emitter.event;

  constructor(storage: vscode.Memento) {
    this.#storage = storage;
    this.#subscription = vscode.workspace.onDidChangeConfiguration((event) => void this.#settingsChanged(event));
  }

  /** The context to use now. */
  get choice(): ContextChoice {
    const { context, kubeconfigOfWorkspace } = readClientSettings();
    return chooseContext({ picked: this.#storage.get<string>(pickedKey), setting: context, kubeconfigOfWorkspace });
  }

  /** Uses this context from now on in this workspace. */
  async pick(name: string): Promise<void> {
    await this.#storage.update(pickedKey, name);
    this.#emitter.fire();
  }

  /** Uses no context in this workspace, whatever the settings say. */
  async disconnect(): Promise<void> {
    await this.pick('');
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#emitter.dispose();
  }

  async #settingsChanged(event: vscode.ConfigurationChangeEvent): Promise<void> {
    // Whoever edits the setting wants it to hold, also over an earlier pick.
    if (event.affectsConfiguration(`${settingsSection}.${clientSettingKeys.context}`)) await this.#forgetPick();
    else if (reopeningKeys.some((key) => event.affectsConfiguration(`${settingsSection}.${key}`))) this.#emitter.fire();
  }

  async #forgetPick(): Promise<void> {
    await this.#storage.update(pickedKey, undefined);
    this.#emitter.fire();
  }
}
