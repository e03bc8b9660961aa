/** What completers know of the place: the object as far as it is typed, and the clusters that read it. */
import { deliveriesReading, nodesAt } from '../../graph/queries.ts';
import type { ClusterGraph, GraphNode } from '../../graph/graph.ts';
import { groupOf, readManifest, type Manifest } from '../../manifests/manifest.ts';
import type { SourceTree } from '../../files/sourceTree.ts';
import type { TextFile } from '../../text/textFile.ts';
import { yamlOf } from '../../yaml/parseYaml.ts';
import { documentAt } from '../../yaml/yamlPath.ts';
import type { YamlMap } from '../../yaml/yamlNode.ts';
import type { Snapshot } from '../../workspace/session.ts';
import { documentHead, type CursorContext } from './cursorContext.ts';

/** What a cluster makes of the object at hand. */
export interface Reading {
  readonly cluster: ClusterGraph;
  readonly node: GraphNode | undefined;
}

/** A document of a file, and who reads it. */
export interface PlaceScene {
  readonly snapshot: Snapshot;
  /** The file in the workspace; the text at hand may be a block of it. */
  readonly outer: TextFile;
  readonly file: TextFile;
  readonly offset: number;
  /** `group/Kind` of the object as typed; either may be empty. */
  readonly group: string;
  readonly kind: string;
  /** The document's root as far as it can be parsed; half-typed YAML may leave little of it. */
  readonly root: YamlMap | undefined;
  readonly manifest: Manifest | undefined;
  /** What each cluster makes of the object; where none does, each cluster that is near, with no node. */
  readonly readings: readonly Reading[];
  /** The object's namespace, as a cluster gets it where one does. */
  readonly namespace: string | undefined;
}

/** The same for a place where a value stands. */
export interface CompletionScene extends PlaceScene {
  readonly cursor: CursorContext;
}

/** Where the text at hand stands in its outer file; the file itself where it is no block of another. */
export interface OuterPlace {
  readonly file: TextFile;
  readonly offset: number;
}

/** Reads the place. */
export function sceneAt(snapshot: Snapshot, file: TextFile, offset: number, outer: OuterPlace = { file, offset }): PlaceScene {
  const root = documentAt(yamlOf(file), offset)?.root;
  const map = root?.kind === 'map' ? root : undefined;
  const manifest = map === undefined ? undefined : readManifest(map);
  const head = documentHead(file, offset);
  const readings = readingsAt(snapshot, outer.file, outer.file === file ? (map?.start ?? offset) : outer.offset);
  const neighbour = (snapshot.graph.byFile.get(outer.file.uri) ?? [])[0]?.node.object.namespace;
  return {
    snapshot,
    outer: outer.file,
    file,
    offset,
    group: groupOf(head.get('apiVersion') ?? ''),
    kind: head.get('kind') ?? '',
    root: map,
    manifest,
    readings,
    namespace: readings.find(({ node }) => node !== undefined)?.node?.object.namespace ?? manifest?.namespace?.value ?? neighbour,
  };
}

function readingsAt(snapshot: Snapshot, file: TextFile, offset: number): readonly Reading[] {
  const { graph } = snapshot;
  const found = nodesAt(graph, file.uri, offset);
  if (found.length > 0) return found;
  const reading = clustersReading(snapshot, file);
  const repository = snapshot.repositoryOf(file.uri)?.repository;
  const own = graph.clusters.filter(({ entry }) => entry.repository === repository);
  const clusters = reading.length > 0 ? reading : own.length > 0 ? own : graph.clusters;
  return clusters.map((cluster) => ({ cluster, node: undefined }));
}

/** Clusters in which a file yields objects or is read by a build. */
export function clustersReading(snapshot: Snapshot, file: TextFile): readonly ClusterGraph[] {
  const yielding = (snapshot.graph.byFile.get(file.uri) ?? []).map(({ cluster }) => cluster);
  return [...new Set(yielding.length > 0 ? yielding : deliveriesReading(snapshot.graph, file).map(({ cluster }) => cluster))];
}

/** All files of the repository that holds the file at hand. */
export function treeOf({ snapshot, outer }: Pick<PlaceScene, 'snapshot' | 'outer'>): SourceTree | undefined {
  return snapshot.repositoryOf(outer.uri)?.repository.tree;
}
