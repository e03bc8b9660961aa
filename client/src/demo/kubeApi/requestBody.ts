/** Reads what a request carries, and refuses in the words of a real server what it cannot take. */
import { ApiError, badRequest, invalid } from './apiError.ts';
import { isJsonObject, objectAt, readJson, textAt } from './json.ts';
import type { JsonObject, JsonValue } from './json.ts';
import { toApiVersion } from './kindInfo.ts';
import type { KindInfo } from './kindInfo.ts';

/** The body of a request with what its headers say of it. */
export interface RequestBody {
  readonly contentType: string;
  readonly text: string;
}

/** Reads a body as JSON; 400 when it is none. */
export function readBody(body: RequestBody, kindName = 'JSON'): JsonValue {
  try {
    return readJson(body.text);
  } catch (error) {
    throw badRequest(`the object provided is unrecognized (must be of type ${kindName}): couldn't get version/kind; json parse error: ${inGoWords(error)} (${body.text.slice(0, 200)})`);
  }
}

/** Reads the object to create or to replace another by; 400 or 422 where it is of another kind. */
export function readManifest(body: RequestBody, kind: KindInfo): JsonObject {
  if (body.contentType !== '' && !/^application\/json\b/.test(body.contentType)) {
    throw new ApiError(415, 'UnsupportedMediaType', `the body of the request was in an unknown format - accepted media types include: application/json, application/yaml, application/vnd.kubernetes.protobuf`);
  }
  const manifest = readBody(body, kind.kind);
  if (!isJsonObject(manifest)) throw badRequest('the body is no object');
  const apiVersion = textAt(manifest, 'apiVersion') ?? toApiVersion(kind);
  const kindName = textAt(manifest, 'kind') ?? kind.kind;
  if (kind.custom) requireOwnKind(kind, apiVersion, kindName, textAt(manifest, 'metadata', 'name') ?? '');
  else if (apiVersion !== toApiVersion(kind) || kindName !== kind.kind) {
    throw badRequest(`${kindName} in version "${apiVersion}" cannot be handled as a ${kind.kind}: no kind "${kindName}" is registered for version "${apiVersion}"`);
  }
  requireTexts(kind, manifest);
  return manifest;
}

function requireOwnKind(kind: KindInfo, apiVersion: string, kindName: string, name: string): void {
  const faults = [];
  if (kindName !== kind.kind) faults.push({ field: 'kind', reason: 'FieldValueInvalid', message: `Invalid value: ${JSON.stringify(kindName)}: must be ${kind.kind}` });
  if (apiVersion !== toApiVersion(kind)) faults.push({ field: 'apiVersion', reason: 'FieldValueInvalid', message: `Invalid value: ${JSON.stringify(apiVersion)}: must be ${toApiVersion(kind)}` });
  if (faults.length > 0) throw invalid(kind, kindName, name, faults);
}

/** Members of built-in kinds that hold texts only. */
const textMembers: Readonly<Record<string, readonly string[]>> = { ConfigMap: ['data', 'binaryData'], Secret: ['stringData'] };

function requireTexts(kind: KindInfo, manifest: JsonObject): void {
  if (kind.custom) return;
  for (const member of textMembers[kind.kind] ?? []) {
    const other = Object.values(objectAt(manifest, member)).find((value) => typeof value !== 'string' && value !== null);
    if (other !== undefined) throw badRequest(`${kind.kind} in version "${toApiVersion(kind)}" cannot be handled as a ${kind.kind}: json: cannot unmarshal ${goTypeOf(other)} into Go struct field ${kind.kind}.${member} of type string`);
  }
}

function goTypeOf(value: JsonValue): string {
  if (typeof value === 'boolean') return 'bool';
  if (typeof value === 'number' || typeof value === 'string') return typeof value;
  return Array.isArray(value) ? 'array' : 'object';
}

function inGoWords(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return /^unexpected end/i.test(message) ? 'unexpected end of JSON input' : message;
}
