/** Choices between fields that the definitions state as expressions and not as structure (`x-kubernetes-validations`), by kind and path. */

/** Fields of which exactly one must be given, in the mapping at a path; `*` is an item of a list. */
export interface Alternatives {
  readonly kind: string;
  readonly path: readonly string[];
  readonly fields: readonly string[];
}

/** For every version of the kind that has these fields. */
export const alternatives: readonly Alternatives[] = [
  // fluxcd/kustomize-controller and fluxcd/helm-controller: kubeConfig of fluxcd/pkg apis/meta.
  { kind: 'Kustomization', path: ['spec', 'kubeConfig'], fields: ['configMapRef', 'secretRef'] },
  { kind: 'HelmRelease', path: ['spec', 'kubeConfig'], fields: ['configMapRef', 'secretRef'] },
  // fluxcd/helm-controller api/v2/helmrelease_types.go.
  { kind: 'HelmRelease', path: ['spec'], fields: ['chart', 'chartRef'] },
  // fluxcd/image-reflector-controller internal/policy: none or several is an error of the controller.
  { kind: 'ImagePolicy', path: ['spec', 'policy'], fields: ['alphabetical', 'numerical', 'semver'] },
  // controlplaneio-fluxcd/flux-operator api/v1/resourceset_types.go.
  { kind: 'ResourceSet', path: ['spec', 'inputsFrom', '*'], fields: ['name', 'selector'] },
];

/** Lists whose items are told apart by fields, at a path. */
export interface DistinctItems {
  readonly kind: string;
  /** Path of the mapping that holds the list. */
  readonly path: readonly string[];
  readonly list: string;
  readonly keys: readonly string[];
}

/** Where an expression asks for names that differ. */
export const distinctItems: readonly DistinctItems[] = [
  { kind: 'ResourceSet', path: ['spec'], list: 'steps', keys: ['name'] },
  { kind: 'HTTPRoute', path: ['spec'], list: 'rules', keys: ['name'] },
];
