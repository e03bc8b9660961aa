// An HTTP server that plays a Kubernetes API server by script: a test says what each request gets, holds watches in its hand, and reads what was asked.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

/** A request as the server saw it. */
export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

/** What a request gets: an answer, a watch stream that the test steers, a connection that is cut, or silence. */
export type Reply =
  | { readonly status: number; readonly json: unknown }
  | { readonly status: number; readonly text: string }
  | 'watch'
  | 'cut'
  | 'silence';

/** One open watch in the hand of the test. */
export interface OpenWatch {
  readonly request: SeenRequest;
  /** Sends one event. */
  send(type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK' | 'ERROR', object: unknown): void;
  /** Sends text as it is. */
  sendText(text: string): void;
  /** Ends the stream cleanly, as at the server's own time limit. */
  end(): void;
  /** Resets the connection. */
  cut(): void;
  /** Resolves when the client has gone. */
  readonly closed: Promise<void>;
}

/** The server and what it remembers. */
export class ScriptedApiServer {
  readonly requests: SeenRequest[] = [];
  /** Decides every reply; replace it at any time. */
  reply: (request: SeenRequest) => Reply | Promise<Reply> = () => ({ status: 404, json: status(404, 'NotFound', 'nothing is scripted') });
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly #watches: OpenWatch[] = [];
  readonly #waiters: ((watch: OpenWatch) => void)[] = [];

  private constructor() {
    this.#server = createServer((request, response) => void this.#handle(request, response));
    this.#server.keepAliveTimeout = 60_000;
    this.#server.on('connection', (socket) => {
      this.#sockets.add(socket);
      socket.on('close', () => this.#sockets.delete(socket));
    });
  }

  /** Listens on a free port of 127.0.0.1. */
  static async start(): Promise<ScriptedApiServer> {
    const server = new ScriptedApiServer();
    await new Promise<void>((resolve) => server.#server.listen(0, '127.0.0.1', resolve));
    return server;
  }

  get port(): number {
    const address = this.#server.address();
    return isAddress(address) ? address.port : 0;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Sockets that clients hold open. */
  get openSockets(): number {
    return this.#sockets.size;
  }

  /** The next watch that is opened, or the oldest not yet taken. */
  nextWatch(): Promise<OpenWatch> {
    const waiting = this.#watches.shift();
    return waiting === undefined ? new Promise((resolve) => this.#waiters.push(resolve)) : Promise.resolve(waiting);
  }

  /** Requests of a method whose path ends as given. */
  asked(method: string, pathEnd: string): readonly SeenRequest[] {
    return this.requests.filter((request) => request.method === method && request.path.endsWith(pathEnd));
  }

  /** Resets every connection and listens no more. */
  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    if (!this.#server.listening) return;
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }

  /** Listens again on the same port after `stop`. */
  async restart(port: number): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(port, '127.0.0.1', resolve));
  }

  async #handle(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(incoming.url ?? '/', 'http://server');
    const parts: string[] = [];
    incoming.setEncoding('utf8');
    for await (const part of incoming) parts.push(String(part));
    const request: SeenRequest = { method: incoming.method ?? '', path: url.pathname, query: url.searchParams, headers: incoming.headers, body: parts.join('') };
    this.requests.push(request);
    const reply = await this.reply(request);
    if (reply === 'cut') incoming.socket.destroy();
    else if (reply === 'watch') this.#openWatch(request, response);
    else if (reply !== 'silence') {
      response.writeHead(reply.status, { 'Content-Type': 'application/json' });
      response.end('json' in reply ? JSON.stringify(reply.json) : reply.text);
    }
  }

  #openWatch(request: SeenRequest, response: ServerResponse): void {
    response.writeHead(200, { 'Content-Type': 'application/json' });
    response.flushHeaders();
    const watch: OpenWatch = {
      request,
      send: (type, object) => response.write(`${JSON.stringify({ type, object })}\n`),
      sendText: (text) => response.write(text),
      end: () => response.end(),
      cut: () => response.socket?.resetAndDestroy(),
      closed: new Promise((resolve) => response.on('close', () => resolve())),
    };
    const waiter = this.#waiters.shift();
    if (waiter === undefined) this.#watches.push(watch);
    else waiter(watch);
  }
}

/** A `Status` object as the API server answers errors. */
export function status(code: number, reason: string, message: string, details: Readonly<Record<string, unknown>> = {}): unknown {
  return { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message, reason, details, code };
}

/** A list answer. */
export function listOf(items: readonly unknown[], resourceVersion: string, continueToken = ''): Reply {
  return { status: 200, json: { kind: 'List', apiVersion: 'v1', metadata: { resourceVersion, ...(continueToken === '' ? {} : { continue: continueToken }) }, items } };
}

function isAddress(address: AddressInfo | string | null): address is AddressInfo {
  return typeof address === 'object' && address !== null;
}
