/** Reports an autoscaler that Flagger does not know of. */
import { nodesOfKind, type ClusterGraph, type GraphNode } from '../../graph/graph.ts';
import { readCanary } from '../../manifests/canary.ts';
import { nameSpan } from '../../manifests/manifest.ts';
import { readString } from '../../yaml/yamlReader.ts';
import type { GraphRule } from '../rule.ts';
import { rulePage } from '../rulePage.ts';

/** The target of a Canary has an autoscaler that the Canary does not name. */
export const autoscalerUnreferenced: GraphRule = {
  id: 'canary/autoscaler-unreferenced',
  scope: 'graph',
  kinds: ['Canary'],
  severity: 'warning',
  since: '0.1.0',
  fix: 'none',
  evidence: 'fluxcd/flagger pkg/canary/hpa_reconciler.go: only autoscalerRef is copied for the primary',
  summary: 'The target of a Canary has an autoscaler that the Canary does not name.',
  explain: rulePage({
    does: 'Reports a HorizontalPodAutoscaler or ScaledObject that scales the target of a Canary without `autoscalerRef`.',
    why: 'The autoscaler scales the idle canary, and the primary, which serves, has none.',
    controller: 'Flagger copies the autoscaler of `autoscalerRef` for the primary, and pauses the original between releases.',
    fix: 'Name it under `spec.autoscalerRef`.',
    ignore: 'Never.',
  }),
  check(node, { derived }, report) {
    const canary = readCanary(node.manifest);
    const target = canary?.targetRef;
    if (canary === undefined || target?.name === undefined || canary.spec?.get('autoscalerRef') !== undefined) return;
    for (const scaler of derived(scalersOf)) {
      const { root } = scaler.manifest;
      const scaled = readString(root, 'spec', 'scaleTargetRef', 'name')?.value;
      const kind = readString(root, 'spec', 'scaleTargetRef', 'kind')?.value ?? 'Deployment';
      if (scaler.object.namespace !== node.object.namespace || scaled !== target.name.value || kind !== target.kind?.value) continue;
      report({ span: nameSpan(node.manifest), message: `${scaler.object.kind} ${scaler.object.name} scales the same ${kind}: name it under \`autoscalerRef\`, or the primary has no autoscaler`, related: [{ span: nameSpan(scaler.manifest), message: `${scaler.object.kind} ${scaler.object.name}` }] });
    }
  },
};

function scalersOf(cluster: ClusterGraph): readonly GraphNode[] {
  return [...nodesOfKind(cluster, 'HorizontalPodAutoscaler'), ...nodesOfKind(cluster, 'ScaledObject')];
}
