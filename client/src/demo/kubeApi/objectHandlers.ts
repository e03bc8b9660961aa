/** Answers the requests for objects: list, get, create, update, patch, delete. */
import { ApiError, badRequest, gone } from './apiError.ts';
import { nameOf } from './clusterApi.ts';
import type { ClusterApi, PatchFormat, Propagation, WriteOptions } from './clusterApi.ts';
import { isJsonObject, readJson, textAt } from './json.ts';
import type { JsonObject, JsonValue } from './json.ts';
import { toApiVersion } from './kindInfo.ts';
import type { ObjectRequest } from './requestInfo.ts';
import { readSelectors } from './selectors.ts';

/** The body of a request with what its headers say of it. */
export interface RequestBody {
  readonly contentType: string;
  readonly text: string;
}

/** Objects to answer with: one, or a list with its metadata. */
export type ObjectAnswer =
  | { readonly status: number; readonly object: JsonObject }
  | { readonly status: number; readonly items: readonly JsonObject[]; readonly listMetadata: JsonObject }
  | { readonly status: number; readonly plain: JsonObject };

interface OpenPage {
  readonly revision: number;
  readonly remaining: readonly JsonObject[];
}

const keptPages = 200;

/** Answers requests for objects; keeps the rest of unfinished lists, so that all pages show one moment. */
export class ObjectHandlers {
  readonly #api: ClusterApi;
  readonly #pages = new Map<string, OpenPage>();
  #pageCount = 0;

  constructor(api: ClusterApi) {
    this.#api = api;
  }

