/** Judges an object that is named but not found: surely wrong, likely wrong, or only unknown. */
import { nodesOfKind, type ClusterGraph, type GraphNode } from '../graph/graph.ts';
import { sourceKinds } from '../manifests/fluxSource.ts';
import { isAffixVariant, isOtherWord, isSlip, nearestName } from '../text/editDistance.ts';
import { printObjectId } from '../protocol/objectId.ts';
import { knowsNamespace } from './chartObjects.ts';
import { holdsVariable } from './faultPlace.ts';
import { groupOf, nameSpan, readStringMap } from '../manifests/manifest.ts';
import { readItems } from '../yaml/yamlReader.ts';
import { fluxGroups, fluxKinds } from './knownKinds.ts';
import { isLoneReference } from './loneReference.ts';
import { madeSecrets } from './madeSecrets.ts';
import { holdsWord, isWrittenElsewhere } from './nameUse.ts';
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
  readonly by: 'namespace' | 'kind' | 'hash' | 'spelling' | 'affix' | 'made' | 'usage' | 'refused' | 'alone' | undefined;
  /** The name that was meant, also where no such object is known but others refer to it. */
  readonly name: string | undefined;
}

/** The hash that kustomize appends to generated names. */
const generatedHash = /-[0-9bcdfghkmt]{10}$/;

/** A name without the hash that kustomize appends to generated ones. */
export function withoutHash(name: string): string {
  return name.replace(generatedHash, '');
}

/** Whether a name is another one with such a hash. */
export function isHashed(name: string, bare: string): boolean {
  return name !== bare && withoutHash(name) === bare;
}

