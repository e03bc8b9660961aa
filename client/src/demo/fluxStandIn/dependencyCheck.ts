/** Kustomize-controller's test of `dependsOn`, and its order of work when a source has a new revision. */
import { nameOf } from '../kubeApi/clusterApi.ts';
import type { ObjectName } from '../kubeApi/clusterApi.ts';
import { objectAt, objectsAt, textAt } from '../kubeApi/json.ts';
import type { JsonObject } from '../kubeApi/json.ts';
import { isReady } from '../standIns/conditions.ts';

/** What a Flux Kustomization reads from. */
export interface SourceReference extends ObjectName {
  readonly kind: string;
}

/** The source of a Flux Kustomization; its namespace defaults to the Kustomization's. */
export function sourceOf(fluxKustomization: JsonObject): SourceReference {
  const reference = objectAt(fluxKustomization, 'spec', 'sourceRef');
  return { kind: textAt(reference, 'kind') ?? '', name: textAt(reference, 'name') ?? '', namespace: textAt(reference, 'namespace') ?? nameOf(fluxKustomization).namespace };
}

/** Whether two references name one source. */
export function isSameSource(left: SourceReference, right: SourceReference): boolean {
  return left.kind === right.kind && left.name === right.name && left.namespace === right.namespace;
}

/** The names of `dependsOn`; a namespace defaults to the object's own. */
export function dependenciesOf(object: JsonObject): readonly ObjectName[] {
  return objectsAt(object, 'spec', 'dependsOn').map((entry) => ({ name: textAt(entry, 'name') ?? '', namespace: textAt(entry, 'namespace') ?? nameOf(object).namespace }));
}

/**
 * Why a Flux Kustomization must wait for its dependencies, in the controller's words; `undefined` when it need not.
 * A `readyExpr` (CEL) is not evaluated here: the built-in test stands in for it.
 */
export function findUnmetDependency(fluxKustomization: JsonObject, revision: string, find: (name: ObjectName) => JsonObject | undefined): string | undefined {
  const source = sourceOf(fluxKustomization);
  for (const name of dependenciesOf(fluxKustomization)) {
    const dependency = find(name);
    const printed = `dependency '${name.namespace}/${name.name}'`;
    if (dependency === undefined) return `${printed} not found`;
    if (!isReady(dependency)) return `${printed} is not ready`;
    if (isSameSource(source, sourceOf(dependency)) && textAt(dependency, 'status', 'lastAppliedRevision') !== revision) return `${printed} revision is not up to date`;
  }
  return undefined;
}

/** The order in which a new revision wakes the Kustomizations of a source; `undefined` when they wait for each other in a circle, since then none is woken. */
export function sortByDependencies(objects: readonly JsonObject[]): readonly JsonObject[] | undefined {
  const byName = new Map(objects.map((object) => [keyOf(nameOf(object)), object]));
  const state = new Map<string, 'open' | 'done'>();
  const sorted: JsonObject[] = [];
  const visit = (object: JsonObject): boolean => {
    const key = keyOf(nameOf(object));
    if (state.get(key) === 'done') return true;
    if (state.get(key) === 'open') return false;
    state.set(key, 'open');
    for (const name of dependenciesOf(object)) {
      const dependency = byName.get(keyOf(name));
      if (dependency !== undefined && !visit(dependency)) return false;
    }
    state.set(key, 'done');
    sorted.push(object);
    return true;
  };
  return objects.every(visit) ? sorted : undefined;
}

function keyOf({ namespace, name }: ObjectName): string {
  return `${namespace}/${name}`;
}
