/** Fields that do not go together, entries that stand twice, alternatives: what the definitions say as expressions, in words. */
import { describe, expect, test } from 'vitest';
import { checkWorkspace } from '../../../server/src/rules/checkWorkspace.ts';
import { RuleCache } from '../../../server/src/rules/ruleCache.ts';
import { bootstrap, memoryWorkspace } from '../../harness/memoryWorkspace.ts';

/** Findings of the schema rules about one object in a cluster, as `line text: message`. */
function said(apiVersion: string, kind: string, spec: string, name = 'a'): readonly string[] {
  const { snapshot } = memoryWorkspace(`${bootstrap('clusters/a')}//- clusters/a/object.yaml\napiVersion: ${apiVersion}\nkind: ${kind}\nmetadata:\n  name: ${name}\n  namespace: flux-system\nspec:\n${spec}`);
  const fail = (message: string): never => {
    throw new Error(message);
  };
  return [...checkWorkspace(snapshot, new RuleCache(), fail).values()]
    .flat()
    .filter(({ rule }) => rule.startsWith('schema/'))
    .map(({ span, message }) => `${span.file.text.slice(span.start, span.end)}: ${message}`);
}

const bucket = (lines: string): readonly string[] => said('source.toolkit.fluxcd.io/v1', 'Bucket', `  interval: 1m\n  bucketName: a\n  endpoint: s3.example\n${lines}`);
const receiver = (lines: string): readonly string[] => said('notification.toolkit.fluxcd.io/v1', 'Receiver', `  resources:\n    - kind: GitRepository\n      name: flux-system\n${lines}`);
const inputs = (lines: string): readonly string[] => said('fluxcd.controlplane.io/v1', 'ResourceSetInputProvider', lines);
const resourceSet = (lines: string): readonly string[] => said('fluxcd.controlplane.io/v1', 'ResourceSet', lines);
const policy = (lines: string): readonly string[] => said('image.toolkit.fluxcd.io/v1', 'ImagePolicy', `  imageRepositoryRef:\n    name: a\n  policy:\n    semver:\n      range: ">=1"\n${lines}`);
const route = (lines: string): readonly string[] => said('gateway.networking.k8s.io/v1', 'HTTPRoute', `  rules:\n${lines}`);
const flux = (lines: string, name = 'flux'): readonly string[] => said('fluxcd.controlplane.io/v1', 'FluxInstance', `  distribution:\n    version: 2.x\n    registry: ghcr.io/fluxcd\n${lines}`, name);
const release = (lines: string): readonly string[] => said('helm.toolkit.fluxcd.io/v2', 'HelmRelease', `  interval: 1m\n  chartRef:\n    kind: OCIRepository\n    name: a\n${lines}`);

describe('a Bucket', () => {
  test.each<readonly [string, readonly string[]]>([
    ['  provider: gcp\n  sts:\n    provider: aws\n    endpoint: https://sts.example\n', ['sts: `spec.sts` may not be set with `provider: gcp`; it is for `aws` or `generic`']],
    ['  provider: aws\n  sts:\n    provider: ldap\n    endpoint: https://sts.example\n', ['ldap: `spec.sts.provider` must be `aws` with `provider: aws` and with `sts`, not `ldap`']],
    ['  sts:\n    provider: aws\n    endpoint: https://sts.example\n', ['aws: `spec.sts.provider` must be `ldap` with `provider: generic`, the default and with `sts`, not `aws`']],
    ['  provider: aws\n  sts:\n    provider: aws\n    endpoint: https://sts.example\n    secretRef:\n      name: a\n', ['secretRef: `spec.sts.secretRef` may not be set with `sts.provider: aws`']],
    ['  serviceAccountName: a\n', ['serviceAccountName: `spec.serviceAccountName` may not be set with `provider: generic`, the default']],
    ['  provider: gcp\n  secretRef:\n    name: a\n  serviceAccountName: a\n', ['serviceAccountName: `spec.serviceAccountName` may not be set with `secretRef`']],
    ['  provider: ${provider}\n  serviceAccountName: a\n', []],
    ['  provider: aws\n  serviceAccountName: a\n  sts:\n    provider: aws\n    endpoint: https://sts.example\n', []],
  ])('with\n%s', (lines, wanted) => expect(bucket(lines)).toEqual(wanted));
});

