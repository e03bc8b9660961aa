// VS Code's own Git extension: the little of its API (version 1) that Flightdeck uses, and how to come by it.
import * as vscode from 'vscode';

/** A branch, remote branch or tag. */
export interface GitRef {
  /** 0 branch, 1 remote branch, 2 tag (`RefType` of the API). */
  readonly type: number;
  readonly name?: string;
  readonly commit?: string;
}

/** A commit of the log. */
export interface GitCommit {
  readonly hash: string;
  readonly message: string;
  readonly authorDate?: Date;
  readonly authorName?: string;
  readonly parents?: readonly string[];
}

/** A file that differs. */
export interface GitChange {
  readonly uri: vscode.Uri;
  readonly originalUri: vscode.Uri;
  /** `Status` of the API: of a commit's files 1 is added and 2 is deleted in the index. */
  readonly status: number;
}

/** A repository as the Git extension knows it. */
export interface GitRepository {
  readonly rootUri: vscode.Uri;
  /** The box of the commit message. */
  readonly inputBox?: { value: string };
  readonly state: {
    readonly onDidChange: vscode.Event<void>;
    readonly remotes: readonly { readonly name: string; readonly fetchUrl?: string }[];
    /** Files that differ from HEAD, by where they stand. */
    readonly workingTreeChanges: readonly GitChange[];
    readonly indexChanges: readonly GitChange[];
    readonly mergeChanges: readonly GitChange[];
    /** Absent in old versions, where new files are among those of the working tree. */
    readonly untrackedChanges?: readonly GitChange[];
    /** What is checked out: `name` is the branch, absent when detached; `ahead` counts commits that the upstream has not. */
    readonly HEAD?: { readonly commit?: string; readonly name?: string; readonly ahead?: number; readonly behind?: number; readonly upstream?: { readonly remote: string; readonly name: string } } | undefined;
  };
  /** `range` as in `git log A..B`. */
  log(options: { readonly maxEntries: number; readonly range?: string; readonly path?: string }): Promise<readonly GitCommit[]>;
  getCommit(ref: string): Promise<GitCommit>;
  diffBetween(ref1: string, ref2: string): Promise<readonly GitChange[]>;
  getRefs(query: { readonly sort?: 'alphabetically' | 'committerdate' }): Promise<readonly GitRef[]>;
}

interface GitApi {
  readonly repositories: readonly GitRepository[];
  readonly onDidOpenRepository: vscode.Event<GitRepository>;
  getRepository(uri: vscode.Uri): GitRepository | null;
  toGitUri(uri: vscode.Uri, ref: string): vscode.Uri;
  openRepository?(root: vscode.Uri): Promise<GitRepository | null>;
}

interface GitExtension {
  readonly enabled: boolean;
  getAPI(version: 1): GitApi;
}

/** The repository that holds a folder or file; undefined where there is none, or the Git extension is switched off. */
export async function findGitRepository(uri: vscode.Uri): Promise<GitRepository | undefined> {
  const api = await findGitApi();
  // The extension looks for repositories in its own time; asked for one it opens it.
  return api?.getRepository(uri) ?? (await api?.openRepository?.(uri)) ?? undefined;
}

/** The repositories that the Git extension has open. */
export async function openRepositories(): Promise<readonly GitRepository[]> {
  return (await findGitApi())?.repositories ?? [];
}

/** The files that a commit changed, as `vscode.changes` takes them: label, before, after. A first commit is shown against nothing. */
export async function changesOfCommit(repository: GitRepository, hash: string): Promise<readonly (readonly [vscode.Uri, vscode.Uri | undefined, vscode.Uri | undefined])[]> {
  const api = await findGitApi();
  const [parent] = (await repository.getCommit(hash)).parents ?? [];
  if (api === undefined) return [];
  // The empty tree is known to every repository.
  const before = parent ?? '4b825dc642cb6eb9a060e54bf8d69288fbee4904';
  const changes = await repository.diffBetween(before, hash);
  return changes.map(({ uri, originalUri }) => [uri, parent === undefined ? undefined : api.toGitUri(originalUri, before), api.toGitUri(uri, hash)] as const);
}

/** Calls back when something changed in any repository: a commit, a checkout, a fetch, also a saved file. */
export async function watchRepositories(changed: () => void): Promise<vscode.Disposable> {
  const api = await findGitApi();
  if (api === undefined) return vscode.Disposable.from();
  const watches = api.repositories.map(({ state }) => state.onDidChange(changed));
  const opened = api.onDidOpenRepository(({ state }) => {
    watches.push(state.onDidChange(changed));
    changed();
  });
  return new vscode.Disposable(() => {
    for (const watch of [opened, ...watches]) watch.dispose();
  });
}

async function findGitApi(): Promise<GitApi | undefined> {
  const extension = vscode.extensions.getExtension<GitExtension>('vscode.git');
  const exported = extension?.isActive === true ? extension.exports : await extension?.activate();
  return exported?.enabled === true ? exported.getAPI(1) : undefined;
}
