/** Reports a health check on an object that does not exist. */
import { nodesOfKind } from '../../graph/graph.ts';
import { readFluxKustomization } from '../../manifests/fluxKustomization.ts';
import { groupOf, nameSpan } from '../../manifests/manifest.ts';
import { nearestName } from '../../text/editDistance.ts';
import type { Located } from '../../yaml/yamlReader.ts';
import { faultSpan, holdsVariable } from '../faultPlace.ts';
import { meantKind } from '../knownKinds.ts';
import { findMissing, missingReport, objectWords } from '../missingObject.ts';
import type { GraphContext, GraphRule, Reporter } from '../rule.ts';
import { rulePage } from '../rulePage.ts';
import { namespaced } from './health-check-without-namespace.ts';

/** A health check names an object that does not exist. */
export const healthCheckMissing: GraphRule = {
  id: 'kustomization/health-check-missing',
  scope: 'graph',
  kinds: ['Kustomization'],
  severity: 'warning',
  since: '0.1.0',
  fix: 'sometimes',
  evidence: 'fluxcd/kustomize-controller internal/controller/kustomization_controller.go checkHealth: "health check failed after …: timeout waiting for …"',
  summary: 'A health check names an object that does not exist.',
  explain: rulePage({
    does: 'Reports an entry of `spec.healthChecks` that names nothing, where a similar object exists.',
    why: 'The Kustomization fails after its timeout, and dependents never start.',
    controller: 'Flux waits for the object until the timeout.',
    fix: 'Correct the name, kind or namespace.',
    ignore: 'When a chart or a controller makes the object.',
  }),
  check(node, context, report) {
    for (const { apiVersion, kind, name, namespace } of readFluxKustomization(node.manifest)?.healthChecks ?? []) {
      if (apiVersion !== undefined && kind !== undefined && reportKind(apiVersion, kind, report)) continue;
      // Without a namespace it is an object of the whole cluster, or has a fault that another rule tells.
      if (kind === undefined || name === undefined) continue;
      const isInNamespaces = namespace === undefined && !nodesOfKind(context.cluster, kind.value).some(({ object }) => object.namespace === undefined);
      if (isInNamespaces) {
        reportSlip(name, kind.value, context, report);
        continue;
      }
      const wanted = { kind: kind.value, namespace: namespace?.value, name: name.value };
      // Definitions come with charts, and Secrets from anywhere: only a name that is nearly that of another one tells a slip.
      const isFromAnywhere = namespace === undefined || kind.value === 'Secret' || kind.value === 'ConfigMap';
      const missing = findMissing(context, wanted, isFromAnywhere ? 'made outside Git' : 'in Git or by a chart');
      if (missing === undefined || missing.severity === 'hint') continue;
      const span = missing.by === 'namespace' && namespace !== undefined ? namespace.node : name.node;
      report({ span: faultSpan(span), ...missingReport(wanted, missing), severity: 'warning', data: { replacement: missing.by === 'spelling' ? missing.meant?.object.name : missing.by === 'namespace' ? missing.meant?.object.namespace : undefined } });
    }
  },
};

/** Objects of the whole cluster stand in a namespace as far as kustomize knows, which puts every kind that it has not heard of into one: only their names tell. */
function reportSlip(name: Located<string>, kind: string, { cluster }: GraphContext, report: Reporter): void {
  const peers = namespaced.has(kind) ? [] : nodesOfKind(cluster, kind).filter(({ presence }) => presence === 'declared');
  if (holdsVariable(name.value) || peers.some(({ object }) => object.name === name.value)) return;
  const near = nearestName(name.value, peers.map(({ object }) => object.name));
  const meant = peers.find(({ object }) => object.name === near);
  if (meant === undefined) return;
  report({ span: faultSpan(name.node), message: `${kind} ${name.value} does not exist; nearest: ${meant.object.name}`, related: [{ span: nameSpan(meant.manifest), message: objectWords({ kind, name: meant.object.name }) }], data: { replacement: meant.object.name } });
}

/** Reports a kind that its group does not have; tells whether it did. */
function reportKind(apiVersion: Located<string>, kind: Located<string>, report: Reporter): boolean {
  if (holdsVariable(apiVersion.value) || holdsVariable(kind.value)) return false;
  const group = groupOf(apiVersion.value);
  const meant = meantKind(group, kind.value);
  if (meant === undefined) return false;
  const only = !meant.kind.includes(',');
  if (meant.part === 'kind') report({ span: faultSpan(kind.node), message: `there is no kind \`${kind.value}\` in ${group === '' ? 'the core group (v1)' : group}, and the check waits for it until the timeout; write ${only ? `\`${meant.kind}\`` : `one of ${meant.kind}`}`, data: { replacement: only ? meant.kind : undefined } });
  else report({ span: faultSpan(apiVersion.node), message: `${kind.value} is no kind of ${group === '' ? 'the core group' : group}, and the check waits for it until the timeout; it belongs to ${meant.group === '' ? 'the core group' : `\`${meant.group}\``}` });
  return true;
}
