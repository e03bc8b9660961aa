/** Prints objects as a `Table`, the form in which `kubectl get` asks for them. */
import { objectAt, textAt } from './json.ts';
import type { JsonObject } from './json.ts';
import type { KindInfo } from './kindInfo.ts';

/** Which part of each object a row carries (`includeObject=`). */
export type RowObject = 'Metadata' | 'Object' | 'None';

/** A table of objects; `metadata` is that of the list, or empty for a single object. */
export function toTable(kind: KindInfo, objects: readonly JsonObject[], metadata: JsonObject, rowObject: RowObject, nowMs: number): JsonObject {
  return {
    kind: 'Table',
    apiVersion: 'meta.k8s.io/v1',
    metadata,
    columnDefinitions: kind.columns.map((column) => ({
      name: column.name,
      type: column.type,
      format: column.name === 'Name' ? 'name' : '',
      description: column.name,
      priority: column.priority,
    })),
    rows: objects.map((object) => ({ cells: kind.columns.map((column) => column.value(object, nowMs)), ...toRowObject(object, rowObject) })),
  };
}

function toRowObject(object: JsonObject, rowObject: RowObject): JsonObject {
  if (rowObject === 'None') return {};
  if (rowObject === 'Object') return { object };
  return { object: { kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1', metadata: { ...objectAt(object, 'metadata'), managedFields: undefined, name: textAt(object, 'metadata', 'name') } } };
}
