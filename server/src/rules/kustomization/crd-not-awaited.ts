/** Reports objects that may be applied before their definition. */
import type { ClusterGraph, Delivery } from '../../graph/graph.ts';
import { nodesOfKind } from '../../graph/graph.ts';
import { groupOf, nameSpan } from '../../manifests/manifest.ts';
import { readString } from '../../yaml/yamlReader.ts';
import { dependencyPath } from '../dependsOn.ts';
import type { GraphRule } from '../rule.ts';
import { rulePage } from '../rulePage.ts';

/** Notice where another Kustomization brings the CRD and is not waited for. */
export const crdNotAwaited: GraphRule = {
  id: 'kustomization/crd-not-awaited',
  scope: 'graph',
  kinds: ['Kustomization'],
  severity: 'info',
  since: '0.1.0',
  fix: 'none',
  evidence: 'fluxcd/kustomize-controller docs/spec/v1/kustomizations.md#dependencies: "custom resource definitions … before"; "no matches for kind"',
  summary: 'A Flux Kustomization applies custom resources and does not wait for the one that brings their CRD.',
  explain: rulePage({
    does: 'Reports a Flux Kustomization whose objects are of a kind that a CustomResourceDefinition in another Flux Kustomization of the cluster defines, where `dependsOn` leads from the one to the other in no way.',
    why: 'On a new cluster the dry run fails with "no matches for kind" until the other one is through, and nothing of the Kustomization is applied until then.',
    controller: 'Within one Kustomization definitions are applied first. Between Kustomizations only `dependsOn` makes an order.',
    fix: 'Add the Kustomization with the definitions to `dependsOn`.',
    ignore: 'When a failed first try on a new cluster does not matter.',
  }),
  check(node, { cluster, derived }, report) {
    const delivery = cluster.deliveries.get(node.id);
    const known = derived(definitions);
    if (known.size === 0) return;
    const bringers = new Map<string, string>();
    for (const { apiVersion, kind } of delivery?.build?.objects ?? []) {
      const from = known.get(`${groupOf(apiVersion)}/${kind}`);
      if (from !== undefined && !bringers.has(from)) bringers.set(from, kind);
    }
    for (const [from, kind] of bringers) {
      const bringer = cluster.nodes.get(from);
      if (bringer === undefined || comesBefore(from, delivery, cluster) || dependencyPath(cluster, node, bringer) !== undefined) continue;
      report({
        span: nameSpan(node.manifest),
        message: `Kustomization ${bringer.object.name} brings the definition of ${kind}, and is not waited for: add it to \`dependsOn\``,
        related: [{ span: nameSpan(bringer.manifest), message: `brings the definition of ${kind}` }],
      });
    }
  },
};

/** The Flux Kustomization that brings the definition of each `group/kind`. */
function definitions(cluster: ClusterGraph): ReadonlyMap<string, string> {
  return new Map(nodesOfKind(cluster, 'CustomResourceDefinition').flatMap(({ manifest, appliedBy }) => {
    const group = readString(manifest.root, 'spec', 'group')?.value;
    const kind = readString(manifest.root, 'spec', 'names', 'kind')?.value;
    return group === undefined || kind === undefined || appliedBy === undefined ? [] : [[`${group}/${kind}`, appliedBy] as const];
  }));
}

/** Whether the definitions come from the Kustomization itself, or from one that applies it: those were applied before it existed. */
function comesBefore(from: string, delivery: Delivery | undefined, cluster: ClusterGraph): boolean {
  const seen = new Set<string>();
  for (let at = delivery; at !== undefined && !seen.has(at.node.id); at = at.parent === undefined ? undefined : cluster.deliveries.get(at.parent)) {
    if (at.node.id === from) return true;
    seen.add(at.node.id);
  }
  return false;
}
