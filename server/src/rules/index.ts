/** The table of all rules, sorted by id. Written by `npm run generate`. */
import { alertNeverFires } from './canary/alert-never-fires.ts';
import { alertProviderMissing } from './canary/alert-provider-missing.ts';
import { analysisCannotFail } from './canary/analysis-cannot-fail.ts';
import { analysisSkipped } from './canary/analysis-skipped.ts';
import { autoscalerMissing } from './canary/autoscaler-missing.ts';
import { autoscalerUnreferenced } from './canary/autoscaler-unreferenced.ts';
import { badDuration } from './canary/bad-duration.ts';
import { deadlineBeforeCheck } from './canary/deadline-before-check.ts';
import { driftDetectionFights } from './canary/drift-detection-fights.ts';
import { gateNeverOpens } from './canary/gate-never-opens.ts';
import { gateWithoutEnd } from './canary/gate-without-end.ts';
import { gatewayRefsMissing } from './canary/gateway-refs-missing.ts';
import { ingressBackendMissing } from './canary/ingress-backend-missing.ts';
import { ingressMissing } from './canary/ingress-missing.ts';
import { ingressRefMissing } from './canary/ingress-ref-missing.ts';
import { intervalTooShort } from './canary/interval-too-short.ts';
import { loadTestElsewhere } from './canary/load-test-elsewhere.ts';
import { matchFieldUnknown } from './canary/match-field-unknown.ts';
import { matchIgnored } from './canary/match-ignored.ts';
import { matchWithoutIterations } from './canary/match-without-iterations.ts';
import { meshNameMissing } from './canary/mesh-name-missing.ts';
import { meshProviderUnknown } from './canary/mesh-provider-unknown.ts';
import { metricAlwaysPasses } from './canary/metric-always-passes.ts';
import { metricTemplateMissing } from './canary/metric-template-missing.ts';
import { metricWithoutThreshold } from './canary/metric-without-threshold.ts';
import { metricsAddressRefused } from './canary/metrics-address-refused.ts';
import { mirrorNeverAdvances } from './canary/mirror-never-advances.ts';
import { outageOnDeletion } from './canary/outage-on-deletion.ts';
import { portUnknown } from './canary/port-unknown.ts';
import { replicasInGit } from './canary/replicas-in-git.ts';
import { retryAnnotationMisplaced } from './canary/retry-annotation-misplaced.ts';
import { rollbackAtOnce } from './canary/rollback-at-once.ts';
import { routeInGit } from './canary/route-in-git.ts';
import { routeRefMissing } from './canary/route-ref-missing.ts';
import { sameCookieNames } from './canary/same-cookie-names.ts';
import { selectorLabelMissing } from './canary/selector-label-missing.ts';
import { serviceInGit } from './canary/service-in-git.ts';
import { sessionAffinityIgnored } from './canary/session-affinity-ignored.ts';
import { stepsOvershoot } from './canary/steps-overshoot.ts';
import { strategyUnclear } from './canary/strategy-unclear.ts';
import { targetMissing } from './canary/target-missing.ts';
import { thresholdMisread } from './canary/threshold-misread.ts';
import { twoCanaries } from './canary/two-canaries.ts';
import { unknownProvider } from './canary/unknown-provider.ts';
import { webhookHostMissing } from './canary/webhook-host-missing.ts';
import { webhookOutlastsInterval } from './canary/webhook-outlasts-interval.ts';
import { webhookUrlRefused } from './canary/webhook-url-refused.ts';
import { weightsOutOfOrder } from './canary/weights-out-of-order.ts';
import { badConfig } from './flightdeck/bad-config.ts';
import { unusedSuppression } from './flightdeck/unused-suppression.ts';
import { apiVersionGoing } from './flux/api-version-going.ts';
import { apiVersionRemoved } from './flux/api-version-removed.ts';
import { fluxBadDuration } from './flux/bad-duration.ts';
import { badExpression } from './flux/bad-expression.ts';
import { brokenYaml } from './flux/broken-yaml.ts';
import { fluxConfigMissing } from './flux/config-missing.ts';
import { crossNamespaceRefused } from './flux/cross-namespace-refused.ts';
import { fluxDataUnreadable } from './flux/data-unreadable.ts';
import { entryTwice } from './flux/entry-twice.ts';
import { fluxLabelsDropped } from './flux/labels-dropped.ts';
import { namespaceMissing } from './flux/namespace-missing.ts';
import { objectLeftOut } from './flux/object-left-out.ts';
import { fluxSecretUnencoded } from './flux/secret-unencoded.ts';
import { serviceAccountMissing } from './flux/service-account-missing.ts';
import { unknownKind } from './flux/unknown-kind.ts';
import { unknownSwitch } from './flux/unknown-switch.ts';
import { badChartName } from './helm/bad-chart-name.ts';
import { helmBadTargetPath } from './helm/bad-target-path.ts';
import { badVersion } from './helm/bad-version.ts';
import { chartUnclear } from './helm/chart-unclear.ts';
import { configMissing } from './helm/config-missing.ts';
import { crdsNotUpgraded } from './helm/crds-not-upgraded.ts';
import { helmDependsOnCycle } from './helm/depends-on-cycle.ts';
import { helmDependsOnItself } from './helm/depends-on-itself.ts';
import { helmDependsOnMissing } from './helm/depends-on-missing.ts';
import { floatingVersion } from './helm/floating-version.ts';
import { gitChartStandsStill } from './helm/git-chart-stands-still.ts';
import { sameRelease } from './helm/same-release.ts';
import { helmSourceMissing } from './helm/source-missing.ts';
import { valuesMissing } from './helm/values-missing.ts';
import { valuesNoMapping } from './helm/values-no-mapping.ts';
import { helmValuesUnreadable } from './helm/values-unreadable.ts';
import { versionIgnored } from './helm/version-ignored.ts';
import { badImage } from './image/bad-image.ts';
import { badPolicy } from './image/bad-policy.ts';
import { markerMalformed } from './image/marker-malformed.ts';
import { imagePathMissing } from './image/path-missing.ts';
import { policyUnclear } from './image/policy-unclear.ts';
import { imageRepositoryMissing } from './image/repository-missing.ts';
import { imageSourceMissing } from './image/source-missing.ts';
import { badSubstitution } from './kustomization/bad-substitution.ts';
import { badVariable } from './kustomization/bad-variable.ts';
import { kustomizationBuildsNothing } from './kustomization/builds-nothing.ts';
import { canaryAlwaysHealthy } from './kustomization/canary-always-healthy.ts';
import { crdNotAwaited } from './kustomization/crd-not-awaited.ts';
import { dependencyNotWaiting } from './kustomization/dependency-not-waiting.ts';
import { dependencySuspended } from './kustomization/dependency-suspended.ts';
import { dependsOnCycle } from './kustomization/depends-on-cycle.ts';
import { dependsOnItself } from './kustomization/depends-on-itself.ts';
import { dependsOnMissing } from './kustomization/depends-on-missing.ts';
import { dependsOnWhatItApplies } from './kustomization/depends-on-what-it-applies.ts';
import { dependsOnWhatWaitsForIt } from './kustomization/depends-on-what-waits-for-it.ts';
import { encryptedWithoutDecryption } from './kustomization/encrypted-without-decryption.ts';
import { externalArtifactOff } from './kustomization/external-artifact-off.ts';
import { forceOn } from './kustomization/force-on.ts';
import { healthCheckMissing } from './kustomization/health-check-missing.ts';
import { healthCheckWithoutNamespace } from './kustomization/health-check-without-namespace.ts';
import { healthChecksIgnored } from './kustomization/health-checks-ignored.ts';
import { holdsKustomizeFields } from './kustomization/holds-kustomize-fields.ts';
import { ignoreWithoutTarget } from './kustomization/ignore-without-target.ts';
import { imagesHitNothing } from './kustomization/images-hit-nothing.ts';
import { kustomizationIntervalTooShort } from './kustomization/interval-too-short.ts';
import { kustomizationNameTaken } from './kustomization/name-taken.ts';
import { patchHitsNothing } from './kustomization/patch-hits-nothing.ts';
import { patchWithPath } from './kustomization/patch-with-path.ts';
import { pathExcluded } from './kustomization/path-excluded.ts';
import { pathMissing } from './kustomization/path-missing.ts';
import { pruneOff } from './kustomization/prune-off.ts';
import { secretInPlainText } from './kustomization/secret-in-plain-text.ts';
import { sourceInOtherNamespace } from './kustomization/source-in-other-namespace.ts';
import { sourceKindUnfit } from './kustomization/source-kind-unfit.ts';
import { sourceMissing } from './kustomization/source-missing.ts';
import { substitutionOff } from './kustomization/substitution-off.ts';
import { suspended } from './kustomization/suspended.ts';
import { twoOwners } from './kustomization/two-owners.ts';
import { variableChangesType } from './kustomization/variable-changes-type.ts';
import { variableMissing } from './kustomization/variable-missing.ts';
import { variableMisspelt } from './kustomization/variable-misspelt.ts';
import { variableSourceMissing } from './kustomization/variable-source-missing.ts';
import { waitWithoutTimeout } from './kustomization/wait-without-timeout.ts';
import { badSelector } from './kustomize/bad-selector.ts';
import { buildFails } from './kustomize/build-fails.ts';
import { componentAsResource } from './kustomize/component-as-resource.ts';
import { kustomizeCycle } from './kustomize/cycle.ts';
import { deprecatedField } from './kustomize/deprecated-field.ts';
import { fieldCase } from './kustomize/field-case.ts';
import { fieldDropped } from './kustomize/field-dropped.ts';
import { fieldTwice } from './kustomize/field-twice.ts';
import { fileNotListed } from './kustomize/file-not-listed.ts';
import { fileOutsideFolder } from './kustomize/file-outside-folder.ts';
import { folderWithoutKustomization } from './kustomize/folder-without-kustomization.ts';
import { generatorConflict } from './kustomize/generator-conflict.ts';
import { generatorMalformed } from './kustomize/generator-malformed.ts';
import { helmCharts } from './kustomize/helm-charts.ts';
import { holdsFluxKustomization } from './kustomize/holds-flux-kustomization.ts';
import { jsonPatchFails } from './kustomize/json-patch-fails.ts';
import { jsonPatchMalformed } from './kustomize/json-patch-malformed.ts';
import { namespaceConflict } from './kustomize/namespace-conflict.ts';
import { namespaceRenamed } from './kustomize/namespace-renamed.ts';
import { notKubernetes } from './kustomize/not-kubernetes.ts';
import { patchMalformed } from './kustomize/patch-malformed.ts';
import { patchWithoutMatch } from './kustomize/patch-without-match.ts';
import { pathOutside } from './kustomize/path-outside.ts';
import { remoteWithoutRef } from './kustomize/remote-without-ref.ts';
import { replacementFails } from './kustomize/replacement-fails.ts';
import { replicasWithoutMatch } from './kustomize/replicas-without-match.ts';
import { resourceMissing } from './kustomize/resource-missing.ts';
import { sameObjectTwice } from './kustomize/same-object-twice.ts';
import { severalKustomizations } from './kustomize/several-kustomizations.ts';
import { targetKindUnknown } from './kustomize/target-kind-unknown.ts';
import { kustomizeUnknownField } from './kustomize/unknown-field.ts';
import { kustomizeWrongKind } from './kustomize/wrong-kind.ts';
import { badAddress } from './notification/bad-address.ts';
import { eventSourceMissing } from './notification/event-source-missing.ts';
import { labelsIgnored } from './notification/labels-ignored.ts';
import { notificationProviderMissing } from './notification/provider-missing.ts';
import { receiverResourceMissing } from './notification/receiver-resource-missing.ts';
import { badValue } from './schema/bad-value.ts';
import { schemaDeprecatedField } from './schema/deprecated-field.ts';
import { missingField } from './schema/missing-field.ts';
import { unknownField } from './schema/unknown-field.ts';
import { wrongType } from './schema/wrong-type.ts';
import { badRef } from './source/bad-ref.ts';
import { includeMissing } from './source/include-missing.ts';
import { noRef } from './source/no-ref.ts';
import { ociHelmRepository } from './source/oci-helm-repository.ts';
import { refIgnored } from './source/ref-ignored.ts';
import { sshWithoutSecret } from './source/ssh-without-secret.ts';
import { tagInUrl } from './source/tag-in-url.ts';
import { typeMismatch } from './source/type-mismatch.ts';
import { sourceUnused } from './source/unused.ts';
import { urlOfPage } from './source/url-of-page.ts';
import { urlRefused } from './source/url-refused.ts';
import type { Rule } from './rule.ts';

