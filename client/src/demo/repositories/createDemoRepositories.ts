/** Makes the demo's two Git repositories, each with a bare remote beside it. */
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { bookshopFiles } from './bookshopFiles.ts';
import { demoGitBase, demoGitUrl, demoRepositoryNames } from './demoNames.ts';
import { fleetFiles } from './fleetFiles.ts';
import { runGit } from './git.ts';

/** Where the repositories are. */
export interface DemoRepositories {
  /** Working copy of the fleet repository. */
  readonly fleet: string;
  /** Working copy of the application repository. */
  readonly application: string;
  /** Folder of the bare remotes, `<name>.git` each. */
  readonly remotes: string;
}

/** Files of a repository: path from its root → text. */
export type RepositoryFiles = Readonly<Record<string, string>>;

/** Makes the repositories below a folder; those that exist already stay as they are. Throws `GitError` when Git fails or is missing. */
export async function createDemoRepositories(directory: string): Promise<DemoRepositories> {
  const remotes = join(directory, 'remotes');
  await mkdir(remotes, { recursive: true });
  const fleet = await createRepository(directory, remotes, demoRepositoryNames.fleet, fleetFiles());
  const application = await createRepository(directory, remotes, demoRepositoryNames.application, bookshopFiles());
  return { fleet, application, remotes };
}

async function createRepository(directory: string, remotes: string, name: string, files: RepositoryFiles): Promise<string> {
  const workingCopy = join(directory, name);
  const remote = join(remotes, `${name}.git`);
  if (existsSync(join(workingCopy, '.git')) && existsSync(remote)) return workingCopy;
  await runGit(directory, ['init', '--quiet', '--bare', '--initial-branch=main', remote]);
  await runGit(directory, ['init', '--quiet', '--initial-branch=main', workingCopy]);
  await configure(workingCopy, remotes, name);
  for (const [path, text] of Object.entries(files)) {
    const target = join(workingCopy, ...path.split('/'));
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, text);
  }
  await runGit(workingCopy, ['add', '--all']);
  await runGit(workingCopy, ['-c', 'commit.gpgsign=false', '-c', `core.hooksPath=${join(remote, 'no-hooks')}`, 'commit', '--quiet', '--message', `Begin ${name}`]);
  await runGit(workingCopy, ['push', '--quiet', '--set-upstream', 'origin', 'main']);
  return workingCopy;
}

async function configure(workingCopy: string, remotes: string, name: string): Promise<void> {
  const folder = `${remotes.replaceAll('\\', '/')}/`;
  const settings: readonly (readonly [string, string])[] = [
    ['user.name', 'Flightdeck Demo'],
    ['user.email', 'demo@flightdeck.example'],
    ['core.autocrlf', 'false'],
    ['commit.gpgsign', 'false'],
    [`url.${folder}.insteadOf`, demoGitBase],
  ];
  for (const [key, value] of settings) await runGit(workingCopy, ['config', key, value]);
  await runGit(workingCopy, ['remote', 'add', 'origin', demoGitUrl(name)]);
}
