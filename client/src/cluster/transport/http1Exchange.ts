// One request over HTTP/1.1, for servers and plain addresses that speak nothing newer.
import { request as httpRequest, type ClientRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest, type RequestOptions } from 'node:https';
import type { ClusterAccess } from '../clusterAccess.ts';
import type { HttpRequest } from '../httpExchange.ts';
import { readString } from '../jsonValue.ts';
import type { KubeError } from '../kubeError.ts';
import { failure, success, type Outcome } from '../outcome.ts';
import type { Deadline } from './deadline.ts';
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
    outgoing.on('response', (incoming) => {
      answered = true;
      resolve(success({ status: incoming.statusCode ?? 0, read: (onText) => readText(incoming, deadline, onText) }));
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

function readText(incoming: IncomingMessage, deadline: Deadline, onText: (text: string) => void): Promise<KubeError | undefined> {
  return new Promise((resolve) => {
    incoming.setEncoding('utf8');
    incoming.on('data', onText);
    incoming.on('end', () => resolve(undefined));
    incoming.on('error', (error) => resolve(deadline.explain(error)));
    incoming.on('close', () => resolve(incoming.complete ? undefined : deadline.explain({ code: 'ECONNRESET' })));
  });
}
