// Builds what is missing, runs the tests in a process of their own, and returns when nothing of them is left, also after Ctrl-C.
import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { printTestCounts, readTestCounts } from '../../harness/testCounts.mjs';
import { ensureBinaries } from './binaries.ts';
import { GoFailure } from './goTool.ts';
import { runsFolderVariable } from './processGroup.ts';
import { waitUntil } from './waitUntil.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const suiteFolder = join(root, 'test', 'cluster');
const results = join(root, 'test', 'results');
const report = join(results, 'cluster.json');
const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');
const config = 'test/cluster/vitest.config.mts';
const environment = { ...process.env, VITE_CONFIG_NATIVE_IGNORE_WARNING: 'true' };

/** Runs everything, or with `--build` only builds the programs; answers the exit code. */
export async function runSuite(filters: readonly string[]): Promise<number> {
  const onlyBuilds = filters.includes('--build');
  if (!onlyBuilds) rmSync(report, { force: true });
  try {
    const outcome = await ensureBinaries(process.env, print);
    if (onlyBuilds) {
      print(outcome.type === 'ready' ? 'the control plane is built' : `the control plane is not built: ${outcome.reason}`);
      return 0;
    }
    return outcome.type === 'ready' ? await runTests(filters) : await skipTests(outcome.reason);
  } catch (error) {
    if (!(error instanceof GoFailure)) throw error;
    print(`the control plane cannot be built: ${error.message}`);
    print('0 passed, 1 failed');
    return 1;
  }
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** Nothing can run here. That is no success: each test file counts as skipped, and the reason stands beside the number. */
async function skipTests(reason: string): Promise<number> {
  const files = readdirSync(suiteFolder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.test.ts')).length;
  mkdirSync(results, { recursive: true });
  writeFileSync(report, JSON.stringify({ numPassedTests: 0, numFailedTests: 0, numPendingTests: files, numTodoTests: 0, success: true }));
  print(`all ${files} files of the cluster suite are skipped: ${reason}`);
  print(printTestCounts(await readTestCounts(report)));
  return 0;
}

async function runTests(filters: readonly string[]): Promise<number> {
  const runs = mkdtempSync(join(tmpdir(), 'flightdeck-cluster-'));
  // A group of its own: Ctrl-C is for us to handle. Its input is a pipe that breaks when we die.
  const child = spawn(process.execPath, [vitest, 'run', '--config', config, ...filters], { cwd: root, stdio: ['pipe', 'inherit', 'inherit'], detached: true, env: { ...environment, [runsFolderVariable]: runs } });
  const interrupted = killOnSignal(child);
  const code = await new Promise<number>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (exitCode) => resolve(exitCode ?? 1));
  });
  await waitUntil('everything that the tests have started is stopped', () => !existsSync(runs) || readdirSync(runs).length === 0, { withinMs: 30_000 });
  rmSync(runs, { recursive: true, force: true });
  if (interrupted.signal !== undefined) {
    print(`stopped by ${interrupted.signal}; nothing is left running`);
    return interrupted.signal === 'SIGINT' ? 130 : 143;
  }
  const counts = await readTestCounts(report);
  print(printTestCounts(counts));
  return code === 0 && counts.failed === 0 ? 0 : 1;
}

/** Ends the tests on Ctrl-C; their keepers then end what they have started. */
function killOnSignal(child: ChildProcess): { readonly signal: NodeJS.Signals | undefined } {
  const seen: { signal: NodeJS.Signals | undefined } = { signal: undefined };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      seen.signal = signal;
      if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, 'SIGKILL');
    });
  }
  return seen;
}
