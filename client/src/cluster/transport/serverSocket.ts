// Opens the secured socket to an API server, directly or through an HTTP, HTTPS or SOCKS proxy, and says which HTTP the server speaks.
import { request as requestPlain, type ClientRequest } from 'node:http';
import { request as requestSecure, type AgentOptions } from 'node:https';
import { connect as connectPlain, isIP, type Socket } from 'node:net';
import * as tlsModule from 'node:tls';
import { connect as connectSecure, type ConnectionOptions, type TLSSocket } from 'node:tls';
import { SocksClient, type SocksProxy } from 'socks';
import type { Clock } from '../clock.ts';

/** Where a server is and how it is proved. */
export interface ServerAddress {
  readonly url: URL;
  readonly tls: AgentOptions;
  /** Empty for none. */
  readonly proxyUrl: string;
}

/** Nobody waits longer for a connection. Milliseconds. */
export const connectTimeoutMs = 10_000;

/** A connected socket whose certificate was checked; rejects with Node's error. `alpnProtocol` of the socket is `h2` where the server speaks HTTP/2. */
export async function openServerSocket(address: ServerAddress, clock: Clock, signal: AbortSignal): Promise<TLSSocket> {
  const attempt = new Attempt(clock, signal);
  try {
    const below = await attempt.hold(address.proxyUrl === '' ? connectDirectly(address.url) : connectThrough(new URL(address.proxyUrl), address));
    const secured = connectSecure(tlsOptions(address, below));
    attempt.guard(secured);
    await new Promise<void>((resolve, reject) => {
      secured.once('secureConnect', resolve);
      secured.once('error', reject);
      secured.once('close', () => reject(attempt.failure ?? Object.assign(new Error('connection reset'), { code: 'ECONNRESET' })));
    });
    secured.setNoDelay(true);
    secured.setKeepAlive(true, 30_000);
    return secured;
  } finally {
    attempt.end();
  }
}

/** One attempt: whatever it has opened is closed when it takes too long or is not wanted any more. */
class Attempt {
  readonly #signal: AbortSignal;
  readonly #opened = new Set<{ destroy(): void }>();
  readonly #stopTimer: () => void;
  readonly #onAbort = () => this.#fail(new Error('cancelled'));
  readonly #failed: Promise<never>;
  #reject: (error: Error) => void = () => undefined;
  failure: Error | undefined;

