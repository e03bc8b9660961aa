/** Lenses over Flux objects: what they wait for, and what waits for them; over kustomize files: what includes them. */
import type { ClusterGraph, GraphEdge, WorkspaceGraph } from '../graph/graph.ts';
import { nodesAt } from '../graph/queries.ts';
import { dirName } from '../files/paths.ts';
import { kustomizeFileOf } from '../manifests/kustomizeFile.ts';
import { nameSpan, type FileManifest } from '../manifests/manifest.ts';
import { commandIds } from '../protocol/commandIds.ts';
import { rangeOfSpan, type Span, type TextFile } from '../text/textFile.ts';
import type { Lens } from './codeLens.ts';

/** At most so many are named; more are counted. */
const named = 3;

/** One lens for both directions, which opens the tree; where there is only one, a click opens the one that is waited for or waits, the list where it is written, or the tree of all that wait. */
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
  const below = lensOf(span, 'waits for', ends((cluster, id) => cluster.edgesFrom.get(id), ({ to }) => to), 'list');
  const above = lensOf(span, 'waited for by', ends((cluster, id) => cluster.edgesTo.get(id), ({ from }) => from), 'tree');
  if (below.length === 0 || above.length === 0) return [...below, ...above];
  return [{ span, title: [...below, ...above].map(({ title }) => title).join(' · '), command: commandIds.showDependencies, argument: { uri: span.file.uri, range: rangeOfSpan(span) } }];
}

/** Over a kustomize file: the kustomize files that include its folder. A click opens the entry of the only one, or the tree of all. */
export function includedByLenses(graph: WorkspaceGraph, file: TextFile): readonly Lens[] {
  const ends = graph.clusters.flatMap((cluster) =>
    (cluster.nodesByKind.get('KustomizeFile') ?? [])
      .filter(({ origin }) => origin.file.uri === file.uri)
      .flatMap(({ id }) => cluster.edgesTo.get(id) ?? [])
      .flatMap((edge): readonly End[] => {
        const from = edge.kind === 'includes' ? cluster.nodes.get(edge.from) : undefined;
        return from === undefined ? [] : [{ name: dirName(from.origin.file.path) || '.', place: edge.span, said: edge.span }];
      }),
  );
  const start = kustomizeFileOf(file)?.root.start ?? 0;
  return lensOf({ file, start, end: start }, 'included by', ends, 'tree');
}

interface End {
  readonly name: string;
  readonly place: Span;
  readonly said: Span;
}

/** `several`: where a click on more than one leads, to the list that names them or to the tree. */
function lensOf(span: Span, words: string, ends: readonly End[], several: 'list' | 'tree'): readonly Lens[] {
  const names = [...new Set(ends.map(({ name }) => name))];
  const [first] = ends;
  if (first === undefined) return [];
  const isTree = names.length > 1 && several === 'tree';
  const target = isTree ? span : names.length === 1 ? first.place : first.said;
  const title = `${words} ${names.length > named ? `${names.length} others` : names.join(', ')}`;
  return [{ span, title, command: isTree ? commandIds.showDependencies : commandIds.openPlace, argument: { uri: target.file.uri, range: rangeOfSpan(target) } }];
}
