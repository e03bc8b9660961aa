// Gives each box of the picture its place, from left to right, with dagre. Runs in a worker of its own: a thousand boxes take a second or two.
import { Graph, layout } from '@dagrejs/dagre';
import type { Picture } from './picture.ts';
import { nodeHeight, nodeWidth } from './size.ts';

/** Where things are. Coordinates in pixels from the top left. */
export interface Placement {
  readonly width: number;
  readonly height: number;
  /** Top left of each box, by node id. */
  readonly nodes: Readonly<Record<string, readonly [number, number]>>;
  /** Points of each edge, in the order of the picture's edges. */
  readonly edges: readonly (readonly (readonly [number, number])[])[];
}

/** Places everything. Parts without any edge stand below each other at the end, so that they do not widen the picture. */
export function placePicture({ nodes, edges }: Pick<Picture, 'nodes' | 'edges'>): Placement {
  const graph = new Graph({ multigraph: true });
  graph.setGraph({ rankdir: 'LR', ranker: nodes.length > 300 ? 'tight-tree' : 'network-simplex', nodesep: 14, ranksep: 32, marginx: 12, marginy: 24 });
  graph.setDefaultEdgeLabel(() => ({}));
  const joined = new Set(edges.flatMap(({ from, to }) => [from, to]));
  for (const { id } of nodes) if (joined.has(id)) graph.setNode(id, { width: nodeWidth, height: nodeHeight });
  for (const [index, { from, to }] of edges.entries()) graph.setEdge(from, to, {}, String(index));
  // The best order of thousands of boxes takes twice the time and is hardly better to look at.
  if (joined.size > 0) layout(graph, { disableOptimalOrderHeuristic: nodes.length > 300 });
  const placed: Record<string, readonly [number, number]> = {};
  let bottom = 0;
  let right = 0;
  for (const id of joined) {
    const { x = 0, y = 0 } = graph.node(id) as { readonly x?: number; readonly y?: number };
    placed[id] = [Math.round(x - nodeWidth / 2), Math.round(y - nodeHeight / 2)];
    bottom = Math.max(bottom, y + nodeHeight / 2);
    right = Math.max(right, x + nodeWidth / 2);
  }
  const alone = nodes.filter(({ id }) => !joined.has(id));
  const columns = Math.max(1, Math.floor(Math.max(right, 900) / (nodeWidth + 24)));
  for (const [index, { id }] of alone.entries()) {
    placed[id] = [24 + (index % columns) * (nodeWidth + 24), Math.round(bottom) + 32 + Math.floor(index / columns) * (nodeHeight + 14)];
  }
  const rows = Math.ceil(alone.length / columns);
  return {
    width: Math.round(Math.max(right, Math.min(alone.length, columns) * (nodeWidth + 24)) + 24),
    height: Math.round(bottom + (rows === 0 ? 24 : 56 + rows * (nodeHeight + 14))),
    nodes: placed,
    edges: edges.map(({ from, to }, index) => {
      const { points = [] } = graph.edge(from, to, String(index)) as { readonly points?: readonly { readonly x: number; readonly y: number }[] };
      return points.map(({ x, y }) => [Math.round(x), Math.round(y)] as const);
    }),
  };
}
