// Command "Copy flux bootstrap": the command line that would bootstrap the selected cluster with the repository that is open.
import { posix } from 'node:path';
import * as vscode from 'vscode';
import { repositoryTreeRequest } from '../../../server/src/protocol/requests.ts';
import { bootstrapCommand } from '../git/bootstrapCommand.ts';
import { findGitRepository } from '../git/gitExtension.ts';
import type { LanguageServer } from '../languageServer.ts';

/** Makes the command. */
export function copyBootstrapCommand(server: LanguageServer): () => Promise<void> {
  return async () => {
    const tree = await server.request(repositoryTreeRequest, {});
    const entry = tree?.roots.find(({ kind, place }) => kind === 'entryPoint' && place !== undefined)?.place;
    const start = entry === undefined ? vscode.workspace.workspaceFolders?.[0]?.uri : vscode.Uri.parse(entry.uri);
    const repository = start === undefined ? undefined : await findGitRepository(start);
    const remote = repository?.state.remotes.find(({ name }) => name === 'origin') ?? repository?.state.remotes[0];
    if (repository === undefined || remote?.fetchUrl === undefined) {
      void vscode.window.showInformationMessage('There is no Git repository with a remote here that a cluster could be bootstrapped with.');
      return;
    }
    // The entry point stands in `<cluster>/flux-system/gotk-sync.yaml`.
    const folder = entry === undefined ? '' : posix.dirname(posix.relative(repository.rootUri.path, vscode.Uri.parse(entry.uri).path)).replace(/(^|\/)flux-system$/, '');
    const line = bootstrapCommand({ remote: remote.fetchUrl, branch: repository.state.HEAD?.name ?? 'main', path: folder === '' || folder === '.' ? 'clusters/my-cluster' : folder });
    await vscode.env.clipboard.writeText(line);
    vscode.window.setStatusBarMessage(`Copied: ${line}`, 10_000);
  };
}
