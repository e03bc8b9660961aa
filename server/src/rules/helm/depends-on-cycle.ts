/** Reports HelmReleases that wait for each other. */
import { reportDependencyCircles } from '../dependsOn.ts';
import type { GraphRule } from '../rule.ts';
import { rulePage } from '../rulePage.ts';

/** One error for each circle, with the whole way as related places; its other entries are warnings that name that one. */
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
    does: 'Reports circles of `spec.dependsOn`: one entry of each as an error, at the object for which most others wait, with the way round. Without the entries that have an error no circle is left, also where several share members; the other entries are warnings that name the one to remove.',
    why: 'None of the objects in the circle is ever applied again: each waits for the next.',
    controller: 'Nothing refuses a circle when it is written. Each object stays at `DependencyNotReady`.',
    fix: 'Remove the entry that goes against the order in which things must come up.',
    ignore: 'Never.',
  }),
  check(node, context, report) {
    reportDependencyCircles(node, context, () => 'none of them will ever be installed or upgraded again', report);
  },
};
