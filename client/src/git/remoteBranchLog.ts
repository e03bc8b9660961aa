// The log that Git keeps of a remote branch, read without running Git: the Git extension does not give it.
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';

/** The log (`git reflog`) as Git writes it; empty where there is none. A worktree shares that of its repository. */
export async function readRemoteBranchLog(root: string, remote: string, branch: string): Promise<string> {
  const pointed = /^gitdir: (.+)$/m.exec(await readIfThere(join(root, '.git')))?.[1];
  const own = pointed === undefined ? join(root, '.git') : resolve(root, pointed);
  const common = (await readIfThere(join(own, 'commondir'))).trim();
  return readIfThere(join(resolve(own, common), 'logs', 'refs', 'remotes', remote, ...branch.split('/')));
}

/** Empty where there is no such file. */
async function readIfThere(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && ['ENOENT', 'EISDIR', 'ENOTDIR'].includes(String(error.code))) return '';
    throw error;
  }
}
