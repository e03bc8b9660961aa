// Asks for a Git revision: recent commits, branches and tags from VS Code's Git extension, or anything that Git understands.
import * as vscode from 'vscode';
import { findGitRepository, type GitCommit, type GitRepository } from '../git/gitExtension.ts';
import { revisionGroups } from './revisionChoices.ts';

/** Commits that are offered. */
const maxCommits = 30;

interface RevisionItem extends vscode.QuickPickItem {
  readonly revision?: string;
}

/** The revision picked for the repository that holds `uri`; undefined where the user picks none. */
export async function pickRevision(uri: vscode.Uri, title: string): Promise<string | undefined> {
  const repository = await findGitRepository(uri);
  if (repository === undefined) return typeRevision(title);
  const [commits, refs] = await Promise.all([logOf(repository), repository.getRefs({ sort: 'committerdate' })]);
  const other: RevisionItem = { label: '$(edit) Another revision…', description: 'a commit, main~3, a tag …' };
  const items = revisionGroups(commits, refs, Date.now()).flatMap(({ heading, choices }): RevisionItem[] => [{ label: heading, kind: vscode.QuickPickItemKind.Separator }, ...choices]);
  const choice = await vscode.window.showQuickPick([...items, { label: '', kind: vscode.QuickPickItemKind.Separator }, other], { title, placeHolder: 'A commit, branch or tag', matchOnDescription: true });
  return choice === other ? typeRevision(title) : choice?.revision;
}

/** The log is empty where nothing is committed yet, which Git calls an error. */
function logOf(repository: GitRepository): Promise<readonly GitCommit[]> {
  return repository.log({ maxEntries: maxCommits }).catch(() => []);
}

async function typeRevision(title: string): Promise<string | undefined> {
  const text = await vscode.window.showInputBox({ title, prompt: 'A revision that Git understands', placeHolder: 'HEAD~1, main, v1.2.0, 02fae5b …' });
  return text === undefined || text.trim() === '' ? undefined : text.trim();
}
