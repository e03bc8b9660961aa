/** Whole objects of Flux and kustomize, with what nearly everybody sets. */
import { choice, head, place, referenceNamespace, type ObjectSnippet } from './snippet.ts';

/** For files of any name. */
export const fluxSnippets: readonly ObjectSnippet[] = [
  {
    label: 'Kustomization (Flux)',
    detail: 'applies a folder of a source',
    text: (facts) => `${head('kustomize.toolkit.fluxcd.io/v1', 'Kustomization', facts)}spec:
  interval: ${place(2, '10m')}
  retryInterval: 2m
  timeout: 5m
  path: ${place(3, facts.path)}
  prune: true
  wait: true
  sourceRef:
    kind: ${facts.source.kind}
    name: ${place(4, facts.source.name)}
${referenceNamespace(4, facts.source.namespace)}`,
  },
  {
    label: 'GitRepository',
    detail: 'source: a Git repository',
    text: (facts) => `${head('source.toolkit.fluxcd.io/v1', 'GitRepository', facts)}spec:
  interval: ${place(2, '5m')}
  url: ${place(3, 'https://github.com/owner/repository')}
  ref:
    branch: ${place(4, 'main')}
`,
  },
  {
    label: 'OCIRepository',
    detail: 'source: an OCI artifact or chart',
    text: (facts) => `${head('source.toolkit.fluxcd.io/v1', 'OCIRepository', facts)}spec:
  interval: ${place(2, '10m')}
  url: ${place(3, 'oci://ghcr.io/owner/artifact')}
  ref:
    ${choice(4, ['tag', 'semver', 'digest'])}: ${place(5, '1.0.0')}
`,
  },
  {
    label: 'OCIRepository (Helm chart)',
    detail: 'source: a chart for `chartRef`',
    text: (facts) => `${head('source.toolkit.fluxcd.io/v1', 'OCIRepository', facts)}spec:
  interval: ${place(2, '1h')}
  layerSelector:
    mediaType: application/vnd.cncf.helm.chart.content.v1.tar+gzip
    operation: copy
  url: ${place(3, 'oci://ghcr.io/owner/charts/chart')}
  ref:
    tag: ${place(4, '1.0.0')}
`,
  },
  {
    label: 'HelmRepository',
    detail: 'source: charts over HTTPS',
    text: (facts) => `${head('source.toolkit.fluxcd.io/v1', 'HelmRepository', facts)}spec:
  interval: ${place(2, '1h')}
  url: ${place(3, 'https://charts.example.com')}
`,
  },
  {
    label: 'Bucket',
    detail: 'source: an object storage bucket',
    text: (facts) => `${head('source.toolkit.fluxcd.io/v1', 'Bucket', facts)}spec:
  interval: ${place(2, '5m')}
  provider: ${choice(3, ['generic', 'aws', 'gcp', 'azure'])}
  bucketName: ${place(4, 'bucket')}
  endpoint: ${place(5, 'minio.example.com')}
`,
  },
  {
    label: 'HelmRelease (chart)',
    detail: 'a release of a chart in a HelmRepository, GitRepository or Bucket',
    text: (facts) => `${head('helm.toolkit.fluxcd.io/v2', 'HelmRelease', facts)}spec:
  interval: ${place(2, '1h')}
  chart:
    spec:
      chart: ${place(3, facts.name)}
      version: ${place(4, '1.0.0')}
      sourceRef:
        kind: HelmRepository
        name: ${choice(5, facts.helmRepositories.names, facts.name)}
${referenceNamespace(8, facts.helmRepositories.namespace)}  values:
    ${place(6, '{}')}
`,
  },
  {
    label: 'HelmRelease (chartRef)',
    detail: 'a release of the chart in an OCIRepository',
    text: (facts) => `${head('helm.toolkit.fluxcd.io/v2', 'HelmRelease', facts)}spec:
  interval: ${place(2, '1h')}
  chartRef:
    kind: OCIRepository
    name: ${choice(3, facts.ociRepositories.names, facts.name)}
${referenceNamespace(4, facts.ociRepositories.namespace)}  values:
    ${place(4, '{}')}
`,
  },
  {
    label: 'Provider',
    detail: 'where alerts are sent',
    text: (facts) => `${head('notification.toolkit.fluxcd.io/v1beta3', 'Provider', facts)}spec:
  type: ${choice(2, ['slack', 'msteams', 'discord', 'googlechat', 'github', 'gitlab', 'generic', 'alertmanager', 'grafana'])}
  secretRef:
    name: ${place(3, `${facts.name}-token`)}
`,
  },
  {
    label: 'Alert',
    detail: 'sends events of Flux objects to a Provider',
    text: (facts) => `${head('notification.toolkit.fluxcd.io/v1beta3', 'Alert', facts)}spec:
  providerRef:
    name: ${choice(2, facts.notificationProviders, 'slack')}
  eventSeverity: ${choice(3, ['error', 'info'])}
  eventSources:
    - kind: Kustomization
      name: ${place(4, '*')}
`.replace(place(4, '*'), `"${place(4, '*')}"`),
  },
  {
    label: 'Receiver',
    detail: 'reconciles on a webhook',
    text: (facts) => `${head('notification.toolkit.fluxcd.io/v1', 'Receiver', facts)}spec:
  type: ${choice(2, ['github', 'gitlab', 'gitea', 'bitbucket', 'generic', 'generic-hmac', 'dockerhub', 'harbor'])}
  events:
    - ping
    - push
  secretRef:
    name: ${place(3, 'webhook-token')}
  resources:
    - kind: ${facts.source.kind}
      name: ${place(4, facts.source.name)}
${referenceNamespace(6, facts.source.namespace)}`,
  },
  {
    label: 'ImageRepository',
    detail: 'scans the tags of an image',
    text: (facts) => `${head('image.toolkit.fluxcd.io/v1', 'ImageRepository', facts)}spec:
  interval: ${place(2, '5m')}
  image: ${place(3, `ghcr.io/owner/${facts.name}`)}
`,
  },
  {
    label: 'ImagePolicy',
    detail: 'chooses a tag of an image',
    text: (facts) => `${head('image.toolkit.fluxcd.io/v1', 'ImagePolicy', facts)}spec:
  imageRepositoryRef:
    name: ${choice(2, facts.imageRepositories.names, facts.name)}
${referenceNamespace(4, facts.imageRepositories.namespace)}  policy:
    semver:
      range: ${place(3, '1.x')}
`,
  },
  {
    label: 'ImageUpdateAutomation',
    detail: 'commits new tags to Git',
    text: (facts) => `${head('image.toolkit.fluxcd.io/v1', 'ImageUpdateAutomation', facts)}spec:
  interval: ${place(2, '30m')}
  sourceRef:
    kind: GitRepository
    name: ${place(3, facts.source.name)}
${referenceNamespace(4, facts.source.namespace)}  git:
    checkout:
      ref:
        branch: ${place(4, 'main')}
    commit:
      author:
        name: ${place(5, 'fluxbot')}
        email: ${place(6, 'flux@example.com')}
    push:
      branch: ${place(7, 'main')}
  update:
    path: ${place(8, facts.path)}
    strategy: Setters
`,
  },
];

/** For files with the names that kustomize reads. */
export const kustomizeSnippets: readonly ObjectSnippet[] = [
  {
    label: 'Kustomization (kustomize file)',
    detail: 'lists resources and changes them',
    text: () => `apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources:\n  - ${place(1, '')}\n`.replace(place(1, ''), '$1'),
  },
  {
    label: 'Component (kustomize file)',
    detail: 'changes what includes it',
    text: () => 'apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\npatches:\n  - target:\n      kind: ${1:Deployment}\n    patch: |\n      - op: ${2|replace,add,remove|}\n        path: $3\n        value: $4\n',
  },
];
