/** Reports a Canary whose autoscaler does not exist. */
import { readCanary } from '../../manifests/canary.ts';
import { faultSpan } from '../faultPlace.ts';
import { findMissing, missingReport } from '../missingObject.ts';
import type { GraphRule } from '../rule.ts';
import { rulePage } from '../rulePage.ts';

/** Versions that Kubernetes has dropped, and with which release. */
const goneVersions: Readonly<Record<string, string>> = { 'autoscaling/v2beta1': '1.25', 'autoscaling/v2beta2': '1.26' };

/** The `autoscalerRef` of a Canary names nothing. */
export const autoscalerMissing: GraphRule = {
  id: 'canary/autoscaler-missing',
  scope: 'graph',
  kinds: ['Canary'],
  severity: 'error',
  since: '0.1.0',
  fix: 'sometimes',
  evidence: 'fluxcd/flagger pkg/canary/hpa_reconciler.go and scaled_object_reconciler.go: "… get query error"',
  summary: 'The `autoscalerRef` of a Canary names nothing.',
  explain: rulePage({
    does: 'Reports a `spec.autoscalerRef` whose object is not in the Canary’s namespace, where this can be known. Also a version of HorizontalPodAutoscaler that Kubernetes has dropped.',
    why: 'The Canary stays in Initializing, and no release ever happens.',
    controller: 'Flagger copies the autoscaler for the primary before it does anything else.',
    fix: 'Correct kind and name, or remove `autoscalerRef`.',
    ignore: 'When a chart or another repository brings the autoscaler.',
  }),
  check(node, context, report) {
    const scaler = readCanary(node.manifest)?.autoscalerRef;
    const kind = scaler?.kind?.value;
    if (scaler?.name === undefined || kind === undefined) return;
    const gone = kind === 'HorizontalPodAutoscaler' ? goneVersions[scaler.apiVersion?.value ?? ''] : undefined;
    if (gone !== undefined && scaler.apiVersion !== undefined) report({ span: faultSpan(scaler.apiVersion.node), severity: 'warning', message: `${scaler.apiVersion.value} of HorizontalPodAutoscaler went away with Kubernetes ${gone}; write \`autoscaling/v2\`` });
    const wanted = { kind, otherKinds: ['HorizontalPodAutoscaler', 'ScaledObject'], namespace: node.object.namespace, name: scaler.name.value };
    const missing = findMissing(context, wanted, 'in Git or by a chart');
    if (missing === undefined || missing.severity === 'hint') return;
    const span = missing.by === 'kind' && scaler.kind !== undefined ? scaler.kind.node : scaler.name.node;
    report({ span: faultSpan(span), ...missingReport(wanted, missing) });
  },
};
