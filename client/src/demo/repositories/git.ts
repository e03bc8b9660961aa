/** Runs Git for the demo, untouched by the user's own configuration where that could get in the way. */
import { spawn } from 'node:child_process';

/** What Git printed, and what it said when it failed. */
export class GitError extends Error {
  readonly exitCode: number | null;

  constructor(args: readonly string[], exitCode: number | null, stderr: string) {
    super(`git ${args.find((argument) => !argument.startsWith('-')) ?? ''} failed: ${stderr.trim()}`);
    this.name = 'GitError';
    this.exitCode = exitCode;
  }
}

/** Variables that would point Git at another repository than the one we name, as inside a Git hook. */
const misleading = ['GIT_DIR', 'GIT_WORK_TREE', 'GIT_INDEX_FILE', 'GIT_OBJECT_DIRECTORY', 'GIT_PREFIX'];

/** Runs Git in a folder and gives its standard output; throws `GitError` when it fails or is not installed. */
export async function runGit(folder: string, args: readonly string[], environment: Readonly<Record<string, string>> = {}): Promise<string> {
  const inherited = Object.fromEntries(Object.entries(process.env).filter(([name]) => !misleading.includes(name)));
  return new Promise((resolve, reject) => {
    const child = spawn('git', args, { cwd: folder, env: { ...inherited, GIT_TERMINAL_PROMPT: '0', LC_ALL: 'C', ...environment }, stdio: ['ignore', 'pipe', 'pipe'], windowsHide: true });
    const output: Buffer[] = [];
    const errors: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => output.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => errors.push(chunk));
    child.on('error', (error: NodeJS.ErrnoException) => reject(new GitError(args, null, error.code === 'ENOENT' ? 'Git is not installed or not on PATH' : error.message)));
    child.on('close', (code) => {
      if (code === 0) resolve(Buffer.concat(output).toString('utf8'));
      else reject(new GitError(args, code, Buffer.concat(errors).toString('utf8')));
    });
  });
}
