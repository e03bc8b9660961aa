// The processes of one control plane: started with a log file each, ended together, and ended by a keeper when their owner dies.
import { spawn, type ChildProcess } from 'node:child_process';
import { appendFileSync, closeSync, mkdirSync, mkdtempSync, openSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { WaitTimeout, waitUntil } from './waitUntil.ts';

/** What to run. */
export interface ProcessOptions {
  readonly name: string;
  readonly program: string;
  readonly args: readonly string[];
  /** Beside PATH and HOME; nothing else of our own environment is passed on. */
  readonly env?: Readonly<Record<string, string>>;
}

/** Environment variable with the folder below which the folders of all control planes of one run are made. */
export const runsFolderVariable = 'FLIGHTDECK_CLUSTER_RUNS';

/** One running program. */
export class Component {
  readonly name: string;
  readonly logFile: string;
  readonly #child: ChildProcess;
  /** Set once it has ended. */
  #end: string | undefined;
  readonly ended: Promise<void>;

  constructor(name: string, logFile: string, child: ChildProcess) {
    this.name = name;
    this.logFile = logFile;
    this.#child = child;
    this.ended = new Promise((resolve) => {
      child.once('error', (error) => {
        this.#end = error.message;
        resolve();
      });
      child.once('exit', (code, signal) => {
        this.#end = signal === null ? `exit code ${code ?? 0}` : `signal ${signal}`;
        resolve();
      });
    });
  }

  /** Undefined where it could not be started. */
  get processId(): number | undefined {
    return this.#child.pid;
  }

  get isRunning(): boolean {
    return this.#end === undefined;
  }

  /** Waits until the probe holds; fails at once, with the last lines of the log, when the program ends or the time is over. */
  async untilReady(probe: () => Promise<boolean>, withinMs = 120_000): Promise<void> {
    await waitUntil(
      `${this.name} is ready`,
      () => {
        if (this.#end !== undefined) throw new WaitTimeout(`${this.name} ended with ${this.#end}; its last lines:\n${this.logTail(20)}`);
        return probe();
      },
      { withinMs, onTimeout: () => `its last lines:\n${this.logTail(20)}` },
    );
  }

  /** The end of its log. */
  logTail(lines: number): string {
    return readFileSync(this.logFile, 'utf8').trimEnd().split('\n').slice(-lines).map((line) => line.slice(0, 400)).join('\n');
  }

  /** Ends it and whatever it has started itself, as a crash does: nothing of what it leaves behind is wanted. */
  async kill(): Promise<void> {
    if (!this.isRunning || this.#child.pid === undefined) return;
    // Whoever waits for the end must not end first: nothing else may keep this process up.
    this.#child.ref();
    process.kill(-this.#child.pid, 'SIGKILL');
    await this.ended;
  }

  /** Stops it in its tracks, without ending it: it keeps its sockets and answers nothing. */
  freeze(): void {
    this.#child.kill('SIGSTOP');
  }

  /** Lets it go on after `freeze`. */
  thaw(): void {
    this.#child.kill('SIGCONT');
  }
}

/** All processes of one control plane and the folder that they work in. */
export class ProcessGroup {
  /** Removed at the end. */
  readonly folder: string;
  readonly #keeper: ChildProcess;
  readonly #components: Component[] = [];

  constructor() {
    const parent = process.env[runsFolderVariable] ?? join(tmpdir(), 'flightdeck-cluster');
    mkdirSync(parent, { recursive: true });
    this.folder = mkdtempSync(join(parent, 'plane-'));
    mkdirSync(join(this.folder, 'logs'));
    // In a group of its own, so that Ctrl-C does not end it together with us.
    this.#keeper = spawn(process.execPath, [fileURLToPath(new URL('./keeper.mjs', import.meta.url)), this.folder], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'], detached: true });
    // The channel keeps nobody waiting: it only has to break when we are gone.
    this.#keeper.unref();
    this.#keeper.channel?.unref();
  }

  /** Starts a program; its output goes to a file, which a second start of the same name continues. */
  start(options: ProcessOptions): Component {
    const logFile = join(this.folder, 'logs', `${options.name}.log`);
    const log = openSync(logFile, 'a');
    const env = { PATH: process.env['PATH'] ?? '', HOME: this.folder, ...options.env };
    // A group of its own, so that Ctrl-C does not reach it before us, and so that what it starts ends with it.
    const child = spawn(options.program, options.args, { cwd: this.folder, env, stdio: ['ignore', log, log], detached: true });
    closeSync(log);
    child.unref();
    if (child.pid !== undefined) appendFileSync(join(this.folder, 'processes'), `${child.pid}\t${options.program}\n`);
    const component = new Component(options.name, logFile, child);
    this.#components.push(component);
    return component;
  }

  /** Ends all programs and waits until the keeper has removed the folder. */
  async stop(): Promise<void> {
    await Promise.all(this.#components.map((component) => component.kill()));
    const gone = new Promise((resolve) => this.#keeper.once('exit', resolve));
    this.#keeper.ref();
    this.#keeper.disconnect();
    await gone;
  }
}
