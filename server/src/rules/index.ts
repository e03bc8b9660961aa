/** The table of all rules, sorted by id. Written by `npm run generate`. */
import { alertNeverFires } from './canary/alert-never-fires.ts';
import { analysisCannotFail } from './canary/analysis-cannot-fail.ts';
import { analysisSkipped } from './canary/analysis-skipped.ts';
import { badDuration } from './canary/bad-duration.ts';
import { deadlineBeforeCheck } from './canary/deadline-before-check.ts';
import { gatewayRefsMissing } from './canary/gateway-refs-missing.ts';
import { ingressRefMissing } from './canary/ingress-ref-missing.ts';
import { intervalTooShort } from './canary/interval-too-short.ts';
import { matchFieldUnknown } from './canary/match-field-unknown.ts';
import { matchIgnored } from './canary/match-ignored.ts';
import { matchWithoutIterations } from './canary/match-without-iterations.ts';
import { meshNameMissing } from './canary/mesh-name-missing.ts';
import { metricAlwaysPasses } from './canary/metric-always-passes.ts';
import { metricWithoutThreshold } from './canary/metric-without-threshold.ts';
import { mirrorNeverAdvances } from './canary/mirror-never-advances.ts';
import { rollbackAtOnce } from './canary/rollback-at-once.ts';
import { routeRefMissing } from './canary/route-ref-missing.ts';
import { sameCookieNames } from './canary/same-cookie-names.ts';
import { sessionAffinityIgnored } from './canary/session-affinity-ignored.ts';
import { stepsOvershoot } from './canary/steps-overshoot.ts';
import { strategyUnclear } from './canary/strategy-unclear.ts';
import { thresholdMisread } from './canary/threshold-misread.ts';
import { unknownProvider } from './canary/unknown-provider.ts';
import { weightsOutOfOrder } from './canary/weights-out-of-order.ts';
import { unusedSuppression } from './flightdeck/unused-suppression.ts';
import { apiVersionGoing } from './flux/api-version-going.ts';
import { apiVersionRemoved } from './flux/api-version-removed.ts';
import { fluxBadDuration } from './flux/bad-duration.ts';
import { helmDependsOnCycle } from './helm/depends-on-cycle.ts';
import { helmDependsOnItself } from './helm/depends-on-itself.ts';
import { helmDependsOnMissing } from './helm/depends-on-missing.ts';
import { dependsOnCycle } from './kustomization/depends-on-cycle.ts';
import { dependsOnItself } from './kustomization/depends-on-itself.ts';
import { dependsOnMissing } from './kustomization/depends-on-missing.ts';
import { holdsKustomizeFields } from './kustomization/holds-kustomize-fields.ts';
import { pathExcluded } from './kustomization/path-excluded.ts';
import { pathMissing } from './kustomization/path-missing.ts';
import { sourceInOtherNamespace } from './kustomization/source-in-other-namespace.ts';
import { sourceKindUnfit } from './kustomization/source-kind-unfit.ts';
import { sourceMissing } from './kustomization/source-missing.ts';
import { twoOwners } from './kustomization/two-owners.ts';
import { holdsFluxKustomization } from './kustomize/holds-flux-kustomization.ts';
import type { Rule } from './rule.ts';

/** Every rule, sorted by id. */
export const allRules: readonly Rule[] = [
  alertNeverFires,
  analysisCannotFail,
  analysisSkipped,
  badDuration,
  deadlineBeforeCheck,
  gatewayRefsMissing,
  ingressRefMissing,
  intervalTooShort,
  matchFieldUnknown,
  matchIgnored,
  matchWithoutIterations,
  meshNameMissing,
  metricAlwaysPasses,
  metricWithoutThreshold,
  mirrorNeverAdvances,
  rollbackAtOnce,
  routeRefMissing,
  sameCookieNames,
  sessionAffinityIgnored,
  stepsOvershoot,
  strategyUnclear,
  thresholdMisread,
  unknownProvider,
  weightsOutOfOrder,
  unusedSuppression,
  apiVersionGoing,
  apiVersionRemoved,
  fluxBadDuration,
  helmDependsOnCycle,
  helmDependsOnItself,
  helmDependsOnMissing,
  dependsOnCycle,
  dependsOnItself,
  dependsOnMissing,
  holdsKustomizeFields,
  pathExcluded,
  pathMissing,
  sourceInOtherNamespace,
  sourceKindUnfit,
  sourceMissing,
  twoOwners,
  holdsFluxKustomization,
];
