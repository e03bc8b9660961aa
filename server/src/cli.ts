/** Process entry of the command line: `flightdeck check | build | graph | schedule`. */
import { runCli } from './cli/runCli.ts';

void runCli(process.argv.slice(2), { cwd: process.cwd(), stdin: process.stdin, out: (text) => process.stdout.write(text), err: (text) => process.stderr.write(text) }).then((code) => {
  process.exitCode = code;
});
