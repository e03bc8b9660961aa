/** The HTTP side of the demo API server: authentication, authorization, routing, answers and watch streams. */
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { createSecureServer } from 'node:http2';
import type { Http2SecureServer, Http2ServerRequest, Http2ServerResponse } from 'node:http2';
import type { Socket } from 'node:net';
import type { Scheduler } from '../scheduler.ts';
import { answerReview } from './accessReviews.ts';
import { ApiError, badRequest, NoSuchPath, noSuchPath, toStatus } from './apiError.ts';
import { forbidden, isAllowed } from './auth.ts';
import type { Authenticator, DemoUser } from './auth.ts';
import type { ClusterApi } from './clusterApi.ts';
import { describeApi, describeVersion } from './discovery.ts';
import type { FaultInjector } from './faults.ts';
import { isJsonObject } from './json.ts';
import type { JsonObject } from './json.ts';
import { ObjectHandlers, readWatchVersion, requireRemembered } from './objectHandlers.ts';
import { readBody } from './requestBody.ts';
import type { RequestBody } from './requestBody.ts';
import { describeOpenApi, describeOpenApiPaths, describeOpenApiV2 } from './openApi.ts';
import { readProtobufBody } from './protobufBody.ts';
import { readAccept, readRowObject, toBody, toEventObject } from './representation.ts';
import { readObjectRequest, splitPath, toAccessQuestion } from './requestInfo.ts';
import type { ObjectRequest } from './requestInfo.ts';
import { readSelectors } from './selectors.ts';
import type { PodLogs } from './podLogs.ts';
import { readProxyName, requirePort } from './serviceProxy.ts';
import type { ServerCertificate } from './selfSignedCertificate.ts';
import type { ServiceProxy } from './serviceProxy.ts';
import type { WatchHub } from './watchHub.ts';

/** One request as it was seen, for tests that count them. */
export interface RequestRecord {
  readonly method: string;
  /** With the query. */
  readonly url: string;
  readonly user: string;
  /** The HTTP status that was answered. */
  readonly status: number;
}

/** The parts that the server puts on the wire. */
export interface ApiServerParts {
  readonly api: ClusterApi;
  readonly hub: WatchHub;
  readonly authenticator: Authenticator;
  readonly services: ServiceProxy;
  readonly podLogs: PodLogs;
  readonly faults: FaultInjector;
  readonly scheduler: Scheduler;
}

const maxBodyBytes = 3 * 1024 * 1024;
const keptRequests = 20_000;
const watchLimitSeconds = 1800;

/** How the server listens. */
export interface ListenOptions {
  /** 0 takes a free port. */
  readonly port: number;
  /** Plain HTTP where absent; kubectl sends no token over that. */
  readonly certificate: ServerCertificate | undefined;
}

type AnyRequest = IncomingMessage | Http2ServerRequest;
type AnyResponse = ServerResponse | Http2ServerResponse;

/** A Kubernetes API on 127.0.0.1. */
export class ApiServer {
  readonly #parts: ApiServerParts;
  readonly #handlers: ObjectHandlers;
  readonly #sockets = new Set<Socket>();
  readonly #requests: RequestRecord[] = [];
  #onFirstRequest: (() => void) | undefined;
  #server: Server | Http2SecureServer | undefined;
  #port: number;
  readonly #certificate: ServerCertificate | undefined;

  constructor(parts: ApiServerParts, { port, certificate }: ListenOptions) {
    this.#parts = parts;
    this.#port = port;
    this.#certificate = certificate;
    this.#handlers = new ObjectHandlers(parts.api);
    parts.faults.attachPort({ open: () => this.open(), close: () => this.close() });
  }

  /** `https://127.0.0.1:PORT`. */
  get url(): string {
    return `${this.#certificate === undefined ? 'http' : 'https'}://127.0.0.1:${this.#port}`;
  }

  /** The requests that were answered, oldest first; of very many, the latest. */
  get requests(): readonly RequestRecord[] {
    return this.#requests;
  }

  /** Calls back once, when somebody has asked for the first time. */
  onFirstRequest(callback: () => void): void {
    this.#onFirstRequest = callback;
  }

