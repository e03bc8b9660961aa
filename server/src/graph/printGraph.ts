/** The graph as text: JSON of the `graph` contract, Mermaid, Graphviz. */
import { rangeOfSpan } from '../text/textFile.ts';
import type { Range } from '../text/lineIndex.ts';
import type { GraphEdge, GraphNode, WorkspaceGraph } from './graph.ts';

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

/** A Mermaid flowchart of the Flux objects and Canaries; unresolved targets are dashed. */
export function printMermaid(graph: PrintedGraph): string {
  const ids = shownIds(graph);
  const alias = new Map([...ids].map((id, index) => [id, `n${index}`] as const));
  const lines = [...alias].map(([id, name]) => `  ${name}["${id.replaceAll('"', '&quot;')}"]`);
  const arrows = shownEdges(graph, ids).map(({ from, to, kind, resolved }) => `  ${alias.get(from) ?? ''} ${resolved ? '-->' : '-.->'}|${kind}| ${alias.get(to) ?? ''}`);
  return ['flowchart LR', ...lines, ...arrows, ''].join('\n');
}

/** A Graphviz digraph of the Flux objects and Canaries; unresolved targets are dashed. */
export function printDot(graph: PrintedGraph): string {
  const quote = (text: string): string => `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
  const ids = shownIds(graph);
  const arrows = shownEdges(graph, ids).map(({ from, to, kind, resolved }) => `  ${quote(from)} -> ${quote(to)} [label=${quote(kind)}${resolved ? '' : ', style=dashed'}];`);
  return ['digraph flightdeck {', '  rankdir=LR;', '  node [shape=box];', ...[...ids].map((id) => `  ${quote(id)};`), ...arrows, '}', ''].join('\n');
}

const shownKinds: ReadonlySet<string> = new Set(['Kustomization', 'GitRepository', 'OCIRepository', 'Bucket', 'ExternalArtifact', 'HelmRepository', 'HelmChart', 'HelmRelease', 'Canary', 'MetricTemplate']);

function shownIds(graph: PrintedGraph): ReadonlySet<string> {
  const known = graph.nodes.filter(({ kind }) => shownKinds.has(kind)).map(({ id }) => id);
  const ends = graph.edges.filter(({ from, to }) => shownKinds.has(from.split('/')[0] ?? '') && shownKinds.has(to.split('/')[0] ?? '')).flatMap(({ from, to }) => [from, to]);
  return new Set([...known, ...ends]);
}

function shownEdges(graph: PrintedGraph, ids: ReadonlySet<string>): PrintedGraph['edges'] {
  return unique(graph.edges.filter(({ from, to }) => ids.has(from) && ids.has(to)), ({ from, to, kind }) => `${from} ${to} ${kind}`);
}