/** Every rule, sorted by id. */
export const allRules: readonly Rule[] = [
  alertNeverFires,
  alertProviderMissing,
  analysisCannotFail,
  analysisSkipped,
  autoscalerMissing,
  autoscalerUnreferenced,
  badDuration,
  deadlineBeforeCheck,
  driftDetectionFights,
  gateNeverOpens,
  gateWithoutEnd,
  gatewayRefsMissing,
  ingressBackendMissing,
  ingressMissing,
  ingressRefMissing,
  intervalTooShort,
  loadTestElsewhere,
  matchFieldUnknown,
  matchIgnored,
  matchWithoutIterations,
  meshNameMissing,
  meshProviderUnknown,
  metricAlwaysPasses,
  metricTemplateMissing,
  metricWithoutThreshold,
  metricsAddressRefused,
  mirrorNeverAdvances,
  outageOnDeletion,
  portUnknown,
  replicasInGit,
  retryAnnotationMisplaced,
  rollbackAtOnce,
  routeInGit,
  routeRefMissing,
  sameCookieNames,
  selectorLabelMissing,
  serviceInGit,
  sessionAffinityIgnored,
  stepsOvershoot,
  strategyUnclear,
  targetMissing,
  thresholdMisread,
  twoCanaries,
  unknownProvider,
  webhookHostMissing,
  webhookOutlastsInterval,
  webhookUrlRefused,
  weightsOutOfOrder,
  badConfig,
  unusedSuppression,
  apiVersionGoing,
  apiVersionRemoved,
  fluxBadDuration,
  badExpression,
  brokenYaml,
  fluxConfigMissing,
  crossNamespaceRefused,
  fluxDataUnreadable,
  entryTwice,
  fluxLabelsDropped,
  namespaceMissing,
  objectLeftOut,
  fluxSecretUnencoded,
  serviceAccountMissing,
  unknownKind,
  unknownSwitch,
  badChartName,
  helmBadTargetPath,
  badVersion,
  chartUnclear,
  configMissing,
  crdsNotUpgraded,
  helmDependsOnCycle,
  helmDependsOnItself,
  helmDependsOnMissing,
  floatingVersion,
  gitChartStandsStill,
  sameRelease,
  helmSourceMissing,
  valuesMissing,
  valuesNoMapping,
  helmValuesUnreadable,
  versionIgnored,
  badImage,
  badPolicy,
  markerMalformed,
  imagePathMissing,
  policyUnclear,
  imageRepositoryMissing,
  imageSourceMissing,
  badSubstitution,
  badVariable,
  kustomizationBuildsNothing,
  canaryAlwaysHealthy,
  crdNotAwaited,
  dependencyNotWaiting,
  dependencySuspended,
  dependsOnCycle,
  dependsOnItself,
  dependsOnMissing,
  dependsOnWhatItApplies,
  dependsOnWhatWaitsForIt,
  encryptedWithoutDecryption,
  externalArtifactOff,
  forceOn,
  healthCheckMissing,
  healthCheckWithoutNamespace,
  healthChecksIgnored,
  holdsKustomizeFields,
  ignoreWithoutTarget,
  imagesHitNothing,
  kustomizationIntervalTooShort,
  kustomizationNameTaken,
  patchHitsNothing,
  patchWithPath,
  pathExcluded,
  pathMissing,
  pruneOff,
  secretInPlainText,
  sourceInOtherNamespace,
  sourceKindUnfit,
  sourceMissing,
  substitutionOff,
  suspended,
  twoOwners,
  variableChangesType,
  variableMissing,
  variableMisspelt,
  variableSourceMissing,
  waitWithoutTimeout,
  badSelector,
  buildFails,
  componentAsResource,
  kustomizeCycle,
  deprecatedField,
  fieldCase,
  fieldDropped,
  fieldTwice,
  fileNotListed,
  fileOutsideFolder,
  folderWithoutKustomization,
  generatorConflict,
  generatorMalformed,
  helmCharts,
  holdsFluxKustomization,
  jsonPatchFails,
  jsonPatchMalformed,
  namespaceConflict,
  namespaceRenamed,
  notKubernetes,
  patchMalformed,
  patchWithoutMatch,
  pathOutside,
  remoteWithoutRef,
  replacementFails,
  replicasWithoutMatch,
  resourceMissing,
  sameObjectTwice,
  severalKustomizations,
  targetKindUnknown,
  kustomizeUnknownField,
  kustomizeWrongKind,
  badAddress,
  eventSourceMissing,
  labelsIgnored,
  notificationProviderMissing,
  receiverResourceMissing,
  badValue,
  schemaDeprecatedField,
  missingField,
  unknownField,
  wrongType,
  badRef,
  includeMissing,
  noRef,
  ociHelmRepository,
  refIgnored,
  sshWithoutSecret,
  tagInUrl,
  typeMismatch,
  sourceUnused,
  urlOfPage,
  urlRefused,
];
