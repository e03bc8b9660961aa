/** Where a name or a path leads. */
import { baseName, dirName, joinPath, securePath } from '../files/paths.ts';
import type { SourceTree } from '../files/sourceTree.ts';
import { deliveriesWithPathAt, edgesAt } from '../graph/queries.ts';
import type { Artifact } from '../graph/graph.ts';
import { isKustomizeFileName, kustomizeFileOf } from '../manifests/kustomizeFile.ts';
import { nameSpan } from '../manifests/manifest.ts';
import type { Span, TextFile } from '../text/textFile.ts';
import type { Snapshot } from '../workspace/session.ts';

/** The places that the word at an offset names; several where several clusters disagree. */
export function findDefinitions(snapshot: Snapshot, file: TextFile, offset: number): readonly Span[] {
  const { graph } = snapshot;
  const named = edgesAt(graph, file.uri, offset).flatMap(({ cluster, edge }) => {
    const target = cluster.nodes.get(edge.to);
    return target === undefined ? [] : [target.presence === 'declared' ? nameSpan(target.manifest) : target.origin];
  });
  const folders = deliveriesWithPathAt(graph, file.uri, offset).flatMap(({ delivery: { source, path } }) => (source.state === 'local' ? folderSpan(source.artifact, path ?? '') : []));
  const entries = kustomizeEntries(snapshot, file).filter(({ span }) => span.start <= offset && offset <= span.end);
  return uniqueSpans([...named, ...folders, ...entries.flatMap(({ target }) => (target === undefined ? [] : [{ file: target, start: 0, end: 0 }]))]);
}

/** A path written in a kustomize file, with the file that it leads to: the kustomize file of a folder. */
export interface KustomizeEntry {
  readonly span: Span;
  readonly target: TextFile | undefined;
}

/** Every path written in a kustomize file: resources, components, patches, generator files. Empty for other files. */
export function kustomizeEntries(snapshot: Snapshot, file: TextFile): readonly KustomizeEntry[] {
  const kustomizeFile = isKustomizeFileName(file.path) ? kustomizeFileOf(file) : undefined;
  const tree = snapshot.repositoryOf(file.uri)?.repository.tree;
  if (kustomizeFile === undefined || tree === undefined) return [];
  return kustomizeFile.paths.map(({ value, node }) => ({ span: node, target: fileOfEntry(tree, dirName(file.path), value) }));
}

function fileOfEntry(tree: SourceTree, directory: string, entry: string): TextFile | undefined {
  const path = joinPath(directory, entry);
  if (path === undefined) return undefined;
  return tree.kindOf(path) === 'directory' ? firstFile(tree, path) : tree.file(path);
}

/** The file to show for a folder: its kustomize file, otherwise its first YAML file. */
export function firstFile(tree: SourceTree, directory: string): TextFile | undefined {
  const files = (tree.list(directory) ?? []).filter(({ kind }) => kind === 'file').map(({ name }) => name);
  const chosen = files.find(isKustomizeFileName) ?? files.find((name) => /\.ya?ml$/.test(name));
  return chosen === undefined ? undefined : tree.file(directory === '' ? chosen : `${directory}/${chosen}`);
}

function folderSpan(artifact: Artifact, path: string): readonly Span[] {
  const file = artifact.tree.kindOf(path) === 'directory' ? firstFileBelow(artifact.tree, path) : undefined;
  return file === undefined ? [] : [{ file, start: 0, end: 0 }];
}

/** The first file to show of a folder, also where only folders below it hold files. */
export function firstFileBelow(tree: SourceTree, directory: string): TextFile | undefined {
  const own = firstFile(tree, directory);
  if (own !== undefined) return own;
  for (const { name, kind } of tree.list(directory) ?? []) {
    const below = kind === 'directory' && !name.startsWith('.') ? firstFileBelow(tree, securePath(directory, name)) : undefined;
    if (below !== undefined) return below;
  }
  return undefined;
}

/** Spans without repetition. */
export function uniqueSpans(spans: readonly Span[]): readonly Span[] {
  const seen = new Set<string>();
  return spans.filter(({ file, start, end }) => {
    const key = `${file.uri}:${start}:${end}`;
    return !seen.has(key) && seen.add(key);
  });
}

/** A short name of a file for people. */
export function shortName(file: TextFile): string {
  return baseName(file.path);
}
