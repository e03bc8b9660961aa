// Runs the Go tool with its caches in our cache folder and without any download of toolchains.
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';

/** The Go release that the go.mod files ask for. */
export const neededGo = '1.26';

/** A command of Go that ended with an error. */
export class GoFailure extends Error {}

/** The Go tool of this machine. */
export interface GoTool {
  /** Runs `go …` in a folder and answers what it printed; throws `GoFailure` with the end of its complaint. */
  run(folder: string, args: readonly string[]): Promise<string>;
}

/** Milliseconds that Go and its compilers get to end after an interrupt. */
const graceMs = 5000;

/** Installers put Go here without always putting it into PATH. */
const usualPlace = '/usr/local/go/bin/go';

/** Finds Go (`FLIGHTDECK_GO` names another than PATH does), or says in a few words why there is none that can be used. What it runs is ended together with its own children when it is aborted. */
export function findGo(cacheFolder: string, env: Readonly<Record<string, string | undefined>>, aborted?: AbortSignal): GoTool | { readonly missing: string } {
  const named = env['FLIGHTDECK_GO'] ?? '';
  const program = (named === '' ? ['go', usualPlace] : [named]).find((name) => spawnSync(name, ['version']).error === undefined);
  if (program === undefined) return { missing: `Go is not installed (Go ${neededGo} or newer builds the control plane)` };
  const ask = (name: string) => spawnSync(program, ['env', name], { encoding: 'utf8', env: { ...env, GOTOOLCHAIN: 'local' } }).stdout.trim();
  const version = ask('GOVERSION').replace(/^go/, '');
  if (!isAtLeast(version, neededGo)) return { missing: `Go ${version} is too old (Go ${neededGo} or newer builds the control plane)` };
  const goEnvironment = {
    ...env,
    // Modules come from the proxy only: fetching them from their repositories would need other programs and hosts.
    GOPROXY: ask('GOPROXY').split(',')[0] ?? '',
    GOTOOLCHAIN: 'local',
    CGO_ENABLED: '0',
    GOWORK: 'off',
    GOFLAGS: '-buildvcs=false -modcacherw -trimpath',
    GOMODCACHE: join(cacheFolder, 'go', 'mod'),
    GOCACHE: join(cacheFolder, 'go', 'build'),
  };
  return { run: (folder, args) => runGo(program, args, { cwd: folder, env: goEnvironment, aborted }) };
}

function runGo(program: string, args: readonly string[], options: { readonly cwd: string; readonly env: NodeJS.ProcessEnv; readonly aborted: AbortSignal | undefined }): Promise<string> {
  const { cwd, env, aborted } = options;
  return new Promise((resolve, reject) => {
    // Where Ctrl-C is for the caller to pass on: a group of its own, so that its compilers end with it.
    const child = spawn(program, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'], detached: aborted !== undefined });
    let impatience: NodeJS.Timeout | undefined;
    // Go removes its work folder when it is interrupted, which it cannot when it is killed.
    const interrupt = () => {
      endGroup(child, 'SIGINT');
      impatience = setTimeout(() => endGroup(child, 'SIGKILL'), graceMs);
    };
    aborted?.addEventListener('abort', interrupt);
    let output = '';
    let complaint = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (complaint = `${complaint}${text}`.slice(-4000)));
    child.on('error', reject);
    child.on('close', (code) => {
      aborted?.removeEventListener('abort', interrupt);
      clearTimeout(impatience);
      if (code === 0 && aborted?.aborted !== true) resolve(output);
      else reject(new GoFailure(`go ${args.slice(0, 2).join(' ')} … failed: ${complaint.trim().split('\n').slice(-8).join('\n')}`));
    });
    if (aborted?.aborted === true) interrupt();
  });
}

/** The group outlives its leader where one of its compilers does. */
function endGroup(leader: ChildProcess, signal: NodeJS.Signals): void {
  if (leader.pid === undefined) return;
  try {
    process.kill(-leader.pid, signal);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}

function isAtLeast(version: string, wanted: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [wantedMajor = 0, wantedMinor = 0] = wanted.split('.').map(Number);
  return major > wantedMajor || (major === wantedMajor && minor >= wantedMinor);
}
