/** Reads the few request bodies that kubectl sends as Protocol Buffers: access reviews and new namespaces. */
import { ApiError } from './apiError.ts';
import type { JsonObject } from './json.ts';

/** The fields of a message that we read: number → name, with a nested message where there is one. */
interface MessageShape {
  readonly [fieldNumber: number]: { readonly name: string; readonly shape?: MessageShape };
}

const attributes: MessageShape = { 1: { name: 'namespace' }, 2: { name: 'verb' }, 3: { name: 'group' }, 4: { name: 'version' }, 5: { name: 'resource' }, 6: { name: 'subresource' }, 7: { name: 'name' } };
const metadata: MessageShape = { 1: { name: 'name' } };

/** Field numbers of k8s.io/api authorization/v1, authentication/v1 and core/v1 generated.proto. */
const shapes: Readonly<Record<string, MessageShape>> = {
  SelfSubjectAccessReview: { 2: { name: 'spec', shape: { 1: { name: 'resourceAttributes', shape: attributes }, 2: { name: 'nonResourceAttributes', shape: { 1: { name: 'path' }, 2: { name: 'verb' } } } } } },
  SelfSubjectRulesReview: { 2: { name: 'spec', shape: { 1: { name: 'namespace' } } } },
  SelfSubjectReview: {},
  DeleteOptions: { 4: { name: 'propagationPolicy' } },
  Namespace: { 1: { name: 'metadata', shape: metadata } },
};

const magic = Buffer.from([0x6b, 0x38, 0x73, 0x00]);

/** The body as JSON text; 415 for a kind that we do not read. */
export function readProtobufBody(body: Buffer): string {
  if (!body.subarray(0, magic.length).equals(magic)) throw unsupported();
  const envelope = readMessage(body.subarray(magic.length));
  const type = envelope.get(1);
  const kind = type === undefined ? '' : (readMessage(type).get(2)?.toString('utf8') ?? '');
  const shape = shapes[kind];
  if (shape === undefined) throw unsupported();
  return JSON.stringify(toObject(envelope.get(2) ?? Buffer.alloc(0), shape));
}

function toObject(bytes: Buffer, shape: MessageShape): JsonObject {
  const entries = [...readMessage(bytes)].flatMap(([number, value]) => {
    const field = shape[number];
    if (field === undefined) return [];
    return [[field.name, field.shape === undefined ? value.toString('utf8') : toObject(value, field.shape)] as const];
  });
  return Object.fromEntries(entries);
}

/** The length-delimited fields of a message; numbers are passed over. */
function readMessage(bytes: Buffer): ReadonlyMap<number, Buffer> {
  const fields = new Map<number, Buffer>();
  let offset = 0;
  while (offset < bytes.length) {
    const tag = readVarint(bytes, offset);
    const wireType = tag.value & 7;
    if (wireType === 0) {
      offset = readVarint(bytes, tag.next).next;
    } else if (wireType === 2) {
      const length = readVarint(bytes, tag.next);
      const end = length.next + length.value;
      if (end > bytes.length) throw unsupported();
      fields.set(tag.value >> 3, bytes.subarray(length.next, end));
      offset = end;
    } else {
      offset = tag.next + (wireType === 1 ? 8 : 4);
    }
  }
  return fields;
}

function readVarint(bytes: Buffer, start: number): { readonly value: number; readonly next: number } {
  let value = 0;
  for (let index = start, shift = 0; shift < 28; index++, shift += 7) {
    const byte = bytes[index];
    if (byte === undefined) throw unsupported();
    value += (byte & 0x7f) << shift;
    if (byte < 0x80) return { value, next: index + 1 };
  }
  throw unsupported();
}

function unsupported(): ApiError {
  return new ApiError(415, 'UnsupportedMediaType', 'the body of the request was in an unknown format - accepted media types include: application/json');
}
