/** Field specifications: where in which kinds a transformer works (kustomize api/types/fieldspec.go, api/filters/fieldspec). */
import type { YamlMap, YamlNode, YamlSeq } from '../yaml/yamlNode.ts';
import { BuildFault } from './buildError.ts';
import { emptyMap, isNull, mapItems, newKey, textOf, withEntry } from './editNodes.ts';
import { YamlScalar, YamlSeq as YamlSeqClass, YamlMap as YamlMapClass } from '../yaml/yamlNode.ts';
import type { Span } from '../text/textFile.ts';
import type { SpecRow } from './defaultReferences.ts';
import { compareGvk, groupVersionOf, isSelectedBy, type Gvk } from './objectId.ts';

/** One field of the kinds it selects. */
export interface FieldSpec extends Gvk {
  readonly path: string;
  /** Whether missing fields on the way are made. */
  readonly create: boolean;
}

/** Reads `Kind@group#version`. */
export function readGvk(text: string): Gvk {
  const [beforeVersion = '', version = ''] = text.split('#');
  const [kind = '', group = ''] = beforeVersion.split('@');
  return { kind, group, version };
}

/** Reads rows of the default tables. */
export function readSpecs(rows: readonly SpecRow[]): FieldSpecs {
  return new FieldSpecs(rows.flatMap(([kinds, path, create]) => kinds.split(' ').map((kind) => ({ ...readGvk(kind), path, create: create === 'create' }))));
}

/** An immutable set of field specifications, quick to ask by kind. */
export class FieldSpecs {
  readonly all: readonly FieldSpec[];
  readonly #byKind = new Map<string, readonly FieldSpec[]>();

  constructor(all: readonly FieldSpec[] = []) {
    this.all = all;
  }

  /** Those that may concern a kind. */
  ofKind(kind: string): readonly FieldSpec[] {
    let found = this.#byKind.get(kind);
    if (found === undefined) this.#byKind.set(kind, (found = this.all.filter((spec) => spec.kind === '' || spec.kind === kind)));
    return found;
  }

  /** Both sets. A field that stands in both with another `create` is a fault. */
  merge(other: FieldSpecs, span?: Span): FieldSpecs {
    if (other === this || other.all.length === 0) return this;
    const merged = [...this.all];
    for (const spec of other.all) {
      const known = merged.find((candidate) => candidate.path === spec.path && isSelectedBy(candidate, spec));
      if (known === undefined) merged.push(spec);
      else if (known.create !== spec.create && span !== undefined)
        throw new BuildFault('field-spec-conflict', `the field \`${spec.path}\` is configured twice, with and without \`create\``, span);
    }
    return merged.length === this.all.length ? this : new FieldSpecs(merged);
  }

  /** Ordered as kustomize orders its configuration. */
  sorted(): FieldSpecs {
    return new FieldSpecs([...this.all].sort(compareGvk));
  }
}

/** What a set function makes of the node at the end of a path. */
export type SetNode = (node: YamlNode) => YamlNode;

/** What is made where a field is missing and the specification says `create`. */
export type CreateKind = 'map' | 'scalar';

/** An edit of all nodes at a field specification's path. */
export interface FieldEdit {
  readonly set: SetNode;
  readonly createKind?: CreateKind | undefined;
  /** Where the change is written: new nodes stand there, faults point to it. */
  readonly span: Span;
}

/** Applies an edit to an object where the specification selects it; the same tree when nothing changes. */
export function editField(root: YamlMap, spec: FieldSpec, edit: FieldEdit): YamlMap {
  if (spec.kind !== '' && spec.kind !== textOf(root.get('kind'))) return root;
  if (spec.group !== '' || spec.version !== '') {
    const { group, version } = groupVersionOf(textOf(root.get('apiVersion')));
    if ((spec.group !== '' && spec.group !== group) || (spec.version !== '' && spec.version !== version)) return root;
  }
  const changed = editAt(root, splitPath(spec.path, '/'), 0, spec, edit);
  return changed.kind === 'map' ? changed : root;
}

function editAt(node: YamlNode, path: readonly string[], depth: number, spec: FieldSpec, edit: FieldEdit): YamlNode {
  if (depth === path.length) return edit.set(node);
  if (isNull(node)) return node;
  if (node.kind === 'seq') return mapItems(node, (item) => editAt(item, path, depth, spec, edit));
  if (node.kind === 'scalar')
    throw new BuildFault('field-no-mapping', `\`${path.slice(0, depth).join('.')}\` is no mapping, but \`${path[depth] ?? ''}\` is looked for in it`, node);
  return editEntry(node, path, depth, spec, edit);
}

function editEntry(map: YamlMap, path: readonly string[], depth: number, spec: FieldSpec, edit: FieldEdit): YamlNode {
  const part = path[depth] ?? '';
  const isList = part.endsWith('[]');
  const key = isList ? part.slice(0, -2) : part;
  if (key === '') throw new BuildFault('field-empty', `the field path \`${spec.path}\` has an empty part`, edit.span);
  const creates = spec.create && edit.createKind !== undefined && !isList;
  const made = depth === path.length - 1 ? edit.createKind : 'map';
  let value = map.get(key);
  if (value === undefined) {
    if (!creates) return map;
    value = madeNode(made, edit.span);
  } else if (isNull(value)) {
    if (creates) value = madeNode(made, edit.span);
    else if (isList) value = emptySeq(value);
  }
  return withEntry(map, key, editAt(value, path, depth + 1, spec, edit));
}

function madeNode(kind: CreateKind | undefined, span: Span): YamlNode {
  return kind === 'scalar' ? new YamlScalar(span, '', 'plain') : emptyMap(span);
}

function emptySeq(span: Span): YamlSeq {
  return new YamlSeqClass(span, []);
}

/** Splits a path; a delimiter behind `\` is kept (kyaml utils/pathsplitter.go). */
export function splitPath(path: string, delimiter: string): string[] {
  let parts = path.split(delimiter);
  if (parts.length > 1 && parts[0] === '') parts = parts.slice(1);
  const result = [parts[0] ?? ''];
  for (const part of parts.slice(1)) {
    const last = result.length - 1;
    const before = result[last] ?? '';
    if (before.endsWith('\\')) result[last] = before.slice(0, -1) + delimiter + part;
    else result.push(part);
  }
  return result;
}

/** A set function that puts an entry into the mapping at the path (kustomize filtersutil `SetEntry`). */
export function setEntry(key: string, value: (old: YamlScalar | undefined) => YamlScalar, keyNode: YamlScalar): SetNode {
  return (node) => {
    if (isNull(node)) return node;
    if (node.kind !== 'map') throw new BuildFault('field-no-mapping', `a mapping is expected here, to put \`${key}\` into it`, node);
    const old = node.get(key);
    return withEntry(node, key, value(old?.kind === 'scalar' ? old : undefined), newKey(keyNode, key));
  };
}

/** Whether a node is a mapping; a type guard for narrowing after edits. */
export function isMap(node: YamlNode | undefined): node is YamlMap {
  return node instanceof YamlMapClass;
}