  /** Answers everything but watches and the service proxy. */
  answer(request: ObjectRequest, body: RequestBody, userAgent: string): ObjectAnswer {
    const { kind, namespace, name } = request;
    const options = this.#writeOptions(request, userAgent);
    switch (request.verb) {
      case 'list':
        return this.#list(request);
      case 'get':
        return { status: 200, object: this.#api.get(kind, { namespace, name }) };
      case 'create':
        return { status: 201, object: this.#api.create(kind, namespace, readManifest(body, request), options) };
      case 'update':
        return { status: 200, object: this.#api.update(kind, { namespace, name }, readManifest(body, request), options) };
      case 'patch':
        return this.#patch(request, body, options);
      case 'delete':
        return this.#delete(request, body);
      case 'deletecollection':
        return this.#deleteCollection(request);
      case 'watch':
        throw badRequest('a watch has no single answer');
    }
  }

  #writeOptions(request: ObjectRequest, userAgent: string): WriteOptions {
    return {
      manager: request.query.get('fieldManager') ?? userAgent.split(/[/ ]/)[0] ?? 'unknown',
      part: request.subresource === 'status' ? 'status' : 'main',
      dryRun: request.query.getAll('dryRun').includes('All'),
    };
  }

  #list(request: ObjectRequest): ObjectAnswer {
    const { kind, namespace, query } = request;
    const continued = query.get('continue');
    const limit = readCount(query.get('limit'));
    if (continued !== null && continued !== '') return this.#page(this.#takePage(continued), limit);
    refuseFutureVersion(query.get('resourceVersion'), this.#api.store.revision);
    const matches = readSelectors(query.get('labelSelector'), query.get('fieldSelector'));
    const remaining = this.#api.list(kind, namespace === '' ? undefined : namespace).filter(matches);
    return this.#page({ revision: this.#api.store.revision, remaining }, limit);
  }

  #page(page: OpenPage, limit: number): ObjectAnswer {
    const items = limit === 0 ? page.remaining : page.remaining.slice(0, limit);
    const remaining = page.remaining.slice(items.length);
    const metadata: JsonObject = { resourceVersion: String(page.revision) };
    if (remaining.length === 0) return { status: 200, items, listMetadata: metadata };
    const token = Buffer.from(JSON.stringify({ v: 'demo', rv: page.revision, page: ++this.#pageCount })).toString('base64url');
    this.#pages.set(token, { revision: page.revision, remaining });
    for (const [oldest] of this.#pages) {
      if (this.#pages.size <= keptPages) break;
      this.#pages.delete(oldest);
    }
    return { status: 200, items, listMetadata: { ...metadata, continue: token, remainingItemCount: remaining.length } };
  }

  #takePage(token: string): OpenPage {
    const page = this.#pages.get(token);
    if (page !== undefined && this.#api.store.remembers(page.revision)) return page;
    this.#pages.delete(token);
    throw new ApiError(410, 'Expired', 'The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter.');
  }

  #patch(request: ObjectRequest, body: RequestBody, options: WriteOptions): ObjectAnswer {
    const { kind, namespace, name, query } = request;
    const format = readPatchFormat(body.contentType, query.get('force'));
    const isNew = this.#api.find(kind, { namespace, name }) === undefined;
    const manager = format === 'apply' || format === 'apply-force' ? (query.get('fieldManager') ?? '') : options.manager;
    const object = this.#api.patch(kind, { namespace, name }, readBody(body), format, { ...options, manager });
    return { status: isNew ? 201 : 200, object };
  }

  #delete(request: ObjectRequest, body: RequestBody): ObjectAnswer {
    const { kind, namespace, name } = request;
    const live = this.#api.get(kind, { namespace, name });
    const deleteOptions = body.text.trim() === '' ? {} : readBody(body);
    const uid = textAt(deleteOptions, 'preconditions', 'uid');
    if (uid !== undefined && uid !== textAt(live, 'metadata', 'uid')) throw new ApiError(409, 'Conflict', `Precondition failed: UID in precondition: ${uid}, UID in object meta: ${textAt(live, 'metadata', 'uid') ?? ''}`);
    if (request.query.getAll('dryRun').includes('All')) return { status: 200, object: live };
    const deleted = this.#api.delete(kind, nameOf(live), readPropagation(deleteOptions, request.query));
    if (textAt(deleted, 'metadata', 'deletionTimestamp') !== undefined) return { status: 200, object: deleted };
    return { status: 200, plain: { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', details: { name, group: kind.group, kind: kind.plural, uid: textAt(live, 'metadata', 'uid') } } };
  }

  #deleteCollection(request: ObjectRequest): ObjectAnswer {
    const { kind, namespace, query } = request;
    const matches = readSelectors(query.get('labelSelector'), query.get('fieldSelector'));
    const items = this.#api.list(kind, namespace === '' ? undefined : namespace).filter(matches);
    for (const item of items) this.#api.delete(kind, nameOf(item), readPropagation({}, query));
    return { status: 200, items, listMetadata: { resourceVersion: String(this.#api.store.revision) } };
  }
}

/** Reads a body as JSON; 400 when it is none. */
export function readBody(body: RequestBody): JsonValue {
  try {
    return readJson(body.text);
  } catch (error) {
    throw badRequest(`the object provided is unrecognized (must be of type JSON): ${error instanceof Error ? error.message : 'unreadable'}`);
  }
}

/** 410 for a version that is forgotten, 504 for one that does not exist yet. */
export function refuseFutureVersion(resourceVersion: string | null, revision: number): void {
  if (resourceVersion === null || resourceVersion === '') return;
  const wanted = Number(resourceVersion);
  if (!Number.isInteger(wanted) || wanted < 0) throw badRequest(`resourceVersion: Invalid value: "${resourceVersion}"`);
  if (wanted > revision) throw new ApiError(504, 'Timeout', `Too large resource version: ${wanted}, current: ${revision}`, { causes: [{ reason: 'ResourceVersionTooLarge', message: 'Too large resource version' }], retryAfterSeconds: 1 });
}

/** The version that a watch begins after; `undefined` means "from the present state". */
export function readWatchVersion(resourceVersion: string | null, oldest: number): number | undefined {
  if (resourceVersion === null || resourceVersion === '' || resourceVersion === '0') return undefined;
  const version = Number(resourceVersion);
  if (!Number.isInteger(version) || version < 0) throw badRequest(`resourceVersion: Invalid value: "${resourceVersion}"`);
  if (version < oldest) throw gone(version, oldest);
  return version;
}

function readManifest(body: RequestBody, request: ObjectRequest): JsonObject {
  if (body.contentType !== '' && !/^application\/json\b/.test(body.contentType)) {
    throw new ApiError(415, 'UnsupportedMediaType', `the body of the request was in an unknown format - accepted media types include: application/json`);
  }
  const manifest = readBody(body);
  if (!isJsonObject(manifest)) throw badRequest('the body is no object');
  const { kind } = request;
  const apiVersion = textAt(manifest, 'apiVersion') ?? toApiVersion(kind);
  const kindName = textAt(manifest, 'kind') ?? kind.kind;
  if (apiVersion !== toApiVersion(kind) || kindName !== kind.kind) throw badRequest(`the API version in the data (${apiVersion}, Kind=${kindName}) does not match the expected API version (${toApiVersion(kind)}, Kind=${kind.kind})`);
  return manifest;
}

function readPatchFormat(contentType: string, force: string | null): PatchFormat {
  switch (contentType.split(';')[0]?.trim()) {
    case 'application/json-patch+json':
      return 'json';
    case 'application/merge-patch+json':
      return 'merge';
    case 'application/strategic-merge-patch+json':
      return 'strategic';
    case 'application/apply-patch+yaml':
    case 'application/apply-patch+json':
      return force === 'true' || force === '1' ? 'apply-force' : 'apply';
    default:
      throw new ApiError(415, 'UnsupportedMediaType', 'the body of the request was in an unknown format - accepted media types include: application/json-patch+json, application/merge-patch+json, application/strategic-merge-patch+json, application/apply-patch+yaml');
  }
}

function readPropagation(deleteOptions: JsonValue, query: URLSearchParams): Propagation {
  const policy = textAt(deleteOptions, 'propagationPolicy') ?? query.get('propagationPolicy');
  return policy === 'Orphan' || policy === 'Foreground' ? policy : 'Background';
}

function readCount(text: string | null): number {
  const count = Number(text ?? '0');
  if (!Number.isInteger(count) || count < 0) throw badRequest(`limit: Invalid value: "${text ?? ''}"`);
  return count;
}
