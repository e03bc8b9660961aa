/** Reads what Flightdeck needs of a Git working tree without running Git: remotes and the branch. */
import { readFileSync, statSync } from 'node:fs';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import { isRepository } from './diskFiles.ts';

/** Remotes and branch of a working tree. */
export interface GitState {
  /** URLs of all remotes, `origin` first. */
  readonly remotes: readonly string[];
  /** `undefined` when the head is detached or unknown. */
  readonly branch: string | undefined;
}

/** The root of the Git working tree that holds a folder; `undefined` when there is none. */
export function findGitRoot(folder: string): string | undefined {
  for (let at = resolve(folder); ; at = dirname(at)) {
    if (isRepository(at)) return at;
    if (dirname(at) === at) return undefined;
  }
}

/** The state of a working tree; empty for a folder that is none. */
export function readGitState(root: string): GitState {
  const gitDirectory = findGitDirectory(root);
  if (gitDirectory === undefined) return { remotes: [], branch: undefined };
  const common = readText(join(gitDirectory, 'commondir'))?.trim();
  const config = readText(join(common === undefined ? gitDirectory : resolve(gitDirectory, common), 'config')) ?? '';
  const branch = /^ref: refs\/heads\/(.+)$/m.exec(readText(join(gitDirectory, 'HEAD')) ?? '')?.[1];
  return { remotes: readRemotes(config), branch };
}

function findGitDirectory(root: string): string | undefined {
  const dotGit = join(root, '.git');
  const stats = statSync(dotGit, { throwIfNoEntry: false });
  if (stats === undefined) return undefined;
  if (stats.isDirectory()) return dotGit;
  const pointed = /^gitdir: (.+)$/m.exec(readText(dotGit) ?? '')?.[1];
  return pointed === undefined ? undefined : isAbsolute(pointed) ? pointed : resolve(root, pointed);
}

/** URLs of the `[remote "…"]` sections of a Git configuration. */
export function readRemotes(config: string): readonly string[] {
  const remotes: { name: string; url: string }[] = [];
  let remote: string | undefined;
  for (const line of config.split(/\r?\n/)) {
    const section = /^\s*\[([^\]]*)\]/.exec(line)?.[1];
    if (section !== undefined) remote = /^remote "(.*)"$/.exec(section)?.[1];
    const url = /^\s*url\s*=\s*(.+?)\s*$/.exec(line)?.[1];
    if (remote !== undefined && url !== undefined) remotes.push({ name: remote, url });
  }
  return remotes.sort((a, b) => Number(b.name === 'origin') - Number(a.name === 'origin')).map(({ url }) => url);
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error) return undefined;
    throw error;
  }
}
