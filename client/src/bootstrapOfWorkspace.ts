// Finds out which repository is open and makes of it the command line that would bootstrap a cluster.
import { posix } from 'node:path';
import * as vscode from 'vscode';
import { repositoryTreeRequest } from '../../server/src/protocol/requests.ts';
import type { LanguageServer } from './languageServer.ts';
import { bootstrapCommand } from './git/bootstrapCommand.ts';
import { findGitRepository } from './git/gitExtension.ts';

/** The command line for the first entry point, or for the first folder where there is none; undefined without a Git repository that has a remote. */
export async function bootstrapOfWorkspace(server: LanguageServer): Promise<string | undefined> {
  const tree = await server.request(repositoryTreeRequest, {});
  const entry = tree?.roots.find(({ kind, place }) => kind === 'entryPoint' && place !== undefined)?.place;
  const start = entry === undefined ? vscode.workspace.workspaceFolders?.[0]?.uri : vscode.Uri.parse(entry.uri);
  const repository = start === undefined ? undefined : await findGitRepository(start);
  const remote = repository?.state.remotes.find(({ name }) => name === 'origin') ?? repository?.state.remotes[0];
  if (repository === undefined || remote?.fetchUrl === undefined) return undefined;
  // The entry point stands in `<cluster>/flux-system/gotk-sync.yaml`.
  const folder = entry === undefined ? '' : posix.dirname(posix.relative(repository.rootUri.path, vscode.Uri.parse(entry.uri).path)).replace(/(^|\/)flux-system$/, '');
  return bootstrapCommand({ remote: remote.fetchUrl, branch: repository.state.HEAD?.name ?? 'main', path: folder === '' || folder === '.' ? 'clusters/my-cluster' : folder });
}
