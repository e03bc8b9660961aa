/** Knows which namespaces a cluster uses, and which of them a name is a slip of. */
import { nodesOfKind, type ClusterGraph, type GraphNode } from '../graph/graph.ts';
import { isSlip } from '../text/editDistance.ts';
import { oncePer } from '../text/once.ts';
import { faultSpan } from './faultPlace.ts';
import type { ClusterView } from './rule.ts';

/** Whether objects of a cluster are in a namespace. Asked name by name: one that comes or goes is of no matter to the others. */
export function isNamespaceInUse(name: string, { derivedAt }: Pick<ClusterView, 'derivedAt'>): boolean {
  return derivedAt(placesOfNamespaces, name) !== undefined;
}

/** The namespaces that objects of a cluster are in, each with the number of places that say it, to be derived from it: a `namespace` of a kustomize file is one, however many objects it moves. */
function placesOfNamespaces({ nodeGroups }: ClusterGraph): ReadonlyMap<string, number> {
  const last = placesOfGroups.get(nodeGroups);
  if (last !== undefined) return last;
  const first = new Map<string, ReadonlySet<string>>();
  // Most namespaces are those of one group: only for the others something is put together.
  const joined = new Map<string, Set<string>>();
  for (const nodes of nodeGroups) {
    for (const [namespace, places] of sayingPlaces(nodes)) {
      const known = first.get(namespace);
      if (known === undefined) first.set(namespace, places);
      else joined.set(namespace, addAll(joined.get(namespace) ?? new Set(known), places));
    }
  }
  const counted = new Map<string, number>();
  for (const [namespace, places] of first) counted.set(namespace, (joined.get(namespace) ?? places).size);
  placesOfGroups.set(nodeGroups, counted);
  return counted;
}

function addAll(to: Set<string>, places: ReadonlySet<string>): Set<string> {
  for (const place of places) to.add(place);
  return to;
}

/** What was found of a cluster, for all that ask after one edit. */
const placesOfGroups = new WeakMap<ClusterGraph['nodeGroups'], ReadonlyMap<string, number>>();

/** The namespaces that a group of objects is in, each with the places that say it; none where it is said nowhere. */
const sayingPlaces = oncePer((nodes: readonly GraphNode[]): ReadonlyMap<string, ReadonlySet<string>> => {
  const found = new Map<string, Set<string>>();
  for (const { object, manifest } of nodes) {
    if (object.namespace === undefined) continue;
    const places = found.get(object.namespace) ?? new Set<string>();
    found.set(object.namespace, places);
    if (manifest.namespace === undefined) continue;
    const { file, start } = faultSpan(manifest.namespace.node);
    places.add(`${file.uri} ${start}`);
  }
  return found;
});

/** Namespaces that every cluster with Flux has. */
export const standingNamespaces: ReadonlySet<string> = new Set(['default', 'kube-system', 'kube-public', 'kube-node-lease', 'flux-system']);

/** Namespaces that a distribution, a cloud or a platform over many clusters makes by itself: OpenShift, Rancher, GKE, AKS, vSphere, and what the operator of Calico brings with it. */
const madeByPlatforms = /^(openshift|(openshift|cattle|fleet|gke-managed|gke-gmp|gmp|aks|vmware-system)-[a-z0-9-]+|calico-(system|apiserver)|tigera-operator)$/;

/** Whether a namespace may well stand in a cluster without anybody having made it: whoever names it need not bring it. */
export function isOfPlatform(name: string): boolean {
  return madeByPlatforms.test(name);
}

/** The namespace of which a name is a slip of the finger: two letters swapped, one too many or one too few. */
export function namespaceSlipOf(name: string, { cluster }: ClusterView): string | undefined {
  const known = [...standingNamespaces, ...nodesOfKind(cluster, 'Namespace').map(({ object }) => object.name)];
  return known.find((other) => isSlip(name, other));
}

/** The same, also of one that objects are in while no Namespace tells of it. */
export function usedNamespaceSlipOf(name: string, view: ClusterView): string | undefined {
  return namespaceSlipOf(name, view) ?? view.derived(usedNamespaces).find((other) => isSlip(name, other));
}

/** The namespaces that objects are in, in order, to be derived from a cluster: after an edit nearly always the same. */
function usedNamespaces(cluster: ClusterGraph): readonly string[] {
  return [...placesOfNamespaces(cluster).keys()].sort();
}

/** Places that have to say a namespace for it to be the usual one where no Namespace object tells. */
const usualFrom = 3;
/** Shorter names are near to each other by chance: `home` and `homer`. */
const tellingLength = 6;

/** The namespaces that many places say, to be derived from a cluster: seldom others after an edit, while some number of places is after most. */
function usualNamespaces(cluster: ClusterGraph): readonly string[] {
  return [...placesOfNamespaces(cluster)].flatMap(([namespace, places]) => (places >= usualFrom && namespace.length >= tellingLength ? [namespace] : [])).sort();
}

/** The namespace that many places say and of which this name, which one place says, is a slip; no Namespace need be in Git. */
export function usualNamespaceSlipOf(name: string, { derived, derivedAt }: ClusterView): string | undefined {
  if (name.length < tellingLength) return undefined;
  const usual = derived(usualNamespaces).find((other) => isSlip(name, other));
  return usual === undefined || (derivedAt(placesOfNamespaces, name) ?? 0) > 1 ? undefined : usual;
}
