// Runs child processes in process groups of their own, so that each can be ended whole, and ends all of them together.
import { spawn } from 'node:child_process';
import { once } from 'node:events';

/**
 * A process that leads its own group.
 * @typedef {object} GroupLeader
 * @property {import('node:child_process').ChildProcess} child The process itself; its `exit` event still arrives as usual.
 * @property {() => Promise<void>} stop Ends the whole group: asks first, forces after `graceMs`. Resolves when the leader is gone.
 */

/**
 * Starts `command` as the leader of a new process group.
 * @param {string} command Program to run, found on PATH or absolute.
 * @param {readonly string[]} args Its arguments.
 * @param {import('node:child_process').SpawnOptions & { graceMs?: number }} [options] As for `spawn`; `graceMs` (default 4000) is the time between asking and forcing.
 * @returns {GroupLeader} The running process.
 */
export function spawnGroup(command, args, { graceMs = 4000, ...options } = {}) {
  const child = spawn(command, args, { ...options, detached: process.platform !== 'win32' });
  const closed = new Promise((resolve) => {
    child.once('exit', resolve);
    child.once('error', resolve);
  });
  const stop = async () => {
    if (child.pid === undefined) return;
    signalGroup(child.pid, 'SIGTERM');
    const timer = setTimeout(() => signalGroup(child.pid ?? 0, 'SIGKILL'), graceMs);
    await closed;
    clearTimeout(timer);
    // The leader may leave before its children; what is left of the group goes at once.
    signalGroup(child.pid, 'SIGKILL');
  };
  return { child, stop };
}

/**
 * Sends a signal to every process of a group; a group that is already gone is no error.
 * @param {number} leader Process id of the group's leader.
 * @param {NodeJS.Signals} signal The signal.
 */
function signalGroup(leader, signal) {
  if (leader <= 0) return;
  try {
    process.kill(process.platform === 'win32' ? leader : -leader, signal);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}

/**
 * Runs a program to its end and collects what it says.
 * @param {string} command Program to run.
 * @param {readonly string[]} args Its arguments.
 * @param {import('node:child_process').SpawnOptions & { signal?: AbortSignal }} [options] As for `spawn`; `signal` ends the whole group.
 * @returns {Promise<{ code: number | null, output: string }>} Exit code (null when it could not start or was ended by a signal) and both streams together.
 */
export async function runToEnd(command, args, { signal, ...options } = {}) {
  const leader = spawnGroup(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [leader.child.stdout, leader.child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text) => {
      output += text;
    });
  }
  const onAbort = () => void leader.stop();
  signal?.addEventListener('abort', onAbort, { once: true });
  try {
    const [code] = await once(leader.child, 'close');
    return { code: typeof code === 'number' ? code : null, output };
  } catch (error) {
    return { code: null, output: `${output}${error instanceof Error ? error.message : String(error)}` };
  } finally {
    signal?.removeEventListener('abort', onAbort);
  }
}
