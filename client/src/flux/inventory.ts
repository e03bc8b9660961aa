// Reads the ids of status.inventory: `<namespace>_<name>_<group>_<kind>`.
import type { ObjectRef } from '../cluster/servedKind.ts';

/**
 * The object that an inventory id names, or undefined for an invalid id.
 * cli-utils (pkg/object/objmetadata.go): the namespace ends at the first `_`, kind and group begin at the last two; `__` in a name stands for `:`.
 */
export function parseInventoryId(id: string): ObjectRef | undefined {
  const first = id.indexOf('_');
  const last = id.lastIndexOf('_');
  const beforeGroup = last > 0 ? id.lastIndexOf('_', last - 1) : -1;
  if (first < 0 || beforeGroup <= first) return undefined;
  const name = id.slice(first + 1, beforeGroup).replaceAll('__', ':');
  const kind = id.slice(last + 1);
  if (name === '' || kind === '' || name.includes('_')) return undefined;
  return { namespace: id.slice(0, first), name, group: id.slice(beforeGroup + 1, last), kind };
}

/** Writes an id as the controller would. */
export function printInventoryId(ref: ObjectRef): string {
  return `${ref.namespace}_${ref.name.replaceAll(':', '__')}_${ref.group}_${ref.kind}`;
}

/** All objects of an inventory, in the controller's order; invalid ids are left out. */
export function readInventory(ids: readonly string[]): readonly ObjectRef[] {
  return ids.map(parseInventoryId).filter((ref) => ref !== undefined);
}
