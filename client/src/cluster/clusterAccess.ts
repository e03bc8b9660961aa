// Turns a kubeconfig context into what a request needs (address, TLS, headers, agent) and renews it; TLS, proxies and old auth providers are client-node's.
import { readFile } from 'node:fs/promises';
import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent, type AgentOptions, type RequestOptions } from 'node:https';
import type { Clock } from './clock.ts';
import { ClusterClock } from './clusterClock.ts';
import { fetchExecCredential, type ExecCredential, type RunProgram } from './execCredential.ts';
import { readString } from './jsonValue.ts';
import type { ResolvedContext } from './kubeconfig.ts';
import type { KubeCluster } from './kubeconfigEntries.ts';
import type { KubeError } from './kubeError.ts';
import { failure, success, type Outcome } from './outcome.ts';
import { proxyFromEnvironment, type EditorProxy } from './proxyFromEnvironment.ts';
import { Http1Pulse } from './transport/http1Pulse.ts';
import { ServerChannel } from './transport/serverChannel.ts';

/** Everything that a request to the API server needs, except the request. */
export interface ClusterAccess {
  /** The server's URL; its path is a prefix of every request's path. */
  readonly server: URL;
  /** A list is sent as repeated headers. */
  readonly headers: Readonly<Record<string, string | string[]>>;
  /** HTTP/2 connections, where the server speaks it; undefined for plain HTTP. */
  readonly channel: ServerChannel | undefined;
  /** For HTTP/1.1. */
  readonly agent: HttpAgent;
  /** Knows of silence over HTTP/1.1; HTTP/2 connections know it by themselves. */
  readonly pulse: Http1Pulse;
  readonly clusterClock: ClusterClock;
  /** For the channel's sockets, which VS Code's proxy support does not reach; over HTTP/1.1 also put into each request, where VS Code may replace the agent. */
  readonly tls: AgentOptions;
  /** When it must be renewed (milliseconds since the epoch), if ever. */
  readonly expiresAt: number | undefined;
}

/** What access needs from outside. */
export interface AccessEnvironment {
  readonly clock: Clock;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly runProgram: RunProgram;
  /** The editor's own proxy, for where neither the kubeconfig nor the environment names one. */
  readonly editorProxy?: EditorProxy;
}

/** Idle sockets are closed after a minute, so that an agent left behind by a renewal holds none; a socket in use is not touched by this. */
const keptSockets: AgentOptions = { keepAlive: true, timeout: 60_000 };

/** client-go reads a token file again after a minute. */
const tokenFileLifetimeMs = 60_000;
/** client-go looks at certificate files again every five minutes. */
const certificateFileLifetimeMs = 5 * 60_000;

/** Keeps the access of one context, renews it when it expires or was refused; many callers at once cause one renewal. */
export class AccessKeeper {
  readonly #resolved: ResolvedContext;
  readonly #environment: AccessEnvironment;
  readonly #stopping = new AbortController();
  readonly clusterClock = new ClusterClock();
  #current: ClusterAccess | undefined;
  #pending: Promise<Outcome<ClusterAccess, KubeError>> | undefined;
  #isLookedAt = true;

  constructor(resolved: ResolvedContext, environment: AccessEnvironment) {
    this.#resolved = resolved;
    this.#environment = environment;
  }

  /** Access that is valid now. Fails with `unauthorized` (credentials) or `unreachable` (address, certificate files). */
  async current(): Promise<Outcome<ClusterAccess, KubeError>> {
    const access = this.#current;
    const expired = access?.expiresAt !== undefined && access.expiresAt <= this.#environment.clock.now();
    return access !== undefined && !expired ? success(access) : this.#renew();
  }

  /** New access after the server refused the given one; if somebody has renewed it meanwhile, theirs is used. */
  async renewAfterRefusal(refused: ClusterAccess): Promise<Outcome<ClusterAccess, KubeError>> {
    return this.#current !== undefined && this.#current !== refused ? success(this.#current) : this.#renew();
  }

  /** Whether a person looks at what comes from the server. */
  setLookedAt(isLookedAt: boolean): void {
    this.#isLookedAt = isLookedAt;
    this.#current?.pulse.setLookedAt(isLookedAt);
  }

  /** Closes idle connections and ends a credential program that still runs. */
  dispose(): void {
    this.#stopping.abort();
    if (this.#current !== undefined) disposeAccess(this.#current);
    this.#current = undefined;
  }

  #renew(): Promise<Outcome<ClusterAccess, KubeError>> {
    this.#pending ??= this.#make().finally(() => (this.#pending = undefined));
    return this.#pending;
  }

