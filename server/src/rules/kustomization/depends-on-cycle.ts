/** Reports Flux Kustomizations that wait for each other. */
import type { ClusterGraph, GraphNode } from '../../graph/graph.ts';
import { reportDependencyCircles } from '../dependsOn.ts';
import type { GraphRule } from '../rule.ts';
import { rulePage } from '../rulePage.ts';

/** One error for each circle, with the whole way as related places; its other entries are warnings that name that one. */
export const dependsOnCycle: GraphRule = {
  id: 'kustomization/depends-on-cycle',
  scope: 'graph',
  kinds: ['Kustomization'],
  severity: 'error',
  since: '0.1.0',
  fix: 'none',
  evidence: 'fluxcd/kustomize-controller internal/controller/kustomization_indexers.go: "failed to sort dependencies for revision change"; fluxcd/kustomize-controller#1712',
  summary: 'Flux Kustomizations depend on each other in a circle.',
  explain: rulePage({
    does: 'Reports circles of `spec.dependsOn`: one entry of each as an error, at the object for which most others wait, with the way round. Without the entries that have an error no circle is left, also where several share members; the other entries are warnings that name the one to remove.',
    why: 'None of the objects in the circle is ever applied again: each waits for the next. And a new commit starts none of the Kustomizations of the same source, unrelated ones included.',
    controller: 'Nothing refuses a circle when it is written. Each object stays at `DependencyNotReady`. On a new revision kustomize-controller sorts all Kustomizations of the source by `dependsOn`; the sort fails on the circle, and all of them wait for their interval.',
    fix: 'Remove the entry that goes against the order in which things must come up.',
    ignore: 'Never.',
  }),
  check(node, context, report) {
    reportDependencyCircles(node, context, (round) => outcome(round, context.cluster), report);
  },
};

function outcome(round: readonly GraphNode[], cluster: ClusterGraph): string {
  const sources = new Set(round.map(({ id }) => sourceOf(cluster, id)));
  const radius = sources.size === 1 ? ", and on a new commit Flux will start none of this source's Kustomizations" : '';
  return `none of them will ever be applied again${radius}`;
}

function sourceOf(cluster: ClusterGraph, id: string): string {
  return cluster.edgesFrom.get(id)?.find(({ kind }) => kind === 'source')?.to ?? '';
}
