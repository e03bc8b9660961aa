/** Judges an object that is named but not found: surely wrong, likely wrong, or only unknown. */
import { nodesOfKind, type ClusterGraph, type GraphNode } from '../graph/graph.ts';
import { sourceKinds } from '../manifests/fluxSource.ts';
import { readHelmRelease } from '../manifests/helmRelease.ts';
import { isAffixVariant, nearestName } from '../text/editDistance.ts';
import { printObjectId } from '../protocol/objectId.ts';
import { holdsVariable } from './faultPlace.ts';
import { groupOf, nameSpan, readStringMap } from '../manifests/manifest.ts';
import { readItems } from '../yaml/yamlReader.ts';
import { mayBring, unknownParts } from './openness.ts';
import type { ClusterView, Report, Severity } from './rule.ts';

/** The object that is looked for. */
export interface WantedObject {
  readonly kind: string;
  /** Other kinds that may stand in the same field. */
  readonly otherKinds?: readonly string[];
  readonly namespace: string | undefined;
  readonly name: string;
}

/** What is known of an object that was not found. */
export interface MissingObject {
  readonly severity: Severity;
  /** The object that was meant, where there is one. */
  readonly meant: GraphNode | undefined;
  /** How the meant object differs from what is written. */
  readonly by: 'namespace' | 'kind' | 'hash' | 'spelling' | 'affix' | 'usage' | 'custom' | undefined;
  /** The name that was meant, also where no such object is known but others refer to it. */
  readonly name: string | undefined;
}

/** The hash that kustomize appends to generated names. */
const generatedHash = /-[0-9bcdfghkmt]{10}$/;

function withoutHash(name: string): string {
  return name.replace(generatedHash, '');
}

/** Where objects of a kind come from: only from what Flux applies, also from Helm charts, or also by hand and from controllers. */
export type ObjectOrigin = 'in Git' | 'in Git or by a chart' | 'made outside Git';

/**
 * Looks for an object; `undefined` when it exists or its name is a variable. Where everything that the cluster gets is
 * known, a missing object is an error. Otherwise something outside the workspace may bring it: then it is an error only
 * if an object that was plainly meant exists (elsewhere, of another kind, misspelt), and at most a hint if none does.
 */
export function findMissing(view: ClusterView, wanted: WantedObject, origin: ObjectOrigin = 'in Git'): MissingObject | undefined {
  const { cluster } = view;
  const { kind, namespace, name, otherKinds = [] } = wanted;
  if ([kind, namespace ?? '', name].some(holdsVariable)) return undefined;
  if (cluster.nodes.has(printObjectId(namespace === undefined ? { kind, name } : { kind, namespace, name }))) return undefined;
  if (isNamedByResourceSet(cluster, name) || view.derivedAt(objectsOfEntry, `${kind}/${namespace ?? ''}/${name}`) === true) return undefined;
  const unknown = cluster.open ? mayBring(view.derived(unknownParts), kind, namespace) : [];
  const isOpen = unknown.length > 0 || origin === 'made outside Git' || (origin === 'in Git or by a chart' && (mayComeFromChart(cluster, namespace) || (madeByControllers.has(kind) && view.derivedAt(namespacesWithController, namespace ?? '') === true)));
  const severity: Severity = isOpen ? 'hint' : 'error';
  const declared = (of: string): readonly GraphNode[] => nodesOfKind(cluster, of).filter(({ presence }) => presence === 'declared' || sourceKinds.has(of));
  const peers = declared(kind);
  const elsewhere = peers.find(({ object }) => object.name === name);
  if (elsewhere !== undefined) return { severity: mayBeCopied(cluster, elsewhere) || cluster.entry.isPart === true ? 'hint' : 'error', meant: elsewhere, by: 'namespace', name };
  const otherKind = otherKinds.flatMap(declared).find(({ object }) => object.name === name && object.namespace === namespace);
  if (otherKind !== undefined) return { severity: 'error', meant: otherKind, by: 'kind', name };
  const hashed = peers.find(({ object }) => object.namespace === namespace && object.name.length === name.length + 11 && object.name.startsWith(`${name}-`) && generatedHash.test(object.name));
  if (hashed !== undefined) return { severity: 'error', meant: hashed, by: 'hash', name: hashed.object.name };
  const neighbours = peers.filter(({ object }) => object.namespace === namespace);
  for (const candidates of [neighbours, peers]) {
    const near = nearestName(name, candidates.flatMap(({ object }) => [object.name, withoutHash(object.name)]));
    const meant = candidates.find(({ object }) => object.name === near || withoutHash(object.name) === near);
    if (meant !== undefined) return { severity: 'error', meant, by: 'spelling', name: near };
  }
  const variant = neighbours.find(({ object }) => isAffixVariant(object.name, name));
  if (variant !== undefined) return { severity: isOpen ? 'warning' : 'error', meant: variant, by: 'affix', name: variant.object.name };
  const usual = usualName(view, wanted);
  if (usual !== undefined) return { severity: 'warning', meant: undefined, by: 'usage', name: usual };
  // Where a build failed, its own finding stands on the line at fault; what it would have brought is not missing.
  if (severity === 'hint' && unknown.some(({ failed }) => failed)) return undefined;
  if (severity === 'hint' && origin === 'in Git' && isAgainstCustom(view, wanted)) return { severity: 'warning', meant: undefined, by: 'custom', name: undefined };
  return { severity, meant: undefined, by: undefined, name: undefined };
}

