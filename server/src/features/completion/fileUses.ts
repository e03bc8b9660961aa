/** What the kustomize files of a repository name at one of their lists: the files that many share, and how such files are called. */
import { baseName, dirName, joinPath, relativePath } from '../../files/paths.ts';
import { kustomizeFileOf } from '../../manifests/kustomizeFile.ts';
import type { TextFile } from '../../text/textFile.ts';
import type { CompletionScene } from './scene.ts';

/** How often paths, last words of paths, and names of folders of files occur. */
export interface FileUses {
  /** At the list itself; paths from the root. */
  readonly paths: ReadonlyMap<string, number>;
  readonly names: ReadonlyMap<string, number>;
  /** As from the folder of the file that lists them: `namespace.yaml` of each folder is one. */
  readonly written: ReadonlyMap<string, number>;
  readonly folderNames: ReadonlyMap<string, number>;
  /** Paths at all other lists. */
  readonly otherwise: ReadonlySet<string>;
}

/** The uses at the list that the cursor stands in, by kustomize files of the clusters that read the file at hand; its own do not count. */
export function usesAtList({ readings, outer, cursor }: CompletionScene): FileUses {
  const list = listOf(cursor.keys[0] ?? '');
  const files = new Set(readings.flatMap(({ cluster }) => (cluster.nodesByKind.get('KustomizeFile') ?? []).map(({ manifest }) => manifest.root.file)));
  const [paths, names, written, folderNames, otherwise] = [new Map<string, number>(), new Map<string, number>(), new Map<string, number>(), new Map<string, number>(), new Set<string>()];
  for (const file of files) {
    if (file.uri === outer.uri) continue;
    for (const entry of listEntries(file)) {
      if (entry.list !== list) otherwise.add(entry.path);
      else {
        count(paths, entry.path);
        count(names, baseName(entry.path));
        count(written, relativePath(dirName(file.path), entry.path));
        count(folderNames, baseName(dirName(entry.path)));
      }
    }
  }
  return { paths, names, written, folderNames, otherwise };
}

/** Both sorts of generators take the same files. */
export function listOf(field: string): string {
  return field.endsWith('Generator') ? 'generators of maps' : field;
}

function count(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

interface ListEntry {
  readonly list: string;
  readonly path: string;
}

/** The paths of a kustomize file from the root, with the lists that they stand in. */
export function listEntries(file: TextFile): readonly ListEntry[] {
  return file.derived(readListEntries);
}

function readListEntries(file: TextFile): readonly ListEntry[] {
  const read = kustomizeFileOf(file);
  const own = dirName(file.path);
  return (read?.paths ?? []).flatMap(({ value, node }) => {
    const field = read?.root.pairs.find((pair) => pair.value.start <= node.start && node.end <= pair.value.end)?.key.text;
    const path = joinPath(own, value);
    return field === undefined || path === undefined ? [] : [{ list: listOf(field), path }];
  });
}
