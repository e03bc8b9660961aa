/** Answers the requests for objects: list, get, create, update, patch, delete. */
import { ApiError, badRequest, detailsOf, gone, invalid, invalidOptions, resourceName } from './apiError.ts';
import { nameOf } from './clusterApi.ts';
import type { ClusterApi, PatchFormat, Propagation, WriteOptions } from './clusterApi.ts';
import { textAt } from './json.ts';
import type { JsonObject, JsonValue } from './json.ts';
import type { KindInfo } from './kindInfo.ts';
import { ListPages } from './listPages.ts';
import { readBody, readManifest } from './requestBody.ts';
import type { RequestBody } from './requestBody.ts';
import type { ObjectRequest } from './requestInfo.ts';
import { readSelectors } from './selectors.ts';

/** Objects to answer with: one, or a list with its metadata. */
export type ObjectAnswer =
  | { readonly status: number; readonly object: JsonObject }
  | { readonly status: number; readonly items: readonly JsonObject[]; readonly listMetadata: JsonObject }
  | { readonly status: number; readonly plain: JsonObject };

/** What a write is called in the API server's complaints about its query. */
const optionsByVerb: Partial<Record<ObjectRequest['verb'], string>> = { create: 'CreateOptions', update: 'UpdateOptions', patch: 'PatchOptions', delete: 'DeleteOptions', deletecollection: 'DeleteOptions' };

/** Answers requests for objects. */
export class ObjectHandlers {
  readonly #api: ClusterApi;
  readonly #pages: ListPages;

  constructor(api: ClusterApi) {
    this.#api = api;
    this.#pages = new ListPages(api.store);
  }

