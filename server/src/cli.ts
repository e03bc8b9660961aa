/** Process entry of the command line: `flightdeck check | build | graph | schedule | rollout`. */
import { tuneForCommand } from './engineFlags.ts';
import { runCli } from './cli/runCli.ts';

tuneForCommand();

const { stdout, stderr, env } = process;
const colour = stdout.isTTY && (env['NO_COLOR'] ?? '') === '' && env['TERM'] !== 'dumb';

// Whoever reads has seen enough (`flightdeck check | head`): that is no failure of ours.
stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit();
  throw error;
});

void runCli(process.argv.slice(2), {
  cwd: process.cwd(),
  stdin: process.stdin,
  out: (text) => stdout.write(text),
  err: (text) => stderr.write(text),
  terminal: { out: stdout.isTTY, err: stderr.isTTY, colour },
}).then((code) => {
  process.exitCode = code;
});
