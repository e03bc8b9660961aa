/** The inventory of a Flux Kustomization: what it applied, as ids. */
import { nameOf } from '../kubeApi/clusterApi.ts';
import type { ObjectName } from '../kubeApi/clusterApi.ts';
import { objectsAt, textAt } from '../kubeApi/json.ts';
import type { JsonObject } from '../kubeApi/json.ts';

/** One entry, taken apart. */
export interface InventoryEntry extends ObjectName {
  readonly group: string;
  readonly kind: string;
}

/** `<namespace>_<name>_<group>_<kind>`; a colon in the name is written as `__` (cli-utils pkg/object/objmetadata.go). */
export function toInventoryId(object: JsonObject): string {
  const { namespace, name } = nameOf(object);
  return `${namespace}_${name.replaceAll(':', '__')}_${groupOf(object)}_${textAt(object, 'kind') ?? ''}`;
}

/** The entries of a status. */
export function readInventory(status: JsonObject): ReadonlyMap<string, InventoryEntry> {
  const entries = new Map<string, InventoryEntry>();
  for (const entry of objectsAt(status, 'inventory', 'entries')) {
    const id = textAt(entry, 'id');
    const parsed = id === undefined ? undefined : readInventoryId(id);
    if (id !== undefined && parsed !== undefined) entries.set(id, parsed);
  }
  return entries;
}

/** The status field for applied objects. */
export function toInventory(objects: readonly JsonObject[]): JsonObject {
  return { entries: objects.map((object) => ({ id: toInventoryId(object), v: versionOf(object) })) };
}

/** The group of an object's apiVersion; empty for the core group. */
export function groupOf(object: JsonObject): string {
  const apiVersion = textAt(object, 'apiVersion') ?? '';
  return apiVersion.includes('/') ? (apiVersion.split('/')[0] ?? '') : '';
}

/** `Kind/namespace/name`, as events and messages name objects. */
export function printObject(object: JsonObject): string {
  const { namespace, name } = nameOf(object);
  return `${textAt(object, 'kind') ?? ''}/${namespace === '' ? '' : `${namespace}/`}${name}`;
}

function readInventoryId(id: string): InventoryEntry | undefined {
  const match = /^([^_]*)_(.+)_([^_]*)_([^_]+)$/.exec(id);
  if (match === null) return undefined;
  const [, namespace = '', name = '', group = '', kind = ''] = match;
  return { namespace, name: name.replaceAll('__', ':'), group, kind };
}

function versionOf(object: JsonObject): string {
  return (textAt(object, 'apiVersion') ?? '').split('/').at(-1) ?? '';
}
