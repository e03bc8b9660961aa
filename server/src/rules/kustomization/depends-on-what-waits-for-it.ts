/** Reports a wait for what is ready only afterwards. */
import type { Need } from '../../graph/standstill.ts';
import type { GraphRule } from '../rule.ts';
import { rulePage } from '../rulePage.ts';
import { needWords, reportStandstills } from '../standstill.ts';

/** Error where the health checks of a dependency wait for the Flux Kustomization that waits for it. */
export const dependsOnWhatWaitsForIt: GraphRule = {
  id: 'kustomization/depends-on-what-waits-for-it',
  scope: 'graph',
  kinds: ['Kustomization'],
  severity: 'error',
  since: '0.1.0',
  fix: 'none',
  evidence: 'fluxcd/kustomize-controller internal/controller/kustomization_controller.go checkHealth: everything applied with `wait`, or what `healthChecks` names, must be ready before Ready; only the object itself is left out',
  summary: 'A Flux Kustomization waits for one whose health checks wait for it.',
  explain: rulePage({
    does: 'Reports an entry of `spec.dependsOn` that names a Kustomization which is ready only when the one with the entry is: the parent that applies it with `wait: true`, or one that names it in `healthChecks`; also over others in between. Entries with a `readyExpr`, parents with own `healthCheckExprs` for Kustomizations, and what is suspended or in another cluster are left out.',
    why: 'Both wait until the timeout of the health check, and again at each try: the one fails, the other is never applied.',
    controller: 'A Kustomization is Ready after its health checks only; a dependency must be Ready before anything is applied. The one ends in `HealthCheckFailed`, the other stays at `DependencyNotReady`.',
    fix: 'Remove the entry: what a Kustomization applies comes after it anyway. Or take `wait: true` away from the parent, and name in `healthChecks` what it should wait for.',
    ignore: 'Never.',
  }),
  check(node, context, report) {
    reportStandstills(node, context, 'health', (dependency, way) => words(node.object.name, dependency, way), report);
  },
};

function words(name: string, dependency: string, way: readonly Need[]): string {
  const remedy = way.some(({ by }) => by === 'dependsOn') ? 'remove the entry that goes against the order' : 'remove this entry';
  return `${name} waits for ${dependency}, and ${way.map(needWords).join(', ')}: they fail at their timeout, and ${name} is never applied; ${remedy}`;
}