  async #make(): Promise<Outcome<ClusterAccess, KubeError>> {
    const credential = await this.#execCredential(this.#stopping.signal);
    if (this.#isStopped()) return failure({ type: 'cancelled' });
    if (!credential.ok) return credential;
    const access = await makeAccess({ resolved: this.#resolved, credential: credential.value, environment: this.#environment, clusterClock: this.clusterClock }, this.#current);
    if (this.#isStopped()) {
      if (access.ok) disposeAccess(access.value);
      return failure({ type: 'cancelled' });
    }
    if (access.ok) {
      // Watches that stand go on with the old certificate until they end.
      const { channel } = access.value;
      if (channel !== undefined && this.#current?.channel !== channel) this.#current?.channel?.retire(channel);
      this.#current = access.value;
      this.#current.pulse.setLookedAt(this.#isLookedAt);
    }
    return access;
  }

  #isStopped(): boolean {
    return this.#stopping.signal.aborted;
  }

  async #execCredential(signal: AbortSignal): Promise<Outcome<ExecCredential | undefined, KubeError>> {
    const { user, cluster } = this.#resolved;
    if (user.exec === undefined) return success(undefined);
    const credential = await fetchExecCredential(user.exec, await withAuthority(cluster), { env: this.#environment.env, runProgram: this.#environment.runProgram, signal });
    return credential.ok ? credential : failure({ type: 'unauthorized', message: credential.error, canRetry: false });
  }
}

/** The cluster as a credential program is told of it: with its authority, wherever that is written. */
async function withAuthority(cluster: KubeCluster): Promise<KubeCluster> {
  if (cluster.caFile === '') return cluster;
  // A file that cannot be read is told when the connection is made.
  const authority = await readFile(cluster.caFile, 'base64').catch(() => '');
  return { ...cluster, caData: authority };
}

function disposeAccess(access: ClusterAccess): void {
  access.channel?.dispose();
  access.agent.destroy();
}

interface AccessParts {
  readonly resolved: ResolvedContext;
  readonly credential: ExecCredential | undefined;
  readonly environment: AccessEnvironment;
  readonly clusterClock: ClusterClock;
}

async function makeAccess({ resolved, credential, environment, clusterClock }: AccessParts, before: ClusterAccess | undefined): Promise<Outcome<ClusterAccess, KubeError>> {
  const { cluster } = resolved;
  if (!URL.canParse(cluster.server)) return failure({ type: 'unreachable', reason: `\`${cluster.server}\` is no valid server address` });
  const server = new URL(cluster.server);
  if (server.protocol !== 'https:' && server.protocol !== 'http:') return failure({ type: 'unreachable', reason: `the server address starts with ${server.protocol}//` });
  const token = await readToken(resolved, credential);
  if (!token.ok) return token;
  const proxyUrl = cluster.proxyUrl || proxyFromEnvironment(server, environment.env, environment.editorProxy);
  const options = await clientNodeOptions(resolved, credential, token.value, proxyUrl, server);
  if (!options.ok) return options;
  const tls = tlsOptions(options.value);
  const shared = { server, clusterClock, headers: requestHeaders(resolved, options.value), tls, expiresAt: credential?.expiresAt ?? filesExpiry(resolved, environment.clock) };
  // A new token needs no new connection.
  if (before !== undefined && JSON.stringify(before.tls) === JSON.stringify(tls)) return success({ ...shared, channel: before.channel, agent: before.agent, pulse: before.pulse });
  const channel = server.protocol === 'https:' ? new ServerChannel({ url: server, tls, proxyUrl }, environment.clock) : undefined;
  const agent = proxyUrl !== '' && options.value.agent instanceof HttpAgent ? options.value.agent : server.protocol === 'https:' ? new HttpsAgent({ ...tls, ...keptSockets }) : new HttpAgent(keptSockets);
  return success({ ...shared, channel, agent, pulse: new Http1Pulse(environment.clock) });
}

/** Files that hold credentials may be written anew at any time: they are read again after a while. */
function filesExpiry({ user }: ResolvedContext, clock: Clock): number | undefined {
  if (user.tokenFile !== '') return clock.now() + tokenFileLifetimeMs;
  return user.certFile !== '' || user.keyFile !== '' ? clock.now() + certificateFileLifetimeMs : undefined;
}

async function readToken(resolved: ResolvedContext, credential: ExecCredential | undefined): Promise<Outcome<string, KubeError>> {
  const { user } = resolved;
  if (credential !== undefined && credential.token !== '') return success(credential.token);
  if (user.tokenFile === '') return success(user.token);
  try {
    // client-go: the file takes precedence over the token beside it.
    return success((await readFile(user.tokenFile, 'utf8')).trim());
  } catch (error) {
    return failure({ type: 'unauthorized', message: `the token file ${user.tokenFile} cannot be read: ${readString(error, 'code') || String(error)}`, canRetry: true });
  }
}

/** What client-node makes of cluster and user: TLS material read from files, headers of auth providers, agents for HTTP and SOCKS proxies. */
async function clientNodeOptions(resolved: ResolvedContext, credential: ExecCredential | undefined, token: string, proxyUrl: string, server: URL): Promise<Outcome<RequestOptions, KubeError>> {
  const { cluster, user } = resolved;
  const base64 = (pem: string) => Buffer.from(pem, 'utf8').toString('base64');
  const certData = credential === undefined || credential.certificate === '' ? user.certData : base64(credential.certificate);
  const keyData = credential === undefined || credential.key === '' ? user.keyData : base64(credential.key);
  const fromCredential = credential !== undefined && credential.certificate !== '';
  // The package's index loads every generated API model (a second and 80 MB); only this module is needed.
  const { KubeConfig } = await import('@kubernetes/client-node/dist/config.js');
  const config = new KubeConfig();
  config.loadFromClusterAndUser(
    {
      name: 'cluster',
      server: cluster.server,
      // client-node refuses plain HTTP unless certificates are not checked; there is none to check, and kubectl allows it.
      skipTLSVerify: cluster.insecure || server.protocol === 'http:',
      ...optional('caData', cluster.caFile === '' ? cluster.caData : ''),
      ...optional('caFile', cluster.caFile),
      ...optional('tlsServerName', cluster.tlsServerName),
      ...optional('proxyUrl', proxyUrl),
    },
    {
      name: 'user',
      ...optional('certData', certData),
      ...optional('keyData', keyData),
      ...optional('certFile', fromCredential ? '' : user.certFile),
      ...optional('keyFile', fromCredential ? '' : user.keyFile),
      ...optional('token', token),
      ...optional('username', user.username),
      ...optional('password', user.password),
      ...(user.authProvider === undefined ? {} : { authProvider: user.authProvider }),
    },
  );
  const options: RequestOptions = {};
  try {
    await config.applyToHTTPSOptions(options);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    if (user.authProvider !== undefined) return failure({ type: 'unauthorized', message: `the auth provider \`${readString(user.authProvider, 'name')}\` failed: ${message}`, canRetry: true });
    return failure({ type: 'unreachable', reason: `the context's certificates cannot be used: ${message}` });
  }
  return success(options);
}

function optional<K extends string>(key: K, value: string): Partial<Record<K, string>> {
  const member: Partial<Record<K, string>> = {};
  if (value !== '') member[key] = value;
  return member;
}

function tlsOptions(options: RequestOptions): AgentOptions {
  return {
    ...(options.ca === undefined ? {} : { ca: options.ca }),
    ...(options.cert === undefined ? {} : { cert: options.cert }),
    ...(options.key === undefined ? {} : { key: options.key }),
    ...(options.servername === undefined ? {} : { servername: options.servername }),
    ...(options.rejectUnauthorized === undefined ? {} : { rejectUnauthorized: options.rejectUnauthorized }),
  };
}

function escapeHeaderKey(key: string): string {
  return [...Buffer.from(key, 'utf8')].map((byte) => (/[\w!#$&'*+.^`|~-]/.test(String.fromCharCode(byte)) ? String.fromCharCode(byte) : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`)).join('');
}

function requestHeaders(resolved: ResolvedContext, options: RequestOptions): Readonly<Record<string, string | string[]>> {
  const { user } = resolved;
  const headers: Record<string, string | string[]> = { 'User-Agent': 'flightdeck' };
  for (const [name, value] of Object.entries(options.headers ?? {})) if (typeof value === 'string') headers[name] = value;
  if (typeof options.auth === 'string') headers['Authorization'] = `Basic ${Buffer.from(options.auth, 'utf8').toString('base64')}`;
  if (user.impersonateUser !== '') headers['Impersonate-User'] = user.impersonateUser;
  if (user.impersonateUid !== '') headers['Impersonate-Uid'] = user.impersonateUid;
  if (user.impersonateGroups.length > 0) headers['Impersonate-Group'] = [...user.impersonateGroups];
  // client-go escapes what a header's name may not hold.
  for (const [key, values] of Object.entries(user.impersonateExtra)) headers[`Impersonate-Extra-${escapeHeaderKey(key)}`] = [...values];
  return headers;
}