  /** Listens; rejects when the port is taken. A port of 0 becomes a free one and stays the same over close and open. */
  async open(): Promise<void> {
    if (this.#server !== undefined) return;
    const listener = (request: AnyRequest, response: AnyResponse): void => void this.#handle(request, response);
    const certificate = this.#certificate;
    // As a real API server: HTTP/2 for those who speak it.
    const server: Server | Http2SecureServer = certificate === undefined ? createServer(listener) : createSecureServer({ key: certificate.key, cert: certificate.certificate, allowHTTP1: true }, listener);
    server.on('connection', (socket: Socket) => {
      this.#sockets.add(socket);
      socket.on('close', () => this.#sockets.delete(socket));
    });
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(this.#port, '127.0.0.1', resolve);
    });
    const address = server.address();
    if (typeof address === 'object' && address !== null) this.#port = address.port;
    this.#server = server;
  }

  /** Stops listening and cuts every connection. */
  async close(): Promise<void> {
    const server = this.#server;
    if (server === undefined) return;
    this.#server = undefined;
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    this.#parts.hub.cutAll();
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }

  async #handle(request: AnyRequest, response: AnyResponse): Promise<void> {
    const seen = { method: request.method ?? 'GET', url: request.url ?? '/', user: '' };
    response.on('close', () => this.#remember({ ...seen, status: response.statusCode }));
    try {
      const user = this.#parts.authenticator.authenticate(request.headers.authorization);
      seen.user = user.name;
      const url = new URL(seen.url, this.url);
      await this.#parts.faults.meet({ method: seen.method, path: url.pathname, user: user.name });
      await this.#route(request, response, url, user);
    } catch (error) {
      if (response.headersSent) cut(response);
      else this.#sendError(response, error);
    }
  }

  async #route(request: AnyRequest, response: AnyResponse, url: URL, user: DemoUser): Promise<void> {
    const segments = splitPath(url.pathname);
    const open = this.#answerOpenPath(segments);
    if (typeof open === 'string') { send(response, 200, open, 'text/plain'); return; }
    if (open !== undefined) { sendJson(response, 200, open); return; }
    if (!user.groups.includes('system:authenticated')) throw new ApiError(403, 'Forbidden', `forbidden: User "${user.name}" cannot get path "${url.pathname}"`, {});
    const description = this.#describe(segments);
    if (description !== undefined) { sendJson(response, 200, description); return; }
    const objectRequest = readObjectRequest(request.method ?? 'GET', segments, url.searchParams, this.#parts.api.kinds);
    if ('review' in objectRequest) return this.#review(request, response, objectRequest.review, user);
    const question = toAccessQuestion(objectRequest);
    if (!isAllowed(user, question)) throw forbidden(user, question);
    if (objectRequest.subresource === 'log') { this.#sendLog(response, objectRequest); return; }
    if (objectRequest.subresource === 'proxy') return this.#proxy(request, response, objectRequest);
    if (objectRequest.verb === 'watch') { this.#watch(request, response, objectRequest); return; }
    return this.#answer(request, response, objectRequest);
  }

  /** What anybody may ask. */
  #answerOpenPath([first, second]: readonly string[]): JsonObject | string | undefined {
    if (first === 'version') return describeVersion();
    return (first === 'healthz' || first === 'livez' || first === 'readyz') && second === undefined ? 'ok' : undefined;
  }

  #describe(segments: readonly string[]): JsonObject | undefined {
    const { kinds } = this.#parts.api;
    const path = segments.filter((segment) => segment !== '');
    const [root, second] = path;
    if (root === undefined) return { paths: ['/api', '/apis', '/healthz', '/livez', '/openapi/v2', '/openapi/v3', '/readyz', '/version'] };
    if (root === 'openapi' && second === 'v2') return describeOpenApiV2(kinds);
    if (root === 'openapi' && second === 'v3') return path.length === 2 ? describeOpenApiPaths(kinds) : describeOpenApi(path.slice(2), kinds);
    if (root !== 'api' && root !== 'apis') throw noSuchPath();
    return path.length <= (root === 'api' ? 2 : 3) ? describeApi(path, kinds) : undefined;
  }

  async #review(request: AnyRequest, response: AnyResponse, review: string, user: DemoUser): Promise<void> {
    const body = await readRequestBody(request);
    const manifest = readBody(body);
    if (!isJsonObject(manifest)) throw badRequest('the body is no object');
    sendJson(response, 201, answerReview(review, manifest, user));
  }

  async #answer(request: AnyRequest, response: AnyResponse, objectRequest: ObjectRequest): Promise<void> {
    const representation = readAccept(request.headers.accept);
    const body = await readRequestBody(request);
    const answer = this.#handlers.answer(objectRequest, body, request.headers['user-agent'] ?? 'unknown');
    const rowObject = readRowObject(objectRequest.query.get('includeObject'));
    sendJson(response, answer.status, toBody(objectRequest.kind, answer, representation, rowObject, this.#parts.scheduler.now()));
  }

  async #proxy(request: AnyRequest, response: AnyResponse, objectRequest: ObjectRequest): Promise<void> {
    const { kind, namespace, rest } = objectRequest;
    const id = objectRequest.name;
    requirePort(this.#parts.api.get(kind, { namespace, name: readProxyName(id).name }), id);
    const body = await readRequestBody(request);
    // As it was written: the program behind decodes it.
    const { pathname, search } = new URL(request.url ?? '', 'http://demo');
    const path = pathname.split('/').slice(-rest.length);
    const answer = this.#parts.services.call(namespace, id, { method: request.method ?? 'GET', path: `/${rest.length === 0 ? '' : path.join('/')}`, query: search.slice(1), body: body.text });
    send(response, answer.status, answer.body, answer.contentType ?? 'text/plain; charset=utf-8');
  }

  #sendLog(response: AnyResponse, { kind, namespace, name, query }: ObjectRequest): void {
    const text = this.#parts.podLogs.read(this.#parts.api.get(kind, { namespace, name }), query);
    if (text === undefined) response.writeHead(204).end();
    else send(response, 200, text, 'text/plain');
  }

