/** Errors of the demo API server, in the form and words of a real one (a `Status` object). */
import type { JsonObject } from './json.ts';
import type { KindInfo } from './kindInfo.ts';

/** A refusal of the API server: HTTP code, machine-readable reason and message. */
export class ApiError extends Error {
  readonly code: number;
  readonly reason: string;
  readonly details: JsonObject | undefined;

  constructor(code: number, reason: string, message: string, details?: JsonObject) {
    super(message);
    this.name = 'ApiError';
    this.code = code;
    this.reason = reason;
    this.details = details;
  }
}

/** The `Status` body of an error. */
export function toStatus(error: ApiError): JsonObject {
  return { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message: error.message, reason: error.reason === '' ? undefined : error.reason, details: error.details, code: error.code };
}

/** 404 for an object. */
export function notFound(kind: KindInfo, name: string): ApiError {
  return new ApiError(404, 'NotFound', `${resourceName(kind)} "${name}" not found`, detailsOf(kind.plural, kind, name));
}

/** A path that is not served. */
export class NoSuchPath extends ApiError {}

/** 404 for a path or a kind that is not served. */
export function noSuchPath(): ApiError {
  return new NoSuchPath(404, 'NotFound', 'the server could not find the requested resource', {});
}

/** 409 for a name that is taken. */
export function alreadyExists(kind: KindInfo, name: string): ApiError {
  return new ApiError(409, 'AlreadyExists', `${resourceName(kind)} "${name}" already exists`, detailsOf(kind.plural, kind, name));
}

/** 409 for a write that is based on an old version. */
export function conflict(kind: KindInfo, name: string): ApiError {
  return new ApiError(
    409,
    'Conflict',
    `Operation cannot be fulfilled on ${resourceName(kind)} "${name}": the object has been modified; please apply your changes to the latest version and try again`,
    detailsOf(kind.plural, kind, name),
  );
}

/** One field that the API server would not accept. */
export interface FieldFault {
  readonly field: string;
  /** `FieldValueInvalid` and the like. */
  readonly reason: string;
  /** In the server's words: `Required value`. */
  readonly message: string;
}

/** 422 for an object that the API server would not accept; `kindName` is the kind, or for some checks the resource. */
export function invalid(kind: Pick<KindInfo, 'group'>, kindName: string, name: string, faults: readonly FieldFault[]): ApiError {
  // What is said twice is listed twice as a cause, and once in the message.
  const said = [...new Set(faults.map(({ field, message }) => `${field}: ${message}`))];
  const words = said.length === 1 ? said.join('') : `[${said.join(', ')}]`;
  const causes = faults.map(({ field, reason, message }) => ({ reason, message, field }));
  return new ApiError(422, 'Invalid', `${kindName}${kind.group === '' ? '' : `.${kind.group}`} "${name}" is invalid: ${words}`, { ...detailsOf(kindName, kind, name), causes });
}

/** 422 for a query that does not fit the request: `options` is `CreateOptions` and the like. */
export function invalidOptions(options: string, fault: FieldFault): ApiError {
  return invalid({ group: 'meta.k8s.io' }, options, '', [fault]);
}

/** What an error is about; empty parts are left out. */
export function detailsOf(kindName: string, { group }: Pick<KindInfo, 'group'>, name: string): JsonObject {
  return { ...(name === '' ? {} : { name }), ...(group === '' ? {} : { group }), kind: kindName };
}

/** 400 for a request that cannot be read. */
export function badRequest(message: string): ApiError {
  return new ApiError(400, 'BadRequest', message);
}

/** 410 for a version that is no longer remembered. */
export function gone(requested: number, oldest: number): ApiError {
  return new ApiError(410, 'Expired', `too old resource version: ${requested} (${oldest})`);
}

/** 401, the whole of what a real server says about a bad token. */
export function unauthorized(): ApiError {
  return new ApiError(401, 'Unauthorized', 'Unauthorized');
}

/** `canaries.flagger.app`, or `pods` for the core group. */
export function resourceName(kind: Pick<KindInfo, 'plural' | 'group'>): string {
  return kind.group === '' ? kind.plural : `${kind.plural}.${kind.group}`;
}
