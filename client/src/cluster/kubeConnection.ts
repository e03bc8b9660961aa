// The small typed client for one context's API server: read, list, watch, patch, access reviews, discovery, events, service proxy. Nothing throws.
import { setMaxListeners } from 'node:events';
import { AccessKeeper, type AccessEnvironment, type ClusterAccess } from './clusterAccess.ts';
import { exchange, openStream, type HttpAnswer, type HttpRequest } from './httpExchange.ts';
import { isJsonObject, parseJson, readArray, readFlag, readObject, readString, type JsonObject } from './jsonValue.ts';
import type { ResolvedContext } from './kubeconfig.ts';
import { kubeErrorFromAnswer, type AskedAction, type KubeError } from './kubeError.ts';
import { failure, success, type Outcome } from './outcome.ts';
import { collectionPath, objectPath, type ObjectRef, type ServedKind } from './servedKind.ts';
import type { LifeListener } from './transport/http2Link.ts';
import { LineSplitter, readWatchLine, type WatchLine } from './watchLines.ts';

/** The answer to a request, or why there is none. */
export type KubeAnswer<T> = Promise<Outcome<T, KubeError>>;

/** How a request can be narrowed and cancelled. */
export interface RequestOptions {
  readonly signal?: AbortSignal;
  /** Milliseconds for the whole exchange; 15 s where absent. */
  readonly timeoutMs?: number;
  /** Told when the server falls silent while the answer is awaited or read. */
  readonly life?: LifeListener;
}

/** A part of an object with rights and a path of its own. */
export interface SubresourceOptions extends RequestOptions {
  /** For example `status`, or `proxy` of a Service. */
  readonly subresource?: string;
}

/** Which part of a collection to list or watch. */
export interface CollectionOptions extends RequestOptions {
  /** Empty or absent: all namespaces. */
  readonly namespace?: string;
  readonly labelSelector?: string;
  readonly fieldSelector?: string;
  /** Only metadata, without spec and status: for kinds whose objects are large. */
  readonly metadataOnly?: boolean;
}

/** One page of a list. */
export interface ObjectPage {
  readonly items: readonly JsonObject[];
  readonly resourceVersion: string;
  /** Token of the next page; empty on the last. */
  readonly continueToken: string;
}

/** A watch request. */
export interface WatchOptions extends CollectionOptions {
  readonly resourceVersion: string;
  /** After how many seconds the server shall end the watch by itself. */
  readonly serverTimeoutSeconds: number;
  readonly signal: AbortSignal;
  /** The server has answered 200: changes will be told from here on. */
  onOpen(): void;
  /** Called for each line, in order. Return false to end the watch. */
  onLine(line: WatchLine): boolean;
}

/** Version of the API server, for example `v1.36.3`. */
export interface ServerVersion {
  readonly gitVersion: string;
}

/** An API group with its served versions, the preferred one first. */
export interface ServedGroup {
  readonly group: string;
  readonly versions: readonly string[];
}

/** What the current user may do. */
export interface AccessReview {
  readonly allowed: boolean;
  /** The server's explanation, often empty. */
  readonly reason: string;
}

/** One JSON patch operation (RFC 6902). */
export interface JsonPatchOperation {
  readonly op: 'add' | 'remove' | 'replace' | 'test' | 'move' | 'copy';
  readonly path: string;
  readonly value?: unknown;
  readonly from?: string;
}

/** What a service behind the API server's proxy answered. */
export interface ServiceAnswer {
  readonly status: number;
  readonly body: string;
}

/** A request to a service in the cluster through the API server. */
export interface ServiceRequest extends RequestOptions {
  readonly namespace: string;
  readonly service: string;
  /** Port name or number. */
  readonly port: string;
  /** Path with query below the service, starting with a slash. */
  readonly path: string;
  readonly method: 'GET' | 'POST';
  readonly body?: string;
}

const defaultTimeoutMs = 15_000;
const listTimeoutMs = 60_000;

/** A connection to one context. It holds no socket open by itself; `dispose` ends everything that is under way. */
export class KubeConnection {
  readonly contextName: string;
  /** The server's address, for messages. */
  readonly server: string;
  /** The context's default namespace. */
  readonly namespace: string;
  readonly #access: AccessKeeper;
  readonly #environment: AccessEnvironment;
  readonly #ending = new AbortController();