  #watch(request: AnyRequest, response: AnyResponse, { kind, namespace, query }: ObjectRequest): void {
    const { api, hub, scheduler } = this.#parts;
    const representation = readAccept(request.headers.accept);
    const rowObject = readRowObject(query.get('includeObject'));
    const matches = readSelectors(query.get('labelSelector'), query.get('fieldSelector'));
    const wantsInitialEnd = query.get('sendInitialEvents') === 'true';
    const since = wantsInitialEnd ? undefined : readWatchVersion(query.get('resourceVersion'));
    const begin = (): number | undefined => requireRemembered(since, api.store.oldestRevision);
    if (this.#parts.faults.forgottenBy === 'http') begin();
    response.writeHead(200, { 'content-type': 'application/json', 'cache-control': 'no-cache, private' });
    // HTTP/2 sends its headers at once.
    if (!('stream' in response)) response.flushHeaders();
    const sendEvent = (type: string, object: JsonObject): void => {
      const body = type === 'ERROR' || type === 'BOOKMARK' ? object : toEventObject(kind, object, representation, rowObject, scheduler.now());
      write(response, `${JSON.stringify({ type, object: body })}\n`);
    };
    try {
      const close = hub.open({
        kind,
        namespace: namespace === '' ? undefined : namespace,
        matches,
        since: begin(),
        wantsBookmarks: query.get('allowWatchBookmarks') === 'true',
        wantsInitialEnd,
        send: sendEvent,
        end: () => response.end(),
      });
      const seconds = Number(query.get('timeoutSeconds') ?? watchLimitSeconds);
      const cancel = scheduler.after((seconds > 0 ? seconds : watchLimitSeconds) * 1000, () => void response.end());
      response.on('close', () => {
        close();
        cancel();
      });
    } catch (error) {
      // A watch that cannot begin is answered by an event: that is how a real server says 410 here.
      sendEvent('ERROR', toStatus(toApiError(error)));
      response.end();
    }
  }

  #sendError(response: AnyResponse, error: unknown): void {
    const apiError = toApiError(error);
    // A path that nothing serves never reaches what speaks of objects.
    if (apiError instanceof NoSuchPath) send(response, 404, '404 page not found\n', 'text/plain; charset=utf-8');
    else sendJson(response, apiError.code, toStatus(apiError));
  }

  #remember(record: RequestRecord): void {
    const first = this.#onFirstRequest;
    this.#onFirstRequest = undefined;
    first?.();
    this.#requests.push(record);
    if (this.#requests.length > keptRequests) this.#requests.splice(0, this.#requests.length - keptRequests);
  }
}

function toApiError(error: unknown): ApiError {
  return error instanceof ApiError ? error : new ApiError(500, 'InternalError', `Internal error occurred: ${error instanceof Error ? error.message : String(error)}`);
}

/** The two classes agree in this, their types do not. */
function write(response: AnyResponse, text: string): void {
  if ('stream' in response) response.write(text);
  else response.write(text);
}

/** Breaks an answer off. */
function cut(response: AnyResponse): void {
  if ('stream' in response) response.stream.destroy();
  else response.destroy();
}

function sendJson(response: AnyResponse, status: number, body: JsonObject): void {
  send(response, status, JSON.stringify(body), 'application/json');
}

function send(response: AnyResponse, status: number, body: string, contentType: string): void {
  response.writeHead(status, { 'content-type': contentType, 'content-length': Buffer.byteLength(body) });
  response.end(body);
}

async function readRequestBody(request: AnyRequest): Promise<RequestBody> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    const bytes = Buffer.isBuffer(chunk) ? chunk : Buffer.from(String(chunk));
    size += bytes.length;
    if (size > maxBodyBytes) throw new ApiError(413, 'RequestEntityTooLarge', `Request entity too large: limit is ${maxBodyBytes}`);
    chunks.push(bytes);
  }
  const bytes = Buffer.concat(chunks);
  const contentType = request.headers['content-type'] ?? '';
  if (contentType.startsWith('application/vnd.kubernetes.protobuf')) return { contentType: 'application/json', text: readProtobufBody(bytes) };
  return { contentType, text: bytes.toString('utf8') };
}
