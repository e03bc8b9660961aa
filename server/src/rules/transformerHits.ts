/** Asks what patches and image overrides met, over all builds that use them. */
import type { WorkspaceGraph } from '../graph/graph.ts';
import type { BuiltObject, KustomizeBuild } from '../kustomize/build.ts';
import type { Span } from '../text/textFile.ts';
import { YamlMap } from '../yaml/yamlNode.ts';
import { readMap, readScalar } from '../yaml/yamlReader.ts';

/** Whether everything that a build may hold is known: only then nothing can have been missed. */
export function isComplete(build: KustomizeBuild): boolean {
  return build.problems.length === 0 && build.unresolved.every(({ reason }) => reason === 'encrypted' || reason === 'unknown-variable');
}

/** Keys (`keyOfEntry`) of the entries that have an effect in some build, or stand in one that is not fully known. */
export function effectiveEntries(graph: WorkspaceGraph): ReadonlySet<string> {
  const keys = new Set<string>();
  for (const { deliveries } of graph.clusters) {
    for (const { build } of deliveries.values()) {
      if (build === undefined) continue;
      const complete = isComplete(build);
      for (const { objects, span } of build.hits) if (objects.length > 0 || !complete) keys.add(keyOfEntry(span));
    }
  }
  return keys;
}

/** How many kustomize folders and Flux Kustomizations take each entry in, by `keyOfEntry`: one of a component counts with each. */
export function usesOfEntry(graph: WorkspaceGraph): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { deliveries } of graph.clusters) {
    for (const { build } of deliveries.values()) {
      for (const { of, span } of build?.hits ?? []) if (of > 0) counts.set(keyOfEntry(span), (counts.get(keyOfEntry(span)) ?? 0) + 1);
    }
  }
  return counts;
}

/** Tells entries of kustomize files and Flux Kustomizations apart by where they are written. */
export function keyOfEntry({ file, start }: Span): string {
  return `${start} ${file.uri}`;
}

/**
 * The field of a target that no object of the build fits: its kind before its name before its namespace. The target
 * itself where each field fits some object, but all together none; the whole entry where it has no target.
 */
export function unfitTargetField(entry: Span, objects: readonly BuiltObject[]): Span {
  const target = entry instanceof YamlMap ? readMap(entry, 'target') : undefined;
  if (target === undefined) return entry;
  const values: Readonly<Record<string, (object: BuiltObject) => string>> = { kind: ({ kind }) => kind, name: ({ name }) => name, namespace: ({ namespace }) => namespace ?? 'default' };
  for (const [field, valueOf] of Object.entries(values)) {
    const scalar = readScalar(target, field);
    if (scalar !== undefined && scalar.text !== '' && !objects.some((object) => fits(scalar.text, valueOf(object)))) return scalar;
  }
  return target;
}

/** Whether an anchored expression fits; one that this machine cannot read counts as fitting, since it only decides where a finding stands. */
function fits(expression: string, value: string): boolean {
  if (/^[\w-]+$/.test(expression)) return expression === value;
  try {
    return new RegExp(`^(?:${expression})$`).test(value);
  } catch (error) {
    if (error instanceof SyntaxError) return true;
    throw error;
  }
}
