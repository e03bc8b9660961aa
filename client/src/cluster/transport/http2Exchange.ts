// One request over HTTP/2.
import type { ClientHttp2Stream, OutgoingHttpHeaders } from 'node:http2';
import { constants } from 'node:http2';
import type { ClusterAccess } from '../clusterAccess.ts';
import type { HttpRequest } from '../httpExchange.ts';
import { readString } from '../jsonValue.ts';
import type { KubeError } from '../kubeError.ts';
import { failure, success, type Outcome } from '../outcome.ts';
import type { Deadline } from './deadline.ts';
import type { Http2Link } from './http2Link.ts';
import type { OpenedAnswer } from './openedAnswer.ts';

/** The server has not looked at the request, or it only reads and the connection was ending. It may be sent again on another. */
export const refused = Symbol('refused');

/** Sends in a place reserved on the link and answers as soon as the headers are there. */
export function openHttp2(link: Http2Link, access: ClusterAccess, request: HttpRequest, deadline: Deadline): Promise<Outcome<OpenedAnswer, KubeError | typeof refused>> {
  return new Promise((resolve) => {
    const body = request.body === undefined ? undefined : Buffer.from(request.body, 'utf8');
    let stream: ClientHttp2Stream;
    try {
      stream = link.open(headersOf(access, request, body), body, request.life);
    } catch (error) {
      link.release();
      // Node throws for header values that HTTP forbids, and for a link that ended this moment.
      resolve(failure(isRefusal(error) ? refused : deadline.explain(error)));
      return;
    }
    const end = new StreamEnd(stream);
    // A kept connection that was lost just before it was used again says nothing about the server.
    // A write may have been done all the same: a second one, with its `test` operations, would be refused and hide that.
    const mayAskTwice = link.hasAnswered && request.method === 'GET';
    deadline.onCut(() => stream.close(constants.NGHTTP2_CANCEL));
    stream.on('response', (headers) => {
      link.heard();
      resolve(success({ status: headers[':status'] ?? 0, date: headers.date, read: (onText) => readText(stream, end, link, deadline, onText) }));
    });
    // Without an answer the promise is still open; after one this changes nothing.
    void end.reached.then((error) => {
      // Streams above the last one of a GOAWAY end as refused too.
      const isUnseen = isRefusal(error) || stream.rstCode === constants.NGHTTP2_REFUSED_STREAM;
      resolve(failure(!deadline.isOver && (isUnseen || mayAskTwice) ? refused : deadline.explain(error ?? reset())));
    });
  });
}

function isRefusal(error: unknown): boolean {
  return ['ERR_HTTP2_GOAWAY_SESSION', 'ERR_HTTP2_INVALID_SESSION'].includes(readString(error, 'code'));
}

/** How a stream ends: cleanly (undefined) only where the server has closed it itself. */
class StreamEnd {
  readonly reached: Promise<unknown>;

  constructor(stream: ClientHttp2Stream) {
    this.reached = new Promise((resolve) => {
      let hasEnded = false;
      stream.on('end', () => (hasEnded = stream.rstCode === constants.NGHTTP2_NO_ERROR));
      stream.on('error', resolve);
      stream.on('close', () => resolve(hasEnded && stream.rstCode === constants.NGHTTP2_NO_ERROR ? undefined : reset()));
    });
  }
}

async function readText(stream: ClientHttp2Stream, end: StreamEnd, link: Http2Link, deadline: Deadline, onText: (text: string) => void): Promise<KubeError | undefined> {
  stream.setEncoding('utf8');
  stream.on('data', (text: string) => {
    link.heard();
    onText(text);
  });
  const error = await end.reached;
  return error === undefined ? undefined : deadline.explain(error);
}

function headersOf(access: ClusterAccess, request: HttpRequest, body: Buffer | undefined): OutgoingHttpHeaders {
  const own = Object.fromEntries(Object.entries(access.headers).map(([name, value]) => [name.toLowerCase(), value]));
  return {
    ...own,
    accept: request.accept ?? 'application/json',
    ...(body === undefined ? {} : { 'content-type': request.contentType ?? 'application/json', 'content-length': body.byteLength }),
    ':method': request.method,
    ':path': `${access.server.pathname.replace(/\/$/, '')}${request.path}`,
  };
}

function reset(): Error {
  return Object.assign(new Error('connection reset'), { code: 'ECONNRESET' });
}
