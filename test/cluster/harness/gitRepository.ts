// One repository on the suite's Git server: a bare one that is served, and a clone to commit in and push from, as a developer has.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { writeFiles, type FileChanges } from './writeFiles.ts';

/** Where repositories are made. */
export interface GitPlaces {
  /** Folder of the bare repositories. */
  readonly gitFolder: string;
  readonly gitUrl: string;
  /** Folder of the clones. */
  readonly cloneFolder: string;
}

const identity = { GIT_AUTHOR_NAME: 'Dana Developer', GIT_AUTHOR_EMAIL: 'dana@example.com', GIT_COMMITTER_NAME: 'Dana Developer', GIT_COMMITTER_EMAIL: 'dana@example.com' };

/** A served repository with the branch `main`. */
export class GitRepository {
  /** What a GitRepository object names. */
  readonly url: string;
  /** The clone. */
  readonly folder: string;

  private constructor(url: string, folder: string) {
    this.url = url;
    this.folder = folder;
  }

  /** Makes it, with a first commit of the given files. */
  static async create(places: GitPlaces, name: string, files: FileChanges): Promise<GitRepository> {
    const bare = join(places.gitFolder, `${name}.git`);
    const folder = join(places.cloneFolder, name);
    await runGit('/', ['init', '-q', '--bare', '-b', 'main', bare]);
    await runGit(bare, ['config', 'http.receivepack', 'true']);
    await runGit('/', ['init', '-q', '-b', 'main', folder]);
    const repository = new GitRepository(`${places.gitUrl}/${name}.git`, folder);
    await repository.git('remote', 'add', 'origin', repository.url);
    await repository.commitAndPush(files, 'first');
    return repository;
  }

  /** Writes, commits and pushes; answers the commit's full hash. */
  async commitAndPush(files: FileChanges, message: string): Promise<string> {
    const hash = await this.commit(files, message);
    await this.git('push', '-q', 'origin', 'HEAD');
    return hash;
  }

  /** Writes into the clone only, as an editor does. */
  write(files: FileChanges): void {
    writeFiles(this.folder, files);
  }

  /** Writes and commits only. */
  async commit(files: FileChanges, message: string): Promise<string> {
    this.write(files);
    await this.git('add', '--all');
    await this.git('commit', '-q', '--allow-empty', '-m', message);
    return (await this.git('rev-parse', 'HEAD')).trim();
  }

  /** Runs Git in the clone and answers what it printed. */
  git(...args: readonly string[]): Promise<string> {
    return runGit(this.folder, args);
  }
}

function runGit(folder: string, args: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    // The machine's own configuration (signing, hooks, credential helpers) has no say here.
    const env = { PATH: process.env['PATH'] ?? '', GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_SYSTEM: '/dev/null', GIT_TERMINAL_PROMPT: '0', ...identity };
    const child = spawn('git', args, { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    let complaint = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (complaint += text));
    child.on('error', reject);
    child.on('close', (code) => (code === 0 ? resolve(output) : reject(new Error(`git ${args.join(' ')}: ${complaint.trim()}`))));
  });
}
