// Runs the bundled demo cluster as a process of its own and waits for its ready line.
import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';

/** What the demo says when it is ready: absolute paths, and the address of its Kubernetes API. */
export interface DemoReady {
  readonly kubeconfig: string;
  readonly fleet: string;
  readonly application: string;
  readonly url: string;
}

/** A running demo. */
export interface DemoProcess extends DemoReady {
  /** Ends it; settles when it has ended. */
  stop(): Promise<void>;
}

/** Starts `script` (the bundled demo) on a folder. Rejects with the demo's own words when it ends before it is ready. */
export async function startDemoProcess(script: string, folder: string): Promise<DemoProcess> {
  // In desktop VS Code this process's program is Electron, which this variable turns into plain Node.
  const child = spawn(process.execPath, [script, '--dir', folder], { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' } });
  let complaints = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaints = `${complaints}${text}`.slice(-4000);
  });
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
    child.once('error', (error) => {
      complaints += error.message;
      resolve();
    });
  });
  const ready = await new Promise<DemoReady>((resolve, reject) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      const said = readReadyLine(line);
      if (said !== undefined) resolve(said);
    });
    void ended.then(() => reject(new Error(`the demo cluster ended before it was ready: ${complaints.trim()}`)));
  });
  return { ...ready, stop: () => stopChild(child, ended) };
}

/** Reads the line that the demo prints when it is ready; undefined for any other line. */
export function readReadyLine(line: string): DemoReady | undefined {
  if (!line.startsWith('{')) return undefined;
  const said: unknown = JSON.parse(line);
  const text = (key: string): string | undefined => {
    const value: unknown = typeof said === 'object' && said !== null ? Reflect.get(said, key) : undefined;
    return typeof value === 'string' ? value : undefined;
  };
  const [kubeconfig, fleet, application, url] = [text('kubeconfig'), text('fleet'), text('application'), text('url')];
  return kubeconfig === undefined || fleet === undefined || application === undefined || url === undefined ? undefined : { kubeconfig, fleet, application, url };
}

async function stopChild(child: ChildProcess, ended: Promise<void>): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) child.kill();
  await ended;
}
