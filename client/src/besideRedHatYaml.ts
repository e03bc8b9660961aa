// Keeps the Red Hat YAML extension from judging the same files by schemas of its own: it takes any `kustomization.yaml` for a kustomize file and knows none of Flux's kinds.
import * as vscode from 'vscode';
import { readClientSettings } from './configuration.ts';
import { describeError } from './log.ts';
import type { NotificationName } from '../../server/src/protocol/requests.ts';
import type { LanguageServer } from './languageServer.ts';
import { contributorName, isOwnYaml, silentSchema, silentSchemaUri } from './ownYaml.ts';

/** The extension's id in the marketplace. */
export const redHatYamlId = 'redhat.vscode-yaml';

/** The part of the extension's interface that is used here (redhat-developer/vscode-yaml src/schema-extension-api.ts). */
interface YamlExtension {
  /** `requestSchema` gives the URI of a schema for a file, or an empty text where the extension's own choice holds. */
  registerContributor(name: string, requestSchema: (resource: string) => string, requestSchemaContent: (uri: string) => string): boolean;
}

/** Whether the extension is there and switched on. */
export function hasRedHatYaml(): boolean {
  return vscode.extensions.getExtension(redHatYamlId) !== undefined;
}

/** The extension's setting that switches off all that it says of files. */
export const validateSetting = 'yaml.validate';

/** Whether the extension is there and judges files. */
export function redHatYamlValidates(): boolean {
  return hasRedHatYaml() && vscode.workspace.getConfiguration().get(validateSetting) !== false;
}

/** Registers with the extension as soon as it is there, and has the server ask again who judges when it comes or goes. */
export function registerBesideRedHatYaml(server: Pick<LanguageServer, 'notify'>, log: vscode.LogOutputChannel): vscode.Disposable {
  const registration = new Registration(log);
  registration.tryOnce();
  let isThere = hasRedHatYaml();
  return vscode.extensions.onDidChange(() => {
    registration.tryOnce();
    if (isThere === hasRedHatYaml()) return;
    isThere = !isThere;
    void server.notify(configurationChanged, { settings: null });
  });
}

/** On this the server asks for its settings again (LSP `workspace/didChangeConfiguration`). */
const configurationChanged: NotificationName<{ readonly settings: null }> = { method: 'workspace/didChangeConfiguration' };

class Registration {
  readonly #log: vscode.LogOutputChannel;
  #done = false;

  constructor(log: vscode.LogOutputChannel) {
    this.#log = log;
  }

  tryOnce(): void {
    const extension = vscode.extensions.getExtension<unknown>(redHatYamlId);
    if (this.#done || extension === undefined) return;
    this.#done = true;
    extension.activate().then(
      (exports) => {
        if (isYamlExtension(exports)) exports.registerContributor(contributorName, schemaOf, () => silentSchema);
        else this.#log.warn(`${redHatYamlId} has another interface than the one that is known: it may judge Flux objects by schemas of its own`);
      },
      (error: unknown) => this.#log.warn(`${redHatYamlId} could not be asked to leave Flux objects alone: ${describeError(error)}`),
    );
  }
}

function isYamlExtension(exports: unknown): exports is YamlExtension {
  return typeof exports === 'object' && exports !== null && 'registerContributor' in exports && typeof exports.registerContributor === 'function';
}

/** The silent schema for files of ours; nothing for all others. */
function schemaOf(resource: string): string {
  if (!readClientSettings().quietRedHatYaml) return '';
  const document = vscode.workspace.textDocuments.find(({ uri }) => uri.toString() === resource);
  return isOwnYaml(vscode.Uri.parse(resource).path, document?.getText() ?? '') ? silentSchemaUri : '';
}