/**
 * The sources that Flux was given by something outside Git, and the Flux Kustomizations beside them, which both
 * `flux bootstrap` and a FluxInstance call by the same name: Flux Kustomizations name these sources, and they are this repository.
 */
function objectsOfEntry({ entry, deliveries }: ClusterGraph): ReadonlyMap<string, true> {
  const users = new Map<string, number>();
  if (entry.by !== 'kustomization') return new Map();
  for (const { source, kustomization: { sourceRef }, node } of deliveries.values()) {
    const name = sourceRef?.name?.value;
    if (source.state !== 'local' || source.node !== undefined || name === undefined) continue;
    for (const kind of new Set([sourceRef?.kind?.value ?? '', 'Kustomization'])) {
      const key = `${kind}/${sourceRef?.namespace?.value ?? node.object.namespace ?? ''}/${name}`;
      users.set(key, (users.get(key) ?? 0) + 1);
    }
  }
  // A source that fewer name than another one is likely that one, misspelt.
  const most = Math.max(...users.values());
  return new Map([...users].filter(([, count]) => count === most).map(([key]) => [key, true]));
}

/** Whether a ResourceSet writes the name: its templates make objects of it, or copies in the namespaces of tenants. */
function isNamedByResourceSet(cluster: ClusterGraph, name: string): boolean {
  return nodesOfKind(cluster, 'ResourceSet').some(({ manifest: { root } }) => holdsWord(root.file.text.slice(root.start, root.end), name));
}

/** Whether a text holds a name that is no part of a longer one. */
function holdsWord(text: string, name: string): boolean {
  const isPart = (character: string | undefined): boolean => character !== undefined && /[\w-]/.test(character);
  for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + 1)) if (!isPart(text[at - 1]) && !isPart(text[at + name.length])) return true;
  return false;
}

/** The one object of a kind in the same file as the object that should name it, when nothing else names it either: likely the one that was meant. */
export function unusedBeside({ cluster }: ClusterView, node: GraphNode, { kind, namespace }: WantedObject): GraphNode | undefined {
  const beside = nodesOfKind(cluster, kind).filter(({ presence, object, origin }) => presence === 'declared' && object.namespace === namespace && origin.file === node.origin.file);
  const [only] = beside;
  return only !== undefined && beside.length === 1 && (cluster.edgesTo.get(only.id) ?? []).every(({ kind: edge }) => edge === 'applies') ? only : undefined;
}

/** Annotations by which controllers copy a ConfigMap or Secret into other namespaces. */
const copied = /^(reflector\.v1\.k8s\.emberstack\.com|replicator\.v1\.mittwald\.de)\//;

/** Whether a ConfigMap or Secret may get copies in other namespaces: by its own annotations, or by a policy of Kyverno that generates objects. */
function mayBeCopied(cluster: ClusterGraph, { object, manifest }: GraphNode): boolean {
  if (object.kind !== 'ConfigMap' && object.kind !== 'Secret') return false;
  if ([...readStringMap(manifest.root, 'metadata', 'annotations').keys()].some((key) => copied.test(key))) return true;
  return ['ClusterPolicy', 'Policy', 'GeneratingPolicy'].some((kind) =>
    nodesOfKind(cluster, kind).some(({ manifest: { apiVersion, root } }) => groupOf(apiVersion).endsWith('kyverno.io') && (kind === 'GeneratingPolicy' || readItems(root, 'spec', 'rules').some((rule) => rule.kind === 'map' && rule.get('generate') !== undefined))),
  );
}

/** References from which on a name counts as usual. */
const usualFrom = 3;

/** A name that several other objects refer to and that differs from this one, which nobody else writes, only in spelling. */
function usualName(view: ClusterView, { kind, namespace, name }: WantedObject): string | undefined {
  const users = view.derivedAt(usersByName, `${kind}/${namespace ?? ''}`) ?? new Map<string, ReadonlySet<string>>();
  if ((users.get(name)?.size ?? 0) > 1) return undefined;
  return nearestName(name, [...users].flatMap(([other, froms]) => (froms.size >= usualFrom ? [other] : [])));
}

/** References to objects of the workspace from which on a cluster has the custom to keep these in Git. */
const customFrom = 3;

/**
 * Whether what others name of this kind in this namespace is all in the workspace, and nobody else names this one. Something
 * outside may bring it all the same; but then it would be the only one.
 */
