/** Entries of `dependsOn` that can never be fulfilled, by who applies whom and by health checks: shared by the rules that tell them. */
import { standstills, type Need } from '../graph/standstill.ts';
import type { ClusterGraph, GraphNode } from '../graph/graph.ts';
import { readFluxKustomization } from '../manifests/fluxKustomization.ts';
import { nameSpan } from '../manifests/manifest.ts';
import type { Span } from '../text/textFile.ts';
import { dependenciesOf } from './dependsOn.ts';
import { faultSpan } from './faultPlace.ts';
import type { ClusterView, RelatedPlace, Reporter } from './rule.ts';

/** What closes the way back: that one applies the other, or that a health check waits. */
export type ClosedBy = 'appliedBy' | 'health';

/** Reports the entries that nothing can fulfil for one reason, with each step back from the dependency as a related place; `words` gets the names and those steps. */
export function reportStandstills(node: GraphNode, { cluster, derivedAt }: ClusterView, closedBy: ClosedBy, words: (dependency: string, way: readonly Need[]) => string, report: Reporter): void {
  const known = derivedAt(standstills, node.id);
  if (known === undefined) return;
  for (const { id, name, reference } of dependenciesOf(node.manifest)) {
    const way = known.find(({ dependency }) => dependency === id)?.way;
    if (way === undefined || reference.name === undefined || closedBy !== reasonOf(way)) continue;
    report({
      span: faultSpan(reference.name.node),
      // Something that is not in the workspace may apply the dependency, too.
      severity: closedBy === 'appliedBy' && cluster.open ? 'warning' : 'error',
      message: words(name, way),
      related: way.flatMap((need) => placeOf(cluster, need)),
    });
  }
}

/** Whether another rule says of an entry that nothing can fulfil it. */
export function isNeverFulfilled({ derivedAt }: ClusterView, node: GraphNode, dependency: string): boolean {
  return derivedAt(standstills, node.id)?.some((each) => each.dependency === dependency) === true;
}

/** One step in words: `apps is applied by fleet`. */
export function needWords({ by, from, to }: Need): string {
  const verb = { appliedBy: ' is applied by', health: "'s health checks wait for", dependsOn: ' waits for' }[by];
  return `${nameOf(from)}${verb} ${nameOf(to)}`;
}

/** The name in an id. */
export function nameOf(id: string): string {
  return id.slice(id.lastIndexOf('/') + 1);
}

function reasonOf(way: readonly Need[]): ClosedBy {
  return way.some(({ by }) => by === 'appliedBy') ? 'appliedBy' : 'health';
}

function placeOf(cluster: ClusterGraph, need: Need): readonly RelatedPlace[] {
  const from = cluster.nodes.get(need.from);
  return from === undefined ? [] : [{ span: spanOf(from, need), message: needWords(need) }];
}

function spanOf({ manifest }: GraphNode, { by, to }: Need): Span {
  const kustomization = readFluxKustomization(manifest);
  const entry = by === 'dependsOn' ? dependenciesOf(manifest).find(({ id }) => id === to)?.reference : undefined;
  const check = by === 'health' ? (kustomization?.wait?.value === true ? kustomization.wait : kustomization?.healthChecks.find(({ name }) => name?.value === nameOf(to))?.name) : undefined;
  const place = entry?.name ?? check;
  return place === undefined ? nameSpan(manifest) : faultSpan(place.node);
}
