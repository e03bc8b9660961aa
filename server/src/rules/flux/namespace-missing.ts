/** Reports namespaces that nobody makes. */
import { readFluxKustomization } from '../../manifests/fluxKustomization.ts';
import { readHelmRelease } from '../../manifests/helmRelease.ts';
import { nodesOfKind } from '../../graph/graph.ts';
import { editDistance } from '../../text/editDistance.ts';
import { readBoolean, type Located } from '../../yaml/yamlReader.ts';
import { faultSpan, holdsVariable } from '../faultPlace.ts';
import { findMissing, missingReport } from '../missingObject.ts';
import type { GraphContext, GraphRule, Reporter } from '../rule.ts';
import { rulePage } from '../rulePage.ts';
import { versionedKinds } from '../versionedKinds.ts';

/** A namespace does not exist: error or warning where a similar one does, otherwise a hint. */
export const namespaceMissing: GraphRule = {
  id: 'flux/namespace-missing',
  scope: 'graph',
  kinds: versionedKinds,
  severity: 'error',
  since: '0.1.0',
  fix: 'sometimes',
  evidence: 'fluxcd/kustomize-controller docs/spec/v1/kustomizations.md: targetNamespace must exist; fluxcd/helm-controller: install.createNamespace',
  summary: 'A namespace does not exist.',
  explain: rulePage({
    does: 'Reports `targetNamespace` of a Flux Kustomization, and of a HelmRelease without `install.createNamespace`, that no Namespace of the cluster bears, while one with a similar name is there. Where none is similar and other Namespaces are in Git, it is a hint. Also the `metadata.namespace` of a Flux or Flagger object, where a slip of the finger makes it one that exists.',
    why: 'Everything that would go into the namespace is refused.',
    controller: 'Neither controller creates the namespace (helm-controller only with `createNamespace`).',
    fix: 'Correct the name, or add the Namespace.',
    ignore: 'When the namespace is made outside Git.',
  }),
  check(node, context, report) {
    const release = readHelmRelease(node.manifest);
    const target = readFluxKustomization(node.manifest)?.targetNamespace ?? release?.targetNamespace;
    if (target !== undefined && readBoolean(release?.spec, 'install', 'createNamespace')?.value !== true) judgeTarget(target, context, report);
    const own = node.manifest.namespace;
    const meant = own === undefined || own.value === target?.value || standing.has(own.value) || holdsVariable(own.value) || context.cluster.nodes.has(`Namespace/${own.value}`) ? undefined : slipOf(own.value, context);
    if (own === undefined || meant === undefined) return;
    report({ span: faultSpan(own.node), severity: 'warning', message: `Namespace ${own.value} does not exist; nearest: ${meant}`, data: { replacement: meant } });
  },
};

/** Namespaces that every cluster with Flux has. */
const standing: ReadonlySet<string> = new Set(['default', 'kube-system', 'kube-public', 'kube-node-lease', 'flux-system']);

function judgeTarget(target: Located<string>, context: GraphContext, report: Reporter): void {
  const wanted = { kind: 'Namespace', namespace: undefined, name: target.value };
  const missing = standing.has(target.value) ? undefined : findMissing(context, wanted, 'made outside Git');
  // Where no Namespace is in Git at all, all of them are made elsewhere.
  if (missing === undefined || (missing.by !== 'spelling' && nodesOfKind(context.cluster, 'Namespace').length === 0)) return;
  report({ span: faultSpan(target.node), ...missingReport(wanted, missing), severity: missing.by === 'spelling' ? missing.severity : 'hint' });
}

/** The namespace of which a name is a slip of the finger: two letters swapped, one too many or one too few. */
function slipOf(name: string, { cluster }: GraphContext): string | undefined {
  const known = [...standing, ...nodesOfKind(cluster, 'Namespace').map(({ object }) => object.name)];
  return known.find((other) => isSlip(name, other));
}

function isSlip(a: string, b: string): boolean {
  if (Math.min(a.length, b.length) < 4 || editDistance(a, b, 1) !== 1 || `${a}s` === b || `${b}s` === a) return false;
  if (a.replace(/\d/g, '') === b.replace(/\d/g, '')) return false;
  return a.length !== b.length || Array.from(a).sort().join() === Array.from(b).sort().join();
}
