/** Questions that features and rules ask of a graph. */
import type { KustomizeBuild } from '../kustomize/build.ts';
import type { ObjectId } from '../protocol/objectId.ts';
import type { Span, TextFile } from '../text/textFile.ts';
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
  return graph.clusters.flatMap((cluster) =>
    cluster.relations.filter(({ kind, span }) => kind !== 'generates' && kind !== 'controller' && kind !== 'builds' && spanTouches(span, uri, offset)).map((edge) => ({ cluster, edge })),
  );
}

/** The objects that a document yields, in each cluster. An offset between documents belongs to the one before. */
export function nodesAt(graph: WorkspaceGraph, uri: string, offset: number): readonly { readonly cluster: ClusterGraph; readonly node: GraphNode }[] {
  const nodes = (graph.byFile.get(uri) ?? []).filter(({ node }) => node.presence === 'declared');
  return nodes.filter(({ node }) => node.origin.start <= offset && offset <= node.origin.end);
}

/** Flux Kustomizations whose `spec.path` is written at an offset. */
export function deliveriesWithPathAt(graph: WorkspaceGraph, uri: string, offset: number): readonly { readonly cluster: ClusterGraph; readonly delivery: Delivery }[] {
  return graph.clusters.flatMap((cluster) =>
    [...cluster.deliveries.values()].filter(({ kustomization }) => kustomization.path !== undefined && spanTouches(kustomization.path.node, uri, offset)).map((delivery) => ({ cluster, delivery })),
  );
}

/** Flux Kustomizations whose build read a file, the innermost first. */
export function deliveriesReading(graph: Pick<WorkspaceGraph, 'clusters'>, file: TextFile): readonly { readonly cluster: ClusterGraph; readonly delivery: Delivery }[] {
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