  constructor(resolved: ResolvedContext, environment: AccessEnvironment) {
    this.contextName = resolved.context.name;
    this.server = resolved.cluster.server;
    this.namespace = resolved.context.namespace || 'default';
    this.#access = new AccessKeeper(resolved, environment);
    this.#environment = environment;
    // Each request under way listens for the end, and lets go when it is over: there are as many as requests, and no leak.
    setMaxListeners(0, this.#ending.signal);
  }

  /** Ends every request and watch (they answer `cancelled`) and closes the sockets. */
  dispose(): void {
    this.#ending.abort();
    this.#access.dispose();
  }

  /** What has to be added to our time to get the cluster's, by whose clock its objects tell when things happened. */
  get clockOffsetMs(): number {
    return this.#access.clusterClock.offsetMs;
  }

  /** Whether a person looks at what comes from here; until told otherwise, somebody does. A server without HTTP/2 is then asked often whether it is still there. */
  setLookedAt(isLookedAt: boolean): void {
    this.#access.setLookedAt(isLookedAt);
  }

  /** Reads one object. */
  get(served: ServedKind, namespace: string, name: string, options: RequestOptions = {}): KubeAnswer<JsonObject> {
    return this.#sendForObject({ method: 'GET', path: objectPath(served, namespace, name) }, { verb: 'get', kind: served.kind }, options);
  }

  /** Reads one page of a collection; go on with `continueToken` until it is empty. */
  async listPage(served: ServedKind, page: { readonly limit: number; readonly continueToken: string }, options: CollectionOptions = {}): KubeAnswer<ObjectPage> {
    const query = collectionQuery(options);
    query.set('limit', String(page.limit));
    if (page.continueToken !== '') query.set('continue', page.continueToken);
    const accept = options.metadataOnly === true ? metadataListType : undefined;
    const path = `${collectionPath(served, options.namespace ?? '')}?${query.toString()}`;
    const answer = await this.#sendForObject({ method: 'GET', path, ...(accept === undefined ? {} : { accept }) }, { verb: 'list', kind: served.kind }, { timeoutMs: listTimeoutMs, ...options });
    if (!answer.ok) return answer;
    const metadata = readObject(answer.value, 'metadata');
    return success({
      items: readArray(answer.value, 'items').filter(isJsonObject),
      resourceVersion: readString(metadata, 'resourceVersion'),
      continueToken: readString(metadata, 'continue'),
    });
  }

  /** Watches a collection until the server ends the stream (success), the caller's `onLine` ends it (success), or something breaks. */
  async watch(served: ServedKind, options: WatchOptions): KubeAnswer<void> {
    const query = collectionQuery(options);
    query.set('watch', 'true');
    query.set('allowWatchBookmarks', 'true');
    query.set('resourceVersion', options.resourceVersion);
    query.set('timeoutSeconds', String(options.serverTimeoutSeconds));
    const asked: AskedAction = { verb: 'watch', kind: served.kind };
    const ended = new AbortController();
    const request: HttpRequest = {
      method: 'GET',
      path: `${collectionPath(served, options.namespace ?? '')}?${query.toString()}`,
      ...(options.metadataOnly === true ? { accept: metadataType } : {}),
      timeoutMs: options.timeoutMs ?? defaultTimeoutMs,
      isWatch: true,
      signal: AbortSignal.any([options.signal, ended.signal, this.#ending.signal]),
      ...(options.life === undefined ? {} : { life: options.life }),
    };
    const opened = await this.#authorized((access) => openStream(access, request, this.#environment.clock));
    if (!opened.ok) return opened;
    if (opened.value.status >= 400) return failure(kubeErrorFromAnswer(opened.value.status, opened.value.errorBody, asked));
    options.onOpen();
    const splitter = new LineSplitter();
    const broken = await opened.value.read((text) => {
      for (const line of splitter.push(text)) {
        if (ended.signal.aborted) return;
        if (!options.onLine(readWatchLine(line, asked))) ended.abort();
      }
    });
    return broken !== undefined && !ended.signal.aborted ? failure(broken) : success(undefined);
  }

  /** Applies a merge patch (RFC 7386) under our own field manager, which no controller takes for kubectl, and answers the object as it is afterwards. */
  mergePatch(served: ServedKind, namespace: string, name: string, patch: JsonObject, options: SubresourceOptions = {}): KubeAnswer<JsonObject> {
    const below = options.subresource === undefined ? '' : `/${options.subresource}`;
    return this.#sendForObject(
      { method: 'PATCH', path: `${objectPath(served, namespace, name)}${below}?fieldManager=flightdeck`, body: JSON.stringify(patch), contentType: 'application/merge-patch+json' },
      { verb: 'patch', kind: served.kind },
      options,
    );
  }

  /** Applies a JSON patch (RFC 6902); a failed `test` operation is the error `server` with status 422. */
  jsonPatch(served: ServedKind, namespace: string, name: string, patch: readonly JsonPatchOperation[], options: RequestOptions = {}): KubeAnswer<JsonObject> {
    return this.#sendForObject(
      { method: 'PATCH', path: objectPath(served, namespace, name), body: JSON.stringify(patch), contentType: 'application/json-patch+json' },
      { verb: 'patch', kind: served.kind },
      options,
    );
  }

  /** What the API server would make of an object that a manager applies with force (server-side apply as a dry run): defaults and admission included, nothing is written. */
  applyDryRun(served: ServedKind, object: JsonObject, manager: string, options: RequestOptions = {}): KubeAnswer<JsonObject> {
    const metadata = readObject(object, 'metadata');
    const query = new URLSearchParams({ dryRun: 'All', fieldManager: manager, force: 'true' });
    return this.#sendForObject(
      { method: 'PATCH', path: `${objectPath(served, readString(metadata, 'namespace'), readString(metadata, 'name'))}?${query.toString()}`, body: JSON.stringify(object), contentType: 'application/apply-patch+yaml' },
      { verb: 'patch', kind: served.kind },
      options,
    );
  }

