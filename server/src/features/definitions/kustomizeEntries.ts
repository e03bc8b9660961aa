/** The paths of a kustomize file, and the file to show for each. */
import { dirName, joinPath, securePath } from '../../files/paths.ts';
import type { SourceTree } from '../../files/sourceTree.ts';
import { isKustomizeFileName, kustomizeFileOf } from '../../manifests/kustomizeFile.ts';
import type { Span, TextFile } from '../../text/textFile.ts';
import type { Snapshot } from '../../workspace/session.ts';

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
