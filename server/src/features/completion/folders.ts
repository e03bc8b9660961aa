/** Folders and files of a tree by their names alone: read once for all trees that have the same names. */
import { isKustomizeFileName, kustomizeFileNames } from '../../manifests/kustomizeFile.ts';
import type { SourceTree } from '../../files/sourceTree.ts';

/** At most so many folders are offered. */
const mostFolders = 4_000;

/** A folder, judged by the names in it. */
export interface FolderEntry {
  readonly path: string;
  readonly holdsKustomizeFile: boolean;
  /** Path of the kustomize file that is taken. */
  readonly kustomizeFile: string | undefined;
  readonly holdsYaml: boolean;
  readonly holdsChart: boolean;
}

/** Every folder below the root, the upper ones first; hidden ones are left out. */
export function foldersOf(tree: SourceTree): readonly FolderEntry[] {
  return tree.shape === undefined ? readFolders(tree) : tree.shape.derived(foldersOf, () => readFolders(tree));
}

function readFolders(tree: SourceTree): readonly FolderEntry[] {
  const found: FolderEntry[] = [];
  let level = [''];
  while (level.length > 0 && found.length < mostFolders) {
    const next: string[] = [];
    for (const directory of level) {
      const entries = tree.list(directory) ?? [];
      const files = entries.filter(({ kind }) => kind !== 'directory').map(({ name }) => name);
      const kustomizeFile = kustomizeFileNames.filter((name) => files.includes(name)).map((name) => `${directory}/${name}`).find((path) => tree.kindOf(path) === 'file');
      if (directory !== '') found.push({ path: directory, kustomizeFile, holdsKustomizeFile: files.some(isKustomizeFileName), holdsYaml: files.some((name) => /\.ya?ml$/.test(name)), holdsChart: files.includes('Chart.yaml') });
      for (const { name, kind } of entries) if (kind === 'directory' && !name.startsWith('.')) next.push(directory === '' ? name : `${directory}/${name}`);
    }
    level = next;
  }
  return found;
}
