/** Which manager owns which fields (`metadata.managedFields`), and server-side apply on top of it. */
import { ApiError } from './apiError.ts';
import { isEqualJson, isJsonList, isJsonObject, objectAt, objectsAt, textAt, withValue } from './json.ts';
import type { JsonList, JsonObject, JsonValue } from './json.ts';
import { toApiVersion } from './kindInfo.ts';
import type { KindInfo } from './kindInfo.ts';
import { findMergeKey } from './mergeKeys.ts';

/** A tree of fields in the `FieldsV1` format: `f:name` for a member, `k:{…}` for an item of a keyed list. */
type FieldTree = JsonObject;

/** Who writes, how, and when. */
export interface FieldWriter {
  readonly manager: string;
  readonly operation: 'Apply' | 'Update';
  readonly subresource: string;
  readonly time: string;
}

const unownedMetadata = new Set(['name', 'namespace', 'uid', 'resourceVersion', 'generation', 'creationTimestamp', 'deletionTimestamp', 'managedFields', 'selfLink']);

/** Merges an applied configuration: sets its fields, removes those which this manager no longer applies; 409 when others own a field and `force` is off. */
export function applyConfiguration(kind: KindInfo, live: JsonObject, applied: JsonObject, writer: FieldWriter, force: 'force' | 'refuse'): JsonObject {
  const appliedFields = fieldsOf(toOwnable(applied), kind);
  if (force === 'refuse') refuseConflicts(kind, live, applied, appliedFields, writer);
  const previous = findEntry(live, writer);
  const dropped = previous === undefined ? {} : subtract(objectAt(previous, 'fieldsV1'), appliedFields);
  const othersKeep = unionOfOthers(live, writer);
  const pruned = removeFields(live, subtract(dropped, othersKeep));
  const merged = mergeApplied(pruned, applied, kind);
  return isJsonObject(merged) ? recordFields(kind, merged, appliedFields, writer) : live;
}

/** Notes a plain write: the fields that it changed now belong to its manager. */
export function recordUpdate(kind: KindInfo, before: JsonObject | undefined, after: JsonObject, writer: FieldWriter): JsonObject {
  const changed = changedFields(toOwnable(before ?? {}), toOwnable(after), kind);
  if (Object.keys(changed).length === 0) return after;
  const previous = findEntry(after, writer);
  return recordFields(kind, after, union(objectAt(previous, 'fieldsV1'), changed), writer, changed);
}

function recordFields(kind: KindInfo, object: JsonObject, fields: FieldTree, writer: FieldWriter, taken: FieldTree = fields): JsonObject {
  const others = objectsAt(object, 'metadata', 'managedFields')
    .filter((entry) => !isEntryOf(entry, writer))
    .map((entry) => (writer.operation === 'Update' ? withValue(entry, ['fieldsV1'], subtract(objectAt(entry, 'fieldsV1'), taken)) : entry))
    .filter((entry) => Object.keys(objectAt(entry, 'fieldsV1')).length > 0);
  const previous = findEntry(object, writer);
  const unchanged = previous !== undefined && isEqualJson(previous['fieldsV1'], fields);
  const entry: JsonObject = {
    manager: writer.manager,
    operation: writer.operation,
    apiVersion: toApiVersion(kind),
    time: unchanged ? previous['time'] : writer.time,
    fieldsType: 'FieldsV1',
    fieldsV1: fields,
    ...(writer.subresource === '' ? {} : { subresource: writer.subresource }),
  };
  return withValue(object, ['metadata', 'managedFields'], [...others, entry]);
}

function findEntry(object: JsonObject, writer: FieldWriter): JsonObject | undefined {
  return objectsAt(object, 'metadata', 'managedFields').find((entry) => isEntryOf(entry, writer));
}

function isEntryOf(entry: JsonObject, writer: FieldWriter): boolean {
  return entry['manager'] === writer.manager && entry['operation'] === writer.operation && (textAt(entry, 'subresource') ?? '') === writer.subresource;
}

