/** Reports a Flux Kustomization whose folder exists in the repository but not in what the source delivers of it. */
import { faultSpan } from '../faultPlace.ts';
import type { GraphRule } from '../rule.ts';
import { rulePage } from '../rulePage.ts';
import { sourceWords } from '../sourceWords.ts';
import { readFluxSource } from '../../manifests/fluxSource.ts';
import type { Delivery } from '../../graph/graph.ts';

/** Error: the controller sees the artifact, not the repository. */
export const pathExcluded: GraphRule = {
  id: 'kustomization/path-excluded',
  scope: 'graph',
  kinds: ['Kustomization'],
  severity: 'error',
  since: '0.1.0',
  fix: 'none',
  evidence: 'fluxcd/pkg sourceignore and artifact/storage/archive.go: excluded files are not archived',
  summary: 'The `path` of a Flux Kustomization is left out of its source’s artifact.',
  explain: rulePage({
    does: 'Reports a `spec.path` that exists in the repository but that `.sourceignore`, `spec.ignore` or `spec.sparseCheckout` of the source keeps out of the artifact.',
    why: 'The folder is there for everybody who looks at Git, and not for Flux: the Kustomization fails with `ArtifactFailed`.',
    controller: 'source-controller packs only what its rules let through, and kustomize-controller sees nothing else: "kustomization path not found".',
    fix: 'Add a rule that takes the folder back in (`!/apps/`), after the one that excludes it; the last rule that matches a path decides.',
    ignore: 'Never.',
  }),
  check(node, { cluster }, report) {
    const delivery = cluster.deliveries.get(node.id);
    const path = delivery?.kustomization.path;
    if (delivery === undefined || path === undefined || delivery.source.state !== 'local' || delivery.pathExists) return;
    const { artifact } = delivery.source;
    if (artifact.repository.tree.kindOf(artifact.repositoryPath(delivery.path ?? '')) !== 'directory') return;
    report({ span: faultSpan(path.node), message: `folder ${path.value} exists, but ${by(delivery)} keeps it out of ${sourceWords(delivery)}: Flux does not see it` });
  },
};

/** What can have excluded the folder. */
function by(delivery: Delivery): string {
  const node = delivery.source.state === 'local' ? delivery.source.node : undefined;
  const source = node === undefined ? undefined : readFluxSource(node.manifest);
  if ((source?.sparseCheckout.length ?? 0) > 0) return '`sparseCheckout`';
  return source?.ignore === undefined ? '`.sourceignore`' : '`spec.ignore` or `.sourceignore`';
}
