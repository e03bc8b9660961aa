/** Reports a HelmRelease that puts back what Flagger changes. */
import { nodesOfKind } from '../../graph/graph.ts';
import { readCanary } from '../../manifests/canary.ts';
import { readHelmRelease } from '../../manifests/helmRelease.ts';
import { readMap, readMaps, readString } from '../../yaml/yamlReader.ts';
import { usualNamesOf } from '../chartObjects.ts';
import { faultSpan } from '../faultPlace.ts';
import type { GraphRule } from '../rule.ts';
import { rulePage } from '../rulePage.ts';

/** Warning where the chart surely brings the target: nothing in Git does, and charts by custom call it so. */
export const driftDetectionFights: GraphRule = {
  id: 'canary/drift-detection-fights',
  scope: 'graph',
  kinds: ['Canary'],
  severity: 'warning',
  since: '0.1.0',
  fix: 'none',
  evidence: 'fluxcd/helm-controller internal/action/diff.go; fluxcd/flagger pkg/canary/deployment_controller.go ScaleToZero, pkg/router/kubernetes_default.go; fluxcd/flagger#1407',
  summary: 'Drift detection of a HelmRelease puts back what Flagger changes.',
  explain: rulePage({
    does: 'Reports `driftDetection.mode: enabled` without `ignore` on a HelmRelease whose chart brings the target of a Canary: the target is in no file, and has the name that charts by custom give: that of the release (with `targetNamespace` and no `releaseName`, both names with `-` between), the same with the chart’s behind it, or the `fullnameOverride` of the values.',
    why: 'The idle target is scaled up again on each run, and the Service that Flagger points to the primary is pointed back: traffic reaches what was not released.',
    controller: 'helm-controller compares every object of the release with the cluster each interval and corrects what differs. Flagger scales the target to 0 and takes over the Service of its name.',
    fix: 'Add `ignore` entries for `/spec/replicas` of the Deployment and for the Service, or use `mode: warn`.',
    ignore: 'When the chart brings neither replicas nor the Service.',
  }),
  check(node, { cluster }, report) {
    const canary = readCanary(node.manifest);
    const target = canary?.targetRef;
    const name = target?.name?.value;
    const namespace = node.object.namespace;
    if (name === undefined || cluster.nodes.has(`${target?.kind?.value ?? ''}/${namespace ?? ''}/${name}`)) return;
    for (const brought of nodesOfKind(cluster, 'HelmRelease')) {
      const release = readHelmRelease(brought.manifest);
      if (release === undefined || (release.targetNamespace?.value ?? brought.object.namespace) !== namespace || !usualNamesOf(brought, cluster).includes(name)) continue;
      const drift = readMap(release.spec, 'driftDetection');
      const mode = readString(drift, 'mode');
      if (mode?.value !== 'enabled' || readMaps(drift, 'ignore').length > 0) continue;
      report({ span: faultSpan(mode.node), message: `helm-controller will put back what Flagger changes in ${target?.kind?.value ?? 'the target'} ${name} and in its Service: ignore \`/spec/replicas\` and the Service, or write \`mode: warn\``, related: [{ span: target?.name?.node ?? node.origin, message: `Canary ${node.object.name} controls it` }] });
    }
  },
};
