/** What can be written at an offset, from what the graph knows. */
import { nodesAt } from '../../graph/queries.ts';
import type { ClusterGraph, GraphNode } from '../../graph/graph.ts';
import { groupOf, readManifest, type Manifest } from '../../manifests/manifest.ts';
import { isKustomizeFileName } from '../../manifests/kustomizeFile.ts';
import type { Span, TextFile } from '../../text/textFile.ts';
import { yamlOf } from '../../yaml/parseYaml.ts';
import { documentAt } from '../../yaml/yamlPath.ts';
import type { Snapshot } from '../../workspace/session.ts';
import { cursorContext, type CursorContext } from './cursorContext.ts';
import { completeDependsOn } from './dependsOn.ts';
import { completeValues } from './enums.ts';
import { completeFields } from './fields.ts';
import { completePath } from './path.ts';
import { completeResources } from './resources.ts';
import { completeSourceRef } from './sourceRef.ts';

/** One proposal. Texts go in as they are, at `replace`. */
export interface Proposal {
  readonly label: string;
  readonly detail: string;
  /** Markdown. */
  readonly documentation: string;
  readonly insert: string;
  readonly replace: Span;
  readonly kind: 'object' | 'folder' | 'file' | 'value' | 'field';
  /** Sorts before others with a larger one. */
  readonly order: number;
  /** A further edit: the namespace that goes with a name, say. */
  readonly extra?: { readonly span: Span; readonly text: string };
  /** Whether the next thing to type has proposals too, so that the editor asks for them at once. */
  readonly continues?: true;
}

/** What a completer knows of the place. */
export interface CompletionScene {
  readonly snapshot: Snapshot;
  readonly file: TextFile;
  readonly cursor: CursorContext;
  /** The object as it stands in the file; half-typed YAML may leave little of it. */
  readonly manifest: Manifest | undefined;
  /** What each cluster makes of the object; where none does, each cluster with no node. */
  readonly readings: readonly { readonly cluster: ClusterGraph; readonly node: GraphNode | undefined }[];
}

/** All proposals at an offset. */
export function findCompletions(snapshot: Snapshot, file: TextFile, offset: number): readonly Proposal[] {
  const cursor = cursorContext(file, offset);
  if (cursor === undefined) return completeFields(snapshot, file, offset);
  const known = completeReferences(snapshot, file, offset, cursor);
  const values = known.length > 0 ? known : completeValues(file, offset, cursor);
  // Behind a dash a field of the item may begin.
  return values.length > 0 ? values : completeFields(snapshot, file, offset);
}

/** Names and paths that the graph knows. */
function completeReferences(snapshot: Snapshot, file: TextFile, offset: number, cursor: CursorContext): readonly Proposal[] {
  const root = documentAt(yamlOf(file), offset)?.root;
  const manifest = root?.kind === 'map' ? readManifest(root) : undefined;
  const found = nodesAt(snapshot.graph, file.uri, root?.start ?? offset);
  const readings = found.length > 0 ? found : snapshot.graph.clusters.map((cluster) => ({ cluster, node: undefined }));
  const scene: CompletionScene = { snapshot, file, cursor, manifest, readings };
  if (isKustomizeFileName(file.path)) return completeResources(scene);
  if (manifest === undefined) return [];
  const group = groupOf(manifest.apiVersion);
  if (group === 'kustomize.toolkit.fluxcd.io') return [...completeSourceRef(scene), ...completeDependsOn(scene), ...completePath(scene)];
  if (group === 'helm.toolkit.fluxcd.io' || group === 'image.toolkit.fluxcd.io') return [...completeSourceRef(scene), ...completeDependsOn(scene)];
  return [];
}
