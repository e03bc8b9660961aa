/** Puts answers into the form that the client accepts: the objects themselves, a table, or their metadata only. */
import { ApiError } from './apiError.ts';
import { objectAt } from './json.ts';
import type { JsonObject } from './json.ts';
import { toApiVersion } from './kindInfo.ts';
import type { KindInfo } from './kindInfo.ts';
import type { ObjectAnswer } from './objectHandlers.ts';
import { toTable } from './tables.ts';
import type { RowObject } from './tables.ts';

/** How a client wants objects. */
export type Representation = 'object' | 'table' | 'metadata';

/** Reads the Accept header; the first form that we can make wins; 406 when there is none. */
export function readAccept(accept: string | undefined): Representation {
  for (const range of (accept ?? '*/*').split(',').map((part) => part.trim())) {
    const [type = '', ...parameters] = range.split(';').map((part) => part.trim());
    if (!['application/json', '*/*', 'application/*'].includes(type)) continue;
    const form = parameters.find((parameter) => parameter.startsWith('as='))?.slice(3);
    if (form === undefined) return 'object';
    if (form === 'Table') return 'table';
    if (form === 'PartialObjectMetadata' || form === 'PartialObjectMetadataList') return 'metadata';
  }
  throw new ApiError(406, 'NotAcceptable', 'only the following media types are accepted: application/json, application/yaml, application/vnd.kubernetes.protobuf');
}

/** The body of an answer. */
export function toBody(kind: KindInfo, answer: ObjectAnswer, representation: Representation, rowObject: RowObject, nowMs: number): JsonObject {
  if ('plain' in answer) return answer.plain;
  const objects = 'items' in answer ? answer.items : [answer.object];
  const listMetadata = 'items' in answer ? answer.listMetadata : undefined;
  if (representation === 'table') return toTable(kind, objects, listMetadata ?? { resourceVersion: objectAt(objects[0], 'metadata')['resourceVersion'] }, rowObject, nowMs);
  if (listMetadata === undefined) return representation === 'metadata' ? toPartial(objects[0] ?? {}) : (objects[0] ?? {});
  if (representation === 'metadata') return { kind: 'PartialObjectMetadataList', apiVersion: 'meta.k8s.io/v1', metadata: listMetadata, items: objects.map(toPartial) };
  // Custom kinds repeat themselves in each item and always name the next page; built-in ones do neither.
  if (kind.custom) return { kind: `${kind.kind}List`, apiVersion: toApiVersion(kind), metadata: { continue: '', ...listMetadata }, items: objects };
  return { kind: `${kind.kind}List`, apiVersion: toApiVersion(kind), metadata: listMetadata, items: objects.map((object) => ({ ...object, apiVersion: undefined, kind: undefined })) };
}

/** One object of a watch event. */
export function toEventObject(kind: KindInfo, object: JsonObject, representation: Representation, rowObject: RowObject, nowMs: number): JsonObject {
  if (representation === 'table') return toTable(kind, [object], { resourceVersion: objectAt(object, 'metadata')['resourceVersion'] }, rowObject, nowMs);
  return representation === 'metadata' ? toPartial(object) : object;
}

/** Reads `includeObject=`. */
export function readRowObject(text: string | null): RowObject {
  return text === 'Object' || text === 'None' ? text : 'Metadata';
}

function toPartial(object: JsonObject): JsonObject {
  return { kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1', metadata: object['metadata'] };
}
