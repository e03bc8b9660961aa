/** Lenses over Flux objects: what they wait for, and what waits for them. */
import type { ClusterGraph, GraphEdge, WorkspaceGraph } from '../graph/graph.ts';
import { nodesAt } from '../graph/queries.ts';
import { nameSpan, type FileManifest } from '../manifests/manifest.ts';
import { commandIds } from '../protocol/commandIds.ts';
import { rangeOfSpan, type Span } from '../text/textFile.ts';
import type { Lens } from './codeLens.ts';

/** At most so many are named; more are counted. */
const named = 3;

/** One lens for each direction; a click opens the one that is waited for or waits, or where the list is written. */
export function dependencyLenses(graph: WorkspaceGraph, manifest: FileManifest): readonly Lens[] {
  const span = nameSpan(manifest);
  const nodes = nodesAt(graph, span.file.uri, span.start).filter(({ node }) => node.object.kind === manifest.kind);
  const ends = (edgesOf: (cluster: ClusterGraph, id: string) => readonly GraphEdge[] | undefined, endOf: (edge: GraphEdge) => string): readonly End[] =>
    nodes.flatMap(({ cluster, node }) =>
      (edgesOf(cluster, node.id) ?? []).filter(({ kind, resolved }) => kind === 'dependsOn' && resolved).flatMap((edge) => {
        const other = cluster.nodes.get(endOf(edge));
        return other === undefined ? [] : [{ name: other.object.name, place: nameSpan(other.manifest), said: edge.span }];
      }),
    );
  return [
    ...lensOf(span, 'waits for', ends((cluster, id) => cluster.edgesFrom.get(id), ({ to }) => to)),
    ...lensOf(span, 'waited for by', ends((cluster, id) => cluster.edgesTo.get(id), ({ from }) => from)),
  ];
}

interface End {
  readonly name: string;
  readonly place: Span;
  readonly said: Span;
}

function lensOf(span: Span, words: string, ends: readonly End[]): readonly Lens[] {
  const names = [...new Set(ends.map(({ name }) => name))];
  const [first] = ends;
  if (first === undefined) return [];
  const target = names.length === 1 ? first.place : first.said;
  const title = `${words} ${names.length > named ? `${names.length} others` : names.join(', ')}`;
  return [{ span, title, command: commandIds.openPlace, argument: { uri: target.file.uri, range: rangeOfSpan(target) } }];
}
