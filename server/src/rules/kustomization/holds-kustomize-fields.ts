/** Reports fields of a kustomize file on a Flux Kustomization. */
import { readFluxKustomization } from '../../manifests/fluxKustomization.ts';
import type { ManifestRule } from '../rule.ts';
import { rulePage } from '../rulePage.ts';

/** Fields that a kustomize file has at its top, and what to use on a Flux Kustomization. */
const kustomizeFields: Readonly<Record<string, string>> = {
  resources: '`spec.path` names the folder',
  bases: '`spec.path` names the folder',
  components: 'use `spec.components`',
  namespace: 'use `spec.targetNamespace`',
  namePrefix: 'use `spec.namePrefix`',
  nameSuffix: 'use `spec.nameSuffix`',
  patches: 'use `spec.patches`',
  patchesStrategicMerge: 'use `spec.patches`',
  patchesJson6902: 'use `spec.patches`',
  images: 'use `spec.images`',
  commonLabels: 'use `spec.commonMetadata.labels`',
  labels: 'use `spec.commonMetadata.labels`',
  commonAnnotations: 'use `spec.commonMetadata.annotations`',
  configMapGenerator: 'put it into a kustomization.yaml below `spec.path`',
  secretGenerator: 'put it into a kustomization.yaml below `spec.path`',
  generatorOptions: 'put it into a kustomization.yaml below `spec.path`',
  replacements: 'put it into a kustomization.yaml below `spec.path`',
  replicas: 'put it into a kustomization.yaml below `spec.path`',
};

/** Error on each of them at the top of the object, and on `spec.resources`. */
export const holdsKustomizeFields: ManifestRule = {
  id: 'kustomization/holds-kustomize-fields',
  scope: 'manifest',
  kinds: ['Kustomization'],
  severity: 'error',
  since: '0.1.0',
  fix: 'none',
  evidence: 'fluxcd/kustomize-controller api/v1/kustomization_types.go: no such fields; fluxcd/flux2#321, fluxcd/flux#3533',
  summary: 'A Flux Kustomization has fields of a kustomize file.',
  explain: rulePage({
    does: 'Reports fields such as `resources`, `namespace` or `patches` at the top of a Flux Kustomization, where only a kustomize file has them.',
    why: 'The API server refuses the object, or drops the fields in silence, depending on how it is applied.',
    controller: 'A Flux Kustomization has all its settings under `spec`, and its objects in the folder that `spec.path` names.',
    fix: 'Move the setting to where the message says. If the file was meant for kustomize, its apiVersion is `kustomize.config.k8s.io/v1beta1` and its name `kustomization.yaml`.',
    ignore: 'Never.',
  }),
  check(manifest, _context, report) {
    if (readFluxKustomization(manifest) === undefined) return;
    for (const { key } of manifest.root.pairs) {
      const instead = kustomizeFields[key.text];
      if (instead !== undefined) report({ span: key, message: `\`${key.text}\` is a field of kustomize files, not of a Flux Kustomization; ${instead}` });
    }
  },
};
