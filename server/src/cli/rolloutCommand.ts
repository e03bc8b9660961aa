/** `flightdeck rollout`: the one command that talks to a cluster. Its code is the client's, in a bundle of its own beside the command line's. */
import { createRequire } from 'node:module';
import { CliError } from './cliError.ts';
import type { CliProcess } from './runCli.ts';

/** Runs `rollout status`; 2 where it could not tell, 3 where it took too long. */
export async function runRollout(args: readonly string[], process: CliProcess): Promise<number> {
  const run: unknown = Reflect.get(loadBundle(), 'runRollout');
  if (typeof run !== 'function') throw new CliError('this build of Flightdeck lacks `rollout`');
  const code: unknown = await Reflect.apply(run, undefined, [args, process]);
  return typeof code === 'number' ? code : 2;
}

function loadBundle(): object {
  const loaded: unknown = createRequire(import.meta.url)('./lazy/rollout.js');
  return typeof loaded === 'object' && loaded !== null ? loaded : {};
}
