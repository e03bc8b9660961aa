/** Our words about the fields of sources. */
import type { FieldWords } from './fieldWords.ts';

const timeout = { text: 'Longest time for one fetch, in minutes and seconds: hours are refused here.', default: '60s' } as const;
const ignore = 'Patterns as in `.gitignore`, which leave files out of the artifact. One line here, or in a `.sourceignore`, switches the built-in list off, and a file may come back with `!` although its folder is left out.';
const verify = 'Fetches only what is signed with a trusted key.';

/** Words about GitRepository. */
export const gitRepositoryWords: FieldWords = {
  'spec.url': '`https://`, `http://` or `ssh://`. The short form `git@host:org/repo` is refused: write `ssh://git@host/org/repo`.',
  'spec.interval': 'Time between two looks at the repository. A push is noticed after this time at the latest, unless a Receiver or a reconcile request comes first.',
  'spec.timeout': timeout,
  'spec.ref': { text: 'What to check out. Where several are given: `commit`, `name`, `semver`, `tag`, `branch`, in this order.', default: 'branch `master`' },
  'spec.ref.branch': { text: 'Branch to follow.', default: 'master' },
  'spec.ref.tag': 'Tag to check out. It wins over `branch`.',
  'spec.ref.semver': 'Range of versions, such as `>=1.2.0 <2.0.0`; the newest tag in it is taken. It wins over `tag`.',
  'spec.ref.name': 'Full name of a reference, such as `refs/heads/main` or `refs/pull/4/head`.',
  'spec.ref.commit': 'Commit to check out; with `branch` only that branch is fetched. Nothing newer is ever taken.',
  'spec.secretRef': 'Secret with the login: `username` and `password`, or `bearerToken`, or `identity` and `known_hosts` for SSH.',
  'spec.provider': { text: 'How to log in: `generic` uses the Secret, the others the identity of the workload.', default: 'generic' },
  'spec.serviceAccountName': 'ServiceAccount for the login; only with the providers `azure` and `aws`.',
  'spec.verify': verify,
  'spec.verify.mode': { text: 'What must be signed: the commit, the tag, or both.', default: 'HEAD' },
  'spec.verify.secretRef': 'Secret with the public keys.',
  'spec.ignore': ignore,
  'spec.recurseSubmodules': { text: 'Whether submodules are fetched, with the same login.', default: 'false' },
  'spec.include': 'Other GitRepositories of the same namespace whose files are copied into this artifact.',
  'spec.include.repository': 'The other GitRepository.',
  'spec.include.repository.name': 'Name of the other GitRepository, in the same namespace.',
  'spec.include.fromPath': { text: 'Folder to copy.', default: 'the root of the other repository' },
  'spec.include.toPath': { text: 'Folder to copy to.', default: 'the name of the other repository' },
  'spec.sparseCheckout': 'Folders that alone are in the artifact. A path outside of them does not exist for Flux.',
};

/** Words about OCIRepository. */
export const ociRepositoryWords: FieldWords = {
  'spec.verify.trustedRootSecretRef.name': 'Name of the Secret, in the namespace of the object.',
  'spec.url': '`oci://` and the repository, without a tag: the tag goes into `ref`.',
  'spec.interval': 'Time between two looks at the registry.',
  'spec.timeout': timeout,
  'spec.ref': { text: 'Which artifact. Where several are given: `digest`, `semver`, `tag`, in this order.', default: 'tag `latest`' },
  'spec.ref.tag': { text: 'Tag to follow.', default: 'latest' },
  'spec.ref.semver': 'Range of versions; the newest tag in it is taken.',
  'spec.ref.semverFilter': 'Regular expression that a tag must match before `semver` looks at it.',
  'spec.ref.digest': 'Digest to pin to, such as `sha256:…`. It wins over `semver` and `tag`.',
  'spec.layerSelector': { text: 'Which layer of the artifact holds the files.', default: 'the first one' },
  'spec.layerSelector.mediaType': 'Media type of the layer; the first one that matches is taken.',
  'spec.layerSelector.operation': { text: '`extract` unpacks the layer, `copy` keeps it as one file (for Helm charts).', default: 'extract' },
  'spec.provider': { text: 'How to log in: `generic` uses the Secret, the others the identity of the workload.', default: 'generic' },
  'spec.secretRef': 'Secret of type `kubernetes.io/dockerconfigjson` with the login.',
  'spec.serviceAccountName': 'ServiceAccount with image pull secrets, or with the identity for the provider.',
  'spec.verify': verify,
  'spec.verify.provider': { text: 'Tool that signed: `cosign` or `notation`.', default: 'cosign' },
  'spec.ignore': ignore,
};

