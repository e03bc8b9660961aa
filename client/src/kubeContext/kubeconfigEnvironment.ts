// Reads the kubeconfig of this machine with the setting `flightdeck.kubeconfig` applied.
import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { delimiter, isAbsolute, join } from 'node:path';
import * as vscode from 'vscode';
import { readKubeconfig, type Kubeconfig } from '../cluster/kubeconfig.ts';

// Whoever reads a kubeconfig needs these too; all of it is loaded at once, and only when a kubeconfig is read.
export { describeKubeconfigProblem, resolveContext } from '../cluster/kubeconfig.ts';

/** Reads the kubeconfig as settings and environment name it. Contacts nothing. Must not be called in an untrusted workspace. */
export function readWorkspaceKubeconfig(settingPath: string): Promise<Kubeconfig> {
  return readKubeconfig({
    settingPath: settingPath.split(delimiter).map(resolveInWorkspace).join(delimiter),
    env: process.env,
    homeDirectory: homedir(),
    pathDelimiter: delimiter,
    readFile: (path) => readFile(path, 'utf8'),
  });
}

/** A relative path in the setting starts at the first workspace folder. */
function resolveInWorkspace(path: string): string {
  const folder = vscode.workspace.workspaceFolders?.[0];
  if (path === '' || path.startsWith('~') || isAbsolute(path) || folder === undefined) return path;
  return join(folder.uri.fsPath, path);
}
