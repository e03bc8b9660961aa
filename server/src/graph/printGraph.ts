/** The graph as text: JSON of the `graph` contract, Mermaid, Graphviz. */
import { escapeMermaid } from '../protocol/mermaidText.ts';
import { rangeOfSpan } from '../text/textFile.ts';
import type { Range } from '../text/lineIndex.ts';
import type { ClusterGraph, GraphEdge, GraphNode, WorkspaceGraph } from './graph.ts';

/** The JSON of `flightdeck graph --format json`. */
export interface PrintedGraph {
  readonly version: 1;
  readonly nodes: readonly { readonly id: string; readonly kind: string; readonly namespace?: string; readonly name: string; readonly file: string; readonly range: Range }[];
  readonly edges: readonly { readonly from: string; readonly to: string; readonly kind: string; readonly file: string; readonly range: Range; readonly resolved: boolean }[];
}

/** Turns a graph into the contract's JSON; `pathOf` turns a file's URI into the path to print. An object that several clusters get from the same file is printed once. */
export function printableGraph(graph: WorkspaceGraph, pathOf: (uri: string) => string): PrintedGraph {
  const nodes = unique(
    graph.clusters.flatMap(({ nodes: all }) => [...all.values()].map((node) => printableNode(node, pathOf))),
    ({ id, file }) => `${id} ${file}`,
  );
  const edges = unique(
    graph.clusters.flatMap(({ edges: all }) => all.map((edge) => printableEdge(edge, pathOf))),
    ({ from, to, kind, file, range }) => `${from} ${to} ${kind} ${file} ${range.start.line}:${range.start.character}`,
  );
  return { version: 1, nodes, edges };
}

function printableNode({ id, object, manifest, origin }: GraphNode, pathOf: (uri: string) => string): PrintedGraph['nodes'][number] {
  const span = manifest.name?.node ?? origin;
  return { id, kind: object.kind, ...(object.namespace === undefined ? {} : { namespace: object.namespace }), name: object.name, file: pathOf(span.file.uri), range: rangeOfSpan(span) };
}

function printableEdge({ from, to, kind, span, resolved }: GraphEdge, pathOf: (uri: string) => string): PrintedGraph['edges'][number] {
  return { from, to, kind, file: pathOf(span.file.uri), range: rangeOfSpan(span), resolved };
}

function unique<T>(values: readonly T[], keyOf: (value: T) => string): readonly T[] {
  const seen = new Set<string>();
  return values.filter((value) => !seen.has(keyOf(value)) && seen.add(keyOf(value)));
}

/** One cluster's part of a graph, under the words that name the cluster. */
export interface PrintedCluster {
  readonly label: string;
  readonly graph: PrintedGraph;
}

/** The clusters of a workspace one by one, for pictures: the same id in two clusters is two objects. */
export function printableClusters(graph: WorkspaceGraph, labelOf: (cluster: ClusterGraph) => string, pathOf: (uri: string) => string): readonly PrintedCluster[] {
  return graph.clusters.map((cluster) => ({ label: labelOf(cluster), graph: printableGraph({ ...graph, clusters: [cluster] }, pathOf) }));
}

/** A Mermaid flowchart of the Flux objects and Canaries, with a box around each of several clusters; unresolved targets are dashed. */
export function printMermaid(clusters: readonly PrintedCluster[]): string {
  const isOne = clusters.length === 1;
  const parts = clusters.map(({ label, graph }, number) => {
    const ids = shownIds(graph);
    const alias = new Map([...ids].map((id, index) => [id, isOne ? `n${index}` : `c${number}n${index}`] as const));
    const text = (words: string): string => `"${escapeMermaid(words)}"`;
    const nodes = [...alias].map(([id, name]) => `${name}[${text(id)}]`);
    const arrows = shownEdges(graph, ids).map(({ from, to, kind, resolved }) => `${alias.get(from) ?? ''} ${resolved ? '-->' : '-.->'}|${kind}| ${alias.get(to) ?? ''}`);
    const lines = [...nodes, ...arrows].map((line) => `  ${line}`);
    return isOne ? lines : [`  subgraph c${number}[${text(label)}]`, ...lines.map((line) => `  ${line}`), '  end'];
  });
  return ['flowchart LR', ...parts.flat(), ''].join('\n');
}

/** A Graphviz digraph of the Flux objects and Canaries, with a box around each of several clusters; unresolved targets are dashed. */
export function printDot(clusters: readonly PrintedCluster[]): string {
  const isOne = clusters.length === 1;
  const quote = (text: string): string => `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
  const parts = clusters.map(({ label, graph }, number) => {
    const ids = shownIds(graph);
    const nameOf = (id: string): string => quote(isOne ? id : `${label} ${id}`);
    const nodes = [...ids].map((id) => `${nameOf(id)}${isOne ? '' : ` [label=${quote(id)}]`};`);
    const arrows = shownEdges(graph, ids).map(({ from, to, kind, resolved }) => `${nameOf(from)} -> ${nameOf(to)} [label=${quote(kind)}${resolved ? '' : ', style=dashed'}];`);
    const lines = [...nodes, ...arrows].map((line) => `  ${line}`);
    return isOne ? lines : [`  subgraph cluster_${number} {`, `    label=${quote(label)};`, ...lines.map((line) => `  ${line}`), '  }'];
  });
  return ['digraph flightdeck {', '  rankdir=LR;', '  node [shape=box];', ...parts.flat(), '}', ''].join('\n');
}

const shownKinds: ReadonlySet<string> = new Set(['Kustomization', 'GitRepository', 'OCIRepository', 'Bucket', 'ExternalArtifact', 'ArtifactGenerator', 'HelmRepository', 'HelmChart', 'HelmRelease', 'Canary', 'MetricTemplate']);

function shownIds(graph: PrintedGraph): ReadonlySet<string> {
  const known = graph.nodes.filter(({ kind }) => shownKinds.has(kind)).map(({ id }) => id);
  const ends = graph.edges.filter(({ from, to }) => shownKinds.has(from.split('/')[0] ?? '') && shownKinds.has(to.split('/')[0] ?? '')).flatMap(({ from, to }) => [from, to]);
  return new Set([...known, ...ends]);
}

function shownEdges(graph: PrintedGraph, ids: ReadonlySet<string>): PrintedGraph['edges'] {
  return unique(graph.edges.filter(({ from, to }) => ids.has(from) && ids.has(to)), ({ from, to, kind }) => `${from} ${to} ${kind}`);
}
