/** Finds the live sources that deliver an open repository. */
import { normaliseRemoteUrl } from '../files/remoteUrl.ts';
import { normaliseUri } from '../files/uris.ts';
import type { ClusterFacts } from '../protocol/clusterFacts.ts';
import { printObjectId, type ObjectId } from '../protocol/objectId.ts';
import { clustersInView } from '../rules/cluster/clustersInView.ts';
import type { Snapshot } from '../workspace/session.ts';

/** Those of `sources` that take their files from the repository: by what the files of the connected cluster say, or by their URL. */
export function findRepositorySources(snapshot: Snapshot, rootUri: string, sources: readonly (ObjectId & { readonly url: string })[], facts: ClusterFacts | undefined): readonly ObjectId[] {
  const root = normaliseUri(rootUri);
  const clusters = facts === undefined ? snapshot.graph.clusters : clustersInView(snapshot.graph, facts);
  const said = new Set(clusters.flatMap((cluster) => [...cluster.deliveries.values()].flatMap(({ source }) => (source.state === 'local' && source.node !== undefined && source.artifact.repository.rootUri === root ? [source.node.id] : []))));
  const remotes = new Set((snapshot.repositories.find((repository) => repository.rootUri === root)?.remotes ?? []).flatMap((url) => normaliseRemoteUrl(url) ?? []));
  return sources.filter((source) => said.has(printObjectId(source)) || remotes.has(normaliseRemoteUrl(source.url) ?? '')).map(({ kind, namespace, name }) => (namespace === undefined ? { kind, name } : { kind, namespace, name }));
}