function unionOfOthers(object: JsonObject, writer: FieldWriter): FieldTree {
  return objectsAt(object, 'metadata', 'managedFields')
    .filter((entry) => !isEntryOf(entry, writer))
    .reduce<FieldTree>((fields, entry) => union(fields, objectAt(entry, 'fieldsV1')), {});
}

function refuseConflicts(kind: KindInfo, live: JsonObject, applied: JsonObject, appliedFields: FieldTree, writer: FieldWriter): void {
  const changed = changedFields(toOwnable(live), toOwnable(mergeObjects(live, applied, kind)), kind);
  for (const entry of objectsAt(live, 'metadata', 'managedFields')) {
    if (entry['manager'] === writer.manager) continue;
    const contested = leavesOf(intersect(intersect(changed, appliedFields), objectAt(entry, 'fieldsV1')));
    const [first] = contested;
    if (first === undefined) continue;
    throw new ApiError(409, 'Conflict', `Apply failed with ${contested.length} conflict${contested.length === 1 ? '' : 's'}: conflict with "${textAt(entry, 'manager') ?? ''}": ${first}`, {
      causes: contested.map((field) => ({ reason: 'FieldManagerConflict', message: `conflict with "${textAt(entry, 'manager') ?? ''}"`, field })),
    });
  }
}

function toOwnable(object: JsonObject): JsonObject {
  const metadata = Object.entries(objectAt(object, 'metadata')).filter(([key]) => !unownedMetadata.has(key));
  const rest = Object.entries(object).filter(([key]) => key !== 'apiVersion' && key !== 'kind' && key !== 'metadata');
  return Object.fromEntries(metadata.length === 0 ? rest : [...rest, ['metadata', Object.fromEntries(metadata)]]);
}

function fieldsOf(value: JsonObject, kind: KindInfo): FieldTree {
  const tree: Record<string, JsonValue> = {};
  for (const [key, entry] of Object.entries(value)) if (entry !== undefined) tree[`f:${key}`] = fieldsOfValue(key, entry, kind);
  return tree;
}

function fieldsOfValue(field: string, value: JsonValue, kind: KindInfo): FieldTree {
  if (isJsonObject(value)) return fieldsOf(value, kind);
  const items = keyedItems(field, value, kind);
  if (items === undefined) return {};
  return Object.fromEntries([...items].map(([key, item]) => [key, { '.': {}, ...fieldsOf(item, kind) }]));
}

function keyedItems(field: string, value: JsonValue | undefined, kind: KindInfo): ReadonlyMap<string, JsonObject> | undefined {
  if (kind.custom || !isJsonList(value)) return undefined;
  const mergeKey = findMergeKey(field, value);
  if (mergeKey === undefined) return undefined;
  const items = new Map<string, JsonObject>();
  for (const item of value) if (isJsonObject(item)) items.set(`k:${JSON.stringify({ [mergeKey]: item[mergeKey] })}`, item);
  return items;
}

function changedFields(before: JsonObject, after: JsonObject, kind: KindInfo): FieldTree {
  const tree: Record<string, JsonValue> = {};
  for (const [key, value] of Object.entries(after)) {
    const old = before[key];
    if (value === undefined || isEqualJson(old, value)) continue;
    if (isJsonObject(value)) tree[`f:${key}`] = changedFields(isJsonObject(old) ? old : {}, value, kind);
    else tree[`f:${key}`] = changedItems(key, old, value, kind);
  }
  return tree;
}

function changedItems(field: string, before: JsonValue | undefined, after: JsonValue, kind: KindInfo): FieldTree {
  const items = keyedItems(field, after, kind);
  if (items === undefined) return {};
  const old = keyedItems(field, before, kind) ?? new Map<string, JsonObject>();
  const tree: Record<string, JsonValue> = {};
  for (const [key, item] of items) {
    const previous = old.get(key);
    if (!isEqualJson(previous, item)) tree[key] = { ...(previous === undefined ? { '.': {} } : {}), ...changedFields(previous ?? {}, item, kind) };
  }
  return tree;
}

