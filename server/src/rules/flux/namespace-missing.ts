/** Reports namespaces that nobody makes. */
import { readFluxKustomization } from '../../manifests/fluxKustomization.ts';
import { readHelmRelease } from '../../manifests/helmRelease.ts';
import { nodesOfKind, type ClusterGraph, type GraphNode } from '../../graph/graph.ts';
import { groupBy } from '../../graph/lazyMap.ts';
import { groupOf, manifestsOf } from '../../manifests/manifest.ts';
import { findStructure } from '../../schemas/catalogue.ts';
import { isSlip } from '../../text/editDistance.ts';
import type { Span } from '../../text/textFile.ts';
import type { YamlNode } from '../../yaml/yamlNode.ts';
import { readBoolean, readString, type Located } from '../../yaml/yamlReader.ts';
import { faultSpan, holdsVariable } from '../faultPlace.ts';
import { fluxGroups } from '../knownKinds.ts';
import { findMissing, isRefusedName, missingReport, objectWords, refusedMessage } from '../missingObject.ts';
import { isNamespaceInUse, isOfPlatform, namespaceSlipOf, standingNamespaces, usualNamespaceSlipOf, usedNamespaceSlipOf } from '../namespacesInUse.ts';
import type { GraphContext, GraphRule, Reporter } from '../rule.ts';
import { rulePage } from '../rulePage.ts';
import { versionedKinds } from '../versionedKinds.ts';

/** A namespace does not exist: error or warning where a similar one does, otherwise a hint. */
export const namespaceMissing: GraphRule = {
  id: 'flux/namespace-missing',
  scope: 'graph',
  kinds: [...versionedKinds, 'KustomizeFile'],
  severity: 'error',
  since: '0.1.0',
  fix: 'sometimes',
  evidence: 'fluxcd/kustomize-controller docs/spec/v1/kustomizations.md: targetNamespace must exist; fluxcd/helm-controller: install.createNamespace',
  summary: 'A namespace does not exist.',
  explain: rulePage({
    does: 'Reports `targetNamespace` of a Flux Kustomization, and of a HelmRelease without `install.createNamespace`, that no Namespace of the cluster bears, while one with a similar name is there. Where none is similar it is a hint: the namespace may be made by hand. One that a platform makes by itself (`openshift-monitoring`, `cattle-system`, `gke-managed-system`, `calico-system`) gets none. With `createNamespace`, a slip of the finger is told that would make a second namespace beside one that is there. Also the `metadata.namespace` of any object, where it is a name that Kubernetes refuses (Flux and Flagger objects have this told by `schema/bad-value`), or where a slip makes it one that exists, or one that every cluster has (`kube-system`, say); where no Namespace is in Git, one that three other places name and this place alone writes otherwise. A slip in the `namespace` of a kustomize file is told also where another one overrides it.',
    why: 'Everything that would go into the namespace is refused. What is overridden does no harm until the file is used by itself.',
    controller: 'Neither controller creates the namespace (helm-controller only with `createNamespace`).',
    fix: 'Correct the name, or add the Namespace.',
    ignore: 'When the namespace is made outside Git.',
  }),
  check(node, context, report) {
    if (node.object.kind === 'KustomizeFile') {
      judgeIdle(node, context, report);
      return;
    }
    const release = readHelmRelease(node.manifest);
    const target = readFluxKustomization(node.manifest)?.targetNamespace ?? release?.targetNamespace;
    const isMade = readBoolean(release?.spec, 'install', 'createNamespace')?.value === true;
    const isUnknown = unknownIn(context, node.appliedBy);
    if (target !== undefined && !isUnknown(target) && (!isMade || isRefusedName('Namespace', target.value))) judgeTarget(target, context, report);
    else if (target !== undefined && isMade && !isUnknown(target)) judgeMade(target, context, report);
    const own = isVersioned(node.manifest) ? node.manifest.namespace : undefined;
    if (own !== undefined && own.value !== target?.value && !isUnknown(own)) judgeOwn([{ ...node.manifest, namespace: own }], own.value, context, report);
    for (const [namespace, objects] of othersByNamespace(context, node)) if (namespace !== target?.value) judgeOwn(objects, namespace, context, report);
  },
};

