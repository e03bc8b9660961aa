/** The table of all rules, sorted by id. Written by `npm run generate`. */
import { badDuration } from './canary/bad-duration.ts';
import { gatewayRefsMissing } from './canary/gateway-refs-missing.ts';
import { ingressRefMissing } from './canary/ingress-ref-missing.ts';
import { matchIgnored } from './canary/match-ignored.ts';
import { meshNameMissing } from './canary/mesh-name-missing.ts';
import { metricAlwaysPasses } from './canary/metric-always-passes.ts';
import { routeRefMissing } from './canary/route-ref-missing.ts';
import { strategyUnclear } from './canary/strategy-unclear.ts';
import { unknownProvider } from './canary/unknown-provider.ts';
import { unusedSuppression } from './flightdeck/unused-suppression.ts';
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
  badDuration,
  gatewayRefsMissing,
  ingressRefMissing,
  matchIgnored,
  meshNameMissing,
  metricAlwaysPasses,
  routeRefMissing,
  strategyUnclear,
  unknownProvider,
  unusedSuppression,
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
