/** Reports a Flux Kustomization whose source does not exist. */
import { artifactSourceKinds } from '../../manifests/fluxSource.ts';
import { readFluxKustomization } from '../../manifests/fluxKustomization.ts';
import { faultSpan } from '../faultPlace.ts';
import { findMissing, missingReport } from '../missingObject.ts';
import type { GraphRule } from '../rule.ts';
import { rulePage } from '../rulePage.ts';

/** Error, warning or hint by what is known; the same name in another namespace is a rule of its own. */
export const sourceMissing: GraphRule = {
  id: 'kustomization/source-missing',
  scope: 'graph',
  kinds: ['Kustomization'],
  severity: 'error',
  since: '0.1.0',
  fix: 'sometimes',
  evidence: 'fluxcd/kustomize-controller internal/controller/kustomization_controller.go getSource',
  summary: 'The `sourceRef` of a Flux Kustomization names nothing.',
  explain: rulePage({
    does: 'Reports a `spec.sourceRef` whose kind, namespace and name belong to no source of the cluster. The namespace is the Kustomization’s own where `sourceRef` has none.',
    why: 'The Kustomization never gets any files and stays at `ArtifactFailed`; nothing of it is applied.',
    controller: 'kustomize-controller fetches the source by kind, namespace and name and tries again until it exists.',
    fix: 'Correct the name or the kind, or declare the source. Sources that Flux itself was given (by `flux bootstrap` or a FluxInstance) need no file.',
    ignore: 'When the source is made outside Git. Where something outside the workspace may bring it, this is only a hint.',
  }),
  check(node, context, report) {
    const { cluster } = context;
    const delivery = cluster.deliveries.get(node.id);
    const reference = readFluxKustomization(node.manifest)?.sourceRef;
    const kind = reference?.kind?.value;
    if (delivery?.source.state !== 'missing' || reference?.name === undefined || kind === undefined || !artifactSourceKinds.has(kind)) return;
    const wanted = { kind, otherKinds: [...artifactSourceKinds], namespace: reference.namespace?.value ?? node.object.namespace, name: reference.name.value };
    const missing = findMissing(context, wanted);
    if (missing === undefined || missing.by === 'namespace') return;
    const span = faultSpan(missing.by === 'kind' && reference.kind !== undefined ? reference.kind.node : reference.name.node);
    report({ span, ...missingReport(wanted, missing) });
  },
};
