/** Reports a Canary whose autoscaler does not exist. */
import { readCanary } from '../../manifests/canary.ts';
import { isSlip } from '../../text/editDistance.ts';
import { faultSpan } from '../faultPlace.ts';
import { findMissing, missingReport, objectWords } from '../missingObject.ts';
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
    does: 'Reports a `spec.autoscalerRef` whose object is not in the Canary’s namespace, where this can be known; where not, one whose name is a slip of the target’s. Also a version of HorizontalPodAutoscaler that Kubernetes has dropped.',
    why: 'The Canary stays in Initializing, and no release ever happens.',
    controller: 'Flagger copies the autoscaler for the primary before it does anything else.',
    fix: 'Correct kind and name, or remove `autoscalerRef`.',
    ignore: 'When a chart or another repository brings the autoscaler.',
  }),
  check(node, context, report) {
    const canary = readCanary(node.manifest);
    const scaler = canary?.autoscalerRef;
    const kind = scaler?.kind?.value;
    if (scaler?.name === undefined || kind === undefined) return;
    const gone = kind === 'HorizontalPodAutoscaler' ? goneVersions[scaler.apiVersion?.value ?? ''] : undefined;
    if (gone !== undefined && scaler.apiVersion !== undefined) report({ span: faultSpan(scaler.apiVersion.node), severity: 'warning', message: `${scaler.apiVersion.value} of HorizontalPodAutoscaler went away with Kubernetes ${gone}; write \`autoscaling/v2\`` });
    const wanted = { kind, otherKinds: ['HorizontalPodAutoscaler', 'ScaledObject'], namespace: node.object.namespace, name: scaler.name.value };
    const missing = findMissing(context, wanted, 'in Git or by a chart');
    const target = canary?.targetRef?.name?.value;
    // An autoscaler that is not in Git is mostly called like what it scales.
    if (missing?.by === undefined && missing?.severity === 'hint' && target !== undefined && isSlip(scaler.name.value, target)) {
      report({ span: faultSpan(scaler.name.node), severity: 'warning', message: `nothing in this workspace brings ${objectWords(wanted)}; nearest: ${target}, as the target is called`, data: { replacement: target } });
      return;
    }
    if (missing === undefined || missing.severity === 'hint') return;
    const span = missing.by === 'kind' && scaler.kind !== undefined ? scaler.kind.node : scaler.name.node;
    report({ span: faultSpan(span), ...missingReport(wanted, missing) });
  },
};
