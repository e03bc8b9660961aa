/** What can be shown rendered: at a place of a file, or in the whole workspace. */
import { baseName, dirName } from '../files/paths.ts';
import { uriOfPath } from '../files/uris.ts';
import type { ClusterGraph, Delivery } from '../graph/graph.ts';
import { deliveriesReading, nodesAt } from '../graph/queries.ts';
import { isKustomizeFileName } from '../manifests/kustomizeFile.ts';
import type { RenderedChoice, RenderedRelation, RenderedTarget } from '../protocol/rendered.ts';
import type { TextFile } from '../text/textFile.ts';
import type { Snapshot } from '../workspace/session.ts';
import { clusterLabel } from '../graph/clusterLabel.ts';

/** Names an entry point in a target: the folder that Flux reads. */
export function entryUriOf({ entry }: ClusterGraph): string {
  return uriOfPath(entry.repository.rootUri, entry.path);
}

/** A Flux Kustomization as one cluster gets it, as a target. */
export function targetOfDelivery(cluster: ClusterGraph, { node }: Delivery): RenderedTarget {
  return { kind: 'fluxKustomization', entryUri: entryUriOf(cluster), namespace: node.object.namespace ?? '', name: node.object.name };
}

/**
 * What can be shown rendered at a place: the Flux Kustomization that stands there, those that apply the document or else read the file,
 * and the kustomize folder where the file belongs to one and is its kustomize file or nothing applies it. `relation` asks for one of the two.
 */
export function findRenderedTargets(snapshot: Snapshot, file: TextFile, offset: number | undefined, relation?: RenderedRelation): readonly RenderedChoice[] {
  const here = offset === undefined ? [] : nodesAt(snapshot.graph, file.uri, offset);
  const standing = relation === 'applying' ? [] : here.flatMap(({ cluster, node }) => inCluster(cluster, node.id));
  const appliers = here.flatMap(({ cluster, node }) => (node.appliedBy === undefined ? [] : inCluster(cluster, node.appliedBy)));
  if (relation === 'standing') return standing.map(({ cluster, delivery }) => choiceOf(snapshot, cluster, delivery));
  const all = [...standing, ...appliers, ...(appliers.length > 0 ? [] : deliveriesReading(snapshot.graph, file))];
  const seen = new Set<Delivery>();
  const kustomizations = all.filter(({ delivery }) => !seen.has(delivery) && seen.add(delivery)).map(({ cluster, delivery }) => choiceOf(snapshot, cluster, delivery));
  const folder = kustomizeFolderOf(snapshot, file);
  return folder === undefined || relation === 'applying' || (kustomizations.length > 0 && !isKustomizeFileName(file.path)) ? kustomizations : [...kustomizations, folder];
}

/** Every Flux Kustomization of the workspace, cluster by cluster. */
export function findAllRenderedTargets(snapshot: Snapshot): readonly RenderedChoice[] {
  return snapshot.graph.clusters.flatMap((cluster) =>
    [...cluster.deliveries.values()].toSorted((a, b) => a.node.object.name.localeCompare(b.node.object.name)).map((delivery) => choiceOf(snapshot, cluster, delivery)),
  );
}

function inCluster(cluster: ClusterGraph, id: string): readonly { readonly cluster: ClusterGraph; readonly delivery: Delivery }[] {
  const delivery = cluster.deliveries.get(id);
  return delivery === undefined ? [] : [{ cluster, delivery }];
}

function choiceOf(snapshot: Snapshot, cluster: ClusterGraph, delivery: Delivery): RenderedChoice {
  const { name, namespace } = delivery.node.object;
  const twice = [...cluster.deliveries.values()].some(({ node }) => node.object.name === name && node.object.namespace !== namespace);
  const inNamespace = twice && namespace !== undefined ? ` in namespace ${namespace}` : '';
  return { target: targetOfDelivery(cluster, delivery), label: name, description: `Kustomization${inNamespace} in ${clusterLabel(snapshot.graph, cluster)}` };
}

/** The nearest folder at or above a file that has a kustomize file. */
function kustomizeFolderOf(snapshot: Snapshot, file: TextFile): RenderedChoice | undefined {
  const found = snapshot.repositoryOf(file.uri);
  if (found === undefined) return undefined;
  const { rootUri, tree } = found.repository;
  for (let folder = dirName(file.path); ; folder = dirName(folder)) {
    if ((tree.list(folder) ?? []).some(({ name, kind }) => kind === 'file' && isKustomizeFileName(name))) {
      return { target: { kind: 'folder', uri: uriOfPath(rootUri, folder) }, label: folder === '' ? './' : baseName(folder), description: `kustomize folder ${folder === '' ? './' : folder}` };
    }
    if (folder === '') return undefined;
  }
}
