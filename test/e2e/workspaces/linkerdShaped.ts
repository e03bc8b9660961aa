// A repository of the shape of BuoyantIO/gitops-linkerd: the same Kustomizations in the same order, with Deployments in place of charts, so that it runs on a control plane without helm-controller.

/** Where things fail when they are told to: `linkerd` makes a Secret of a certificate that is not there. */
export const missingCertificate = { file: 'infrastructure/linkerd/kustomization.yaml', path: 'infrastructure/linkerd/ca.crt', text: 'ca.crt' } as const;

/** Each Kustomization with those that it waits for. */
export const dependencies: Readonly<Record<string, readonly string[]>> = {
  'cert-manager': [],
  'weave-gitops': [],
  linkerd: ['cert-manager'],
  flagger: ['linkerd'],
  'ingress-nginx': ['linkerd'],
  apps: ['flagger', 'ingress-nginx'],
};

/** The files; `url` is where Flux finds the repository. */
export function linkerdShaped(url: string): Readonly<Record<string, string>> {
  const files: Record<string, string> = {
    'clusters/my-cluster/flux-system/gotk-sync.yaml': `${source(url)}---\n${kustomization('flux-system', './clusters/my-cluster', [], '')}`,
    'clusters/my-cluster/infrastructure.yaml': ['cert-manager', 'weave-gitops', 'linkerd', 'flagger', 'ingress-nginx'].map((name) => kustomization(name, `./infrastructure/${name}`, dependencies[name] ?? [])).join('---\n'),
    'clusters/my-cluster/apps.yaml': kustomization('apps', './apps', dependencies['apps'] ?? []),
    'apps/faces.yaml': ['face', 'smiley', 'color'].map((name) => deployment(name)).join('---\n'),
    'apps/namespace.yaml': namespace('faces'),
    'apps/kustomization.yaml': kustomizeFile('faces', ['namespace.yaml', 'faces.yaml']),
    [missingCertificate.path]: 'stands for a certificate\n',
  };
  for (const name of Object.keys(dependencies)) {
    if (name === 'apps') continue;
    files[`infrastructure/${name}/namespace.yaml`] = namespace(name);
    files[`infrastructure/${name}/controller.yaml`] = deployment(name);
    files[`infrastructure/${name}/kustomization.yaml`] = kustomizeFile(name, ['namespace.yaml', 'controller.yaml'], name === 'linkerd' ? `secretGenerator:\n  - name: linkerd-trust-anchor\n    files:\n      - ${missingCertificate.text}\n` : '');
  }
  return files;
}

function source(url: string): string {
  return `apiVersion: source.toolkit.fluxcd.io/v1\nkind: GitRepository\nmetadata:\n  name: flux-system\n  namespace: flux-system\nspec:\n  interval: 2s\n  ref:\n    branch: main\n  url: ${url}\n`;
}

function kustomization(name: string, path: string, dependsOn: readonly string[], more = '  wait: true\n  timeout: 1m\n  retryInterval: 1m\n'): string {
  const waits = dependsOn.length === 0 ? '' : `  dependsOn:\n${dependsOn.map((dependency) => `    - name: ${dependency}\n`).join('')}`;
  return `apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata:\n  name: ${name}\n  namespace: flux-system\nspec:\n${waits}  interval: 10m\n${more}  path: ${path}\n  prune: true\n  sourceRef:\n    kind: GitRepository\n    name: flux-system\n`;
}

function kustomizeFile(inNamespace: string, resources: readonly string[], more = ''): string {
  return `apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nnamespace: ${inNamespace}\nresources:\n${resources.map((resource) => `  - ${resource}\n`).join('')}${more}`;
}

function namespace(name: string): string {
  return `apiVersion: v1\nkind: Namespace\nmetadata:\n  name: ${name}\n`;
}

function deployment(name: string): string {
  return `apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: ${name}\nspec:\n  replicas: 2\n  selector:\n    matchLabels:\n      app: ${name}\n  template:\n    metadata:\n      labels:\n        app: ${name}\n    spec:\n      containers:\n        - name: ${name}\n          image: registry.invalid/${name}:1.0.0\n`;
}

