/** Reports a Flux Kustomization that names a source which exists only in another namespace. */
import { artifactSourceKinds } from '../../manifests/fluxSource.ts';
import { readFluxKustomization } from '../../manifests/fluxKustomization.ts';
import { nameSpan } from '../../manifests/manifest.ts';
import { faultSpan } from '../faultPlace.ts';
import { findMissing, objectWords } from '../missingObject.ts';
import type { GraphRule } from '../rule.ts';
import { rulePage } from '../rulePage.ts';
import { isUndeclared } from './source-missing.ts';

/** Error: references do not look beyond their namespace. */
export const sourceInOtherNamespace: GraphRule = {
  id: 'kustomization/source-in-other-namespace',
  scope: 'graph',
  kinds: ['Kustomization'],
  severity: 'error',
  since: '0.1.0',
  fix: 'always',
  evidence: 'fluxcd/kustomize-controller internal/controller/kustomization_controller.go getSource: the namespace defaults to the object’s own; fluxcd/flux2-kustomize-helm-example#30',
  summary: 'The source of a Flux Kustomization exists, but in another namespace.',
  explain: rulePage({
    does: 'Reports a `spec.sourceRef` that names a source which exists only in a namespace other than the one it means: the Kustomization’s own, where `sourceRef.namespace` is not set.',
    why: 'The Kustomization never gets any files and stays at `ArtifactFailed`.',
    controller: 'Without `sourceRef.namespace` kustomize-controller looks in the namespace of the Kustomization only, which a `namespace:` of a kustomize file may have set.',
    fix: 'Add `namespace` to `sourceRef`. (If the controllers run with `--no-cross-namespace-refs`, move the Kustomization or the source instead.)',
    ignore: 'When a source of the same name is made outside Git in this namespace too.',
  }),
  check(node, context, report) {
    const { cluster } = context;
    const delivery = cluster.deliveries.get(node.id);
    const reference = readFluxKustomization(node.manifest)?.sourceRef;
    const kind = reference?.kind?.value;
    if (delivery === undefined || !isUndeclared(delivery.source) || reference?.name === undefined || kind === undefined || !artifactSourceKinds.has(kind)) return;
    const wanted = { kind, namespace: reference.namespace?.value ?? node.object.namespace, name: reference.name.value };
    const missing = findMissing(context, wanted);
    if (missing?.by !== 'namespace' || missing.meant === undefined) return;
    const place = missing.meant.object.namespace ?? 'default';
    const advice = reference.namespace === undefined ? `add \`namespace: ${place}\` to \`sourceRef\`` : `write \`namespace: ${place}\``;
    report({
      span: faultSpan((reference.namespace ?? reference.name).node),
      message: `${objectWords(wanted)} does not exist, only one in namespace ${place}; ${advice}`,
      related: [{ span: nameSpan(missing.meant.manifest), message: objectWords(missing.meant.object) }],
      data: { namespace: place },
    });
  },
};