function union(left: FieldTree, right: FieldTree): FieldTree {
  const tree: Record<string, JsonValue | undefined> = { ...left };
  for (const key of Object.keys(right)) tree[key] = union(objectAt(left, key), objectAt(right, key));
  return tree;
}

/** The leaves of `left` that `right` does not have. */
function subtract(left: FieldTree, right: FieldTree): FieldTree {
  const tree: Record<string, JsonValue> = {};
  for (const key of Object.keys(left)) {
    const below = objectAt(left, key);
    if (!Object.hasOwn(right, key)) {
      tree[key] = below;
      continue;
    }
    const rest = subtract(below, objectAt(right, key));
    if (Object.keys(rest).length > 0) tree[key] = rest;
  }
  return tree;
}

function intersect(left: FieldTree, right: FieldTree): FieldTree {
  const tree: Record<string, JsonValue> = {};
  for (const key of Object.keys(left)) {
    if (!Object.hasOwn(right, key)) continue;
    const isLeaf = Object.keys(objectAt(left, key)).length === 0 && Object.keys(objectAt(right, key)).length === 0;
    const below = intersect(objectAt(left, key), objectAt(right, key));
    if (isLeaf || Object.keys(below).length > 0) tree[key] = below;
  }
  return tree;
}

function leavesOf(tree: FieldTree): readonly string[] {
  return Object.keys(tree).flatMap((key) => {
    const name = key.startsWith('f:') ? `.${key.slice(2)}` : `[${key.slice(2)}]`;
    const below = leavesOf(objectAt(tree, key));
    return below.length === 0 ? [name] : below.map((rest) => `${name}${rest}`);
  });
}

function removeFields(object: JsonObject, tree: FieldTree): JsonObject {
  let result = object;
  for (const key of Object.keys(tree)) {
    if (!key.startsWith('f:')) continue;
    const field = key.slice(2);
    const below = objectAt(tree, key);
    const value = result[field];
    if (Object.keys(below).length === 0) result = withValue(result, [field], undefined);
    else if (isJsonObject(value)) result = withValue(result, [field], emptyToUndefined(removeFields(value, below)));
    else if (isJsonList(value)) result = withValue(result, [field], removeItems(value, below));
  }
  return result;
}

function emptyToUndefined(object: JsonObject): JsonObject | undefined {
  return Object.keys(object).length === 0 ? undefined : object;
}

function removeItems(items: JsonList, tree: FieldTree): JsonList {
  return items.flatMap((item): JsonList => {
    if (!isJsonObject(item)) return [item];
    const key = Object.keys(tree).find((candidate) => isItemOf(item, candidate));
    if (key === undefined) return [item];
    const below = objectAt(tree, key);
    return Object.hasOwn(below, '.') ? [] : [removeFields(item, below)];
  });
}

function isItemOf(item: JsonObject, key: string): boolean {
  return Object.entries(item).some(([name, value]) => `k:${JSON.stringify({ [name]: value })}` === key);
}

function mergeApplied(live: JsonValue | undefined, applied: JsonValue, kind: KindInfo, field = ''): JsonValue {
  if (isJsonObject(applied)) return mergeObjects(isJsonObject(live) ? live : {}, applied, kind);
  const items = keyedItems(field, applied, kind);
  const before = keyedItems(field, live, kind);
  if (items === undefined || before === undefined) return applied;
  const merged = new Map(before);
  for (const [key, item] of items) merged.set(key, mergeObjects(before.get(key) ?? {}, item, kind));
  return [...merged.values()];
}

function mergeObjects(live: JsonObject, applied: JsonObject, kind: KindInfo): JsonObject {
  const result: Record<string, JsonValue | undefined> = { ...live };
  for (const [key, value] of Object.entries(applied)) if (value !== undefined) result[key] = mergeApplied(live[key], value, kind, key);
  return result;
}