/** Where the text of a namespace is to be corrected: where it is an alias of the object's own namespace, at that. */
function writtenAt(node: YamlNode): Span {
  const span = faultSpan(node);
  const alias = /^\*(\S+)$/.exec(span.file.text.slice(span.start, span.end))?.[1];
  const own = alias === undefined ? undefined : manifestsOf(span.file).find(({ root }) => root.start <= span.start && span.end <= root.end)?.namespace?.node;
  return own !== undefined && own.anchor === alias ? own : span;
}

/** An object that says in which namespace it is. */
interface PlacedObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace: Located<string>;
}

/** Whether an object is of Flux or Flagger and judged by itself; others have kinds of the same names. */
function isVersioned({ apiVersion, kind }: Pick<PlacedObject, 'apiVersion' | 'kind'>): boolean {
  return versionedKinds.includes(kind) && fluxGroups[groupOf(apiVersion)]?.includes(kind) === true;
}

/** The values that hang on variables of a source that is not here, by the Flux Kustomization that builds them and their place: their default stands in them, and may not hold. */
function unknownPlaces(cluster: ClusterGraph): ReadonlyMap<string, true> {
  const places = new Map<string, true>();
  for (const [id, { build }] of cluster.deliveries) {
    for (const { reason, span } of build?.unresolved ?? []) if (reason === 'unknown-variable' && span !== undefined) places.set(placeKey(id, span.file.uri, span.start), true);
  }
  return places;
}

function placeKey(id: string, uri: string, start: number): string {
  return `${id} ${uri} ${start}`;
}

/** Tells whether a value that a Flux Kustomization builds is one of these. Asked place by place: an edit of what applies everything must not have everything judged anew. */
function unknownIn({ derivedAt }: GraphContext, id: string | undefined): (value: Located<string>) => boolean {
  return ({ node }) => id !== undefined && derivedAt(unknownPlaces, placeKey(id, node.file.uri, node.start)) === true;
}

/** The objects that a Flux Kustomization builds and that nobody else judges, by their namespaces. */
function othersByNamespace(context: GraphContext, { id }: GraphNode): ReadonlyMap<string, readonly PlacedObject[]> {
  const isUnknown = unknownIn(context, id);
  const others = context.cluster.deliveries.get(id)?.build?.objects.filter((object) => !isVersioned(object)) ?? [];
  return groupBy(others.flatMap(({ root, apiVersion, kind }): readonly PlacedObject[] => {
    const namespace = readString(root, 'metadata', 'namespace');
    return namespace === undefined || isUnknown(namespace) ? [] : [{ apiVersion, kind, namespace }];
  }), ({ namespace }) => namespace.value);
}

function judgeOwn(objects: readonly PlacedObject[], own: string, context: GraphContext, report: Reporter): void {
  if (standingNamespaces.has(own) || holdsVariable(own)) return;
  if (isRefusedName('Namespace', own)) {
    // The form of all fields of a kind that is known is judged by schema/bad-value.
    for (const { apiVersion, kind, namespace } of objects) if (findStructure(apiVersion, kind) === undefined) report({ span: faultSpan(namespace.node), severity: 'error', message: refusedMessage('Namespace', own) });
    return;
  }
  const declared = context.cluster.nodes.get(`Namespace/${own}`);
  // A kustomize file with a slip in its `namespace` calls the Namespace that it lists so, too; one that is declared so is meant so.
  const isDeclared = declared !== undefined;
  const name = declared?.manifest.name?.node;
  const isRenamed = name?.kind === 'scalar' && name.changes?.some(({ by }) => by === 'namespace') === true;
  if (isDeclared && !isRenamed) return;
  const slip = isDeclared ? [...standingNamespaces].find((other) => isSlip(own, other)) : namespaceSlipOf(own, context);
  const usual = isDeclared || slip !== undefined || (context.derivedAt(wantedNamespaces, own) ?? 0) > 0 ? undefined : usualNamespaceSlipOf(own, context);
  const meant = slip ?? usual;
  if (meant === undefined) return;
  const maker = context.cluster.nodes.get(`Namespace/${meant}`)?.manifest.name?.node;
  const related = maker === undefined || isDeclared ? [] : [{ span: faultSpan(maker), message: `Namespace ${meant} gets its name here` }];
  const message = isDeclared ? `Namespace ${own} is likely ${meant}, misspelt` : meant === usual ? onlyHere(own, meant) : `Namespace ${own} does not exist; nearest: ${meant}`;
  for (const { namespace } of objects) report({ span: writtenAt(namespace.node), severity: 'warning', message, related, data: { replacement: meant } });
}