  /** Asks whether the current user may do something (SelfSubjectAccessReview). An empty name means any object. */
  async reviewAccess(verb: string, served: ServedKind, namespace: string, name: string, options: SubresourceOptions = {}): KubeAnswer<AccessReview> {
    const part = options.subresource === undefined ? {} : { subresource: options.subresource };
    const review = {
      apiVersion: 'authorization.k8s.io/v1',
      kind: 'SelfSubjectAccessReview',
      spec: { resourceAttributes: { verb, group: served.group, version: served.version, resource: served.plural, ...part, namespace, name } },
    };
    const answer = await this.#sendForObject(
      { method: 'POST', path: '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews', body: JSON.stringify(review) },
      { verb: 'create', kind: 'SelfSubjectAccessReview' },
      options,
    );
    if (!answer.ok) return answer;
    return success({ allowed: readFlag(answer.value, 'status', 'allowed'), reason: readString(answer.value, 'status', 'reason') });
  }

  /** The API server's version. */
  async version(options: RequestOptions = {}): KubeAnswer<ServerVersion> {
    const answer = await this.#sendForObject({ method: 'GET', path: '/version' }, { verb: 'get', kind: '/version' }, options);
    return answer.ok ? success({ gitVersion: readString(answer.value, 'gitVersion') }) : answer;
  }

  /**
   * Reads of the API server's OpenAPI v3: its table of contents, or the document at an address out of that table.
   * Addresses beside `/openapi/v3/` are refused.
   */
  async readOpenApi(address: string, options: RequestOptions = {}): KubeAnswer<JsonObject> {
    const path = address === '' ? '/openapi/v3' : address;
    if (!/^\/openapi\/v3(\/[\w.-]+)*(\?hash=\w+)?$/.test(path)) return failure({ type: 'server', status: 0, message: `\`${address}\` is no address of an OpenAPI document` });
    return this.#sendForObject({ method: 'GET', path }, { verb: 'get', kind: '/openapi/v3' }, options);
  }

  /** All API groups (without the core group) with their served versions. */
  async listGroups(options: RequestOptions = {}): KubeAnswer<readonly ServedGroup[]> {
    const answer = await this.#sendForObject({ method: 'GET', path: '/apis' }, { verb: 'get', kind: '/apis' }, options);
    if (!answer.ok) return answer;
    return success(
      readArray(answer.value, 'groups').map((group) => {
        const versions = readArray(group, 'versions').map((version) => readString(version, 'version'));
        const preferred = readString(group, 'preferredVersion', 'version');
        return { group: readString(group, 'name'), versions: [...new Set([preferred, ...versions])].filter((version) => version !== '') };
      }),
    );
  }

  /** The kinds of one group and version, without sub-resources. */
  async listKinds(group: string, version: string, options: RequestOptions = {}): KubeAnswer<readonly ServedKind[]> {
    const path = group === '' ? `/api/${version}` : `/apis/${group}/${version}`;
    const answer = await this.#sendForObject({ method: 'GET', path }, { verb: 'get', kind: path }, options);
    if (!answer.ok) return answer;
    return success(
      readArray(answer.value, 'resources')
        .map((entry) => ({ group, version, kind: readString(entry, 'kind'), plural: readString(entry, 'name'), namespaced: readFlag(entry, 'namespaced') }))
        .filter((served) => served.plural !== '' && !served.plural.includes('/')),
    );
  }

  /** The events about one object, in the server's order. */
  async listEvents(about: ObjectRef, options: RequestOptions = {}): KubeAnswer<readonly JsonObject[]> {
    const fieldSelector = `involvedObject.kind=${about.kind},involvedObject.name=${about.name}`;
    const page = await this.listPage(coreEvents, { limit: 500, continueToken: '' }, { ...options, namespace: about.namespace || 'default', fieldSelector });
    return page.ok ? success(page.value.items) : page;
  }

  /** The last lines of a Pod's log. `container` empty: its only one, or the one that is marked as the default. */
  async readPodLog(namespace: string, pod: string, container: string, tailLines: number, options: RequestOptions = {}): KubeAnswer<string> {
    const query = new URLSearchParams({ tailLines: String(tailLines), ...(container === '' ? {} : { container }) });
    const path = `/api/v1/namespaces/${encodeURIComponent(namespace)}/pods/${encodeURIComponent(pod)}/log?${query.toString()}`;
    const answer = await this.#send({ method: 'GET', path, accept: '*/*' }, options);
    if (!answer.ok) return answer;
    return answer.value.status >= 400 ? failure(kubeErrorFromAnswer(answer.value.status, answer.value.body, { verb: 'get', kind: 'pods/log' })) : success(answer.value.body);
  }

  /** Talks to a service through the API server's proxy; the service's own error statuses are answers, not failures, unless they are the API server's. */
  async proxyService(request: ServiceRequest): KubeAnswer<ServiceAnswer> {
    const target = encodeURIComponent(`${request.service}:${request.port}`);
    const path = `/api/v1/namespaces/${encodeURIComponent(request.namespace)}/services/${target}/proxy${request.path}`;
    const answer = await this.#send({ method: request.method, path, accept: '*/*', ...(request.body === undefined ? {} : { body: request.body }) }, request);
    if (!answer.ok) return answer;
    const isStatus = readString(parseJson(answer.value.body), 'kind') === 'Status';
    if (answer.value.status >= 400 && isStatus) return failure(kubeErrorFromAnswer(answer.value.status, answer.value.body, { verb: 'get', kind: 'services/proxy' }));
    return success(answer.value);
  }

  async #sendForObject(request: Partial<HttpRequest> & Pick<HttpRequest, 'method' | 'path'>, asked: AskedAction, options: RequestOptions): KubeAnswer<JsonObject> {
    const answer = await this.#send(request, options);
    if (!answer.ok) return answer;
    const { status, body } = answer.value;
    if (status >= 400) return failure(kubeErrorFromAnswer(status, body, asked));
    const value = parseJson(body);
    if (!isJsonObject(value)) return failure({ type: 'server', status, message: 'the server answered something that is no JSON object: is this the address of a Kubernetes API server?' });
    return success(value);
  }

  #send(request: Partial<HttpRequest> & Pick<HttpRequest, 'method' | 'path'>, options: RequestOptions): KubeAnswer<HttpAnswer> {
    const signal = options.signal === undefined ? this.#ending.signal : AbortSignal.any([options.signal, this.#ending.signal]);
    const full: HttpRequest = { ...request, timeoutMs: options.timeoutMs ?? defaultTimeoutMs, signal, ...(options.life === undefined ? {} : { life: options.life }) };
    return this.#authorized((access) => exchange(access, full, this.#environment.clock));
  }

  /** Runs a request; on 401 renews the credentials once and runs it again. */
  async #authorized<T extends { readonly status: number }>(run: (access: ClusterAccess) => KubeAnswer<T>): KubeAnswer<T> {
    if (this.#ending.signal.aborted) return failure({ type: 'cancelled' });
    const access = await this.#access.current();
    if (!access.ok) return access;
    const answer = await run(access.value);
    if (!answer.ok || answer.value.status !== 401) return answer;
    const renewed = await this.#access.renewAfterRefusal(access.value);
    return renewed.ok ? run(renewed.value) : renewed;
  }
}

/** Core events: always served. */
export const coreEvents: ServedKind = { group: '', version: 'v1', kind: 'Event', plural: 'events', namespaced: true };

const metadataType = 'application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1';
const metadataListType = 'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1';

function collectionQuery(options: CollectionOptions): URLSearchParams {
  const query = new URLSearchParams();
  if (options.labelSelector !== undefined) query.set('labelSelector', options.labelSelector);
  if (options.fieldSelector !== undefined) query.set('fieldSelector', options.fieldSelector);
  return query;
}