/** The names that the API server takes of Namespaces (k8s.io/apimachinery pkg/util/validation IsDNS1123Label). */
const namespaceName = { form: /^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?$/, longest: 63, signs: 'digits and `-`' };
/** The names that it takes of all other kinds but those of RBAC (IsDNS1123Subdomain). */
const objectName = { form: /^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?(?:\.[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)*$/, longest: 253, signs: 'digits, `-` and `.`' };

/** Whether nothing can bring an object of this kind and name, in Git or outside, as the API server refuses the name. Other characters than these may be of a template. */
export function isRefusedName(kind: string, name: string): boolean {
  const { form, longest } = kind === 'Namespace' ? namespaceName : objectName;
  return /^[\w.-]+$/.test(name) && (name.length > longest || !form.test(name)) && !/^(Cluster)?Role(Binding)?$/.test(kind);
}

/** What is wrong with a refused name. */
export function refusedMessage(kind: string, name: string): string {
  const { form, longest, signs } = kind === 'Namespace' ? namespaceName : objectName;
  const taken = form.test(name) ? `at most ${longest} characters` : `lower case letters, ${signs} only, a letter or digit first and last`;
  return `no ${kind} can be called \`${name}\`: Kubernetes takes ${taken}`;
}

/** Whether an object of a kind that Flux or Flagger has is theirs: others have a Provider or a Bucket, too, and a reference never means one. */
function isOfItsGroup(kind: string, apiVersion: string): boolean {
  return !fluxKinds.has(kind) || fluxGroups[groupOf(apiVersion)]?.includes(kind) === true;
}

/** Where objects of a kind come from: only from what Flux applies, also from Helm charts, or also by hand and from controllers. */
export type ObjectOrigin = 'in Git' | 'in Git or by a chart' | 'made outside Git';

/**
 * Looks for an object; `undefined` when it exists or its name is a variable. Where everything that the cluster gets is
 * known, a missing object is an error. Otherwise something outside the workspace may bring it: then it is an error only
 * if an object that was plainly meant exists (elsewhere, of another kind, misspelt), and at most a hint if none does,
 * or a warning where everything else of Flux that the cluster names is found.
 */
export function findMissing(view: ClusterView, wanted: WantedObject, origin: ObjectOrigin = 'in Git'): MissingObject | undefined {
  const { cluster } = view;
  const { kind, namespace, name, otherKinds = [] } = wanted;
  if (isBrought(view, wanted)) return undefined;
  const unknown = cluster.open ? mayBring(view.derived(unknownParts), kind, namespace) : [];
  const isOpen = unknown.length > 0 || origin === 'made outside Git' || (origin === 'in Git or by a chart' && (mayComeFromChart(cluster, namespace) || (madeByControllers.has(kind) && view.derivedAt(namespacesWithController, namespace ?? '') === true)));
  const severity: Severity = isOpen ? 'hint' : 'error';
  const declared = (of: string): readonly GraphNode[] => nodesOfKind(cluster, of).filter(({ presence, manifest }) => (presence === 'declared' || sourceKinds.has(of)) && isOfItsGroup(of, manifest.apiVersion));
  const peers = declared(kind);
  const neighbours = peers.filter(({ object }) => object.namespace === namespace);
  const elsewhere = peers.find(({ object }) => object.name === name);
  // One in the same namespace that nothing names, and of which this name is a slip, is nearer than one of the very name elsewhere.
  const isSlipBeside = elsewhere !== undefined && neighbours.some(({ id, object }) => isSlip(name, object.name) && (cluster.edgesTo.get(id) ?? []).every(({ kind: edge }) => edge === 'applies'));
  if (elsewhere !== undefined && !isSlipBeside) return { severity: mayBeCopied(cluster, elsewhere) || cluster.entry.isPart === true ? 'hint' : 'error', meant: elsewhere, by: 'namespace', name };
  const otherKind = otherKinds.flatMap(declared).find(({ object }) => object.name === name && object.namespace === namespace);
  if (otherKind !== undefined) return { severity: 'error', meant: otherKind, by: 'kind', name };
  const hashed = peers.find(({ object }) => object.namespace === namespace && isHashed(object.name, name));
  if (hashed !== undefined) return { severity: 'error', meant: hashed, by: 'hash', name: hashed.object.name };
  const made = nearMade(view, wanted);
  if (made !== undefined) return made;
  for (const candidates of [neighbours, peers]) {
    const near = nearestName(name, candidates.flatMap(({ object }) => [object.name, withoutHash(object.name)]));
    const meant = candidates.find(({ object }) => object.name === near || withoutHash(object.name) === near);
    if (meant !== undefined) return { severity: 'error', meant, by: 'spelling', name: near };
  }
  const variant = neighbours.find(({ object }) => isAffixVariant(object.name, name));
  if (variant !== undefined) return { severity: isOpen ? 'warning' : 'error', meant: variant, by: 'affix', name: variant.object.name };
  if (isRefusedName(kind, name)) return { severity: 'error', meant: undefined, by: 'refused', name: undefined };
  const usual = usualName(view, wanted);
  if (usual !== undefined) return { severity: 'warning', meant: undefined, by: 'usage', name: usual };
  if (severity === 'hint' && origin === 'in Git' && !unknown.some(({ failed }) => failed) && isLoneReference(view, wanted)) return { severity: 'warning', meant: undefined, by: 'alone', name: undefined };
  // Where a build failed, its own finding stands on the line at fault; what it would have brought is not missing.
  if (severity === 'hint' && unknown.some(({ failed }) => failed)) return undefined;
  return { severity, meant: undefined, by: undefined, name: undefined };
}

/** Whether an object is there, or made by what is, or whether that cannot be told as its name has variables. */
export function isBrought(view: ClusterView, { kind, namespace, name }: WantedObject): boolean {
  const { nodes } = view.cluster;
  if ([kind, namespace ?? '', name].some(holdsVariable) || nodes.has(printObjectId(namespace === undefined ? { kind, name } : { kind, namespace, name }))) return true;
  const isMade = kind === 'Secret' && view.derivedAt(madeSecrets, namespace ?? '')?.has(name) === true;
  return isMade || isNamedByResourceSet(view.cluster, name) || view.derivedAt(objectsOfEntry, `${kind}/${namespace ?? ''}/${name}`) === true;
}

/** A Secret of which the name is a slip, that a controller makes and that nothing else names. */
export function nearMade(view: ClusterView, { kind, namespace = '', name }: WantedObject): MissingObject | undefined {
  if (kind !== 'Secret') return undefined;
  for (const [other, id] of view.derivedAt(madeSecrets, namespace) ?? []) {
    if (!isSlip(name, other) || isOtherWord(name, other) || name.replaceAll('-', '') === other.replaceAll('-', '')) continue;
    const meant = view.cluster.nodes.get(id);
    // What has its certificate made is also what takes it.
    const isUsed = meant === undefined || /^(Ingress|Gateway)$/.test(meant.object.kind) || isWrittenElsewhere(other, namespace, id, view);
    if (!isUsed) return { severity: 'warning', meant, by: 'made', name: other };
  }
  return undefined;
}

/**
 * The sources that Flux was given by something outside Git, and the Flux Kustomizations beside them, which both
 * `flux bootstrap` and a FluxInstance call by the same name: Flux Kustomizations name these sources, and they are this repository.
 */
function objectsOfEntry({ entry, deliveries }: ClusterGraph): ReadonlyMap<string, true> {
  const users = new Map<string, { readonly place: string; readonly count: number }>();
  if (entry.by !== 'kustomization') return new Map();
  for (const { source, kustomization: { sourceRef }, node } of deliveries.values()) {
    const name = sourceRef?.name?.value;
    if (source.state !== 'local' || source.node !== undefined || name === undefined) continue;
    const place = `${sourceRef?.namespace?.value ?? node.object.namespace ?? ''}/${name}`;
    const key = `${sourceRef?.kind?.value ?? ''}/${place}`;
    users.set(key, { place, count: (users.get(key)?.count ?? 0) + 1 });
  }
  // A source that fewer name than another one is likely that one, misspelt.
  const most = Math.max(...[...users.values()].map(({ count }) => count));
  return new Map([...users].flatMap(([key, { place, count }]) => (count === most ? [[key, true], [`Kustomization/${place}`, true]] : [])));
}

/** Whether a ResourceSet writes the name: its templates make objects of it, or copies in the namespaces of tenants. */
function isNamedByResourceSet(cluster: ClusterGraph, name: string): boolean {
  return nodesOfKind(cluster, 'ResourceSet').some(({ manifest: { root } }) => holdsWord(root.file.text.slice(root.start, root.end), name));
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
  return namespace !== undefined && nodesOfKind(cluster, 'HelmRelease').some((node) => knowsNamespace(cluster, node, namespace));
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
  if (by === 'refused') return refusedMessage(wanted.kind, wanted.name);
  if (by === 'made' && meant !== undefined) return `nothing in this workspace brings ${objectWords(wanted)}; nearest: ${name ?? ''}, which ${meant.object.kind} ${meant.object.name} makes`;
  if (by === 'usage') return `nothing in this workspace brings ${objectWords(wanted)}; others name ${name ?? ''}`;
  if (by === 'alone') return `nothing in this workspace brings ${objectWords(wanted)}; every other Flux object that is named in this cluster is found`;
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
  const replacement = by === 'kind' ? meant?.object.kind : by === 'spelling' || by === 'made' || by === 'usage' ? name : undefined;
  return {
    severity,
    message: missingMessage(wanted, missing),
    related: meant === undefined ? [] : [{ span: nameSpan(meant.manifest), message: objectWords(meant.object) }],
    data: { by, name, namespace: meant?.object.namespace, kind: meant?.object.kind, replacement },
  };
}

/** What is reported where one object of the kind stands in the same file and nothing names it: a hint, as something outside may bring the one that is named. */
export function besideReport(wanted: WantedObject, beside: GraphNode): Pick<Report, 'severity' | 'message' | 'related' | 'data'> {
  return {
    severity: 'hint',
    message: `unresolved: nothing in this workspace brings ${objectWords(wanted)}; ${beside.object.name} in this file is named by nothing`,
    related: [{ span: nameSpan(beside.manifest), message: objectWords(beside.object) }],
    data: { by: 'usage', name: beside.object.name, replacement: beside.object.name },
  };
}
