/** Reports a wait for what comes only after it. */
import type { Need } from '../../graph/standstill.ts';
import type { GraphRule } from '../rule.ts';
import { rulePage } from '../rulePage.ts';
import { nameOf, needWords, reportStandstills } from '../standstill.ts';

/** Error where a dependency exists only once the Flux Kustomization that waits for it is applied. */
export const dependsOnWhatItApplies: GraphRule = {
  id: 'kustomization/depends-on-what-it-applies',
  scope: 'graph',
  kinds: ['Kustomization'],
  severity: 'error',
  since: '0.1.0',
  fix: 'none',
  evidence: 'fluxcd/kustomize-controller internal/controller/kustomization_controller.go checkDependencies: "dependency \'…\' not found", before anything is applied and before `readyExpr` is asked',
  summary: 'A Flux Kustomization waits for one that it applies itself.',
  explain: rulePage({
    does: 'Reports an entry of `spec.dependsOn` whose Kustomization is applied by the one that has the entry, directly or over others that it applies; also where the way back leads over the waits of others. It is a warning where part of the cluster comes from outside the workspace. What two Kustomizations apply, what is suspended and what lies in another cluster is left out.',
    why: 'On a new cluster neither ever comes. On a cluster where both are there already it goes unnoticed until the next one is set up.',
    controller: 'Dependencies are looked up before anything is applied. The Kustomization stays at `DependencyNotReady` ("not found"), and so never creates what it waits for.',
    fix: 'Remove the entry. Where an order is needed, let something else apply the dependency, or put the entry on what comes after it.',
    ignore: 'When something outside of Git creates the dependency.',
  }),
  check(node, context, report) {
    reportStandstills(node, context, 'appliedBy', (dependency, way) => words(node.object.name, dependency, way), report);
  },
};

function words(name: string, dependency: string, way: readonly Need[]): string {
  if (!way.every(({ by }) => by === 'appliedBy')) return `${name} waits for ${dependency}, and ${way.map(needWords).join(', ')}: on a new cluster none of them ever starts; remove the entry that goes against the order`;
  const over = way.slice(0, -1).map(({ to }) => nameOf(to));
  return `${name} waits for ${dependency}, which it applies itself${over.length === 0 ? '' : ` (over ${over.reverse().join(', ')})`}: on a new cluster neither ever comes; remove this entry`;
}