/** Words about HelmRepository. */
export const helmRepositoryWords: FieldWords = {
  'spec.url': '`https://` or `http://` for an index, `oci://` for a registry; with `oci://` the `type` must be `oci`.',
  'spec.type': { text: '`oci` for charts in a registry: such an object has no status and fetches nothing itself. For new ones an OCIRepository with `chartRef` is the better way.', default: 'default' },
  'spec.interval': { text: 'Time between two looks at the index; without meaning for `type: oci`.', default: '1m' },
  'spec.timeout': { ...timeout, default: '1m' },
  'spec.passCredentials': { text: 'Whether the login also goes to other hosts that the index names.', default: 'false' },
  'spec.secretRef': 'Secret with `username` and `password`, or the login of a registry.',
  'spec.provider': { text: 'How to log in to a registry; only with `type: oci`.', default: 'generic' },
};

/** Words about HelmChart. */
export const helmChartWords: FieldWords = {
  'spec.chart': 'Name of the chart in a HelmRepository, or its folder in a GitRepository or Bucket.',
  'spec.version': { text: 'Version or range. Without meaning for charts from Git or a Bucket.', default: '*' },
  'spec.sourceRef.kind': 'HelmRepository, GitRepository or Bucket, in the same namespace.',
  'spec.interval': 'Time between two looks for a newer chart.',
  'spec.reconcileStrategy': { text: '`ChartVersion` makes a new chart only when its version rises; `Revision` with every commit of the source.', default: 'ChartVersion' },
  'spec.valuesFiles': 'Values files, merged in this order and baked into the chart. Paths count from the root of the source, not of the chart, for Git and Buckets.',
  'spec.ignoreMissingValuesFiles': { text: 'Whether values files that do not exist are left out.', default: 'false' },
  'spec.verify': `${verify} Only with a HelmRepository.`,
};

/** Words about Bucket. */
export const bucketWords: FieldWords = {
  'spec.sts.provider': '`aws` for the provider `aws`, `ldap` for `generic`.',
  'spec.sts.endpoint': 'URL of the token service.',
  'spec.bucketName': 'Name of the bucket.',
  'spec.endpoint': 'Host of the storage, without `https://`.',
  'spec.provider': { text: 'Sort of storage: `generic` for anything that speaks S3.', default: 'generic' },
  'spec.region': 'Region of the bucket.',
  'spec.prefix': 'Only objects whose key begins with this text.',
  'spec.interval': 'Time between two looks at the bucket.',
  'spec.timeout': timeout,
  'spec.sts': 'Short-lived credentials; only with the providers `aws` and `generic`.',
  'spec.secretRef': 'Secret with `accesskey` and `secretkey`. Not together with `serviceAccountName`.',
  'spec.ignore': ignore,
};

/** Words about ExternalArtifact. */
export const externalArtifactWords: FieldWords = {
  'spec.sourceRef': 'Object that made the artifact, such as an ArtifactGenerator.',
};

/** Words about ArtifactGenerator. */
export const artifactGeneratorWords: FieldWords = {
  'spec.pathPattern': '`@`, an alias, `/` and folders with names in braces, such as `@apps/{app}`: one artifact for each folder that fits, and `{app}` stands for its name below.',
  'spec.sources.name': 'Name of the source.',
  'spec.sources.namespace': { text: 'Namespace of the source.', default: 'the namespace of this object' },
  'spec.sources': 'Sources that files are taken from, each with an alias.',
  'spec.sources.alias': 'Short name to use in the paths below.',
  'spec.sources.kind': 'Bucket, GitRepository, OCIRepository, HelmChart or ExternalArtifact.',
  'spec.artifacts': 'What to make: each entry becomes an ExternalArtifact of this name in the same namespace, which Kustomizations can name as their source.',
  'spec.artifacts.name': 'Name of the ExternalArtifact that comes out.',
  'spec.artifacts.revision': { text: '`@alias` of the source whose revision it takes.', default: 'a digest of the content' },
  'spec.artifacts.originRevision': '`@alias` of the source whose commit counts as the origin.',
  'spec.artifacts.copy': 'Files to copy, in this order.',
  'spec.artifacts.copy.from': '`@alias/` and a path or pattern: `**` for all below.',
  'spec.artifacts.copy.to': '`@artifact/` and the path to copy to.',
  'spec.artifacts.copy.exclude': 'Patterns that are left out.',
  'spec.artifacts.copy.strategy': { text: 'What to do with a file that is there already: `Overwrite`, `Merge` (YAML), `Extract` (an archive).', default: 'Overwrite' },
};
