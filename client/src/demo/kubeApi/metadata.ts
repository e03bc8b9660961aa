/** What the API server does with metadata: leaves out what is empty, and holds names and finalizers to their rules. */
import type { FieldFault } from './apiError.ts';
import { isJsonList, isJsonObject, listAt, objectAt, textAt } from './json.ts';
import type { JsonObject, JsonValue } from './json.ts';
import type { KindInfo } from './kindInfo.ts';

const leftOutWhenEmpty: ReadonlySet<string> = new Set(['labels', 'annotations', 'finalizers', 'ownerReferences', 'generateName']);

/** The object as it is stored: an empty map or list of metadata is as good as none. */
export function tidyMetadata(object: JsonObject): JsonObject {
  const entries = Object.entries(objectAt(object, 'metadata')).filter(([name, value]) => value !== null && !(leftOutWhenEmpty.has(name) && isEmpty(value)));
  return { ...object, metadata: Object.fromEntries(entries) };
}

const subdomain = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
/** Words of apimachinery pkg/util/validation (`IsDNS1123Subdomain`). */
const subdomainWords =
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";

/** What is wrong with the metadata of an object that takes the place of `live`, or that is new. */
export function findMetadataFaults(kind: KindInfo, live: JsonObject | undefined, object: JsonObject): readonly FieldFault[] {
  return live === undefined ? nameFaults(kind, textAt(object, 'metadata', 'name') ?? '') : finalizerFaults(kind, live, object);
}

function nameFaults(kind: KindInfo, name: string): readonly FieldFault[] {
  const field = 'metadata.name';
  if (name === '') return [{ field, reason: 'FieldValueRequired', message: 'Required value: name or generateName is required' }];
  // Roles and their bindings may be named almost anything, as in `system:masters`.
  if (kind.group === 'rbac.authorization.k8s.io' || subdomain.test(name)) return [];
  return [{ field, reason: 'FieldValueInvalid', message: `Invalid value: ${JSON.stringify(name)}: ${subdomainWords}` }];
}

function finalizerFaults(kind: KindInfo, live: JsonObject, object: JsonObject): readonly FieldFault[] {
  if (textAt(live, 'metadata', 'deletionTimestamp') === undefined) return [];
  const known = listAt(live, 'metadata', 'finalizers');
  const added = listAt(object, 'metadata', 'finalizers').filter((finalizer) => !known.includes(finalizer));
  if (added.length === 0) return [];
  const message = `Forbidden: no new finalizers can be added if the object is being deleted, found new finalizers []string{${added.map((finalizer) => JSON.stringify(finalizer)).join(', ')}}`;
  const fault: FieldFault = { field: 'metadata.finalizers', reason: 'FieldValueForbidden', message };
  // The metadata of custom kinds is looked at twice.
  return kind.custom ? [fault, fault] : [fault];
}

function isEmpty(value: JsonValue | undefined): boolean {
  if (value === undefined || value === '') return true;
  return isJsonList(value) ? value.length === 0 : isJsonObject(value) && Object.keys(value).length === 0;
}
