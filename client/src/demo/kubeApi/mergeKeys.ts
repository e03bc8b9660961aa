/** Which lists of built-in kinds are merged item by item, and by which key. */
import { isJsonObject, textAt, valueAt } from './json.ts';
import type { JsonList, JsonObject, JsonValue } from './json.ts';

const mergeKeysByField: Readonly<Record<string, readonly string[]>> = {
  containers: ['name'],
  initContainers: ['name'],
  ephemeralContainers: ['name'],
  volumes: ['name'],
  env: ['name'],
  volumeMounts: ['mountPath'],
  ports: ['containerPort', 'port'],
  conditions: ['type'],
  imagePullSecrets: ['name'],
  ownerReferences: ['uid'],
  secrets: ['name'],
  hostAliases: ['ip'],
};

/** The key by which the items of this list are told apart, or `undefined` for a list that is replaced as a whole. */
export function findMergeKey(field: string, items: JsonList): string | undefined {
  const keys = mergeKeysByField[field];
  return keys?.find((key) => items.length > 0 && items.every((item) => isJsonObject(item) && item[key] !== undefined));
}

/** The position of the item with this key value, or -1. */
export function indexOfItem(items: JsonList, key: string, value: JsonValue | undefined): number {
  return items.findIndex((item) => valueAt(item, key) === value);
}

/** The `$patch` directive of an item of a strategic merge patch. */
export function patchDirective(item: JsonObject): string | undefined {
  return textAt(item, '$patch');
}
