// The one typed reader of the client's settings `flightdeck.*` (the server asks for its own); values of a wrong type count as not set.
import * as vscode from 'vscode';
import type { EditorProxy } from './cluster/proxyFromEnvironment.ts';
import type { NotificationLevel } from './flagger/rolloutNews.ts';
import { clientSettingKeys as keys } from './settingKeys.ts';

const notificationLevels: readonly NotificationLevel[] = ['all', 'problems', 'off'];

/** Section of all settings. */
export const settingsSection = 'flightdeck';

/** Choices of `flightdeck.afterPush`. */
export type AfterPushSetting = 'offer' | 'reconcile' | 'follow' | 'nothing';

/** Settings that only the client reads. */
export interface ClientSettings {
  /** Path of a kubeconfig, or a list as in KUBECONFIG; empty: kubectl's own order. */
  readonly kubeconfig: string;
  /** Whether `kubeconfig` is set for this workspace, and not only for the user. */
  readonly kubeconfigOfWorkspace: boolean;
  /** Name of the context to use in this workspace; empty: none. */
  readonly context: string;
  /** Name patterns (`*` stands for anything) of contexts where each write must be confirmed. */
  readonly protectedContexts: readonly string[];
  /** Name patterns of contexts that are never written to. */
  readonly readOnlyContexts: readonly string[];
  /** Namespaces to look at where kinds may not be listed cluster-wide; empty: all. */
  readonly namespaces: readonly string[];
  /** What happens after a push that the connected cluster takes. `reconcile` follows it too. */
  readonly afterPush: AfterPushSetting;
  /** Whether the Red Hat YAML extension is asked to apply no schema to files that Flightdeck judges. */
  readonly quietRedHatYaml: boolean;
  /** Which news of rollouts become a notification. */
  readonly rolloutNotifications: NotificationLevel;
}

/** Reads the client's settings as they are now. */
export function readClientSettings(): ClientSettings {
  const section = vscode.workspace.getConfiguration(settingsSection);
  const inspected = section.inspect(keys.kubeconfig);
  return {
    kubeconfig: readText(section, keys.kubeconfig),
    kubeconfigOfWorkspace: vscode.workspace.isTrusted && typeof (inspected?.workspaceFolderValue ?? inspected?.workspaceValue) === 'string',
    context: readText(section, keys.context),
    protectedContexts: readTexts(section, keys.protectedContexts),
    readOnlyContexts: readTexts(section, keys.readOnlyContexts),
    namespaces: readNames(section.get(keys.namespaces)),
    afterPush: readAfterPush(section.get(keys.afterPush)),
    quietRedHatYaml: section.get(keys.quietRedHatYaml) !== false,
    rolloutNotifications: notificationLevels.find((level) => level === section.get(keys.rolloutNotifications)) ?? 'problems',
  };
}

/** What `readEditorProxy` reads. */
export const editorProxySettings = ['http.proxy', 'http.noProxy', 'http.proxySupport'] as const;

/** VS Code's own proxy settings; its support for proxies reaches Node's requests only, and not the sockets of HTTP/2. */
export function readEditorProxy(): EditorProxy {
  const section = vscode.workspace.getConfiguration('http');
  if (section.get('proxySupport') === 'off') return { url: '', noProxy: [] };
  const exempt: unknown = section.get('noProxy');
  return { url: readText(section, 'proxy'), noProxy: Array.isArray(exempt) ? exempt.filter((entry): entry is string => typeof entry === 'string') : [] };
}

function readAfterPush(value: unknown): AfterPushSetting {
  return value === 'reconcile' || value === 'follow' || value === 'nothing' ? value : 'offer';
}

function readText(section: vscode.WorkspaceConfiguration, key: string): string {
  const value: unknown = section.get(key);
  return typeof value === 'string' ? value.trim() : '';
}

/** Entries of the narrowest scope, each once. */
function readNames(value: unknown): readonly string[] {
  return Array.isArray(value) ? [...new Set(value.filter((entry): entry is string => typeof entry === 'string' && entry.trim() !== '').map((entry) => entry.trim()))] : [];
}

/** The entries of all scopes together: what the user protects, a workspace cannot unprotect. */
function readTexts(section: vscode.WorkspaceConfiguration, key: string): readonly string[] {
  const inspected = section.inspect(key);
  const scopes: readonly unknown[] = [inspected?.defaultValue, inspected?.globalValue, inspected?.workspaceValue, inspected?.workspaceFolderValue];
  const entries = scopes.flatMap((value) => (Array.isArray(value) ? value.filter((entry): entry is string => typeof entry === 'string' && entry !== '') : []));
  return [...new Set(entries)];
}
