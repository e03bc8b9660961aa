/** Reports a Canary whose removal stops the service. */
import { readCanary } from '../../manifests/canary.ts';
import { readFluxKustomization } from '../../manifests/fluxKustomization.ts';
import { nameSpan } from '../../manifests/manifest.ts';
import { readBoolean } from '../../yaml/yamlReader.ts';
import type { GraphRule } from '../rule.ts';
import { rulePage } from '../rulePage.ts';

/** Removing a Canary that Flux prunes takes the service down. */
export const outageOnDeletion: GraphRule = {
  id: 'canary/outage-on-deletion',
  scope: 'graph',
  kinds: ['Canary'],
  severity: 'info',
  since: '0.1.0',
  fix: 'always',
  evidence: 'fluxcd/flagger pkg/controller/finalizer.go; kustomize-controller prune',
  summary: 'Removing a Canary that Flux prunes takes the service down.',
  explain: rulePage({
    does: 'Reports a Canary without `revertOnDeletion: true` that a Flux Kustomization with `prune: true` applies.',
    why: 'When the Canary is removed from Git, Kubernetes removes the primary workload and the Services with it, while the target is still scaled to 0.',
    controller: 'The objects that Flagger makes belong to the Canary. Only with `revertOnDeletion` Flagger scales the target up before it lets go.',
    fix: 'Set `revertOnDeletion: true`.',
    ignore: 'When a short outage on removal is acceptable.',
  }),
  check(node, { cluster }, report) {
    const canary = readCanary(node.manifest);
    const owner = cluster.nodes.get(node.appliedBy ?? '');
    if (canary === undefined || owner === undefined || readFluxKustomization(owner.manifest)?.prune?.value !== true) return;
    if (readBoolean(canary.spec, 'revertOnDeletion')?.value === true) return;
    report({ span: nameSpan(node.manifest), message: 'removing this Canary from Git stops the service: without `revertOnDeletion: true` the target stays at 0' });
  },
};
