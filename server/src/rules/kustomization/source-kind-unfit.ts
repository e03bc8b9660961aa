/** Reports a `sourceRef.kind` that a Flux Kustomization cannot take files from. */
import { readFluxKustomization } from '../../manifests/fluxKustomization.ts';
import { artifactSourceKinds } from '../../manifests/fluxSource.ts';
import { nearestName } from '../../text/editDistance.ts';
import { faultSpan, holdsVariable } from '../faultPlace.ts';
import type { ManifestRule } from '../rule.ts';
import { rulePage } from '../rulePage.ts';

/** Error on HelmRepository, HelmChart and misspelt kinds. */
export const sourceKindUnfit: ManifestRule = {
  id: 'kustomization/source-kind-unfit',
  scope: 'manifest',
  kinds: ['Kustomization'],
  severity: 'error',
  since: '0.1.0',
  fix: 'sometimes',
  evidence: 'fluxcd/kustomize-controller api/v1/reference_types.go: enum of CrossNamespaceSourceReference.kind',
  summary: 'A Flux Kustomization names a source of a kind that brings no manifests.',
  explain: rulePage({
    does: 'Reports a `spec.sourceRef.kind` other than GitRepository, OCIRepository, Bucket and ExternalArtifact.',
    why: 'The API server refuses the Kustomization.',
    controller: 'The schema lists the kinds. A HelmRepository or HelmChart holds charts, which only a HelmRelease can use.',
    fix: 'Name the source that holds the manifests. To install a chart, write a HelmRelease.',
    ignore: 'Never.',
  }),
  check(manifest, _context, report) {
    const kind = readFluxKustomization(manifest)?.sourceRef?.kind;
    if (kind === undefined || artifactSourceKinds.has(kind.value) || holdsVariable(kind.value)) return;
    const near = [...artifactSourceKinds].find((each) => each.toLowerCase() === kind.value.toLowerCase()) ?? nearestName(kind.value, artifactSourceKinds);
    const advice = near === undefined ? `it takes ${[...artifactSourceKinds].join(', ')}` : `write ${near}`;
    report({ span: faultSpan(kind.node), message: `a Flux Kustomization cannot take its files from a ${kind.value}; ${advice}`, data: { replacement: near } });
  },
};
