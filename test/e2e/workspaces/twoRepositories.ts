// A fleet and the repository of an application, open together: the fleet's cluster applies the application's folder.
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { git, writeWorkspace } from './gitFolder.ts';

const source = (name: string, url: string): string => `apiVersion: source.toolkit.fluxcd.io/v1
kind: GitRepository
metadata:
  name: ${name}
  namespace: flux-system
spec:
  interval: 1m
  ref:
    branch: main
  url: ${url}
`;

const kustomization = (name: string, path: string, from: string, more = ''): string => `apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata:
  name: ${name}
  namespace: flux-system
spec:
  interval: 10m
  path: ${path}
  prune: true
  sourceRef:
    kind: GitRepository
    name: ${from}
${more}`;

const fleet: Readonly<Record<string, string>> = {
  'clusters/dev/flux-system/gotk-sync.yaml': `${source('flux-system', 'https://git.example/fleet')}---\n${kustomization('flux-system', './clusters/dev', 'flux-system')}`,
  'clusters/dev/infra.yaml': kustomization('infra', './infra/metrics', 'flux-system'),
  'clusters/dev/shop.yaml': `${source('shop', 'https://git.example/shop')}---\n${kustomization('shop', './deploy', 'shop', '  dependsOn:\n    - name: infra\n  postBuild:\n    substitute:\n      HOST: shop.example.org # where customers come in\n')}`,
  'infra/metrics/kustomization.yaml': 'resources:\n  - errors.yaml\n',
  'infra/metrics/errors.yaml': `apiVersion: flagger.app/v1beta1
kind: MetricTemplate
metadata:
  name: error-rate # per cent
  namespace: monitoring
spec:
  provider:
    type: prometheus
    address: http://prometheus.monitoring:9090
  query: |
    100 - sum(rate(requests_total{status!~"5.*"}[{{ interval }}])) / sum(rate(requests_total[{{ interval }}])) * 100
`,
};

const shop: Readonly<Record<string, string>> = {
  'deploy/kustomization.yaml': 'resources:\n  - web.yaml\n  - canary.yaml\n',
  'deploy/web.yaml': `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  namespace: shop
spec:
  replicas: 2
  selector:
    matchLabels:
      app: web
  template:
    metadata:
      labels:
        app: web
    spec:
      containers:
        - name: main
          image: registry.example/web:1.2.3
          args: [--host, "\${HOST}"]
          ports:
            - name: http
              containerPort: 8080
`,
  'deploy/canary.yaml': `apiVersion: flagger.app/v1beta1
kind: Canary
metadata:
  name: web
  namespace: shop
spec:
  provider: istio
  targetRef:
    apiVersion: apps/v1
    kind: Deployment
    name: web
  service:
    port: 8080
  analysis:
    interval: 1m
    threshold: 5
    maxWeight: 50
    stepWeight: 10
    metrics:
      - name: errors
        templateRef:
          name: error-rate
          namespace: monitoring
        thresholdRange:
          max: 1
        interval: 1m
`,
};

/** Writes both as Git repositories into a folder and returns the workspace file that opens them. */
export async function writeTwoRepositories(folder: string): Promise<string> {
  const roots: string[] = [];
  for (const [name, files] of [['fleet', fleet], ['shop', shop]] as const) {
    const root = join(folder, name);
    for (const [path, text] of Object.entries(files)) {
      await mkdir(dirname(join(root, path)), { recursive: true });
      await writeFile(join(root, path), text);
    }
    await git(root, 'init', '--quiet', '--initial-branch', 'main');
    await git(root, 'remote', 'add', 'origin', `https://git.example/${name}`);
    await git(root, 'add', '--all');
    await git(root, 'commit', '--quiet', '--message', name);
    roots.push(root);
  }
  return writeWorkspace(folder, roots);
}
