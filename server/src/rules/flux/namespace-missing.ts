/** Reports namespaces that nobody makes. */
import { readFluxKustomization } from '../../manifests/fluxKustomization.ts';
import { readHelmRelease } from '../../manifests/helmRelease.ts';
import { manifestsOf } from '../../manifests/manifest.ts';
import { nodesOfKind, type ClusterGraph } from '../../graph/graph.ts';
import { editDistance } from '../../text/editDistance.ts';
import { readBoolean, type Located } from '../../yaml/yamlReader.ts';
import { faultSpan, holdsVariable } from '../faultPlace.ts';
import { findMissing, missingReport, objectWords } from '../missingObject.ts';
import { namespacesInUse } from '../namespacesInUse.ts';
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
    does: 'Reports `targetNamespace` of a Flux Kustomization, and of a HelmRelease without `install.createNamespace`, that no Namespace of the cluster bears, while one with a similar name is there. Where none is similar it is a warning if every other namespace in use is in Git, and otherwise a hint. Also the `metadata.namespace` of a Flux or Flagger object, where a slip of the finger makes it one that exists, or one that every cluster has (`kube-system`, say).',
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
    if (own === undefined || own.value === target?.value || standing.has(own.value) || holdsVariable(own.value)) return;
    const declared = context.cluster.nodes.get(`Namespace/${own.value}`);
    // A kustomize file with a slip in its `namespace` calls the Namespace that it lists so, too; one that is declared so is meant so.
    const isDeclared = declared !== undefined;
    const name = declared?.manifest.name?.node;
    const isRenamed = name?.kind === 'scalar' && name.changes?.some(({ by }) => by === 'namespace') === true;
    if (isDeclared && !isRenamed) return;
    const meant = isDeclared ? [...standing].find((other) => isSlip(own.value, other)) : slipOf(own.value, context);
    if (meant !== undefined) report({ span: faultSpan(own.node), severity: 'warning', message: isDeclared ? `Namespace ${own.value} is likely ${meant}, misspelt` : `Namespace ${own.value} does not exist; nearest: ${meant}`, data: { replacement: meant } });
  },
};

/** Namespaces that every cluster with Flux has. */
const standing: ReadonlySet<string> = new Set(['default', 'kube-system', 'kube-public', 'kube-node-lease', 'flux-system']);

function judgeTarget(target: Located<string>, context: GraphContext, report: Reporter): void {
  const wanted = { kind: 'Namespace', namespace: undefined, name: target.value };
  const missing = standing.has(target.value) ? undefined : findMissing(context, wanted, 'made outside Git');
  // Where no Namespace is in Git at all, all of them are made elsewhere.
  if (missing === undefined || (missing.by !== 'spelling' && nodesOfKind(context.cluster, 'Namespace').length === 0)) return;
  const span = faultSpan(target.node);
  if (missing.by !== 'spelling' && isOnlyOneMissing(target.value, context) && !isInRepository(target.value, context)) {
    report({ span, severity: 'warning', message: `nothing in this workspace brings ${objectWords(wanted)}, though all other namespaces in use are here` });
    return;
  }
  const { meant } = missing;
  const maker = meant?.manifest.name === undefined ? undefined : faultSpan(meant.manifest.name.node);
  const related = maker === undefined || meant === undefined ? [] : [{ span: maker, message: objectWords(meant.object) }];
  report({ span, ...missingReport(wanted, missing), related, severity: missing.by === 'spelling' ? missing.severity : 'hint' });
  // Where several want this name and none wants or is in the other one, that is the one that is wrong.
  if (missing.by !== 'spelling' || meant === undefined || maker === undefined || (context.derivedAt(wantedNamespaces, meant.object.name) ?? 0) > 0 || context.derived(namespacesInUse).has(meant.object.name) || (context.derivedAt(wantedNamespaces, target.value) ?? 0) < 2) return;
  report({ span: maker, severity: 'warning', message: `Namespace ${meant.object.name} is the target of nothing, and ${target.value}, which is one, does not exist: one of the two is likely misspelt`, related: [{ span, message: `\`targetNamespace: ${target.value}\`` }] });
}

/** How many Flux Kustomizations and HelmReleases want each namespace as their target. */
function wantedNamespaces(cluster: ClusterGraph): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  for (const { manifest } of [...nodesOfKind(cluster, 'Kustomization'), ...nodesOfKind(cluster, 'HelmRelease')]) {
    const target = (readFluxKustomization(manifest) ?? readHelmRelease(manifest))?.targetNamespace?.value;
    if (target !== undefined) found.set(target, (found.get(target) ?? 0) + 1);
  }
  return found;
}

/** Namespaces from which on a repository has the custom to declare all that it uses. */
const customFrom = 3;

/** Whether every other namespace that objects are in or go to is declared, and only one object wants this one. */
function isOnlyOneMissing(name: string, { derived, derivedAt }: GraphContext): boolean {
  const { known, unknown } = derived(declaredNamespaces);
  return known >= customFrom && [...unknown].every((other) => other === name) && derivedAt(wantedNamespaces, name) === 1;
}

/** Whether some file that the cluster does not get from Git holds the Namespace: who bootstraps it may apply that. */
function isInRepository(name: string, { cluster }: GraphContext): boolean {
  return cluster.entry.repository.tree.yamlFiles().some((file) => /kind['"]?:\s*['"]?Namespace/.test(file.text) && manifestsOf(file).some((manifest) => manifest.kind === 'Namespace' && manifest.name?.value === name));
}

function declaredNamespaces(cluster: ClusterGraph): { readonly known: number; readonly unknown: ReadonlySet<string> } {
  const used = [...new Set([...namespacesInUse(cluster), ...wantedNamespaces(cluster).keys()])].filter((name) => !standing.has(name) && !holdsVariable(name));
  const unknown = new Set(used.filter((name) => !cluster.nodes.has(`Namespace/${name}`)));
  return { known: used.length - unknown.size, unknown };
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
