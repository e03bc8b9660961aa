/** What the definitions demand between fields as expressions (`x-kubernetes-validations`), in our terms, by kind and path. */
import type { Demand, FieldTest } from './structure.ts';

/** Demands on the mapping at a path; `*` is an item of a list. They hold for every version of the kind that has the fields. */
export interface KindDemands {
  readonly kind: string;
  readonly path: readonly string[];
  readonly demands: readonly Demand[];
}

const given = (field: string): FieldTest => ({ field, given: true });
const absent = (field: string): FieldTest => ({ field, given: false });
const is = (field: string, ...values: readonly string[]): FieldTest => ({ field, is: values });
const isNot = (field: string, ...values: readonly string[]): FieldTest => ({ field, isNot: values });
const begins = (field: string, ...starts: readonly string[]): FieldTest => ({ field, begins: starts });
const demand = (when: FieldTest | readonly FieldTest[], then: FieldTest): Demand => ({ when: Array.isArray(when) ? when : [when], then });

// Input providers of flux-operator that speak to Git hosts, by the beginning of their names.
const gitTypes = ['GitHubBranch', 'GitHubTag', 'GitHubPullRequest', 'GitLabBranch', 'GitLabTag', 'GitLabMergeRequest', 'GitLabEnvironment', 'GiteaBranch', 'GiteaTag', 'GiteaPullRequest'];
const azureTypes = ['AzureDevOpsBranch', 'AzureDevOpsTag', 'AzureDevOpsPullRequest'];
const codeCommitTypes = ['AWSCodeCommitBranch', 'AWSCodeCommitTag', 'AWSCodeCommitPullRequest'];
const cloudRegistryTypes = ['ACRArtifactTag', 'ECRArtifactTag', 'GARArtifactTag'];
const registryTypes = ['OCIArtifactTag', ...cloudRegistryTypes];

const pathTypes = ['Exact', 'PathPrefix'];

