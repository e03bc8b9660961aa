// One request over HTTP/1.1, for servers and plain addresses that speak nothing newer.
import { request as httpRequest, type ClientRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest, type RequestOptions } from 'node:https';
import type { ClusterAccess } from '../clusterAccess.ts';
import type { HttpRequest } from '../httpExchange.ts';
import { readString } from '../jsonValue.ts';
import type { KubeError } from '../kubeError.ts';
import { failure, success, type Outcome } from '../outcome.ts';
import { Deadline } from './deadline.ts';
import type { Http1Member } from './http1Pulse.ts';
import type { OpenedAnswer } from './openedAnswer.ts';

/** Sends with the access's agent and answers as soon as the headers are there. */
export function openHttp1(access: ClusterAccess, request: HttpRequest, deadline: Deadline, retries = 1): Promise<Outcome<OpenedAnswer, KubeError>> {
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
      if (retries > 0 && wasClosedBeforeReuse(outgoing, request, error)) resolve(openHttp1(access, request, deadline, retries - 1));
      else resolve(failure(deadline.explain(error)));
    });
    const follower = new Follower(access, request, outgoing);
    outgoing.on('response', (incoming) => {
      answered = true;
      follower.heard();
      resolve(success({ status: incoming.statusCode ?? 0, date: incoming.headers.date, read: (onText) => readText(incoming, follower, deadline, onText) }));
    });
    deadline.onCut(() => outgoing.destroy(new Error('ended by the client')));
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

/** A kept connection that the server closed just before it was used again says nothing about the server. Only reads: nobody knows whether the server has acted before. */
function wasClosedBeforeReuse(outgoing: ClientRequest, request: HttpRequest, error: unknown): boolean {
  return request.method === 'GET' && outgoing.reusedSocket && readString(error, 'code') === 'ECONNRESET' && !request.signal.aborted;
}

/** One exchange under the pulse of its server, where somebody wants to know of silence. */
class Follower {
  readonly #member: Http1Member | undefined;
  /** Whether it was ended so that it is opened again on another connection. */
  isReopened = false;

  constructor(access: ClusterAccess, { life, isWatch = false }: HttpRequest, outgoing: ClientRequest) {
    if (life === undefined) return;
    const reopen = () => {
      this.isReopened = true;
      dropKeptSockets(access);
      outgoing.destroy();
    };
    const stream = { life, ...(isWatch ? { reopen } : {}), cut: (reason: Error) => void outgoing.destroy(reason) };
    const member = access.pulse.join(stream, (timeoutMs) => isAnswered(access, timeoutMs));
    outgoing.on('close', () => member.leave());
    this.#member = member;
  }

  heard(): void {
    this.#member?.heard();
  }
}

/** The cheapest question to an API server, open to everybody; a refusal is a sign of life too. */
async function isAnswered(access: ClusterAccess, timeoutMs: number): Promise<boolean> {
  const request: HttpRequest = { method: 'GET', path: '/version', timeoutMs, signal: new AbortController().signal };
  const deadline = new Deadline(request, access.pulse.clock);
  const answer = await openHttp1(access, request, deadline);
  // The connection is kept for the next time only when everything was read.
  if (answer.ok) await answer.value.read(() => undefined);
  else dropKeptSockets(access);
  deadline.end();
  return answer.ok;
}

/** Connections that nobody uses are as silent as those in use. */
function dropKeptSockets({ agent }: ClusterAccess): void {
  for (const socket of Object.values(agent.freeSockets).flatMap((sockets) => sockets ?? [])) socket.destroy();
}

function readText(incoming: IncomingMessage, follower: Follower, deadline: Deadline, onText: (text: string) => void): Promise<KubeError | undefined> {
  return new Promise((resolve) => {
    incoming.setEncoding('utf8');
    incoming.on('data', (text: string) => {
      follower.heard();
      onText(text);
    });
    incoming.on('end', () => resolve(undefined));
    incoming.on('error', (error) => resolve(follower.isReopened ? undefined : deadline.explain(error)));
    incoming.on('close', () => resolve(incoming.complete || follower.isReopened ? undefined : deadline.explain({ code: 'ECONNRESET' })));
  });
}
