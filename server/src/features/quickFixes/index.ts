/** The table of quick fixes by rule. */
import type { Finding } from '../../rules/rule.ts';
import { rolledBackRule } from '../../rules/cluster/rolledBackImages.ts';
import type { Snapshot } from '../../workspace/session.ts';
import { alertNeverFiresFixes, healthCheckNamespaceFixes, metricAlwaysPassesFixes, outageOnDeletionFixes, typeMismatchFixes } from './addEntry.ts';
import { componentAsResourceFixes } from './componentAsResource.ts';
import { dependsOnItselfFixes } from './dependsOnItself.ts';
import type { QuickFix, QuickFixProvider } from './quickFix.ts';
import { namespaceFixes, referenceFixes } from './referenceFixes.ts';
import { removeEntryFixes } from './removeEntryFix.ts';
import { replaceValueFixes } from './replaceValue.ts';
import { resourceMissingFixes } from './resourceMissing.ts';
import { rolledBackFixes } from './rolledBack.ts';
import { strategyUnclearFixes } from './strategyUnclear.ts';
import { unusedSuppressionFixes } from './unusedSuppression.ts';
import { variableMissingFixes } from './variableMissing.ts';
import { wrongTypeFixes } from './wrongType.ts';

const providers: Readonly<Record<string, QuickFixProvider>> = {
  [rolledBackRule]: rolledBackFixes,
  'canary/alert-never-fires': alertNeverFiresFixes,
  'canary/alert-provider-missing': replaceValueFixes,
  'canary/autoscaler-missing': replaceValueFixes,
  'canary/bad-duration': replaceValueFixes,
  'canary/gate-never-opens': replaceValueFixes,
  'canary/ingress-backend-missing': replaceValueFixes,
  'canary/ingress-missing': replaceValueFixes,
  'canary/interval-too-short': replaceValueFixes,
  'canary/mesh-provider-unknown': replaceValueFixes,
  'canary/metric-always-passes': metricAlwaysPassesFixes,
  'canary/metric-template-missing': referenceFixes,
  'canary/metrics-address-refused': replaceValueFixes,
  'canary/outage-on-deletion': outageOnDeletionFixes,
  'canary/port-unknown': replaceValueFixes,
  'canary/replicas-in-git': removeEntryFixes,
  'canary/rollback-at-once': replaceValueFixes,
  'canary/steps-overshoot': replaceValueFixes,
  'canary/strategy-unclear': strategyUnclearFixes,
  'canary/target-missing': replaceValueFixes,
  'canary/unknown-provider': replaceValueFixes,
  'canary/webhook-host-missing': replaceValueFixes,
  'canary/webhook-url-refused': replaceValueFixes,
  'flightdeck/unused-suppression': unusedSuppressionFixes,
  'flux/api-version-going': replaceValueFixes,
  'flux/api-version-removed': replaceValueFixes,
  'flux/bad-duration': replaceValueFixes,
  'flux/labels-dropped': wrongTypeFixes,
  'flux/namespace-missing': replaceValueFixes,
  'flux/object-left-out': replaceValueFixes,
  'flux/service-account-missing': replaceValueFixes,
  'flux/unknown-kind': replaceValueFixes,
  'flux/unknown-switch': replaceValueFixes,
  'helm/bad-chart-name': replaceValueFixes,
  'helm/depends-on-itself': dependsOnItselfFixes,
  'helm/depends-on-missing': referenceFixes,
  'helm/source-missing': referenceFixes,
  'helm/values-missing': replaceValueFixes,
  'helm/version-ignored': removeEntryFixes,
  'image/bad-image': replaceValueFixes,
  'image/path-missing': replaceValueFixes,
  'image/repository-missing': replaceValueFixes,
  'image/source-missing': replaceValueFixes,
  'kustomization/depends-on-itself': dependsOnItselfFixes,
  'kustomization/depends-on-missing': referenceFixes,
  'kustomization/health-check-missing': replaceValueFixes,
  'kustomization/health-check-without-namespace': healthCheckNamespaceFixes,
  'kustomization/images-hit-nothing': replaceValueFixes,
  'kustomization/path-missing': replaceValueFixes,
  'kustomization/source-in-other-namespace': namespaceFixes,
  'kustomization/source-kind-unfit': replaceValueFixes,
  'kustomization/source-missing': replaceValueFixes,
  'kustomization/variable-missing': variableMissingFixes,
  'kustomization/variable-source-missing': replaceValueFixes,
  'kustomize/component-as-resource': componentAsResourceFixes,
  'kustomize/field-case': replaceValueFixes,
  'kustomize/json-patch-malformed': replaceValueFixes,
  'kustomize/namespace-renamed': replaceValueFixes,
  'kustomize/resource-missing': resourceMissingFixes,
  'kustomize/target-kind-unknown': replaceValueFixes,
  'notification/bad-address': replaceValueFixes,
  'notification/event-source-missing': replaceValueFixes,
  'notification/labels-ignored': replaceValueFixes,
  'notification/provider-missing': replaceValueFixes,
  'notification/receiver-resource-missing': replaceValueFixes,
  'schema/bad-value': replaceValueFixes,
  'schema/unknown-field': replaceValueFixes,
  'schema/wrong-type': wrongTypeFixes,
  'source/bad-ref': replaceValueFixes,
  'source/include-missing': replaceValueFixes,
  'source/type-mismatch': typeMismatchFixes,
  'source/url-of-page': replaceValueFixes,
  'source/url-refused': replaceValueFixes,
};

/** All fixes of a finding. */
export function findQuickFixes(finding: Finding, snapshot: Snapshot): readonly QuickFix[] {
  return providers[finding.rule]?.(finding, snapshot) ?? [];
}

/** Ids of the rules that have fixes. */
export function fixableRules(): readonly string[] {
  return Object.keys(providers);
}
