/** Tells a reference between Flux objects that is the only one of its cluster to lead nowhere: likely a mistake, although something outside the workspace may bring what it names. */
import { nodesOfKind, type ClusterGraph, type Delivery, type GraphNode } from '../graph/graph.ts';
import { normaliseRemoteUrl } from '../files/remoteUrl.ts';
import { readFluxSource } from '../manifests/fluxSource.ts';
import { printObjectId, type ObjectId } from '../protocol/objectId.ts';
import { holdsVariable } from './faultPlace.ts';
import { fluxKinds } from './knownKinds.ts';
import type { ClusterView } from './rule.ts';

/** References that must lead to something, so that it is the custom of the repository to have in it what it names. */
const customFrom = 8;

/** How the references between Flux objects of a cluster fare. */
interface FluxReferences {
  /** Whether that many lead to something, and whatever lies outside is public and of somebody else, who brings no Flux object for this cluster. */
  readonly isCustom: boolean;
  /** Ids of the objects that are named and not found → the number of places that name them. */
  readonly dangling: ReadonlyMap<string, number>;
}

/** Whether nothing but one place names this Flux object, in a reference that the graph follows, and every other one between Flux objects of the cluster leads to something. */
export function isLoneReference(view: ClusterView, { kind, namespace, name }: ObjectId): boolean {
  if (!fluxKinds.has(kind)) return false;
  const { isCustom, dangling } = view.derived(fluxReferences);
  const id = printObjectId(namespace === undefined ? { kind, name } : { kind, namespace, name });
  return isCustom && dangling.get(id) === 1 && dangling.size === 1;
}

function fluxReferences(cluster: ClusterGraph): FluxReferences {
  const found = new Set<string>();
  const dangling = new Map<string, Set<string>>();
  for (const { target, span, resolved } of cluster.relations) {
    if (!fluxKinds.has(target.kind) || [target.name, target.namespace ?? ''].some(holdsVariable)) continue;
    const place = `${span.file.uri} ${span.start}`;
    if (resolved) found.add(place);
    else dangling.set(printObjectId(target), (dangling.get(printObjectId(target)) ?? new Set<string>()).add(place));
  }
  const { by, isPart } = cluster.entry;
  const isCustom = by !== 'kustomization' && isPart !== true && found.size >= customFrom && !makers.some((kind) => nodesOfKind(cluster, kind).length > 0) && isAllOfOthers(cluster);
  return { isCustom, dangling: new Map([...dangling].map(([id, places]) => [id, places.size])) };
}

/** Kinds that make Flux objects of what is known only in the cluster. */
const makers = ['ResourceSet', 'GitOpsSet'];

/** Whether what lies outside the workspace is open to everybody and belongs to others than whoever owns the repository: another repository of the same people may bring Flux objects for this cluster, a vendor's does not. */
function isAllOfOthers({ entry, deliveries }: ClusterGraph): boolean {
  const urls = [...deliveries.values()].flatMap(({ source }) => (source.state === 'local' && source.node !== undefined ? (readFluxSource(source.node.manifest)?.url?.value ?? []) : []));
  const own = new Set([...entry.repository.remotes, ...urls].flatMap((url) => normaliseRemoteUrl(url)?.split('/').slice(1, -1) ?? []));
  return [...deliveries.values()].every((delivery) => isOfOthers(delivery, own));
}

function isOfOthers({ source, build }: Delivery, own: ReadonlySet<string>): boolean {
  if (source.state === 'missing') return true;
  const outside = source.state === 'external' ? [publicUrlOf(source.node)] : (build?.unresolved ?? []).flatMap(({ reason, what }) => (reason === 'remote' && what.includes('/') ? [what] : []));
  return outside.every((url) => {
    const owner = publicOwnerOf(url);
    return owner !== undefined && own.size > 0 && !own.has(owner);
  });
}

/** The URL of a source that is fetched without credentials. */
function publicUrlOf(node: GraphNode | undefined): string | undefined {
  const source = node === undefined ? undefined : readFluxSource(node.manifest);
  const isPublic = ['secretRef', 'provider', 'serviceAccountName', 'certSecretRef'].every((field) => source?.spec?.get(field) === undefined);
  return isPublic ? source?.url?.value : undefined;
}

/** The owner of a URL at a place where anybody may read: on a host of one's own, and behind a key, all may be of the same people. Remote bases are also written without a scheme. */
function publicOwnerOf(url: string | undefined): string | undefined {
  if (url === undefined || holdsVariable(url)) return undefined;
  return /^(?:(?:https|oci):\/\/)?(?:github\.com|raw\.githubusercontent\.com|gitlab\.com|codeberg\.org|ghcr\.io)\/([^/]+)\/./.exec(url.toLowerCase())?.[1];
}
