/** Questions that features and rules ask of a graph. */
import type { KustomizeBuild } from '../kustomize/build.ts';
import type { ObjectId } from '../protocol/objectId.ts';
import { oncePer } from '../text/once.ts';
import type { Span, TextFile } from '../text/textFile.ts';
import { groupBy } from './lazyMap.ts';
import type { Artifact, ClusterGraph, Delivery, GraphEdge, GraphNode, WorkspaceGraph } from './graph.ts';

/** A relation together with the cluster that it is read in. */
export interface EdgeInCluster {
  readonly cluster: ClusterGraph;
  readonly edge: GraphEdge;
}

/** Whether a span lies in a file and touches an offset. */
export function spanTouches(span: Span, uri: string, offset: number): boolean {
  return span.file.uri === uri && span.start <= offset && offset <= span.end;
}

/** Relations written at an offset of a file. Those that a person does not write there (`applies`, `generates`) are left out. */
export function edgesAt(graph: WorkspaceGraph, uri: string, offset: number): readonly EdgeInCluster[] {
  return graph.clusters.flatMap((cluster) => (writtenRelations(cluster).get(uri) ?? []).filter(({ span }) => spanTouches(span, uri, offset)).map((edge) => ({ cluster, edge })));
}

/** Relations that a person writes, by the file that they are written in: each question is about one place. */
const writtenRelations = oncePer((cluster: ClusterGraph) => groupBy(cluster.relations.filter(({ kind }) => kind !== 'generates' && kind !== 'controller' && kind !== 'builds'), ({ span }) => span.file.uri));

/** The relations that lead to each object, without those from a Flux Kustomization to what it applies. */
export const relationsTo = oncePer((cluster: ClusterGraph) => groupBy(cluster.relations, ({ to }) => to));

/** Who waits for whom (`dependsOn`), as ids. */
export interface Waits {
  /** What each object waits for, in the order in which it says so. */
  readonly on: ReadonlyMap<string, readonly string[]>;
  /** Who waits for each object. */
  readonly by: ReadonlyMap<string, readonly string[]>;
}

/** All entries of `dependsOn` in a cluster, those of objects that are not there too. */
export const waitsIn = oncePer((cluster: ClusterGraph): Waits => {
  const [on, by] = [new Map<string, string[]>(), new Map<string, string[]>()];
  for (const { kind, from, to } of cluster.relations) {
    if (kind !== 'dependsOn') continue;
    for (const [map, key, value] of [[on, from, to], [by, to, from]] as const) {
      const known = map.get(key);
      if (known === undefined) map.set(key, [value]);
      else known.push(value);
    }
  }
  return { on, by };
});

/** The objects that a document yields, in each cluster. An offset between documents belongs to the one before. */
export function nodesAt(graph: WorkspaceGraph, uri: string, offset: number): readonly { readonly cluster: ClusterGraph; readonly node: GraphNode }[] {
  const nodes = (graph.byFile.get(uri) ?? []).filter(({ node }) => node.presence === 'declared');
  return nodes.filter(({ node }) => node.origin.start <= offset && offset <= node.origin.end);
}

/** Flux Kustomizations whose `spec.path` is written at an offset. */
export function deliveriesWithPathAt(graph: WorkspaceGraph, uri: string, offset: number): readonly { readonly cluster: ClusterGraph; readonly delivery: Delivery }[] {
  return graph.clusters.flatMap((cluster) =>
    (deliveriesByPathFile(cluster).get(uri) ?? []).filter(({ kustomization }) => kustomization.path !== undefined && spanTouches(kustomization.path.node, uri, offset)).map((delivery) => ({ cluster, delivery })),
  );
}

/** Flux Kustomizations by the file in which their `spec.path` is written; `undefined` for those without one. */
const deliveriesByPathFile = oncePer((cluster: ClusterGraph) => groupBy(cluster.deliveries.values(), ({ kustomization }) => kustomization.path?.node.file.uri));

/** A Flux Kustomization together with the cluster that it is read in. */
interface DeliveryInCluster {
  readonly cluster: ClusterGraph;
  readonly delivery: Delivery;
}

/** Flux Kustomizations whose build read a file, the innermost first. */
export function deliveriesReading(graph: Pick<WorkspaceGraph, 'clusters'>, file: TextFile): readonly DeliveryInCluster[] {
  const known = knownReaders(graph);
  let readers = known.get(file);
  if (readers === undefined) known.set(file, (readers = findReaders(graph, file)));
  return readers;
}

/** The readers of a graph's files that were asked for: one hover or completion asks several times. */
const knownReaders = oncePer<Pick<WorkspaceGraph, 'clusters'>, WeakMap<TextFile, readonly DeliveryInCluster[]>>(() => new WeakMap());

function findReaders(graph: Pick<WorkspaceGraph, 'clusters'>, file: TextFile): readonly DeliveryInCluster[] {
  return graph.clusters.flatMap((cluster) =>
    [...cluster.deliveries.values()]
      .filter(({ source, build }) => source.state === 'local' && build !== undefined && file.uri.startsWith(source.artifact.repository.rootUri) && reads(source.artifact, build, file))
      .map((delivery) => ({ cluster, delivery }))
      .sort((a, b) => (b.delivery.path?.length ?? 0) - (a.delivery.path?.length ?? 0)),
  );
}

function reads(artifact: Artifact, build: KustomizeBuild, file: TextFile): boolean {
  if (artifact.root === '' && build.reads.has(file.path)) return true;
  let paths = repositoryReads.get(build);
  if (paths === undefined) repositoryReads.set(build, (paths = new Set([...build.reads].map((path) => artifact.repositoryPath(path)))));
  return paths.has(file.path);
}

/** Paths in the repository that builds read: each question asks all builds. */
const repositoryReads = new WeakMap<KustomizeBuild, ReadonlySet<string>>();

/** Every node that an id names, in each cluster. */
export function findObject(graph: WorkspaceGraph, object: ObjectId): readonly { readonly cluster: ClusterGraph; readonly node: GraphNode }[] {
  return graph.clusters.flatMap((cluster) => {
    const node = [...cluster.nodes.values()].find(({ object: other }) => other.kind === object.kind && other.name === object.name && other.namespace === object.namespace);
    return node === undefined ? [] : [{ cluster, node }];
  });
}