describe('other kinds', () => {
  const git = (lines: string): readonly string[] => said('source.toolkit.fluxcd.io/v1', 'GitRepository', `  interval: 1m\n  url: https://git.example/a\n${lines}`);

  test('GitRepository: a service account is for clouds', () => {
    expect(git('  serviceAccountName: a\n')).toEqual(['serviceAccountName: `spec.serviceAccountName` may not be set without `provider`; it is for `aws` or `azure`']);
    expect(git('  provider: azure\n  serviceAccountName: a\n')).toEqual([]);
  });

  test('HelmChart: only charts of Helm repositories are verified', () => {
    const chart = (kind: string): readonly string[] => said('source.toolkit.fluxcd.io/v1', 'HelmChart', `  interval: 1m\n  chart: a\n  sourceRef:\n    kind: ${kind}\n    name: a\n  verify:\n    provider: cosign\n`);
    expect(chart('GitRepository')).toEqual(['verify: `spec.verify` may not be set with `sourceRef.kind: GitRepository`; it is for `HelmRepository`']);
    expect(chart('HelmRepository')).toEqual([]);
  });

  test('ArtifactGenerator: names are names, unless a pattern makes them', () => {
    const generator = (name: string, pattern: string): readonly string[] =>
      said('source.extensions.fluxcd.io/v1beta1', 'ArtifactGenerator', `  sources:\n    - alias: a\n      kind: GitRepository\n      name: a\n${pattern}  artifacts:\n    - name: ${name}\n      copy:\n        - from: "@a/**"\n          to: "@artifact/"\n`);
    expect(generator('A_B', '')).toEqual(['A_B: `spec.artifacts[].name` must be lower-case letters, digits, `-` and `.`, a letter or digit first and last without `pathPattern`, not `A_B`']);
    expect(generator('A_B', '  pathPattern: "@a/{x}"\n')).toEqual([]);
    expect(generator('a-b', '')).toEqual([]);
  });

  test('HelmRelease: an interval of retries is for one strategy', () => {
    expect(release('  install:\n    strategy:\n      name: RemediateOnFailure\n      retryInterval: 5m\n')).toEqual(['retryInterval: `spec.install.strategy.retryInterval` may not be set with `name: RemediateOnFailure`']);
    expect(release('  upgrade:\n    strategy:\n      name: RemediateOnFailure\n      retryInterval: 5m\n')).toEqual(['retryInterval: `spec.upgrade.strategy.retryInterval` may not be set with `name: RemediateOnFailure`; it is for `RetryOnFailure`']);
    expect(release('  upgrade:\n    strategy:\n      name: RetryOnFailure\n      retryInterval: 5m\n')).toEqual([]);
  });

  test('Receiver: a secret, or providers of tokens', () => {
    const providers = '  oidcProviders:\n    - issuerURL: https://token.example\n      validations:\n        - expression: "true"\n          message: no\n';
    expect(receiver('  type: github\n')).toEqual(['github: a Receiver needs `spec.secretRef` with `type: github`']);
    expect(receiver('  type: generic-oidc\n')).toEqual(['generic-oidc: a Receiver needs `spec.oidcProviders` with `type: generic-oidc`']);
    expect(receiver(`  type: github\n  secretRef:\n    name: a\n${providers}`)).toEqual(['oidcProviders: `spec.oidcProviders` may not be set with `type: github`; it is for `generic-oidc`']);
    expect(receiver(`  type: generic-oidc\n  secretRef:\n    name: a\n${providers}`)).toEqual(['secretRef: `spec.secretRef` may not be set with `type: generic-oidc`']);
    expect(receiver(`  type: generic-oidc\n${providers}`)).toEqual([]);
    const twice = providers + providers.split('\n').slice(1).join('\n');
    expect(receiver(`  type: generic-oidc\n${twice}`)).toEqual(['issuerURL: `spec.oidcProviders` has this entry twice with the same `issuerURL`']);
  });

  test('Provider: a commit status is for Git hosts', () => {
    const provider = (type: string): readonly string[] => said('notification.toolkit.fluxcd.io/v1beta3', 'Provider', `  type: ${type}\n  address: https://a.example\n  commitStatusExpr: "'a'"\n`);
    expect(provider('slack')).toEqual(['commitStatusExpr: `spec.commitStatusExpr` may not be set with `type: slack`; it is for `github`, `gitlab`, `gitea`, `bitbucketserver`, `bitbucket` or `azuredevops`']);
    expect(provider('github')).toEqual([]);
  });

  test('ImagePolicy: an interval and digests that are always read belong together', () => {
    expect(policy('  interval: 5m\n')).toEqual(['5m: `spec.digestReflectionPolicy` must be `Always` with `interval`; not set, it is `Never`']);
    expect(policy('  digestReflectionPolicy: Always\n')).toEqual(['Always: an ImagePolicy needs `spec.interval` with `digestReflectionPolicy: Always`']);
    expect(policy('  digestReflectionPolicy: Always\n  interval: 5m\n')).toEqual([]);
  });

  test('FluxInstance: its name, storage, tenants and sync', () => {
    expect(flux('', 'a')).toEqual(['a: `metadata.name` must be `flux`, not `a`']);
    expect(flux('  sharding:\n    shards: [a]\n    storage: persistent\n')).toEqual(['persistent: a FluxInstance needs `spec.storage` with `sharding.storage: persistent`']);
    expect(flux('  cluster:\n    multitenantWorkloadIdentity: true\n')).toEqual(['true: `spec.cluster.objectLevelWorkloadIdentity` must be `true` with `multitenantWorkloadIdentity: true`; it is not set']);
    expect(flux('  sync:\n    kind: GitRepository\n    provider: gcp\n    url: https://a.example\n    ref: main\n    path: a\n')).toEqual(['GitRepository: `spec.sync.kind` must be `OCIRepository` or `Bucket` with `provider: gcp`, not `GitRepository`']);
    expect(flux('  cluster:\n    multitenantWorkloadIdentity: true\n    objectLevelWorkloadIdentity: true\n')).toEqual([]);
  });

  test('ResourceSet: steps or resources, and one way to name inputs', () => {
    expect(resourceSet('  wait: true\n')).toEqual(['spec: a ResourceSet needs `spec.resources` without `steps` and without `resourcesTemplate`']);
    expect(resourceSet('  resources: []\n  steps:\n    - name: a\n      resourcesTemplate: x\n    - name: a\n      resourcesTemplate: x\n')).toEqual(['name: `spec.steps` has this entry twice with the same `name`']);
    expect(resourceSet('  resourcesTemplate: x\n  steps:\n    - name: a\n      resourcesTemplate: x\n')).toEqual(['resourcesTemplate: `spec.resourcesTemplate` may not be set with `steps`']);
    expect(resourceSet('  steps:\n    - name: a\n')).toEqual(['name: a ResourceSet needs `spec.steps[].resources` without `resourcesTemplate`']);
    expect(resourceSet('  resourcesTemplate: x\n  inputsFrom:\n    - kind: ResourceSetInputProvider\n')).toEqual(['kind: `spec.inputsFrom[]` of a ResourceSet needs `name` or `selector`: here is none of them']);
    expect(resourceSet('  resourcesTemplate: x\n  inputStrategy:\n    name: Flatten\n    includeEmptyProviders: true\n')).toEqual(['Flatten: `spec.inputStrategy.name` must be `Permute` with `includeEmptyProviders`, not `Flatten`']);
    expect(resourceSet('  resourcesTemplate: x\n  inputsFrom:\n    - name: a\n')).toEqual([]);
  });

  test('ResourceSetInputProvider: what belongs to which type', () => {
    expect(inputs('  type: Static\n  url: https://a.example\n')).toEqual(['url: `spec.url` may not be set with `type: Static`']);
    expect(inputs('  type: GitHubBranch\n')).toEqual(['GitHubBranch: a ResourceSetInputProvider needs `spec.url` with `type: GitHubBranch`']);
    expect(inputs('  type: GitHubBranch\n  url: oci://a.example/b\n')).toEqual(['oci://a.example/b: `spec.url` must begin with `http` with `type: GitHubBranch`, not `oci://a.example/b`']);
    expect(inputs('  type: OCIArtifactTag\n  url: oci://a.example\n')).toEqual(['oci://a.example: `spec.url` must be `oci://`, a registry, `/` and a repository with `type: OCIArtifactTag`, not `oci://a.example`']);
    expect(inputs('  type: ExternalService\n  url: http://a.example\n')).toEqual(['ExternalService: `spec.insecure` must be `true` with `type: ExternalService` and with `url: http://a.example`; it is not set']);
    expect(inputs('  type: GitHubBranch\n  url: https://a.example\n  serviceAccountName: a\n')).toHaveLength(1);
    expect(inputs('  type: ExternalArtifact\n')).toEqual(['ExternalArtifact: a ResourceSetInputProvider needs `spec.selectors` with `type: ExternalArtifact`']);
    expect(inputs('  type: Static\n  defaultValues:\n    a: b\n')).toEqual([]);
    expect(inputs('  type: OCIArtifactTag\n  url: oci://a.example/b\n')).toEqual([]);
  });

  test('HTTPRoute: filters, ports and paths', () => {
    expect(route('    - filters:\n        - type: URLRewrite\n')).toEqual(['URLRewrite: an HTTPRoute needs `spec.rules[].filters[].urlRewrite` with `type: URLRewrite`']);
    expect(route('    - filters:\n        - type: URLRewrite\n          urlRewrite: {}\n          cors: {}\n')).toEqual(['cors: `spec.rules[].filters[].cors` may not be set with `type: URLRewrite`; it is for `CORS`']);
    expect(route('    - backendRefs:\n        - name: a\n')).toEqual(['name: an HTTPRoute needs `spec.rules[].backendRefs[].port` with `kind: Service`, the default']);
    expect(route('    - matches:\n        - path:\n            value: apps\n')).toEqual(['apps: `spec.rules[].matches[].path.value` must be a path that begins with `/`, without `//`, `/./`, `/../`, `#` and encoded slashes with `type: PathPrefix`, the default, not `apps`']);
    expect(route('    - matches:\n        - path:\n            type: RegularExpression\n            value: a.*\n      backendRefs:\n        - name: a\n          port: 80\n        - name: b\n          kind: ServiceImport\n          group: multicluster.x-k8s.io\n')).toEqual([]);
  });

  test('Canary: a match of texts may be empty, but has no two forms', () => {
    const canary = (lines: string): readonly string[] => said('flagger.app/v1beta1', 'Canary', `  targetRef:\n    apiVersion: apps/v1\n    kind: Deployment\n    name: a\n  analysis:\n    interval: 1m\n    threshold: 5\n    iterations: 2\n  service:\n    port: 80\n${lines}`);
    expect(canary('    match:\n      - uri: {}\n')).toEqual([]);
    expect(canary('    match:\n      - uri:\n          prefix: /\n          exact: /a\n')).toEqual(['exact: only one of `exact` and `prefix` may be set in `spec.service.match[].uri` of a Canary']);
    expect(canary('    trafficPolicy:\n      loadBalancer:\n        consistentHash: {}\n')).toEqual(['consistentHash: `spec.service.trafficPolicy.loadBalancer.consistentHash` of a Canary needs `httpHeaderName`, `httpCookie`, `useSourceIp` or `httpQueryParameterName`: here is none of them']);
    expect(canary('    retries:\n      attempts: 3000000000\n')).toEqual(['3000000000: `spec.service.retries.attempts` does not take the number `3000000000`: it takes a whole number of at most 2147483647']);
  });
});