  constructor(clock: Clock, signal: AbortSignal) {
    this.#signal = signal;
    this.#failed = new Promise((_, reject) => (this.#reject = reject));
    // Whoever waits hears of it by `hold`; without anybody waiting it is no unhandled rejection.
    this.#failed.catch(() => undefined);
    this.#stopTimer = clock.startTimer(connectTimeoutMs, () => this.#fail(Object.assign(new Error('no answer in time'), { code: 'ETIMEDOUT' })));
    signal.addEventListener('abort', this.#onAbort, { once: true });
    if (signal.aborted) this.#onAbort();
  }

  async hold<T extends { destroy(): void }>({ pending, opening }: Opening<T>): Promise<T> {
    if (opening !== undefined) this.guard(opening);
    void pending.then((late) => this.failure !== undefined && late.destroy(), () => undefined);
    const opened = await Promise.race([pending, this.#failed]);
    this.guard(opened);
    return opened;
  }

  guard(opened: { destroy(): void }): void {
    this.#opened.add(opened);
    if (this.failure !== undefined) opened.destroy();
  }

  end(): void {
    this.#stopTimer();
    this.#signal.removeEventListener('abort', this.#onAbort);
  }

  #fail(error: Error): void {
    this.failure = error;
    this.#reject(error);
    for (const opened of this.#opened) opened.destroy();
  }
}

interface Opening<T> {
  readonly pending: Promise<T>;
  /** What can be destroyed while it is pending. */
  readonly opening?: { destroy(): void };
}

function connectDirectly(url: URL): Opening<Socket> {
  const socket = connectPlain({ host: hostOf(url), port: portOf(url) });
  const pending = new Promise<Socket>((resolve, reject) => {
    socket.once('connect', () => resolve(socket));
    socket.once('error', reject);
  });
  return { pending, opening: socket };
}

function connectThrough(proxy: URL, { url }: ServerAddress): Opening<Socket> {
  if (proxy.protocol.startsWith('socks')) return { pending: connectThroughSocks(proxy, url) };
  if (proxy.protocol !== 'http:' && proxy.protocol !== 'https:') return { pending: Promise.reject(new Error(`\`${proxy.protocol}\` is no kind of proxy that we know`)) };
  const target = `${url.hostname}:${portOf(url)}`;
  const options = {
    method: 'CONNECT',
    host: hostOf(proxy),
    port: portOf(proxy),
    path: target,
    agent: false,
    headers: { Host: target, ...(proxy.username === '' ? {} : { 'Proxy-Authorization': `Basic ${Buffer.from(`${decodeURIComponent(proxy.username)}:${decodeURIComponent(proxy.password)}`).toString('base64')}` }) },
  };
  const request = proxy.protocol === 'https:' ? requestSecure(options) : requestPlain(options);
  return { pending: untilConnected(request, proxy), opening: request };
}

function untilConnected(request: ClientRequest, proxy: URL): Promise<Socket> {
  return new Promise((resolve, reject) => {
    request.once('connect', (answer, socket) => {
      if (answer.statusCode === 200) resolve(socket);
      else {
        socket.destroy();
        reject(new Error(`the proxy ${proxy.host} answered ${answer.statusCode ?? 0} ${answer.statusMessage ?? ''}`.trim()));
      }
    });
    request.once('response', (answer) => reject(new Error(`the proxy ${proxy.host} answered ${answer.statusCode ?? 0} ${answer.statusMessage ?? ''}`.trim())));
    request.once('error', (error) => reject(new Error(`the proxy ${proxy.host} cannot be reached: ${error.message}`)));
    request.end();
  });
}

async function connectThroughSocks(proxy: URL, url: URL): Promise<Socket> {
  const version: SocksProxy['type'] = proxy.protocol.startsWith('socks4') ? 4 : 5;
  const login = proxy.username === '' ? {} : { userId: decodeURIComponent(proxy.username), password: decodeURIComponent(proxy.password) };
  const { socket } = await SocksClient.createConnection({
    proxy: { host: hostOf(proxy), port: Number(proxy.port || 1080), type: version, ...login },
    command: 'connect',
    // The name goes to the proxy as it is: only there it may be known.
    destination: { host: hostOf(url), port: portOf(url) },
    timeout: connectTimeoutMs,
  });
  return socket;
}

function tlsOptions({ url, tls }: ServerAddress, socket: Socket): ConnectionOptions {
  const host = hostOf(url);
  return {
    ...(tls.ca === undefined ? systemRoots() : { ca: tls.ca }),
    ...(tls.cert === undefined ? {} : { cert: tls.cert }),
    ...(tls.key === undefined ? {} : { key: tls.key }),
    ...(tls.rejectUnauthorized === undefined ? {} : { rejectUnauthorized: tls.rejectUnauthorized }),
    // The name that is sent must be no address; the certificate is held to `servername`, or else to `host`.
    ...(tls.servername !== undefined ? { servername: tls.servername } : isIP(host) === 0 ? { servername: host } : {}),
    host,
    socket,
    ALPNProtocols: ['h2', 'http/1.1'],
  };
}

let knownRoots: Pick<ConnectionOptions, 'ca'> | undefined;

/** Without an authority of its own a cluster is held to those of this machine, as kubectl does it; Node's own list does not have a company's. */
function systemRoots(): Pick<ConnectionOptions, 'ca'> {
  // Older Nodes cannot read them.
  const tls: { readonly rootCertificates: readonly string[]; readonly getCACertificates?: (store: string) => string[] } = tlsModule;
  const read = tls.getCACertificates;
  if (read === undefined) return {};
  knownRoots ??= { ca: [...new Set([...read('default'), ...read('system')])] };
  return knownRoots;
}

function hostOf(url: URL): string {
  return url.hostname.replace(/^\[|\]$/g, '');
}

function portOf(url: URL): number {
  return Number(url.port || (url.protocol === 'https:' ? 443 : 80));
}
