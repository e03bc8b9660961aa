/** The platform folders of the demo's fleet repository: cert-manager, linkerd, ingress-nginx and flagger. */
import type { RepositoryFiles } from './createDemoRepositories.ts';

/** Path → text. */
export function infrastructureFiles(): RepositoryFiles {
  return { ...certManager(), ...linkerd(), ...ingressNginx(), ...flagger() };
}

function certManager(): RepositoryFiles {
  return inFolder('infrastructure/cert-manager', {
    'kustomization.yaml': kustomizeFile('cert-manager', ['namespace.yaml', 'repository.yaml', 'release.yaml']),
    'namespace.yaml': namespace('cert-manager'),
    'repository.yaml': helmRepository('jetstack', 'https://charts.jetstack.io'),
    'release.yaml': `${helmRelease({ name: 'cert-manager', chart: 'cert-manager', version: '1.18.2', repository: 'jetstack' })}  install:
    crds: CreateReplace
  upgrade:
    # Helm leaves CRDs alone on upgrades unless it is told otherwise.
    crds: CreateReplace
  values:
    crds:
      enabled: false
`,
  });
}

function linkerd(): RepositoryFiles {
  return inFolder('infrastructure/linkerd', {
    'kustomization.yaml': `# No \`namespace:\` here: the parts of Linkerd live in three namespaces.
apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
configurations:
  - kustomizeconfig.yaml
resources:
  - namespaces.yaml
  - repositories.yaml
  - control-plane.yaml
  - viz.yaml
  - smi.yaml
configMapGenerator:
  # The name gets a hash of the content, so that a change of values is a change of the release, too.
  - name: linkerd-values
    namespace: linkerd
    files:
      - values.yaml
`,
    'kustomizeconfig.yaml': `# Tells kustomize where a HelmRelease names a ConfigMap, so that it writes the generated name there.
nameReference:
  - kind: ConfigMap
    version: v1
    fieldSpecs:
      - path: spec/valuesFrom/name
        kind: HelmRelease
`,
    'values.yaml': `# Values of the chart linkerd-control-plane; not a manifest.
proxy:
  resources:
    cpu:
      request: 20m
    memory:
      request: 20Mi
      limit: 128Mi
`,
    'namespaces.yaml': [namespace('linkerd'), namespace('linkerd-viz'), namespace('linkerd-smi')].map((text) => `---\n${text}`).join(''),
    'repositories.yaml': `---
${helmRepository('linkerd', 'https://helm.linkerd.io/edge', 'linkerd')}---
${helmRepository('linkerd-smi', 'https://linkerd.github.io/linkerd-smi', 'linkerd-smi')}`,
    'control-plane.yaml': `---
${helmRelease({ name: 'linkerd-crds', namespace: 'linkerd', chart: 'linkerd-crds', version: '2025.10.7', repository: 'linkerd' })}---
# HelmReleases wait for each other on their own; Kustomizations cannot depend on them.
${helmRelease({ name: 'linkerd-control-plane', namespace: 'linkerd', chart: 'linkerd-control-plane', version: '2025.10.7', repository: 'linkerd' })}  dependsOn:
    - name: linkerd-crds
  valuesFrom:
    - kind: ConfigMap
      name: linkerd-values
`,
    'viz.yaml': `# Prometheus for the mesh: Flagger asks it for success rates.
${helmRelease({ name: 'linkerd-viz', namespace: 'linkerd-viz', chart: 'linkerd-viz', version: '2025.10.7', repository: 'linkerd', repositoryNamespace: 'linkerd' })}  dependsOn:
    - name: linkerd-control-plane
      namespace: linkerd
`,
    'smi.yaml': `# Brings the TrafficSplit, by which Flagger shares traffic between two versions.
${helmRelease({ name: 'linkerd-smi', namespace: 'linkerd-smi', chart: 'linkerd-smi', version: '0.2.7', repository: 'linkerd-smi' })}  dependsOn:
    - name: linkerd-control-plane
      namespace: linkerd
`,
  });
}

function ingressNginx(): RepositoryFiles {
  return inFolder('infrastructure/ingress-nginx', {
    'kustomization.yaml': kustomizeFile('ingress-nginx', ['namespace.yaml', 'repository.yaml', 'release.yaml']),
    'namespace.yaml': namespace('ingress-nginx'),
    'repository.yaml': helmRepository('ingress-nginx', 'https://kubernetes.github.io/ingress-nginx'),
    'release.yaml': `${helmRelease({ name: 'ingress-nginx', chart: 'ingress-nginx', version: '4.13.3', repository: 'ingress-nginx' })}  values:
    controller:
      podAnnotations:
        linkerd.io/inject: enabled
`,
  });
}

function flagger(): RepositoryFiles {
  return inFolder('infrastructure/flagger', {
    'kustomization.yaml': kustomizeFile('flagger-system', ['namespace.yaml', 'repository.yaml', 'flagger.yaml', 'loadtester.yaml']),
    'namespace.yaml': namespace('flagger-system'),
    'repository.yaml': helmRepository('flagger', 'https://flagger.app'),
    'flagger.yaml': `${helmRelease({ name: 'flagger', chart: 'flagger', version: '1.44.0', repository: 'flagger' })}  install:
    crds: CreateReplace
  upgrade:
    crds: CreateReplace
  values:
    meshProvider: linkerd
    metricsServer: http://prometheus.linkerd-viz:9090
`,
    'loadtester.yaml': `# Makes traffic while a new version is analysed (without traffic there is nothing to measure) and keeps the manual gates.
${helmRelease({ name: 'flagger-loadtester', chart: 'loadtester', version: '0.36.0', repository: 'flagger' })}`,
  });
}

interface Release {
  readonly name: string;
  readonly namespace?: string;
  readonly chart: string;
  readonly version: string;
  readonly repository: string;
  readonly repositoryNamespace?: string;
}

function helmRelease({ name, namespace: ownNamespace, chart, version, repository, repositoryNamespace }: Release): string {
  return `apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata:
  name: ${name}
${ownNamespace === undefined ? '' : `  namespace: ${ownNamespace}\n`}spec:
  interval: 1h
  releaseName: ${name}
  chart:
    spec:
      chart: ${chart}
      version: ${version}
      sourceRef:
        kind: HelmRepository
        name: ${repository}
${repositoryNamespace === undefined ? '' : `        namespace: ${repositoryNamespace}\n`}`;
}

function helmRepository(name: string, url: string, ownNamespace?: string): string {
  return `apiVersion: source.toolkit.fluxcd.io/v1
kind: HelmRepository
metadata:
  name: ${name}
${ownNamespace === undefined ? '' : `  namespace: ${ownNamespace}\n`}spec:
  interval: 24h
  url: ${url}
`;
}

function namespace(name: string): string {
  return `apiVersion: v1
kind: Namespace
metadata:
  name: ${name}
`;
}

function kustomizeFile(namespaceName: string, resources: readonly string[]): string {
  return `apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
# Sets the namespace of everything below.
namespace: ${namespaceName}
resources:
${resources.map((resource) => `  - ${resource}\n`).join('')}`;
}

function inFolder(folder: string, files: RepositoryFiles): RepositoryFiles {
  return Object.fromEntries(Object.entries(files).map(([name, text]) => [`${folder}/${name}`, text]));
}
