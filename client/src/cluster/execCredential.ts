// Runs a kubeconfig's credential program (`client.authentication.k8s.io`) as client-go does, and says clearly why it failed.
import { spawn } from 'node:child_process';
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

/** Runs a program with Node, without a shell and without standard input. */
export const runProgramWithNode: RunProgram = (command, args, env, timeoutMs, signal) =>
  new Promise((resolve) => {
    const child = spawn(command, args, { env, timeout: timeoutMs, signal, stdio: ['ignore', 'pipe', 'pipe'], windowsHide: true });
    let stdout = '';
    let stderr = '';
    let started = true;
    let startFailure = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    child.on('error', (error) => {
      started = false;
      startFailure = readString(error, 'code') || error.message;
      if (child.pid === undefined) resolve({ exitCode: undefined, stdout, stderr, failure: startFailure });
    });
    child.on('close', (code) => {
      const cut = started && code === null ? 'timeout' : startFailure;
      resolve({ exitCode: code ?? undefined, stdout, stderr, failure: cut });
    });
  });

function execInfo(plugin: ExecPlugin, cluster: KubeCluster): string {
  const clusterInfo = {
    server: cluster.server,
    ...(cluster.caData === '' ? {} : { 'certificate-authority-data': cluster.caData }),
    ...(cluster.tlsServerName === '' ? {} : { 'tls-server-name': cluster.tlsServerName }),
    ...(cluster.insecure ? { 'insecure-skip-tls-verify': true } : {}),
  };
  // An editor has no terminal to offer, so the program must not ask questions on standard input.
  const spec = { interactive: false, ...(plugin.provideClusterInfo ? { cluster: clusterInfo } : {}) };
  return JSON.stringify({ apiVersion: plugin.apiVersion, kind: 'ExecCredential', spec });
}

function readExecCredential(plugin: ExecPlugin, stdout: string): Outcome<ExecCredential, string> {
  const answer = parseJson(stdout);
  if (readString(answer, 'kind') !== 'ExecCredential') return failure(`the credential program \`${plugin.command}\` did not print an ExecCredential`);
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
