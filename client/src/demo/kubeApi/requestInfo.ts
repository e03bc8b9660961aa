/** Reads what a request is about from its method, path and query, as the API server does before anything else. */
import { ApiError, badRequest, noSuchPath, notFound } from './apiError.ts';
import type { AccessQuestion } from './auth.ts';
import type { KindInfo } from './kindInfo.ts';
import type { KindRegistry } from './kindRegistry.ts';

/** The verb of RBAC that a request stands for. */
export type RequestVerb = 'get' | 'list' | 'watch' | 'create' | 'update' | 'patch' | 'delete' | 'deletecollection';

/** A request for objects. */
export interface ObjectRequest {
  readonly verb: RequestVerb;
  readonly kind: KindInfo;
  /** Empty for all namespaces and for cluster-wide kinds. */
  readonly namespace: string;
  /** Empty for collections. */
  readonly name: string;
  readonly subresource: string;
  /** What follows the subresource: the path behind `proxy`. */
  readonly rest: readonly string[];
  readonly query: URLSearchParams;
}

/** A review that is answered and not stored. */
export interface ReviewRequest {
  readonly review: string;
}

const reviewPaths: Readonly<Record<string, readonly string[]>> = {
  'authorization.k8s.io': ['selfsubjectaccessreviews', 'selfsubjectrulesreviews'],
  'authentication.k8s.io': ['selfsubjectreviews'],
};

/** The segments of a path, decoded; empty ones are kept only behind `proxy`. */
export function splitPath(pathname: string): readonly string[] {
  return pathname
    .split('/')
    .slice(1)
    .map((segment) => {
      try {
        return decodeURIComponent(segment);
      } catch {
        throw new ApiError(400, 'BadRequest', `the path segment "${segment}" is not valid`);
      }
    });
}

/** Reads a path below `/api/VERSION` or `/apis/GROUP/VERSION`; throws 404 for what is not served and 405 for a method that does not fit. */
export function readObjectRequest(method: string, segments: readonly string[], query: URLSearchParams, kinds: KindRegistry): ObjectRequest | ReviewRequest {
  const isCore = segments[0] === 'api';
  const group = isCore ? '' : (segments[1] ?? '');
  const version = (isCore ? segments[1] : segments[2]) ?? '';
  const rest = segments.slice(isCore ? 2 : 3);
  const [resource] = rest;
  if (rest.length === 1 && resource !== undefined && reviewPaths[group]?.includes(resource) === true) {
    if (method !== 'POST') throw methodNotAllowed();
    return { review: resource };
  }
  const place = readPlace(rest, group);
  const kind = kinds.findByPath(group, version, place.plural);
  if (kind === undefined || (place.namespace !== '' && !kind.namespaced && place.plural !== 'namespaces')) throw noSuchPath();
  if (kind.namespaced && place.namespace === '' && place.name !== '') throw noSuchPath();
  requireSubresource(kind, place);
  const verb = toVerb(method, kind, place, query);
  if (verb === 'create' && kind.namespaced && place.namespace === '') throw kind.custom ? noSuchPath() : methodNotAllowed();
  return { verb, kind, query, ...place };
}

/** What has to be allowed for a request. */
export function toAccessQuestion(request: ObjectRequest): AccessQuestion {
  return {
    verb: request.verb,
    group: request.kind.group,
    resource: request.kind.plural,
    subresource: request.subresource,
    name: request.name,
    namespace: request.kind.namespaced ? request.namespace : '',
  };
}

interface Place {
  readonly plural: string;
  readonly namespace: string;
  readonly name: string;
  readonly subresource: string;
  readonly rest: readonly string[];
}

function readPlace(segments: readonly string[], group: string): Place {
  const [first = '', second = '', third] = segments;
  const isNamespaceItself = group === '' && first === 'namespaces' && (third === undefined || third === '' || third === 'status' || third === 'finalize');
  if (first === 'namespaces' && !isNamespaceItself) return place(second, segments.slice(2));
  return place('', segments);
}

function place(namespace: string, [plural = '', name = '', subresource = '', ...rest]: readonly string[]): Place {
  return { plural, namespace, name, subresource, rest };
}

function requireSubresource(kind: KindInfo, { subresource, name }: Place): void {
  if (subresource === '') return;
  if (subresource === 'status' && kind.hasStatus) return;
  if (subresource === 'proxy' && kind.plural === 'services' && kind.group === '') return;
  if (subresource === 'log' && kind.plural === 'pods' && kind.group === '') return;
  if (subresource === 'finalize' && kind.plural === 'namespaces') return;
  throw kind.custom ? notFound(kind, name) : noSuchPath();
}

/** Custom kinds are served by one handler for all paths, which takes a POST at the path of an object too and answers a missing name by 400. */
function toVerb(method: string, kind: KindInfo, { name, subresource }: Place, query: URLSearchParams): RequestVerb {
  const isCollection = name === '';
  if (subresource === 'log' && method !== 'GET') throw methodNotAllowed();
  const watches = query.get('watch');
  switch (method) {
    case 'HEAD':
    case 'GET':
      if (!isCollection) return 'get';
      return watches === 'true' || watches === '1' ? 'watch' : 'list';
    case 'POST':
      if (isCollection || subresource === 'proxy' || (kind.custom && subresource === '')) return 'create';
      throw methodNotAllowed();
    case 'PUT':
      if (!isCollection) return 'update';
      throw kind.custom ? badRequest('name must be provided') : methodNotAllowed();
    case 'PATCH':
      if (!isCollection) return 'patch';
      throw kind.custom ? badRequest('name must be provided') : methodNotAllowed();
    case 'DELETE':
      return isCollection ? 'deletecollection' : 'delete';
    default:
      throw methodNotAllowed();
  }
}

function methodNotAllowed(): ApiError {
  return new ApiError(405, 'MethodNotAllowed', 'the server does not allow this method on the requested resource', {});
}
