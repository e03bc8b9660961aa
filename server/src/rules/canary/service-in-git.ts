/** Reports Services that Flux and Flagger fight about. */
import { readCanary } from '../../manifests/canary.ts';
import { nameSpan } from '../../manifests/manifest.ts';
import type { GraphRule } from '../rule.ts';
import { rulePage } from '../rulePage.ts';
import { ssaModeOf } from '../ssaMode.ts';

/** A Service that Flagger makes is in Git too. */
export const serviceInGit: GraphRule = {
  id: 'canary/service-in-git',
  scope: 'graph',
  kinds: ['Canary'],
  severity: 'warning',
  since: '0.1.0',
  fix: 'none',
  evidence: 'fluxcd/flagger pkg/router/kubernetes_default.go reconcileService: the apex Service selects the primary',
  summary: 'A Service that Flagger makes is in Git too.',
  explain: rulePage({
    does: 'Reports a Service with the name of the apex, primary or canary Service of a Canary.',
    why: 'Flux puts its selector back on each run, so that traffic goes to the idle canary until Flagger’s next tick.',
    controller: 'Flagger makes the three Services from `spec.service` and points the apex Service at the primary.',
    fix: 'Remove the Service from Git, or annotate it with `kustomize.toolkit.fluxcd.io/ssa: IfNotPresent`.',
    ignore: 'Never.',
  }),
  check(node, { cluster }, report) {
    const canary = readCanary(node.manifest);
    if (canary?.service === undefined || canary.targetRef?.kind?.value === 'Service') return;
    for (const edge of cluster.edgesFrom.get(node.id) ?? []) {
      const made = edge.kind === 'generates' && edge.target.kind === 'Service' ? cluster.nodes.get(edge.to) : undefined;
      if (made?.presence !== 'declared' || ssaModeOf(made.manifest) !== 'override') continue;
      report({ span: nameSpan(made.manifest), message: `Flux and Flagger both write Service ${made.object.name}: Canary ${node.object.name} makes it`, related: [{ span: nameSpan(node.manifest), message: `Canary ${node.object.name}` }] });
    }
  },
};
