/** The dependency graph of each entry point for the graph panel. */
import { printableGraph } from '../graph/printGraph.ts';
import type { GraphAnswer } from '../protocol/requests.ts';
import type { Snapshot } from '../workspace/session.ts';
import { clusterLabel } from '../graph/clusterLabel.ts';

/** One answer for each entry point, in the order of the Repository view. */
export function answerGraphs({ graph }: Snapshot): readonly GraphAnswer[] {
  return graph.clusters.map((cluster) => {
    const printed = printableGraph({ ...graph, clusters: [cluster] }, (uri) => uri);
    const roots = [...cluster.deliveries.values()].filter(({ parent }) => parent === undefined).map(({ node, kustomization }) => [node.id, kustomization.path?.value ?? ''] as const);
    return {
      entry: `${cluster.entry.repository.rootUri}#${cluster.entry.path}#${cluster.entry.ref ?? ''}`,
      label: clusterLabel(graph, cluster),
      roots: Object.fromEntries(roots),
      nodes: printed.nodes.map(({ file, range, ...node }) => ({ ...node, place: { uri: file, range } })),
      edges: printed.edges.map(({ file, range, ...edge }) => ({ ...edge, place: { uri: file, range } })),
    };
  });
}
