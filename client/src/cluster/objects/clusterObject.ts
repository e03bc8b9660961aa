// A live object as the API server sent it: checked metadata in front, everything else untrusted behind typed readers.
import { isJsonObject, readNumber, readObject, readString, readStringMap, type JsonObject } from '../jsonValue.ts';
import { groupOfApiVersion, refKey, type ObjectRef } from '../servedKind.ts';

/** One live object. Immutable: a change arrives as a new one. */
export interface ClusterObject {
  readonly apiVersion: string;
  readonly kind: string;
  /** Empty for cluster-wide kinds. */
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  /** Opaque: may be compared for equality only. */
  readonly resourceVersion: string;
  /** 0 where the kind has none. */
  readonly generation: number;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  /** RFC 3339, or empty. */
  readonly createdAt: string;
  /** Whether it is being deleted and waits for finalizers. */
  readonly deleting: boolean;
  /** The whole object without metadata.managedFields, which are larger than all the rest. */
  readonly content: JsonObject;
}

/** Reads an object out of a list or an event; undefined where it has no name. List items carry no kind, so the caller gives it. */
export function readClusterObject(value: JsonObject, apiVersion: string, kind: string): ClusterObject | undefined {
  const metadata = readObject(value, 'metadata');
  const name = readString(metadata, 'name');
  if (name === '') return undefined;
  return {
    apiVersion: readString(value, 'apiVersion') || apiVersion,
    kind: readString(value, 'kind') || kind,
    namespace: readString(metadata, 'namespace'),
    name,
    uid: readString(metadata, 'uid'),
    resourceVersion: readString(metadata, 'resourceVersion'),
    generation: readNumber(metadata, 'generation') ?? 0,
    labels: readStringMap(metadata, 'labels'),
    annotations: readStringMap(metadata, 'annotations'),
    createdAt: readString(metadata, 'creationTimestamp'),
    deleting: readString(metadata, 'deletionTimestamp') !== '',
    content: withoutManagedFields(value, metadata),
  };
}

/** How the object is named across served versions. */
export function refOf(object: ClusterObject): ObjectRef {
  return { group: groupOfApiVersion(object.apiVersion), kind: object.kind, namespace: object.namespace, name: object.name };
}

/** `namespace/name`: unique within one kind. */
export function objectKey(object: { readonly namespace: string; readonly name: string }): string {
  return `${object.namespace}/${object.name}`;
}

/** Unique within the cluster. */
export function clusterKey(object: ClusterObject): string {
  return refKey(refOf(object));
}

function withoutManagedFields(value: JsonObject, metadata: JsonObject): JsonObject {
  if (!isJsonObject(metadata) || metadata['managedFields'] === undefined) return value;
  const rest: Record<string, unknown> = { ...metadata };
  delete rest['managedFields'];
  return { ...value, metadata: rest };
}
