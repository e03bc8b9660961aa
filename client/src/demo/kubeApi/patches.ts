/** The patch formats of the API server: JSON merge patch, JSON patch and strategic merge patch. */
import { ApiError } from './apiError.ts';
import { isEqualJson, isJsonList, isJsonObject, textAt } from './json.ts';
import type { JsonList, JsonObject, JsonValue } from './json.ts';
import { findMergeKey, indexOfItem, patchDirective } from './mergeKeys.ts';

/** RFC 7386: objects merge, `null` removes, all else replaces. */
export function applyMergePatch(target: JsonValue | undefined, patch: JsonValue): JsonValue {
  if (!isJsonObject(patch)) return patch;
  const result: Record<string, JsonValue | undefined> = { ...(isJsonObject(target) ? target : {}) };
  for (const [key, value] of Object.entries(patch)) {
    if (value === undefined) continue;
    if (value === null) Reflect.deleteProperty(result, key);
    else result[key] = applyMergePatch(result[key], value);
  }
  return result;
}

/** Kubernetes' own merge for built-in kinds: as a merge patch, but the items of known lists merge by their key. */
export function applyStrategicMergePatch(target: JsonValue | undefined, patch: JsonValue): JsonValue {
  if (!isJsonObject(patch)) return patch;
  if (patchDirective(patch) === 'replace') return withoutDirectives(patch);
  const result: Record<string, JsonValue | undefined> = { ...(isJsonObject(target) ? target : {}) };
  for (const [key, value] of Object.entries(patch)) {
    if (value === undefined || key.startsWith('$')) continue;
    const before = result[key];
    if (value === null) Reflect.deleteProperty(result, key);
    else if (isJsonList(value)) result[key] = mergeLists(key, isJsonList(before) ? before : [], value);
    else result[key] = applyStrategicMergePatch(before, value);
  }
  return result;
}

function mergeLists(field: string, before: JsonList, patch: JsonList): JsonList {
  const mergeKey = findMergeKey(field, patch);
  if (mergeKey === undefined) return patch;
  let result: JsonList = before;
  for (const item of patch) {
    if (!isJsonObject(item)) continue;
    const index = indexOfItem(result, mergeKey, item[mergeKey]);
    if (patchDirective(item) === 'delete') result = result.filter((_, position) => position !== index);
    else if (index < 0) result = [...result, withoutDirectives(item)];
    else result = result.map((old, position) => (position === index ? applyStrategicMergePatch(old, item) : old));
  }
  return result;
}

function withoutDirectives(object: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([key]) => !key.startsWith('$')));
}

/** RFC 6902: a list of operations; a failing one, `test` included, is a 422 and changes nothing. */
export function applyJsonPatch(target: JsonValue, patch: JsonValue): JsonValue {
  if (!isJsonList(patch)) throw new ApiError(400, 'BadRequest', `error decoding patch: json: cannot unmarshal ${isJsonObject(patch) ? 'object' : typeof patch} into Go value of type []handlers.jsonPatchOp`);
  return patch.reduce<JsonValue>((current, operation) => {
    if (!isJsonObject(operation)) throw unprocessable();
    return applyOperation(current, operation);
  }, target);
}

function applyOperation(target: JsonValue, operation: JsonObject): JsonValue {
  const path = readPointer(textAt(operation, 'path'));
  const value = operation['value'];
  switch (operation['op']) {
    case 'add':
      return edit(target, path, (parent, key) => insert(parent, key, getOperand(value)));
    case 'replace':
      read(target, path);
      return edit(target, path, (parent, key) => replace(parent, key, getOperand(value)));
    case 'remove':
      read(target, path);
      return edit(target, path, remove);
    case 'test':
      if (!isEqualJson(read(target, path), value)) throw unprocessable();
      return target;
    case 'copy':
      return edit(target, path, (parent, key) => insert(parent, key, read(target, readPointer(textAt(operation, 'from')))));
    case 'move': {
      const from = readPointer(textAt(operation, 'from'));
      const moved = read(target, from);
      return edit(edit(target, from, remove), path, (parent, key) => insert(parent, key, moved));
    }
    default:
      throw unprocessable();
  }
}

function getOperand(value: JsonValue | undefined): JsonValue {
  if (value === undefined) throw unprocessable();
  return value;
}

function readPointer(pointer: string | undefined): readonly string[] {
  if (pointer === undefined || (pointer !== '' && !pointer.startsWith('/'))) throw unprocessable();
  return pointer
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
}

function read(target: JsonValue, path: readonly string[]): JsonValue {
  let current: JsonValue | undefined = target;
  for (const step of path) {
    if (isJsonList(current)) current = current[Number(step)];
    else current = isJsonObject(current) && Object.hasOwn(current, step) ? current[step] : undefined;
    if (current === undefined) throw unprocessable();
  }
  return current;
}

function edit(target: JsonValue, path: readonly string[], change: (parent: JsonValue, key: string) => JsonValue): JsonValue {
  const [head, ...rest] = path;
  if (head === undefined) return change({}, '');
  if (rest.length === 0) return change(target, head);
  return replace(target, head, edit(read(target, [head]), rest, change));
}

function insert(parent: JsonValue, key: string, value: JsonValue): JsonValue {
  if (key === '' && isJsonObject(parent) && Object.keys(parent).length === 0) return value;
  if (!isJsonList(parent)) return replace(parent, key, value);
  const index = key === '-' ? parent.length : Number(key);
  if (!Number.isInteger(index) || index < 0 || index > parent.length) throw unprocessable();
  return parent.toSpliced(index, 0, value);
}

function replace(parent: JsonValue, key: string, value: JsonValue): JsonValue {
  if (isJsonList(parent)) return parent.with(Number(key), value);
  if (!isJsonObject(parent)) throw unprocessable();
  return { ...parent, [key]: value };
}

function remove(parent: JsonValue, key: string): JsonValue {
  if (isJsonList(parent)) return parent.toSpliced(Number(key), 1);
  if (!isJsonObject(parent)) throw unprocessable();
  return Object.fromEntries(Object.entries(parent).filter(([name]) => name !== key));
}

/** A real server does not say which operation failed, nor why. */
function unprocessable(): ApiError {
  return new ApiError(422, 'Invalid', 'the server rejected our request due to an error in our request', {});
}
