// Sends one HTTP request with Node's own client: a whole answer, or a stream of text, with a deadline and cancellation; never rejects.
import { request as httpRequest, type ClientRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest, type RequestOptions } from 'node:https';
import type { Clock } from './clock.ts';
import type { ClusterAccess } from './clusterAccess.ts';
import { readString } from './jsonValue.ts';
import { unreachableReason, type KubeError } from './kubeError.ts';
import { failure, success, type Outcome } from './outcome.ts';

/** One request, relative to the server's address. */
export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';
  /** Path with query, starting with a slash. */
  readonly path: string;
  readonly body?: string;
  readonly contentType?: string;
  readonly accept?: string;
  /** Time for the whole exchange; for a stream, time until the headers arrive. */
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/** A complete answer. */
export interface HttpAnswer {
  readonly status: number;
  readonly body: string;
}

/** A body that arrives bit by bit. `read` ends normally when the server closes it, with a reason when the connection breaks. */
export interface HttpStream {
  readonly status: number;
  /** The whole body of an answer of 400 or more; empty otherwise. */
  readonly errorBody: string;
  /** Feeds decoded text to the callback until the end; undefined means a clean end. */
  read(onText: (text: string) => void): Promise<KubeError | undefined>;
}

/** Sends and collects the whole answer, whatever its status. */
export async function exchange(access: ClusterAccess, request: HttpRequest, clock: Clock): Promise<Outcome<HttpAnswer, KubeError>> {
  const deadline = new Deadline(request, clock);
  const opened = await open(access, request, deadline);
  if (!opened.ok) return opened;
  const parts: string[] = [];
  const broken = await readText(opened.value, deadline, (text) => parts.push(text));
  deadline.end();
  return broken === undefined ? success({ status: opened.value.statusCode ?? 0, body: parts.join('') }) : failure(broken);
}

/** Sends and returns as soon as the headers are there; the signal ends the stream later too. */
export async function openStream(access: ClusterAccess, request: HttpRequest, clock: Clock): Promise<Outcome<HttpStream, KubeError>> {
  const deadline = new Deadline(request, clock);
  const opened = await open(access, request, deadline);
  if (!opened.ok) return opened;
  const status = opened.value.statusCode ?? 0;
  if (status >= 400) {
    const parts: string[] = [];
    const broken = await readText(opened.value, deadline, (text) => parts.push(text));
    deadline.end();
    return broken === undefined ? success({ status, errorBody: parts.join(''), read: () => Promise.resolve(undefined) }) : failure(broken);
  }
  deadline.stopTimer();
  return success({
    status,
    errorBody: '',
    async read(onText) {
      const broken = await readText(opened.value, deadline, onText);
      deadline.end();
      return broken;
    },
  });
}

/** Destroys the request at its deadline or when the caller cancels, and remembers which of the two it was. */
class Deadline {
  readonly #request: HttpRequest;
  readonly #onAbort = () => this.#cut();
  #stopTimer: () => void;
  #outgoing: ClientRequest | undefined;
  #timedOut = false;

  constructor(request: HttpRequest, clock: Clock) {
    this.#request = request;
    this.#stopTimer = clock.startTimer(request.timeoutMs, () => {
      this.#timedOut = true;
      this.#cut();
    });
    request.signal.addEventListener('abort', this.#onAbort, { once: true });
  }

  guard(outgoing: ClientRequest): void {
    this.#outgoing = outgoing;
    if (this.#request.signal.aborted) this.#cut();
  }

  stopTimer(): void {
    this.#stopTimer();
  }

  end(): void {
    this.#stopTimer();
    this.#request.signal.removeEventListener('abort', this.#onAbort);
  }

  /** The error to report for a failure of the connection. */
  explain(error: unknown): KubeError {
    this.end();
    if (this.#request.signal.aborted) return { type: 'cancelled' };
    if (this.#timedOut) return { type: 'unreachable', reason: `no answer in ${Math.round(this.#request.timeoutMs / 1000)} s` };
    return { type: 'unreachable', reason: unreachableReason(error) };
  }

  #cut(): void {
    this.#outgoing?.destroy(new Error('ended by the client'));
  }
}

function open(access: ClusterAccess, request: HttpRequest, deadline: Deadline, retries = 1): Promise<Outcome<IncomingMessage, KubeError>> {
  return new Promise((resolve) => {
    const body = request.body === undefined ? undefined : Buffer.from(request.body, 'utf8');
    const send = access.server.protocol === 'https:' ? httpsRequest : httpRequest;
    let outgoing: ClientRequest;
    try {
      outgoing = send(nodeOptions(access, request, body));
    } catch (error) {
      // Node throws for header values that HTTP forbids (a token with a line break) and for broken certificates.
      resolve(failure(deadline.explain(error)));
      return;
    }
    let answered = false;
    outgoing.on('error', (error) => {
      // After the headers the error belongs to whoever reads the body.
      if (answered) return;
      if (retries > 0 && wasClosedBeforeReuse(outgoing, request, error)) resolve(open(access, request, deadline, retries - 1));
      else resolve(failure(deadline.explain(error)));
    });
    outgoing.on('response', (incoming) => {
      answered = true;
      resolve(success(incoming));
    });
    deadline.guard(outgoing);
    outgoing.end(body);
  });
}

function nodeOptions(access: ClusterAccess, request: HttpRequest, body: Buffer | undefined): RequestOptions {
  const { server } = access;
  return {
    ...access.tls,
    protocol: server.protocol,
    hostname: server.hostname.replace(/^\[|\]$/g, ''),
    ...(server.port === '' ? {} : { port: server.port }),
    path: `${server.pathname.replace(/\/$/, '')}${request.path}`,
    method: request.method,
    agent: access.agent,
    headers: {
      ...access.headers,
      Accept: request.accept ?? 'application/json',
      ...(body === undefined ? {} : { 'Content-Type': request.contentType ?? 'application/json', 'Content-Length': body.byteLength }),
    },
  };
}

/** A kept connection that the server closed just before it was used again says nothing about the server: the request was not seen. */
function wasClosedBeforeReuse(outgoing: ClientRequest, request: HttpRequest, error: unknown): boolean {
  const isRepeatable = request.method === 'GET' || request.method === 'PATCH';
  return isRepeatable && outgoing.reusedSocket && readString(error, 'code') === 'ECONNRESET' && !request.signal.aborted;
}

function readText(incoming: IncomingMessage, deadline: Deadline, onText: (text: string) => void): Promise<KubeError | undefined> {
  return new Promise((resolve) => {
    incoming.setEncoding('utf8');
    incoming.on('data', onText);
    incoming.on('end', () => resolve(undefined));
    incoming.on('error', (error) => resolve(deadline.explain(error)));
    incoming.on('close', () => resolve(incoming.complete ? undefined : deadline.explain({ code: 'ECONNRESET' })));
  });
}
