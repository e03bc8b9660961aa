// Sends one HTTP request: a whole answer, or a stream of text, with a deadline and cancellation; never rejects. HTTP/2 where the server speaks it.
import type { Clock } from './clock.ts';
import type { ClusterAccess } from './clusterAccess.ts';
import type { KubeError } from './kubeError.ts';
import { failure, success, type Outcome } from './outcome.ts';
import { Deadline } from './transport/deadline.ts';
import { openHttp1 } from './transport/http1Exchange.ts';
import { openHttp2, refused } from './transport/http2Exchange.ts';
import type { Http2Link, LifeListener } from './transport/http2Link.ts';
import type { OpenedAnswer } from './transport/openedAnswer.ts';

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
  /** Told when the server falls silent during the exchange. */
  readonly life?: LifeListener;
  /** It may end cleanly at any time: whoever reads it opens it again. */
  readonly isWatch?: boolean;
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
  const opened = await open(access, request, deadline, clock);
  if (!opened.ok) return opened;
  const parts: string[] = [];
  const broken = await opened.value.read((text) => parts.push(text));
  deadline.end();
  return broken === undefined ? success({ status: opened.value.status, body: parts.join('') }) : failure(broken);
}

/** Sends and returns as soon as the headers are there; the signal ends the stream later too. */
export async function openStream(access: ClusterAccess, request: HttpRequest, clock: Clock): Promise<Outcome<HttpStream, KubeError>> {
  const deadline = new Deadline(request, clock);
  const opened = await open(access, request, deadline, clock);
  if (!opened.ok) return opened;
  const { status } = opened.value;
  if (status >= 400) {
    const parts: string[] = [];
    const broken = await opened.value.read((text) => parts.push(text));
    deadline.end();
    return broken === undefined ? success({ status, errorBody: parts.join(''), read: () => Promise.resolve(undefined) }) : failure(broken);
  }
  deadline.stopTimer();
  return success({
    status,
    errorBody: '',
    async read(onText) {
      const broken = await opened.value.read(onText);
      deadline.end();
      return broken;
    },
  });
}

async function open(access: ClusterAccess, request: HttpRequest, deadline: Deadline, clock: Clock): Promise<Outcome<OpenedAnswer, KubeError>> {
  const askedAt = clock.now();
  const opened = await openOnce(access, request, deadline);
  if (opened.ok) access.clusterClock.heard(opened.value.date, askedAt, clock.now());
  return opened;
}

async function openOnce(access: ClusterAccess, request: HttpRequest, deadline: Deadline, retries = 1): Promise<Outcome<OpenedAnswer, KubeError>> {
  if (access.channel === undefined) return openHttp1(access, request, deadline);
  const linked = await untilLinked(access.channel.link(() => !deadline.isOver), deadline);
  if (!linked.ok) return linked;
  if (linked.value === undefined) return openHttp1(access, request, deadline);
  const opened = await openHttp2(linked.value, access, request, deadline);
  if (opened.ok) return opened;
  if (opened.error !== refused) return failure(opened.error);
  return retries > 0 && !deadline.isOver ? openOnce(access, request, deadline, retries - 1) : failure(deadline.explain({ code: 'ECONNRESET' }));
}

/** The link, or the reason why there is none; a caller that waits no longer is let go. */
function untilLinked(link: Promise<Http2Link | undefined>, deadline: Deadline): Promise<Outcome<Http2Link | undefined, KubeError>> {
  return new Promise((resolve) => {
    const fail = (error: unknown) => resolve(failure(deadline.explain(error)));
    deadline.onCut(() => fail(new Error('ended by the client')));
    link.then((found) => {
      // Nobody is there any more to use the place that was kept.
      if (deadline.isOver) found?.release();
      resolve(success(found));
    }, fail);
  });
}
