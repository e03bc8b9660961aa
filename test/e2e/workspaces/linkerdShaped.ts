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
