/** Tells a reference between Flux objects that is the only one of its cluster to lead nowhere: likely a mistake, although something outside the workspace may bring what it names. */
import type { ClusterGraph, Delivery } from '../graph/graph.ts';
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
  /** Whether that many lead to something, and whatever lies outside is of somebody else, who brings no Flux object for this cluster. */
  readonly isCustom: boolean;
  /** Ids of the objects that are named and not found → the number of places that name them. */
  readonly dangling: ReadonlyMap<string, number>;
}

/** Whether nothing but one place names this Flux object, and every other reference between Flux objects of the cluster leads to something. */
export function isLoneReference(view: ClusterView, { kind, namespace, name }: ObjectId): boolean {
  if (!fluxKinds.has(kind)) return false;
  const { isCustom, dangling } = view.derived(fluxReferences);
  const id = printObjectId(namespace === undefined ? { kind, name } : { kind, namespace, name });
  return isCustom && (dangling.get(id) ?? 0) <= 1 && [...dangling.keys()].every((other) => other === id);
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
  const isCustom = by !== 'kustomization' && isPart !== true && found.size >= customFrom && isAllOfOthers(cluster);
  return { isCustom, dangling: new Map([...dangling].map(([id, places]) => [id, places.size])) };
}

/** Whether what lies outside the workspace belongs to others than whoever owns the repository: a second repository of the same owner may bring Flux objects for this cluster, a vendor's does not. */
function isAllOfOthers({ entry, deliveries }: ClusterGraph): boolean {
  const urls = [...deliveries.values()].flatMap(({ source }) => (source.state === 'local' && source.node !== undefined ? [urlOf(source.node.manifest)] : []));
  const own = new Set([...entry.repository.remotes, ...urls].flatMap((url) => ownerOf(url) ?? []));
  return [...deliveries.values()].every((delivery) => isOfOthers(delivery, own));
}

function isOfOthers({ source, build }: Delivery, own: ReadonlySet<string>): boolean {
  if (source.state === 'missing') return true;
  const outside = source.state === 'external' ? [source.node === undefined ? undefined : urlOf(source.node.manifest)] : (build?.unresolved ?? []).flatMap(({ reason, what }) => (reason === 'remote' && what.includes('/') ? [what] : []));
  return outside.every((url) => {
    const owner = ownerOf(url);
    return owner !== undefined && own.size > 0 && !own.has(owner);
  });
}

function urlOf(manifest: Parameters<typeof readFluxSource>[0]): string | undefined {
  return readFluxSource(manifest)?.url?.value;
}

/** Host and owner of a URL: `github.com/fluxcd`. Remote bases are also written without a scheme. */
function ownerOf(url: string | undefined): string | undefined {
  if (url === undefined || holdsVariable(url)) return undefined;
  const [host, owner, ...rest] = (normaliseRemoteUrl(url) ?? url.toLowerCase()).replace(/^raw\.githubusercontent\.com\//, 'github.com/').split('/');
  return host === undefined || owner === undefined || rest.length === 0 ? undefined : `${host}/${owner}`;
}
