/** Reads the command line and runs one command. */
import type { Readable } from 'node:stream';
import { isCliError } from './cliError.ts';
import { ownVersion } from './ownVersion.ts';
import { runRollout } from './rolloutCommand.ts';
import { usage, usageOf } from './usage.ts';

/** The process as the commands see it. `out` carries only the answer, `err` the rest. */
export interface CliProcess {
  readonly cwd: string;
  readonly stdin: Readable;
  out(text: string): void;
  err(text: string): void;
  /** Where `out` and `err` are seen by a person, and whether in colour; nowhere where absent. */
  readonly terminal?: { readonly out: boolean; readonly err: boolean; readonly colour: boolean };
}

const commands: Readonly<Record<string, (args: readonly string[], process: CliProcess) => Promise<number>>> = {
  // Each is loaded when it is asked for: a build need not wait for the code of a hundred rules.
  check: async (...of) => (await import('./repositoryCommands.ts')).runCheck(...of),
  build: async (...of) => (await import('./buildCommand.ts')).runBuild(...of),
  graph: async (...of) => (await import('./repositoryCommands.ts')).runGraph(...of),
  schedule: async (...of) => (await import('./repositoryCommands.ts')).runSchedule(...of),
  rollout: runRollout,
};

/** Runs a command line and gives the exit code: 2 when it could not run. */
export async function runCli(args: readonly string[], process: CliProcess): Promise<number> {
  const [name, ...rest] = args;
  if (name === undefined || name === 'help' || name === '--help' || name === '-h') {
    process.out(usage());
    return name === undefined ? 2 : 0;
  }
  if (name === '--version' || name === '-v' || name === 'version') {
    process.out(`${ownVersion()}\n`);
    return 0;
  }
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (command === undefined) {
    process.err(`flightdeck: unknown command \`${name}\`\n\n${usage()}`);
    return 2;
  }
  if (rest.includes('--help') || rest.includes('-h')) {
    process.out(usageOf(name));
    return 0;
  }
  try {
    return await command(rest, process);
  } catch (error) {
    if (isCliError(error)) process.err(`flightdeck ${name}: ${error.message}\nRun \`flightdeck ${name} --help\` for what it takes.\n`);
    else process.err(`flightdeck ${name}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    return 2;
  }
}
