/** Reports HelmReleases that wait for each other. */
import type { GraphNode } from '../../graph/graph.ts';
import { reportDependencyCircles } from '../dependsOn.ts';
import type { GraphRule } from '../rule.ts';
import { rulePage } from '../rulePage.ts';

/** One error for each circle, with the whole way as related places; its other entries are warnings that lead there. */
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
    does: 'Reports each circle of `spec.dependsOn` once, at the object for which most others wait, and names the way round; the other entries of the circle are warnings that lead there.',
    why: 'None of the objects in the circle is ever applied again: each waits for the next.',
    controller: 'Nothing refuses a circle when it is written. Each object stays at `DependencyNotReady`.',
    fix: 'Remove the entry that goes against the order in which things must come up.',
    ignore: 'Never.',
  }),
  check(node, context, report) {
    reportDependencyCircles(node, context, words, report);
  },
};

function words(round: readonly GraphNode[]): string {
  return `these HelmReleases wait for each other: ${round.map(({ object }) => object.name).join(' → ')}; none of them will ever be installed or upgraded`;
}
