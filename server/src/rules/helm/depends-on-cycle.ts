/** Reports HelmReleases that wait for each other. */
import type { GraphNode } from '../../graph/graph.ts';
import { nameSpan } from '../../manifests/manifest.ts';
import { dependenciesOf, dependencyPath } from '../dependsOn.ts';
import { faultSpan } from '../faultPlace.ts';
import type { GraphRule, RelatedPlace } from '../rule.ts';
import { rulePage } from '../rulePage.ts';

/** Error on each entry that closes a cycle, with the whole way as related places. */
export const helmDependsOnCycle: GraphRule = {
  id: 'helm/depends-on-cycle',
  scope: 'graph',
  kinds: ['HelmRelease'],
  severity: 'error',
  since: '0.1.0',
  fix: 'none',
  evidence: 'fluxcd/helm-controller internal/controller: checkDependencies',
  summary: 'HelmReleases depend on each other in a circle.',
  explain: rulePage({
    does: 'Reports each entry of `spec.dependsOn` that is part of a circle, and names the way round.',
    why: 'None of the objects in the circle is ever applied again: each waits for the next.',
    controller: 'Nothing refuses a circle when it is written. Each object stays at `DependencyNotReady`.',
    fix: 'Remove the entry that goes against the order in which things must come up.',
    ignore: 'Never.',
  }),
  check(node, { cluster }, report) {
    for (const dependency of dependenciesOf(node.manifest)) {
      const next = cluster.nodes.get(dependency.id);
      const back = next === undefined || next === node ? undefined : dependencyPath(cluster, next, node);
      if (back === undefined || dependency.reference.name === undefined) continue;
      const round = [node, ...back];
      report({ span: faultSpan(dependency.reference.name.node), message: words(round), related: steps(back) });
    }
  },
};

function words(round: readonly GraphNode[]): string {
  return `these HelmReleases wait for each other: ${round.map(({ object }) => object.name).join(' → ')}; none of them will ever be installed or upgraded`;
}

/** Where each of the others waits for the next. */
function steps(way: readonly GraphNode[]): readonly RelatedPlace[] {
  return way.slice(0, -1).map((from, index) => {
    const to = way[index + 1];
    const entry = dependenciesOf(from.manifest).find(({ id }) => id === to?.id);
    return { span: entry?.reference.name === undefined ? nameSpan(from.manifest) : faultSpan(entry.reference.name.node), message: `${from.object.name} waits for ${to?.object.name ?? ''}` };
  });
}
