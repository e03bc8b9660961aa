// Outlives the test that started a control plane, to clean up after it however it ended: when the channel to it closes, it kills the process
// groups that are noted in the folder's `processes` file and removes the folder. Argument: the folder.
import { spawnSync } from 'node:child_process';
import { readFileSync, rmdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';

const folder = process.argv[2] ?? '';

/** @returns {{ pid: number, program: string }[]} What was noted. */
function notedProcesses() {
  try {
    const lines = readFileSync(join(folder, 'processes'), 'utf8').split('\n').filter((line) => line !== '');
    return lines.map((line) => ({ pid: Number(line.split('\t')[0]), program: line.split('\t')[1] ?? '' }));
  } catch (error) {
    if (error.code === 'ENOENT') return [];
    throw error;
  }
}

/**
 * A number may have been given to another process meanwhile, so the program is compared too.
 * @param {{ pid: number, program: string }} noted One noted process.
 * @returns {boolean} Whether it still runs.
 */
function isStillRunning({ pid, program }) {
  const lines = spawnSync('ps', ['-o', 'stat=,args=', '-p', String(pid)], { encoding: 'utf8' }).stdout.split('\n');
  return lines.some((line) => !line.trim().startsWith('Z') && line.includes(program));
}

async function cleanUp() {
  for (const noted of notedProcesses().filter(isStillRunning)) {
    try {
      process.kill(-noted.pid, 'SIGKILL');
    } catch (error) {
      if (error.code !== 'ESRCH') throw error;
    }
  }
  while (notedProcesses().some(isStillRunning)) await new Promise((resolve) => setTimeout(resolve, 20));
  rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  removeIfEmpty(dirname(folder));
}

/** @param {string} parent The folder of all control planes of one run: the last of them takes it along. */
function removeIfEmpty(parent) {
  try {
    rmdirSync(parent);
  } catch (error) {
    if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST' && error.code !== 'ENOENT') throw error;
  }
}

// Signals of a terminal are for the test; this process leaves only when its work is done.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => undefined);
process.on('disconnect', () => void cleanUp());
// Whoever dies while this process still starts has been gone before anybody listened.
if (!process.connected) void cleanUp();