/** Objects of controllers that do not run here, with a status as those would write it: a release with history, image automation, a suspended source, a workload that no node takes. */
export function otherObjects(): readonly { readonly [member: string]: unknown; readonly status?: unknown }[] {
  const ready = [{ type: 'Ready', status: 'True', reason: 'Succeeded', message: 'done', lastTransitionTime: '2026-11-28T10:00:00Z', observedGeneration: 1 }];
  const metadata = (name: string) => ({ namespace: 'flux-system', name });
  const snapshot = (version: number, chartVersion: string, status: string) => ({ version, chartName: 'podinfo', chartVersion, appVersion: chartVersion, status, name: 'podinfo', namespace: 'flux-system', digest: 'sha256:0', configDigest: 'sha256:0', firstDeployed: '2026-11-28T09:00:00Z', lastDeployed: '2026-11-28T10:00:00Z', deleted: null });
  const labels = { app: 'hungry', 'kustomize.toolkit.fluxcd.io/name': 'apps', 'kustomize.toolkit.fluxcd.io/namespace': 'flux-system' };
  return [
    { apiVersion: 'helm.toolkit.fluxcd.io/v2', kind: 'HelmRelease', metadata: metadata('podinfo'), spec: { interval: '1h', chart: { spec: { chart: 'podinfo', version: '6.x', sourceRef: { kind: 'HelmRepository', name: 'podinfo' } } } }, status: { observedGeneration: 1, conditions: ready, history: [snapshot(2, '6.5.0', 'deployed'), snapshot(1, '6.4.0', 'superseded')] } },
    { apiVersion: 'source.toolkit.fluxcd.io/v1', kind: 'GitRepository', metadata: metadata('archive'), spec: { interval: '1h', url: 'https://git.invalid/archive', suspend: true } },
    { apiVersion: 'image.toolkit.fluxcd.io/v1', kind: 'ImageRepository', metadata: metadata('face'), spec: { interval: '1h', image: 'registry.invalid/face' }, status: { observedGeneration: 1, conditions: ready, lastScanResult: { scanTime: '2026-11-28T10:00:00Z', tagCount: 12 } } },
    { apiVersion: 'image.toolkit.fluxcd.io/v1', kind: 'ImagePolicy', metadata: metadata('face'), spec: { imageRepositoryRef: { name: 'face' }, policy: { semver: { range: '1.x' } } }, status: { observedGeneration: 1, conditions: ready, latestRef: { name: 'registry.invalid/face', tag: '1.1.0' } } },
    { apiVersion: 'image.toolkit.fluxcd.io/v1', kind: 'ImageUpdateAutomation', metadata: metadata('all'), spec: { interval: '1h', sourceRef: { kind: 'GitRepository', name: 'flux-system' }, git: { commit: { author: { email: 'flux@example.com' } }, push: { branch: 'main' } } }, status: { observedGeneration: 1, conditions: ready, lastPushTime: '2026-11-28T10:00:00Z', lastPushCommit: '02fae5b1d2c3b4a5968778695a4b3c2d1e0f0011' } },
    { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { namespace: 'faces', name: 'hungry', labels }, spec: { replicas: 1, selector: { matchLabels: { app: 'hungry' } }, template: { metadata: { labels: { app: 'hungry' } }, spec: { nodeSelector: { nowhere: 'true' }, containers: [{ name: 'hungry', image: 'registry.invalid/hungry:1.0.0' }] } } } },
  ];
}

/** Definitions of the kinds above whose controllers are not built for the control plane: they take anything, as the kinds' own would take these objects. */
export function otherDefinitions(): readonly object[] {
  return (
    [
      ['image.toolkit.fluxcd.io', 'v1', 'ImageRepository', 'imagerepositories'],
      ['image.toolkit.fluxcd.io', 'v1', 'ImagePolicy', 'imagepolicies'],
      ['image.toolkit.fluxcd.io', 'v1', 'ImageUpdateAutomation', 'imageupdateautomations'],
    ] as const
  ).map(([group, version, kind, plural]) => ({
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${plural}.${group}` },
    spec: { group, scope: 'Namespaced', names: { kind, plural, singular: kind.toLowerCase() }, versions: [{ name: version, served: true, storage: true, subresources: { status: {} }, schema: { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } } }] },
  }));
}