/** What a path of an HTTPRoute must look like where it is compared literally. */
const literalPath: FieldTest = {
  field: 'value',
  matches: /^\/(?!.*(?:\/\/|\/\.\/|\/\.\.\/|%2f|%2F|#))(?!.*\/\.{1,2}$)(?:[-A-Za-z0-9/._~!$&'()*+,;=:@]|%[0-9a-fA-F]{2})*$/,
  words: 'a path that begins with `/`, without `//`, `/./`, `/../`, `#` and encoded slashes',
};

/** A field that belongs to one value of a discriminator, and is needed with it. */
function branches(discriminator: string, fields: Readonly<Record<string, string>>): readonly Demand[] {
  return Object.entries(fields).flatMap(([value, field]) => [demand(isNot(discriminator, value), absent(field)), demand(is(discriminator, value), given(field))]);
}

const filter = branches('type', {
  CORS: 'cors',
  RequestHeaderModifier: 'requestHeaderModifier',
  ResponseHeaderModifier: 'responseHeaderModifier',
  RequestMirror: 'requestMirror',
  RequestRedirect: 'requestRedirect',
  URLRewrite: 'urlRewrite',
  ExtensionRef: 'extensionRef',
  ExternalAuth: 'externalAuth',
});
const pathModifier = branches('type', { ReplaceFullPath: 'replaceFullPath', ReplacePrefixMatch: 'replacePrefixMatch' });
const servicePort = [demand([is('kind', 'Service'), is('group', '')], given('port'))];

/** Demands of the filters that an HTTPRoute has at a path. */
function filterDemands(...path: readonly string[]): readonly KindDemands[] {
  const kind = 'HTTPRoute';
  return [
    { kind, path, demands: filter },
    { kind, path: [...path, 'requestMirror'], demands: [demand(given('percent'), absent('fraction'))] },
    { kind, path: [...path, 'requestMirror', 'backendRef'], demands: servicePort },
    { kind, path: [...path, 'requestRedirect', 'path'], demands: pathModifier },
    { kind, path: [...path, 'urlRewrite', 'path'], demands: pathModifier },
    { kind, path: [...path, 'externalAuth'], demands: branches('protocol', { GRPC: 'grpc', HTTP: 'http' }) },
    { kind, path: [...path, 'externalAuth', 'backendRef'], demands: servicePort },
  ];
}

/** All of them. */
export const kindDemands: readonly KindDemands[] = [
  // fluxcd/source-controller api/v1, one type a file.
  { kind: 'GitRepository', path: ['spec'], demands: [demand(isNot('provider', 'aws', 'azure'), absent('serviceAccountName'))] },
  {
    kind: 'Bucket',
    path: ['spec'],
    demands: [
      demand(isNot('provider', 'aws', 'generic'), absent('sts')),
      demand([is('provider', 'aws'), given('sts')], is('sts.provider', 'aws')),
      demand([is('provider', 'generic'), given('sts')], is('sts.provider', 'ldap')),
      demand(is('sts.provider', 'aws'), absent('sts.secretRef')),
      demand(is('sts.provider', 'aws'), absent('sts.certSecretRef')),
      demand(is('provider', 'generic'), absent('serviceAccountName')),
      demand(given('secretRef'), absent('serviceAccountName')),
    ],
  },
  { kind: 'HelmChart', path: ['spec'], demands: [demand(isNot('sourceRef.kind', 'HelmRepository'), absent('verify'))] },
  // fluxcd/source-watcher api/v1beta1: names may hold captures of the pattern.
  {
    kind: 'ArtifactGenerator',
    path: ['spec'],
    demands: [demand(absent('pathPattern'), { field: 'artifacts.*.name', matches: /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/, words: 'lower-case letters, digits, `-` and `.`, a letter or digit first and last' })],
  },
  // fluxcd/helm-controller api/v2/helmrelease_types.go.
  { kind: 'HelmRelease', path: ['spec', 'install', 'strategy'], demands: [demand(is('name', 'RemediateOnFailure'), absent('retryInterval'))] },
  { kind: 'HelmRelease', path: ['spec', 'upgrade', 'strategy'], demands: [demand(isNot('name', 'RetryOnFailure'), absent('retryInterval'))] },
  // fluxcd/notification-controller api/v1/receiver_types.go and api/v1beta3/provider_types.go.
  {
    kind: 'Receiver',
    path: ['spec'],
    demands: [
      demand(is('type', 'generic-oidc'), given('oidcProviders')),
      demand(isNot('type', 'generic-oidc'), absent('oidcProviders')),
      demand(is('type', 'generic-oidc'), absent('secretRef')),
      demand(isNot('type', 'generic-oidc'), given('secretRef')),
    ],
  },
  { kind: 'Provider', path: ['spec'], demands: [demand(isNot('type', 'github', 'gitlab', 'gitea', 'bitbucketserver', 'bitbucket', 'azuredevops'), absent('commitStatusExpr'))] },
  // fluxcd/image-reflector-controller api/v1/imagepolicy_types.go.
  { kind: 'ImagePolicy', path: ['spec'], demands: [demand(given('interval'), is('digestReflectionPolicy', 'Always')), demand(is('digestReflectionPolicy', 'Always'), given('interval'))] },
  // controlplaneio-fluxcd/flux-operator api/v1.
  { kind: 'FluxInstance', path: [], demands: [demand([], is('metadata.name', 'flux'))] },
  { kind: 'FluxInstance', path: ['spec'], demands: [demand(is('sharding.storage', 'persistent'), given('storage'))] },
  { kind: 'FluxInstance', path: ['spec', 'cluster'], demands: [demand(is('multitenantWorkloadIdentity', 'true'), is('objectLevelWorkloadIdentity', 'true'))] },
  {
    kind: 'FluxInstance',
    path: ['spec', 'sync'],
    demands: [demand(is('provider', 'gcp'), is('kind', 'OCIRepository', 'Bucket')), demand(is('provider', 'github'), is('kind', 'GitRepository'))],
  },
  {
    kind: 'ResourceSet',
    path: ['spec'],
    demands: [
      demand(given('steps'), absent('resources')),
      demand(given('steps'), absent('resourcesTemplate')),
      demand([absent('steps'), absent('resourcesTemplate')], given('resources')),
    ],
  },
  { kind: 'ResourceSet', path: ['spec', 'inputStrategy'], demands: [demand(given('includeEmptyProviders'), is('name', 'Permute'))] },
  { kind: 'ResourceSet', path: ['spec', 'steps', '*'], demands: [demand(absent('resourcesTemplate'), given('resources'))] },
  {
    kind: 'ResourceSetInputProvider',
    path: ['spec'],
    demands: [
      demand(is('type', 'Static', 'ExternalArtifact'), absent('url')),
      demand(isNot('type', 'Static', 'ExternalArtifact'), given('url')),
      demand(is('type', ...gitTypes, 'ExternalService'), begins('url', 'http')),
      demand(is('type', ...azureTypes), begins('url', 'http://', 'https://')),
      demand(is('type', ...codeCommitTypes), begins('url', 'https://')),
      demand(is('type', ...registryTypes), { field: 'url', matches: /^oci(?!:\/\/[^/]*$)/, words: '`oci://`, a registry, `/` and a repository' }),
      demand([is('insecure', 'true'), isNot('type', 'ExternalService', 'OCIArtifactTag')], isNot('insecure', 'true')),
      demand([is('type', 'ExternalService'), begins('url', 'http://')], is('insecure', 'true')),
      demand(isNot('type', ...azureTypes, ...codeCommitTypes, ...registryTypes, 'ExternalArtifact'), absent('serviceAccountName')),
      demand(is('type', 'Static', 'ExternalArtifact', ...azureTypes, ...codeCommitTypes, ...cloudRegistryTypes), absent('certSecretRef')),
      demand(is('type', 'Static', 'ExternalArtifact', ...codeCommitTypes, ...cloudRegistryTypes), absent('secretRef')),
      demand(is('type', 'ExternalArtifact'), given('selectors')),
      demand(isNot('type', 'ExternalArtifact'), absent('selectors')),
    ],
  },
  { kind: 'ResourceSetInputProvider', path: ['spec', 'selectors', '*'], demands: [demand(given('name'), absent('matchLabels')), demand(given('name'), absent('matchExpressions'))] },
  // fluxcd/flagger pkg/router/kubernetes_default.go makes the Services of a workload with this port, and one with port 0 is refused. Only a target of Knative goes without `service`, so that the definition demands none.
  { kind: 'Canary', path: ['spec'], demands: [demand(is('targetRef.kind', 'Deployment', 'DaemonSet'), given('service'))] },
  // fluxcd/flagger and kubernetes-sigs/gateway-api: a Service is referred to by its port.
  { kind: 'Canary', path: ['spec', 'service', 'mirror', '*', 'backendRef'], demands: servicePort },
  { kind: 'HTTPRoute', path: ['spec', 'rules', '*', 'backendRefs', '*'], demands: servicePort },
  { kind: 'HTTPRoute', path: ['spec', 'rules', '*', 'matches', '*', 'path'], demands: [demand(is('type', ...pathTypes), literalPath)] },
  ...filterDemands('spec', 'rules', '*', 'filters', '*'),
  ...filterDemands('spec', 'rules', '*', 'backendRefs', '*', 'filters', '*'),
  {
    kind: 'HTTPRoute',
    path: ['spec', 'rules', '*', 'sessionPersistence'],
    demands: [demand(is('cookieConfig.lifetimeType', 'Permanent'), given('absoluteTimeout')), demand(isNot('type', 'Cookie'), absent('cookieConfig'))],
  },
];
