/** Asks what patches and image overrides met, over all builds that use them. */
import type { WorkspaceGraph } from '../graph/graph.ts';
import type { BuildProblem, BuiltObject, KustomizeBuild } from '../kustomize/build.ts';
import { groupOf, versionOf } from '../manifests/manifest.ts';
import type { Span } from '../text/textFile.ts';
import { YamlMap } from '../yaml/yamlNode.ts';
import { readMap, readScalar } from '../yaml/yamlReader.ts';

/** Problems of the steps behind kustomize: substitution sees what patches have left. */
const afterKustomize = /^(variable-|substitution-|bad-substitution)/;

/** Whether everything that a build may hold is known where an entry of it was applied: only then nothing can have been missed. A patch further down that failed, perhaps because this one changed nothing, is of no matter. */
export function isComplete(build: KustomizeBuild, entry?: Span): boolean {
  const isLater = ({ code, span }: BuildProblem): boolean => afterKustomize.test(code) || (entry !== undefined && code.startsWith('json-patch') && span.file === entry.file && span.start > entry.start);
  return build.problems.every(isLater) && build.unresolved.every(({ reason }) => reason === 'encrypted' || reason === 'unknown-variable');
}

/** Keys (`keyOfEntry`) of the entries that have an effect in some build, or stand in one that is not fully known. */
export function effectiveEntries(graph: WorkspaceGraph): ReadonlySet<string> {
  const keys = new Set<string>();
  for (const { deliveries } of graph.clusters) {
    for (const { build } of deliveries.values()) {
      if (build === undefined) continue;
      for (const { objects, span } of build.hits) if (objects.length > 0 || !isComplete(build, span)) keys.add(keyOfEntry(span));
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
 * The field of a target that no object of the build fits: its kind before its group, its name and its namespace. Where each fits some
 * object, but all together none, the one without which some would; the target itself where that is none or several. The whole
 * entry where it has no target.
 */
export function unfitTargetField(entry: Span, objects: readonly BuiltObject[]): Span {
  const target = entry instanceof YamlMap ? readMap(entry, 'target') : undefined;
  if (target === undefined) return entry;
  const values: Readonly<Record<string, (object: BuiltObject) => string>> = { kind: ({ kind }) => kind, group: ({ apiVersion }) => groupOf(apiVersion), version: ({ apiVersion }) => versionOf(apiVersion), name: ({ name }) => name, namespace: ({ namespace }) => namespace ?? 'default' };
  const fields = Object.entries(values).flatMap(([field, valueOf]) => {
    const scalar = readScalar(target, field);
    return scalar === undefined || scalar.text === '' ? [] : [{ scalar, isMet: (object: BuiltObject) => fits(scalar.text, valueOf(object)) }];
  });
  const unmet = fields.find(({ isMet }) => !objects.some(isMet));
  if (unmet !== undefined) return unmet.scalar;
  const selector = readScalar(target, 'labelSelector') ?? readScalar(target, 'annotationSelector');
  if (selector !== undefined) return objects.some((object) => fields.every(({ isMet }) => isMet(object))) ? selector : target;
  const [only, ...more] = fields.filter((left) => objects.some((object) => fields.every((field) => field === left || field.isMet(object))));
  return only === undefined || more.length > 0 ? target : only.scalar;
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
