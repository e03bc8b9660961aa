/** Kinds whose apiVersions come and go with Flux and Flagger releases. */

/** Names of the kinds; the group is for the reader to check. */
export const versionedKinds: readonly string[] = [
  'Kustomization',
  'GitRepository',
  'OCIRepository',
  'HelmRepository',
  'HelmChart',
  'Bucket',
  'ExternalArtifact',
  'HelmRelease',
  'Receiver',
  'Alert',
  'Provider',
  'ImageRepository',
  'ImagePolicy',
  'ImageUpdateAutomation',
  'ArtifactGenerator',
  'Canary',
  'MetricTemplate',
  'AlertProvider',
];
