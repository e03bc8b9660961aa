/** What the builds of a workspace tell of single files: put together once for each version of it, for the rules on files. */
import type { ClusterGraph, WorkspaceGraph } from '../graph/graph.ts';
import { groupBy } from '../graph/lazyMap.ts';
import type { BuildProblem, TransformerHit } from '../kustomize/build.ts';
import type { TextFile } from '../text/textFile.ts';
import { isComplete } from './transformerHits.ts';

/** What builds found wrong, by the URI of the file in which it stands. */
export function problemsByFile({ clusters }: WorkspaceGraph): ReadonlyMap<string, readonly BuildProblem[]> {
  return groupBy(clusters.flatMap(({ deliveries }) => [...deliveries.values()].flatMap(({ build }) => build?.problems ?? [])), ({ span }) => span.file.uri);
}

/** What entries met in the builds of which every object is known, by the URI of the file in which they stand. */
export function hitsByFile({ clusters }: WorkspaceGraph): ReadonlyMap<string, readonly TransformerHit[]> {
  const complete = clusters.flatMap(({ deliveries }) => [...deliveries.values()].flatMap(({ build }) => (build !== undefined && isComplete(build) ? build.hits : [])));
  return groupBy(complete, ({ span }) => span.file.uri);
}

/** The files of which each cluster gets objects. */
export function filesByCluster({ clusters }: WorkspaceGraph): ReadonlyMap<ClusterGraph, ReadonlySet<TextFile>> {
  return new Map(clusters.map((cluster) => [cluster, new Set([...cluster.nodes.values()].map(({ origin }) => origin.file))] as const));
}

/** What tells a cluster from others in every version of it. */
export function clusterName({ entry }: ClusterGraph): string {
  return `${entry.repository.rootUri}#${entry.path}#${entry.by}`;
}
