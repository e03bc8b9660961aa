/** Typed, located reads of YAML mappings. A value of the wrong type reads as absent: judging types is the schema's work. */
import { scalarValue } from './yamlValue.ts';
import type { YamlMap, YamlNode, YamlScalar } from './yamlNode.ts';

/** A value and the node it was read from. */
export interface Located<T> {
  readonly value: T;
  readonly node: YamlNode;
}

/** The mapping at a path. */
export function readMap(map: YamlMap | undefined, ...path: readonly string[]): YamlMap | undefined {
  const node = map?.get(...path);
  return node?.kind === 'map' ? node : undefined;
}

/** The items of the sequence at a path; empty when there is none. */
export function readItems(map: YamlMap | undefined, ...path: readonly string[]): readonly YamlNode[] {
  const node = map?.get(...path);
  return node?.kind === 'seq' ? node.items : [];
}

/** The mappings among the items of the sequence at a path. */
export function readMaps(map: YamlMap | undefined, ...path: readonly string[]): readonly YamlMap[] {
  return readItems(map, ...path).filter((item) => item.kind === 'map');
}

/** The non-empty text at a path; numbers and booleans read as absent. */
export function readString(map: YamlMap | undefined, ...path: readonly string[]): Located<string> | undefined {
  return asString(map?.get(...path));
}

/** The boolean at a path. */
export function readBoolean(map: YamlMap | undefined, ...path: readonly string[]): Located<boolean> | undefined {
  const node = map?.get(...path);
  const value = node?.kind === 'scalar' ? scalarValue(node) : undefined;
  return node !== undefined && typeof value === 'boolean' ? { value, node } : undefined;
}

/** The number at a path. */
export function readNumber(map: YamlMap | undefined, ...path: readonly string[]): Located<number> | undefined {
  const node = map?.get(...path);
  const value = node?.kind === 'scalar' ? scalarValue(node) : undefined;
  return node !== undefined && typeof value === 'number' ? { value, node } : undefined;
}

/** The texts among the items of the sequence at a path. */
export function readStrings(map: YamlMap | undefined, ...path: readonly string[]): readonly Located<string>[] {
  return readItems(map, ...path).flatMap((item) => asString(item) ?? []);
}

/** A node read as non-empty text. */
export function asString(node: YamlNode | undefined): Located<string> | undefined {
  if (node?.kind !== 'scalar') return undefined;
  const value = scalarValue(node);
  return typeof value === 'string' && value !== '' ? { value, node } : undefined;
}

/** The scalar at a path, whatever it means. */
export function readScalar(map: YamlMap | undefined, ...path: readonly string[]): YamlScalar | undefined {
  const node = map?.get(...path);
  return node?.kind === 'scalar' ? node : undefined;
}
