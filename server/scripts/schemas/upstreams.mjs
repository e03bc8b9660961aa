/** Which custom resource definitions the structure is taken from, and where they lie. */

/** Flux's minor releases, the oldest first, and the minor of each controller that they install (fluxcd/flux2 manifests/bases). */
export const fluxMinors = ['2.0', '2.1', '2.2', '2.3', '2.4', '2.5', '2.6', '2.7', '2.8', '2.9'];

const controllers = {
  'source-controller': ['1.0', '1.1', '1.2', '1.3', '1.4', '1.5', '1.6', '1.7', '1.8', '1.9'],
  'kustomize-controller': ['1.0', '1.1', '1.2', '1.3', '1.4', '1.5', '1.6', '1.7', '1.8', '1.9'],
  'helm-controller': ['0.35', '0.36', '0.37', '1.0', '1.1', '1.2', '1.3', '1.4', '1.5', '1.6'],
  'notification-controller': ['1.0', '1.1', '1.2', '1.3', '1.4', '1.5', '1.6', '1.7', '1.8', '1.9'],
  'image-reflector-controller': ['0.29', '0.30', '0.31', '0.32', '0.33', '0.34', '0.35', '1.0', '1.1', '1.2'],
  'image-automation-controller': ['0.35', '0.36', '0.37', '0.38', '0.39', '0.40', '0.41', '1.0', '1.1', '1.2'],
  'source-watcher': [undefined, undefined, undefined, undefined, undefined, undefined, undefined, '2.0', '2.1', '2.2'],
};

const crds = 'config/crd/bases/';

/** A file of ours for each group: its name, what goes in, and from where. `files` are paths inside the repository, `kinds` an optional choice. */
export const outputs = [
  { file: 'kustomizeToolkit', controller: 'kustomize-controller', files: [`${crds}kustomize.toolkit.fluxcd.io_kustomizations.yaml`] },
  {
    file: 'sourceToolkit',
    controller: 'source-controller',
    files: ['gitrepositories', 'ocirepositories', 'helmrepositories', 'helmcharts', 'buckets', 'externalartifacts'].map((name) => `${crds}source.toolkit.fluxcd.io_${name}.yaml`),
  },
  { file: 'sourceExtensions', controller: 'source-watcher', files: [`${crds}source.extensions.fluxcd.io_artifactgenerators.yaml`] },
  { file: 'helmToolkit', controller: 'helm-controller', files: [`${crds}helm.toolkit.fluxcd.io_helmreleases.yaml`] },
  { file: 'notificationToolkit', controller: 'notification-controller', files: ['alerts', 'providers', 'receivers'].map((name) => `${crds}notification.toolkit.fluxcd.io_${name}.yaml`) },
  { file: 'imageReflector', controller: 'image-reflector-controller', files: ['imagerepositories', 'imagepolicies'].map((name) => `${crds}image.toolkit.fluxcd.io_${name}.yaml`) },
  { file: 'imageAutomation', controller: 'image-automation-controller', files: [`${crds}image.toolkit.fluxcd.io_imageupdateautomations.yaml`] },
  { file: 'fluxOperator', repository: 'controlplaneio-fluxcd/flux-operator', minor: '0.58', files: ['fluxinstances', 'fluxreports', 'resourcesets', 'resourcesetinputproviders'].map((name) => `${crds}fluxcd.controlplane.io_${name}.yaml`) },
  { file: 'flagger', repository: 'fluxcd/flagger', minor: '1.44', files: ['artifacts/flagger/crd.yaml'] },
  { file: 'gatewayApi', repository: 'kubernetes-sigs/gateway-api', module: 'sigs.k8s.io/gateway-api', minor: '1.6', files: ['config/crd/experimental/gateway.networking.k8s.io_httproutes.yaml'] },
].map((output) => ({
  ...output,
  repository: output.repository ?? `fluxcd/${output.controller}`,
  module: output.module ?? (output.controller === 'source-watcher' ? 'github.com/fluxcd/source-watcher/v2' : `github.com/${output.repository ?? `fluxcd/${output.controller}`}`),
  /** Minor releases of the upstream by Flux minor; one without a Flux minor where the project has a life of its own. */
  minors: output.controller === undefined ? [{ minor: output.minor }] : controllers[output.controller].flatMap((minor, index) => (minor === undefined ? [] : [{ minor, flux: fluxMinors[index] }])),
}));

/** Values that flux-operator adds to enums when it installs Flux (flux-operator internal/builder/templates.go, notificationPatchTmpl). */
export const operatorValues = [
  { group: 'notification.toolkit.fluxcd.io', kind: 'Alert', path: ['spec', 'eventSources', '*', 'kind'], values: ['FluxInstance', 'ResourceSet', 'ResourceSetInputProvider'] },
  { group: 'notification.toolkit.fluxcd.io', kind: 'Receiver', path: ['spec', 'resources', '*', 'kind'], values: ['FluxInstance', 'ResourceSet', 'ResourceSetInputProvider'] },
];
