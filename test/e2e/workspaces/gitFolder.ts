// Git repositories for the tests: made in a temporary folder, with the remote that decides which source they are.
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const CORPORA = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..', '..', 'shared', 'corpora');

/** Folder of a public repository that lies beside the checkout; undefined where it does not. */
export function findCorpus(name: string): string | undefined {
  const folder = join(CORPORA, name);
  return existsSync(folder) ? folder : undefined;
}

/** Runs git in a folder and returns what it printed. */
export async function git(folder: string, ...args: string[]): Promise<string> {
  const { stdout } = await run('git', ['-c', 'user.name=Flightdeck Test', '-c', 'user.email=test@example.invalid', '-c', 'commit.gpgsign=false', ...args], { cwd: folder, maxBuffer: 1 << 26 });
  return stdout.trim();
}

/** Copies a folder and makes a Git repository of it with one commit on `main` and the remote `origin`. */
export async function copyAsRepository(from: string, to: string, origin: string): Promise<void> {
  await cp(from, to, { recursive: true });
  await git(to, 'init', '--quiet', '--initial-branch', 'main');
  await git(to, 'remote', 'add', 'origin', origin);
  await git(to, 'add', '--all', '--force');
  await git(to, 'commit', '--quiet', '--message', 'as found');
}

/** Writes a workspace file that opens several folders, and returns its path. */
export async function writeWorkspace(folder: string, folders: readonly string[], settings: Readonly<Record<string, unknown>> = {}): Promise<string> {
  const file = join(folder, 'test.code-workspace');
  await writeFile(file, `${JSON.stringify({ folders: folders.map((path) => ({ name: basename(path), path })), settings }, undefined, 2)}\n`);
  return file;
}
