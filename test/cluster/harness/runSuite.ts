// Builds what is missing, runs the tests in a process of their own, and returns when nothing of them is left, also after Ctrl-C.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { printTestCounts, readTestCounts } from '../../harness/testCounts.mjs';
import { ensureBinaries } from './binaries.ts';
import { GoFailure } from './goTool.ts';
import { runsFolderVariable } from './processGroup.ts';
import { stopSignal, type StopSignal } from './stopSignal.ts';
import { waitUntil } from './waitUntil.ts';

/** Environment variable with the file for the report, in place of `test/results/cluster.json`. */
export const reportVariable = 'FLIGHTDECK_CLUSTER_REPORT';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const suiteFolder = join(root, 'test', 'cluster');
const report = process.env[reportVariable] ?? join(root, 'test', 'results', 'cluster.json');
const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');
const config = 'test/cluster/vitest.config.mts';

/** Runs everything, or with `--build` only builds the programs; answers the exit code: 0 also where nothing can run for want of Go, 130 after Ctrl-C. */
export async function runSuite(filters: readonly string[]): Promise<number> {
  const onlyBuilds = filters.includes('--build');
  const stop = stopSignal();
  if (!onlyBuilds) rmSync(report, { force: true });
  try {
    const code = await buildAndRun(onlyBuilds, filters, stop);
    if (stop.signal === undefined) return code;
  } catch (error) {
    if (stop.signal === undefined) return failedBuild(error);
  }
  print(`stopped by ${stop.signal}; nothing is left running`);
  return stop.exitCode;
}

async function buildAndRun(onlyBuilds: boolean, filters: readonly string[], stop: StopSignal): Promise<number> {
  const outcome = await ensureBinaries(process.env, print, stop.aborted);
  if (onlyBuilds) {
    print(outcome.type === 'ready' ? 'the control plane is built' : `the control plane is not built: ${outcome.reason}`);
    return 0;
  }
  return outcome.type === 'ready' ? await runTests(filters, stop) : await skipTests(outcome.reason);
}

function failedBuild(error: unknown): number {
  if (!(error instanceof GoFailure)) throw error;
  print(`the control plane cannot be built: ${error.message}`);
  print('0 passed, 1 failed');
  return 1;
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** Nothing can run here. That is no success: each test file counts as skipped, and the reason stands beside the number. */
async function skipTests(reason: string): Promise<number> {
  const files = readdirSync(suiteFolder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.test.ts')).length;
  mkdirSync(dirname(report), { recursive: true });
  writeFileSync(report, JSON.stringify({ numPassedTests: 0, numFailedTests: 0, numPendingTests: files, numTodoTests: 0, success: true }));
  print(`all ${files} files of the cluster suite are skipped: ${reason}`);
  print(printTestCounts(await readTestCounts(report)));
  return 0;
}

async function runTests(filters: readonly string[], stop: StopSignal): Promise<number> {
  const runs = mkdtempSync(join(tmpdir(), 'flightdeck-cluster-'));
  const code = await runVitest(filters, runs, stop);
  await waitUntil('everything that the tests have started is stopped', () => !existsSync(runs) || !readdirSync(runs).some((name) => name.startsWith('plane-')), { withinMs: 30_000 });
  rmSync(runs, { recursive: true, force: true });
  if (stop.signal !== undefined) return stop.exitCode;
  const counts = await readTestCounts(report);
  print(printTestCounts(counts));
  return code === 0 && counts.failed === 0 ? 0 : 1;
}

/** Answers vitest's exit code, when it has ended by itself or, with all of its workers, by a signal to us; the keepers of its control planes then end those. */
async function runVitest(filters: readonly string[], runs: string, stop: StopSignal): Promise<number> {
  // What the tests put into the folder for temporary files goes with the run, also what they have no time to remove.
  const env = { ...process.env, VITE_CONFIG_NATIVE_IGNORE_WARNING: 'true', [reportVariable]: report, [runsFolderVariable]: runs, TMPDIR: runs };
  // A group of its own: Ctrl-C is for us to handle. Its input is a pipe that breaks when we die.
  const child = spawn(process.execPath, [vitest, 'run', '--config', config, ...filters], { cwd: root, stdio: ['pipe', 'inherit', 'inherit'], detached: true, env });
  stop.onStop(() => {
    if (child.pid !== undefined && child.exitCode === null && child.signalCode === null) process.kill(-child.pid, 'SIGKILL');
  });
  return new Promise<number>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (exitCode) => resolve(exitCode ?? 1));
  });
}