  /** Answers everything but watches and the service proxy. */
  answer(request: ObjectRequest, body: RequestBody, userAgent: string): ObjectAnswer {
    const { kind, namespace, name } = request;
    requireKnownDryRun(request);
    const options = this.#writeOptions(request, userAgent);
    switch (request.verb) {
      case 'list':
        return this.#list(request);
      case 'get':
        return { status: 200, object: this.#api.get(kind, { namespace, name }) };
      case 'create':
        return { status: 201, object: this.#api.create(kind, namespace, readManifest(body, kind), options) };
      case 'update':
        return { status: 200, object: this.#api.update(kind, { namespace, name }, requireVersion(kind, name, readManifest(body, kind)), options) };
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
      dryRun: isDryRun(request),
      // The present default is `Warn`: what is dropped is told, and the write goes on.
      ...(request.query.get('fieldValidation') === 'Strict' ? { onDropped: (paths) => refuseUnknownFields(request, paths) } : {}),
    };
  }

  #list(request: ObjectRequest): ObjectAnswer {
    const { kind, namespace, query } = request;
    const continued = query.get('continue');
    const limit = readCount(query.get('limit'));
    if (continued !== null && continued !== '') return { status: 200, ...this.#pages.cut(this.#pages.take(continued), limit) };
    refuseFutureVersion(query.get('resourceVersion'), this.#api.store.revision);
    const matches = readSelectors(query.get('labelSelector'), query.get('fieldSelector'));
    const remaining = this.#api.list(kind, namespace === '' ? undefined : namespace).filter(matches);
    return { status: 200, ...this.#pages.cut({ revision: this.#api.store.revision, remaining }, limit) };
  }

  #patch(request: ObjectRequest, body: RequestBody, options: WriteOptions): ObjectAnswer {
    const { kind, namespace, name, query } = request;
    const format = readPatchFormat(kind, body.contentType, query.get('force'));
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
    if (uid !== undefined && uid !== textAt(live, 'metadata', 'uid')) throw uidConflict(kind, name, uid, textAt(live, 'metadata', 'uid') ?? '');
    const deleted = this.#api.delete(kind, nameOf(live), readPropagation(deleteOptions, request.query), isDryRun(request));
    if (textAt(deleted, 'metadata', 'deletionTimestamp') !== undefined) return { status: 200, object: deleted };
    return { status: 200, plain: { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', details: { ...detailsOf(kind.plural, kind, name), uid: textAt(live, 'metadata', 'uid') } } };
  }

  #deleteCollection(request: ObjectRequest): ObjectAnswer {
    const { kind, namespace, query } = request;
    const matches = readSelectors(query.get('labelSelector'), query.get('fieldSelector'));
    const items = this.#api.list(kind, namespace === '' ? undefined : namespace).filter(matches);
    for (const item of items) this.#api.delete(kind, nameOf(item), readPropagation({}, query));
    return { status: 200, items, listMetadata: { resourceVersion: String(this.#api.store.revision) } };
  }
}

/** 410 for a version that is forgotten, 504 for one that does not exist yet. */
export function refuseFutureVersion(resourceVersion: string | null, revision: number): void {
  if (resourceVersion === null || resourceVersion === '') return;
  const wanted = Number(resourceVersion);
  if (!Number.isInteger(wanted) || wanted < 0) throw badRequest(`invalid resource version: ${unreadableVersion(resourceVersion)}`);
  if (wanted > revision) throw new ApiError(504, 'Timeout', `Too large resource version: ${wanted}, current: ${revision}`, { causes: [{ reason: 'ResourceVersionTooLarge', message: 'Too large resource version' }], retryAfterSeconds: 1 });
}

/** The version that a watch begins after; `undefined` means "from the present state". */
export function readWatchVersion(resourceVersion: string | null): number | undefined {
  if (resourceVersion === null || resourceVersion === '' || resourceVersion === '0') return undefined;
  const version = Number(resourceVersion);
  // A real server does not see this coming, and says so.
  if (!Number.isInteger(version) || version < 0) throw new ApiError(500, '', unreadableVersion(resourceVersion));
  return version;
}

/** The version itself; 410 when it is forgotten. */
export function requireRemembered(version: number | undefined, oldest: number): number | undefined {
  if (version !== undefined && version < oldest) throw gone(version, oldest);
  return version;
}

function unreadableVersion(text: string): string {
  return `resourceVersion: Invalid value: "${text}": strconv.ParseUint: parsing "${text}": invalid syntax`;
}

function isDryRun(request: ObjectRequest): boolean {
  return request.query.getAll('dryRun').includes('All');
}

function requireKnownDryRun({ verb, query }: ObjectRequest): void {
  const options = optionsByVerb[verb];
  const asked = query.getAll('dryRun').filter((value) => value !== '');
  if (options === undefined || asked.every((value) => value === 'All')) return;
  throw invalidOptions(options, { field: 'dryRun', reason: 'FieldValueNotSupported', message: `Unsupported value: ${JSON.stringify(asked)}: supported values: "All"` });
}

/** Custom kinds are not replaced blindly. */
function requireVersion(kind: KindInfo, name: string, manifest: JsonObject): JsonObject {
  if (!kind.custom || (textAt(manifest, 'metadata', 'resourceVersion') ?? '') !== '') return manifest;
  throw invalid(kind, kind.plural, name, [{ field: 'metadata.resourceVersion', reason: 'FieldValueInvalid', message: 'Invalid value: 0: must be specified for an update' }]);
}

function refuseUnknownFields({ kind, verb }: ObjectRequest, paths: readonly string[]): never {
  const words = `strict decoding error: ${paths.map((path) => `unknown field ${JSON.stringify(path)}`).join(', ')}`;
  // A real server repeats the whole patched object here.
  if (verb === 'patch') throw invalid({ group: '' }, '', '', [{ field: 'patch', reason: 'FieldValueInvalid', message: `Invalid value: "{…}": ${words}` }]);
  throw badRequest(`${kind.kind} in version "${kind.version}" cannot be handled as a ${kind.kind}: ${words}`);
}

function uidConflict(kind: KindInfo, name: string, wanted: string, live: string): ApiError {
  const message = `Operation cannot be fulfilled on ${resourceName({ plural: kind.kind, group: kind.group })} "${name}": the UID in the precondition (${wanted}) does not match the UID in record (${live}). The object might have been deleted and then recreated`;
  return new ApiError(409, 'Conflict', message, detailsOf(kind.kind, kind, name));
}

function readPatchFormat(kind: KindInfo, contentType: string, force: string | null): PatchFormat {
  switch (contentType.split(';')[0]?.trim()) {
    case 'application/json-patch+json':
      return 'json';
    case 'application/merge-patch+json':
      return 'merge';
    case 'application/strategic-merge-patch+json':
      if (kind.custom) throw unknownPatch(kind);
      return 'strategic';
    case 'application/apply-patch+yaml':
    case 'application/apply-patch+json':
      return force === 'true' || force === '1' ? 'apply-force' : 'apply';
    default:
      throw unknownPatch(kind);
  }
}

function unknownPatch(kind: KindInfo): ApiError {
  const forms = ['application/json-patch+json', 'application/merge-patch+json', ...(kind.custom ? [] : ['application/strategic-merge-patch+json']), 'application/apply-patch+yaml'];
  return new ApiError(415, 'UnsupportedMediaType', `the body of the request was in an unknown format - accepted media types include: ${forms.join(', ')}`);
}

function readPropagation(deleteOptions: JsonValue, query: URLSearchParams): Propagation {
  const policy = textAt(deleteOptions, 'propagationPolicy') ?? query.get('propagationPolicy');
  return policy === 'Orphan' || policy === 'Foreground' ? policy : 'Background';
}

function readCount(text: string | null): number {
  const count = Number(text ?? '0');
  if (!Number.isInteger(count) || count < 0) throw badRequest(`strconv.ParseInt: parsing "${text ?? ''}": invalid syntax`);
  return count;
}
