/** Reads the command line and runs one command. */
import type { Readable } from 'node:stream';
import { runCheck } from './checkCommand.ts';
import { CliError } from './cliError.ts';
import { runGraph } from './graphCommand.ts';
import { runSchedule } from './scheduleCommand.ts';
import { runBuild } from './buildCommand.ts';
import { runRollout } from './rolloutCommand.ts';

/** The process as the commands see it. `out` carries only the answer, `err` the rest. */
export interface CliProcess {
  readonly cwd: string;
  readonly stdin: Readable;
  out(text: string): void;
  err(text: string): void;
}

const usage = `Usage: flightdeck <command> [options]

  check [DIR…] [--format text|json|sarif|github] [--fail-on error|warning|info|hint]
        [--flux-version 2.9] [--source NS/NAME=DIR …]
                        what is wrong in a repository; exit 1 on an error, or on what --fail-on says
  build DIR             what \`kustomize build\` would print
  build --file FILE --name NAME [--namespace NS] [--recursive]
                        what \`flux build kustomization --dry-run\` would print
  build --batch         JSON lines on standard input, JSON lines on standard output
  graph [DIR…] [--format json|mermaid|dot]
                        what applies what, from which source, in what order
  schedule FILE [--name CANARY] [--format text|json]
                        the rollout of a Canary, tick by tick
  rollout status canary/NAME [-n NAMESPACE] [--context CONTEXT] [--timeout 10m] [--format text|json]
                        waits for a Canary in a cluster; exit 0 promoted, 1 failed, 2 could not tell, 3 timed out

DIR is the repository's root: what a Git source's path is joined to. Default: the working directory.
`;

const commands: Readonly<Record<string, (args: readonly string[], process: CliProcess) => Promise<number>>> = {
  check: runCheck,
  build: runBuild,
  graph: runGraph,
  schedule: runSchedule,
  rollout: runRollout,
};

/** Runs a command line and gives the exit code: 2 when it could not run. */
export async function runCli(args: readonly string[], process: CliProcess): Promise<number> {
  const [name, ...rest] = args;
  if (name === undefined || name === 'help' || name === '--help' || name === '-h') {
    process.out(usage);
    return name === undefined ? 2 : 0;
  }
  const command = commands[name];
  if (command === undefined) {
    process.err(`flightdeck: unknown command \`${name}\`\n\n${usage}`);
    return 2;
  }
  if (rest.includes('--help') || rest.includes('-h')) {
    process.out(usage);
    return 0;
  }
  try {
    return await command(rest, process);
  } catch (error) {
    if (error instanceof CliError) process.err(`flightdeck ${name}: ${error.message}\n`);
    else process.err(`flightdeck ${name}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    return 2;
  }
}
