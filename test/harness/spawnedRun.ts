// A run of one of the repository's scripts as a terminal starts it: in a process group of its own, which Ctrl-C reaches as a whole.
import { spawn, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** A script under way. */
export class SpawnedRun {
  readonly #child: ChildProcess;
  #output = '';
  /** Its exit code (null after a signal), once it has ended and said everything. */
  readonly ended: Promise<number | null>;

  constructor(args: readonly string[], env: Readonly<Record<string, string>>) {
    this.#child = spawn(process.execPath, args, { cwd: root, env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
    for (const stream of [this.#child.stdout, this.#child.stderr]) stream?.setEncoding('utf8').on('data', (text: string) => (this.#output += text));
    this.ended = new Promise((resolve, reject) => {
      this.#child.once('error', reject);
      this.#child.once('close', (code) => resolve(code));
    });
  }

  /** What it has printed so far. */
  get output(): string {
    return this.#output;
  }

  /** Sends a signal to the whole group, as a terminal does. */
  signalGroup(signal: NodeJS.Signals): void {
    if (this.#child.pid !== undefined) process.kill(-this.#child.pid, signal);
  }

  /** Sends a signal to the script's own process alone. */
  signal(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  /** Ends what a test that failed has left running. */
  endAnyway(): void {
    if (this.#child.exitCode === null && this.#child.signalCode === null) this.signalGroup('SIGTERM');
  }
}
