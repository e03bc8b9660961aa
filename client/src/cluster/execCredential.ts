// Runs a kubeconfig's credential program (`client.authentication.k8s.io`) as client-go does, and says clearly why it failed.
import { spawn, type ChildProcess } from 'node:child_process';
import { failure, success, type Outcome } from './outcome.ts';
import type { ExecPlugin, KubeCluster } from './kubeconfigEntries.ts';
import { parseJson, readString } from './jsonValue.ts';

/** What a credential program gave. Absent values are empty strings. */
export interface ExecCredential {
  readonly token: string;
  /** PEM text. */
  readonly certificate: string;
  readonly key: string;
  /** Milliseconds since the epoch after which it must be asked again; undefined means never. */
  readonly expiresAt: number | undefined;
}

/** How a program ended. */
export interface ProgramEnd {
  /** Undefined when it could not be started or was ended by us. */
  readonly exitCode: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
  /** `ENOENT` and the like when it could not be started, `timeout` when it took too long. */
  readonly failure: string;
}

/** Starts a program and collects what it prints; never rejects. */
export type RunProgram = (command: string, args: readonly string[], env: Readonly<Record<string, string | undefined>>, timeoutMs: number, signal: AbortSignal) => Promise<ProgramEnd>;

/** The longest time that a credential program may take: some open a browser and wait for a login. */
export const execTimeoutMs = 60_000;

/** Asks the program for credentials. The error is one sentence with the command's name and, if it is not installed, its own hint. */
export async function fetchExecCredential(
  plugin: ExecPlugin,
  cluster: KubeCluster,
  environment: { readonly env: Readonly<Record<string, string | undefined>>; readonly runProgram: RunProgram; readonly signal: AbortSignal },
): Promise<Outcome<ExecCredential, string>> {
  if (plugin.interactiveMode === 'Always') return failure(`the credential program \`${plugin.command}\` wants a terminal, which an editor does not have`);
  const env = { ...environment.env, ...plugin.env, KUBERNETES_EXEC_INFO: execInfo(plugin, cluster) };
  const end = await environment.runProgram(plugin.command, plugin.args, env, execTimeoutMs, environment.signal);
  if (end.failure === 'ENOENT') {
    return failure(`the credential program \`${plugin.command}\` is not installed${plugin.installHint === '' ? '' : `: ${plugin.installHint.trim()}`}`);
  }
  if (end.failure === 'timeout') return failure(`the credential program \`${plugin.command}\` gave no answer in ${execTimeoutMs / 1000} s`);
  if (end.failure !== '') return failure(`the credential program \`${plugin.command}\` cannot run: ${end.failure}`);
  if (end.exitCode !== 0) return failure(`the credential program \`${plugin.command}\` failed with exit code ${end.exitCode ?? 'unknown'}${lastWords(end.stderr)}`);
  return readExecCredential(plugin, end.stdout);
}

/** Runs a program with Node, without a shell and without standard input. What it has started itself ends with it: nothing is left behind. */
export const runProgramWithNode: RunProgram = (command, args, env, timeoutMs, signal) =>
  new Promise((resolve) => {
    if (signal.aborted) {
      resolve({ exitCode: undefined, stdout: '', stderr: '', failure: 'cancelled' });
      return;
    }
    let child: ReturnType<typeof startProgram>;
    try {
      child = startProgram(command, args, env);
    } catch (error) {
      // Node throws for what the system refuses outright, like too long an environment.
      resolve({ exitCode: undefined, stdout: '', stderr: '', failure: readString(error, 'code') || String(error) });
      return;
    }
    let stdout = '';
    let stderr = '';
    let cut = '';
    const endAll = (reason: string) => {
      cut = reason;
      killTree(child);
      // Something that has left the group may hold the pipes for ever: nobody waits for that.
      child.stdout.destroy();
      child.stderr.destroy();
      finish({ exitCode: undefined, stdout, stderr, failure: reason });
    };
    const onAbort = () => endAll('cancelled');
    const timer = setTimeout(() => endAll('timeout'), timeoutMs);
    signal.addEventListener('abort', onAbort, { once: true });
    const finish = (end: ProgramEnd) => {
      clearTimeout(timer);
      signal.removeEventListener('abort', onAbort);
      resolve(end);
    };
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    child.on('error', (error) => finish({ exitCode: undefined, stdout, stderr, failure: cut || readString(error, 'code') || error.message }));
    child.on('close', (code, killedBy) => finish({ exitCode: code ?? undefined, stdout, stderr, failure: cut || (code === null ? `it was ended by ${killedBy ?? 'a signal'}` : '') }));
  });

/** In a process group of its own, so that it can be ended as a whole. */
function startProgram(command: string, args: readonly string[], env: Readonly<Record<string, string | undefined>>) {
  return spawn(command, args, { env, detached: process.platform !== 'win32', stdio: ['ignore', 'pipe', 'pipe'], windowsHide: true });
}

/** Ends a program and all that it has started. */
function killTree({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  try {
    if (process.platform === 'win32') spawn('taskkill', ['/pid', String(pid), '/T', '/F'], { stdio: 'ignore', windowsHide: true });
    else process.kill(-pid, 'SIGKILL');
  } catch (error) {
    // It has ended by itself in this moment.
    if (readString(error, 'code') !== 'ESRCH') throw error;
  }
}

function execInfo(plugin: ExecPlugin, cluster: KubeCluster): string {
  const clusterInfo = {
    server: cluster.server,
    ...(cluster.caData === '' ? {} : { 'certificate-authority-data': cluster.caData }),
    ...(cluster.tlsServerName === '' ? {} : { 'tls-server-name': cluster.tlsServerName }),
    ...(cluster.insecure ? { 'insecure-skip-tls-verify': true } : {}),
    ...(cluster.proxyUrl === '' ? {} : { 'proxy-url': cluster.proxyUrl }),
    ...(cluster.execConfig === undefined ? {} : { config: cluster.execConfig }),
  };
  // An editor has no terminal to offer, so the program must not ask questions on standard input.
  const spec = { interactive: false, ...(plugin.provideClusterInfo ? { cluster: clusterInfo } : {}) };
  return JSON.stringify({ apiVersion: plugin.apiVersion, kind: 'ExecCredential', spec });
}

function readExecCredential(plugin: ExecPlugin, stdout: string): Outcome<ExecCredential, string> {
  const answer = parseJson(stdout);
  if (readString(answer, 'kind') !== 'ExecCredential') return failure(`the credential program \`${plugin.command}\` did not print an ExecCredential`);
  const version = readString(answer, 'apiVersion');
  if (version !== plugin.apiVersion) return failure(`the credential program \`${plugin.command}\` answered in \`${version}\`, the kubeconfig asks for \`${plugin.apiVersion}\``);
  const token = readString(answer, 'status', 'token');
  const certificate = readString(answer, 'status', 'clientCertificateData');
  const key = readString(answer, 'status', 'clientKeyData');
  if (token === '' && (certificate === '' || key === '')) return failure(`the credential program \`${plugin.command}\` gave neither a token nor a certificate`);
  const expiry = Date.parse(readString(answer, 'status', 'expirationTimestamp'));
  return success({ token, certificate, key, expiresAt: Number.isNaN(expiry) ? undefined : expiry });
}

/** The last line that the program wrote on standard error: usually the reason. */
function lastWords(stderr: string): string {
  const lines = stderr.split('\n').map((line) => line.trim()).filter((line) => line !== '');
  const last = lines.at(-1);
  return last === undefined ? '' : `: ${last.slice(0, 300)}`;
}