function isAgainstCustom(view: ClusterView, { kind, namespace, name }: WantedObject): boolean {
  if (view.cluster.entry.by === 'kustomization' || nodesOfKind(view.cluster, 'ResourceSet').length > 0) return false;
  const users = view.derivedAt(usersByName, `${kind}/${namespace ?? ''}`) ?? new Map<string, ReadonlySet<string>>();
  if ((users.get(name)?.size ?? 0) > 1) return false;
  let references = 0;
  for (const [other, froms] of users) {
    if (other === name) continue;
    if (!view.cluster.nodes.has(printObjectId(namespace === undefined ? { kind, name: other } : { kind, namespace, name: other }))) return false;
    references += froms.size;
  }
  return references >= customFrom;
}

/** Who refers to each name, by `kind/namespace`. */
function usersByName(cluster: ClusterGraph): ReadonlyMap<string, ReadonlyMap<string, ReadonlySet<string>>> {
  const groups = new Map<string, Map<string, Set<string>>>();
  for (const { from, target } of cluster.edges) {
    const key = `${target.kind}/${target.namespace ?? ''}`;
    const names = groups.get(key) ?? new Map<string, Set<string>>();
    groups.set(key, names);
    names.set(target.name, (names.get(target.name) ?? new Set<string>()).add(from));
  }
  return groups;
}

/** Whether a HelmRelease of the cluster may bring objects into a namespace. */
function mayComeFromChart(cluster: ClusterGraph, namespace: string | undefined): boolean {
  return nodesOfKind(cluster, 'HelmRelease').some(({ manifest, object }) => (readHelmRelease(manifest)?.targetNamespace?.value ?? object.namespace) === namespace);
}

/** Kinds that controllers make of custom resources. */
const madeByControllers: ReadonlySet<string> = new Set(['ConfigMap', 'CronJob', 'DaemonSet', 'Deployment', 'Job', 'PersistentVolumeClaim', 'Secret', 'Service', 'StatefulSet']);
/** Groups whose objects make no others: Kubernetes' own, Flux's and Flagger's. */
const madeOfNothing = /^$|^[a-z]+$|\.k8s\.io$|(^|\.)toolkit\.fluxcd\.io$|^flagger\.app$/;

/** Namespaces with custom resources that may make objects there, as operators do: a database its StatefulSet, an ExternalSecret its Secret. */
function namespacesWithController({ nodes }: ClusterGraph): ReadonlyMap<string, true> {
  return new Map([...nodes.values()].flatMap(({ object, manifest }) => (madeOfNothing.test(groupOf(manifest.apiVersion)) ? [] : [[object.namespace ?? '', true] as const])));
}

/** An object in words: `GitRepository flux-system in namespace flux-system`. */
export function objectWords({ kind, namespace, name }: { readonly kind: string; readonly namespace?: string | undefined; readonly name: string }): string {
  return namespace === undefined ? `${kind} ${name}` : `${kind} ${name} in namespace ${namespace}`;
}

/** What is known of a missing object, as a message. */
export function missingMessage(wanted: WantedObject, { meant, by, name, severity }: MissingObject): string {
  if (by === 'usage') return `nothing in this workspace brings ${objectWords(wanted)}; others name ${name ?? ''}`;
  if (by === 'custom') return `nothing in this workspace brings ${objectWords(wanted)}, though all others of this kind are here`;
  if (meant === undefined && severity === 'hint') return `unresolved: nothing in this workspace brings ${objectWords(wanted)}`;
  const gone = `${objectWords(wanted)} does not exist`;
  if (meant === undefined) return gone;
  switch (by) {
    case 'namespace':
      return `${gone}; there is one in namespace ${meant.object.namespace ?? 'default'}`;
    case 'kind':
      return `${gone}; there is a ${meant.object.kind} of that name`;
    default:
      return `${gone}; nearest: ${name ?? meant.object.name}`;
  }
}

/** What every rule reports of a missing object beside its place: the words, the object that was meant, and what a quick fix needs. */
export function missingReport(wanted: WantedObject, missing: MissingObject): Pick<Report, 'severity' | 'message' | 'related' | 'data'> {
  const { severity, meant, by, name } = missing;
  const replacement = by === 'kind' ? meant?.object.kind : by === 'spelling' || by === 'usage' ? name : undefined;
  return {
    severity,
    message: missingMessage(wanted, missing),
    related: meant === undefined ? [] : [{ span: nameSpan(meant.manifest), message: objectWords(meant.object) }],
    data: { by, name, namespace: meant?.object.namespace, kind: meant?.object.kind, replacement },
  };
}

/** What is reported where the only object that can be meant stands in the same file, and nothing names it. */
export function besideReport(wanted: WantedObject, beside: GraphNode): Pick<Report, 'severity' | 'message' | 'related' | 'data'> {
  return {
    severity: 'warning',
    message: `nothing in this workspace brings ${objectWords(wanted)}; ${beside.object.name} in this file is named by nothing`,
    related: [{ span: nameSpan(beside.manifest), message: objectWords(beside.object) }],
    data: { by: 'usage', name: beside.object.name, replacement: beside.object.name },
  };
}
