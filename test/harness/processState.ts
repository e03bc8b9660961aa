// Whether a process still runs, for tests that end processes.
import { spawnSync } from 'node:child_process';

/** True while the process exists and is no zombie: one that nobody has waited for has ended all the same. */
export function isRunning(processId: number): boolean {
  const state = spawnSync('ps', ['-o', 'stat=', '-p', String(processId)], { encoding: 'utf8' }).stdout.trim();
  return state !== '' && !state.startsWith('Z');
}
