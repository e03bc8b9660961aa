/** Which lists a strategic merge patch merges, by kind: kustomize's built-in data, or that of an `openapi:` file. */
import type { YamlNode } from '../yaml/yamlNode.ts';
import { textOf } from './editNodes.ts';
import { mergeTypeOfKind, mergeTypes } from './mergeSchemaData.ts';

/** The type of a field: of a mapping, or of a list with its merge keys (`[]` for a set of scalars). */
export interface SchemaType {
  /** Name of the type of the mapping or of the list's elements; `''` when it leads nowhere. */
  readonly name: string;
  /** For a list that is merged: its keys. */
  readonly keys: readonly string[] | undefined;
  readonly isList: boolean;
}

/** Types by name, and the type of each kind. */
export interface SchemaTables {
  readonly types: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** By `apiVersion/Kind`. */
  readonly kinds: Readonly<Record<string, string>>;
  /** Whether a kind has a namespace, by `apiVersion/Kind`. */
  readonly scopes?: Readonly<Record<string, boolean>> | undefined;
}

/** The data compiled into kustomize. */
export const builtinTables: SchemaTables = { types: mergeTypes, kinds: mergeTypeOfKind };

/** Answers what kind of list a field is. */
export class MergeSchema {
  readonly #tables: readonly SchemaTables[];
  readonly #types = new Map<string, SchemaType>();

  private constructor(tables: readonly SchemaTables[]) {
    this.#tables = tables;
  }

  /** A schema of several tables; the first that knows something counts. */
  static of(tables: readonly SchemaTables[]): MergeSchema {
    return new MergeSchema(tables);
  }

  /** The type of an object, by `apiVersion` and `kind`. */
  typeOfNode(node: YamlNode | undefined): SchemaType | undefined {
    if (node?.kind !== 'map') return undefined;
    const kind = textOf(node.get('kind'));
    if (kind === '') return undefined;
    const name = `${textOf(node.get('apiVersion'))}/${kind}`;
    for (const { kinds } of this.#tables) {
      const type = Object.hasOwn(kinds, name) ? kinds[name] : undefined;
      if (type !== undefined) return this.#read(type);
    }
    return undefined;
  }

  /** The type of a field of a mapping. */
  fieldOf(type: SchemaType | undefined, field: string): SchemaType | undefined {
    if (type === undefined || type.name === '' || type.isList) return undefined;
    for (const { types } of this.#tables) {
      const fields = Object.hasOwn(types, type.name) ? types[type.name] : undefined;
      if (fields === undefined) continue;
      const written = Object.hasOwn(fields, field) ? fields[field] : fields['*'];
      return written === undefined ? undefined : this.#read(written);
    }
    return undefined;
  }

  /** The type of a list's elements. */
  elementOf(type: SchemaType): SchemaType | undefined {
    return type.name === '' ? undefined : this.#read(type.name);
  }

  #read(written: string): SchemaType {
    let type = this.#types.get(written);
    if (type === undefined) this.#types.set(written, (type = readType(written)));
    return type;
  }
}

function readType(written: string): SchemaType {
  if (written.endsWith('*')) return { name: written.slice(0, -1), keys: undefined, isList: true };
  const open = written.indexOf('[');
  if (open < 0) return { name: written, keys: undefined, isList: false };
  const keys = written.slice(open + 1, -1);
  return { name: written.slice(0, open), keys: keys === '' ? [] : keys.split(','), isList: true };
}
