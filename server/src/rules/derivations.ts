/** Values that rules derive from a cluster, taken over from its last version where all that they were made of is the same. */
import type { ClusterGraph } from '../graph/graph.ts';
import { isSameValue, Readings, type Reading } from './readings.ts';
import type { ClusterView } from './rule.ts';
import { TrackedCluster } from './trackedCluster.ts';

/** A value with what it was made of; `readings` is `undefined` when it holds for one version only. */
interface Derived {
  readonly value: unknown;
  readonly readings: readonly Reading<ClusterGraph>[] | undefined;
}

/** What was derived from each cluster, by the function that makes it. Owned by a `RuleCache`. */
export class Derivations {
  readonly #last = new Map<string, Map<unknown, Derived>>();
  readonly #views = new WeakMap<ClusterGraph, ClusterView>();

  /** A cluster with what is derived from it; `name` is the same for all versions of one cluster. */
  viewOf(name: string, cluster: ClusterGraph): ClusterView {
    let view = this.#views.get(cluster);
    if (view === undefined) {
      let last = this.#last.get(name);
      if (last === undefined) this.#last.set(name, (last = new Map<unknown, Derived>()));
      this.#views.set(cluster, (view = new DerivingView(cluster, last)));
    }
    return view;
  }

  /** Forgets clusters that are not judged any more. */
  retain(names: ReadonlySet<string>): void {
    for (const name of this.#last.keys()) if (!names.has(name)) this.#last.delete(name);
  }
}

class DerivingView implements ClusterView {
  readonly cluster: ClusterGraph;
  readonly #last: Map<unknown, Derived>;
  readonly #values = new Map<unknown, unknown>();

  constructor(cluster: ClusterGraph, last: Map<unknown, Derived>) {
    this.cluster = cluster;
    this.#last = last;
  }

  readonly derived = <T>(derive: (cluster: ClusterGraph) => T): T => {
    if (!this.#values.has(derive)) this.#values.set(derive, this.#derive(derive));
    return this.#values.get(derive) as T;
  };

  readonly derivedAt = <V>(derive: (cluster: ClusterGraph) => Pick<ReadonlyMap<string, V>, 'get'>, key: string): V | undefined => this.derived(derive).get(key);

  /** The value of the last version where it is the same: whoever holds it then sees at once that nothing changed. */
  #derive(derive: (cluster: ClusterGraph) => unknown): unknown {
    const last = this.#last.get(derive);
    if (last?.readings?.every((holds) => holds(this.cluster)) === true) return last.value;
    const readings = new Readings<ClusterGraph>();
    const made = derive(new TrackedCluster(this.cluster, readings));
    const value = last !== undefined && isSameValue(last.value, made) ? last.value : made;
    this.#last.set(derive, { value, readings: readings.list });
    return value;
  }
}