/** A kustomize file whose namespace none of its objects is in, as a file above or `targetNamespace` sets another one: harmless, and yet misspelt. */
function judgeIdle({ manifest }: GraphNode, context: GraphContext, report: Reporter): void {
  const own = readString(manifest.root, 'namespace');
  if (own === undefined || standingNamespaces.has(own.value) || holdsVariable(own.value)) return;
  if (context.cluster.nodes.has(`Namespace/${own.value}`) || isNamespaceInUse(own.value, context)) return;
  const meant = usedNamespaceSlipOf(own.value, context);
  // A Namespace object that was called so on its way is told by kustomize/namespace-renamed.
  if (meant === undefined || nodesOfKind(context.cluster, 'Namespace').some(({ manifest: { name } }) => isCalledBefore(name?.node, own.value))) return;
  report({ span: own.node, severity: 'warning', message: `Namespace ${own.value} does not exist, and no object ends up in it; nearest: ${meant}`, data: { replacement: meant } });
}

function isCalledBefore(name: YamlNode | undefined, text: string): boolean {
  return name?.kind === 'scalar' && name.changes?.some(({ by, before }) => by === 'namespace' && before === text) === true;
}

/** A namespace that Helm makes for one release alone, and that is a slip of one that is there. */
function judgeMade({ value, node }: Located<string>, context: GraphContext, report: Reporter): void {
  if (standingNamespaces.has(value) || holdsVariable(value) || context.cluster.nodes.has(`Namespace/${value}`)) return;
  if (isNamespaceInUse(value, context) || (context.derivedAt(wantedNamespaces, value) ?? 0) > 1) return;
  const meant = namespaceSlipOf(value, context);
  if (meant !== undefined) report({ span: faultSpan(node), severity: 'warning', message: `Helm makes Namespace ${value} for this release; nearest that is there: ${meant}`, data: { replacement: meant } });
}

function judgeTarget(target: Located<string>, context: GraphContext, report: Reporter): void {
  const wanted = { kind: 'Namespace', namespace: undefined, name: target.value };
  const missing = standingNamespaces.has(target.value) ? undefined : findMissing(context, wanted, 'made outside Git');
  const usual = missing?.by === undefined && (context.derivedAt(wantedNamespaces, target.value) ?? 0) <= 1 ? usualNamespaceSlipOf(target.value, context) : undefined;
  if (missing !== undefined && usual !== undefined) {
    report({ span: writtenAt(target.node), severity: 'warning', message: onlyHere(target.value, usual), data: { replacement: usual } });
    return;
  }
  const isSure = missing?.by === 'spelling' || missing?.by === 'refused';
  // Where no Namespace is in Git at all, all of them are made elsewhere.
  if (missing === undefined || (!isSure && (isOfPlatform(target.value) || nodesOfKind(context.cluster, 'Namespace').length === 0))) return;
  const span = writtenAt(target.node);
  const { meant } = missing;
  const maker = meant?.manifest.name === undefined ? undefined : faultSpan(meant.manifest.name.node);
  const related = maker === undefined || meant === undefined ? [] : [{ span: maker, message: objectWords(meant.object) }];
  report({ span, ...missingReport(wanted, missing), related, severity: isSure ? missing.severity : 'hint' });
  // Where several want this name and none wants or is in the other one, that is the one that is wrong.
  if (missing.by !== 'spelling' || meant === undefined || maker === undefined || (context.derivedAt(wantedNamespaces, meant.object.name) ?? 0) > 0 || isNamespaceInUse(meant.object.name, context) || (context.derivedAt(wantedNamespaces, target.value) ?? 0) < 2) return;
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

function onlyHere(name: string, usual: string): string {
  return `nothing else is in namespace ${name}; nearest: ${usual}`;
}
