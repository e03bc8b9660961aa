/** What the demo API server knows of a kind: its names, its scope and the columns which `kubectl get` prints. */
import type { JsonObject, JsonValue } from './json.ts';
import { valuesAtJsonPath } from './jsonPath.ts';

/** One column of a printed table. */
export interface TableColumn {
  readonly name: string;
  readonly type: 'string' | 'integer' | 'boolean' | 'date';
  /** 0 prints always, 1 only with `-o wide`. */
  readonly priority: number;
  /** Where the value comes from in a CRD; absent for built-in kinds, which compute it. */
  readonly jsonPath?: string;
  /** The cell; `nowMs` serves ages. */
  value(object: JsonObject, nowMs: number): JsonValue;
}

/** One kind in its one served version. */
export interface KindInfo {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly plural: string;
  readonly singular: string;
  readonly shortNames: readonly string[];
  readonly categories: readonly string[];
  readonly namespaced: boolean;
  /** Defined by a CustomResourceDefinition: no strategic merge patch, lists are atomic. */
  readonly custom: boolean;
  readonly hasStatus: boolean;
  /** Whether `metadata.generation` counts the changes of the desired state. */
  readonly hasGeneration: boolean;
  readonly columns: readonly TableColumn[];
}

/** The name under which a kind's objects are kept: `canaries.flagger.app`. */
export function toResourceId(kind: Pick<KindInfo, 'group' | 'plural'>): string {
  return kind.group === '' ? kind.plural : `${kind.plural}.${kind.group}`;
}

/** `flagger.app/v1beta1`, or `v1` for the core group. */
export function toApiVersion(kind: Pick<KindInfo, 'group' | 'version'>): string {
  return kind.group === '' ? kind.version : `${kind.group}/${kind.version}`;
}

/** A column that reads a path, as CRDs declare them. */
export function pathColumn(name: string, jsonPath: string, type: TableColumn['type'] = 'string', priority = 0): TableColumn {
  return {
    name,
    type,
    priority,
    jsonPath,
    value: (object, nowMs) => {
      const [value] = valuesAtJsonPath(object, jsonPath);
      if (type === 'date') return typeof value === 'string' ? printAge(value, nowMs) : '<unknown>';
      if (value === undefined || value === null) return '';
      return typeof value === 'object' ? JSON.stringify(value) : value;
    },
  };
}

/** `5s`, `3m20s`, `2h`, `4d`: the way kubectl prints an age. */
export function printAge(timestamp: string, nowMs: number): string {
  const seconds = Math.max(0, Math.floor((nowMs - Date.parse(timestamp)) / 1000));
  if (Number.isNaN(seconds)) return '<unknown>';
  if (seconds < 120) return `${seconds}s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 10) return seconds % 60 === 0 ? `${minutes}m` : `${minutes}m${seconds % 60}s`;
  if (minutes < 180) return `${minutes}m`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return `${hours}h`;
  return `${Math.floor(hours / 24)}d`;
}
