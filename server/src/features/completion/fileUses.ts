/** What the kustomize files of a repository name at one of their lists: the files that many share, and how such files are called. */
import { baseName, dirName, joinPath, relativePath } from '../../files/paths.ts';
import { kustomizeFileOf } from '../../manifests/kustomizeFile.ts';
import { lazily } from '../../text/once.ts';
import type { TextFile } from '../../text/textFile.ts';
import type { CompletionScene } from './scene.ts';

/** How often paths, last words of paths, and names of folders of files occur. */
export interface FileUses {
  /** At the list itself; paths from the root. Each is counted when it is asked for. */
  readonly paths: () => ReadonlyMap<string, number>;
  readonly names: () => ReadonlyMap<string, number>;
  /** As from the folder of the file that lists them: `namespace.yaml` of each folder is one. */
  readonly written: () => ReadonlyMap<string, number>;
  readonly folderNames: () => ReadonlyMap<string, number>;
  /** Paths at all other lists. */
  readonly otherwise: () => ReadonlySet<string>;
}

/** The uses at the list that the cursor stands in, by kustomize files of the clusters that read the file at hand; its own do not count. */
export function usesAtList({ readings, outer, cursor }: CompletionScene): FileUses {
  const list = listOf(cursor.keys[0] ?? '');
  const files = new Set(readings.flatMap(({ cluster }) => (cluster.nodesByKind.get('KustomizeFile') ?? []).map(({ manifest }) => manifest.root.file)));
  const [here, elsewhere]: [ListEntry[], ListEntry[]] = [[], []];
  for (const file of files) if (file.uri !== outer.uri) for (const entry of listEntries(file)) (entry.list === list ? here : elsewhere).push(entry);
  const counted = (key: (entry: ListEntry) => string): (() => ReadonlyMap<string, number>) => lazily(() => countBy(here, key));
  return {
    paths: counted(({ path }) => path),
    names: counted(({ path }) => baseName(path)),
    written: counted(({ written }) => written),
    folderNames: counted(({ path }) => baseName(dirName(path))),
    otherwise: lazily(() => new Set(elsewhere.map(({ path }) => path))),
  };
}

/** Both sorts of generators take the same files. */
export function listOf(field: string): string {
  return field.endsWith('Generator') ? 'generators of maps' : field;
}

function countBy(entries: readonly ListEntry[], key: (entry: ListEntry) => string): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const entry of entries) {
    const of = key(entry);
    counts.set(of, (counts.get(of) ?? 0) + 1);
  }
  return counts;
}

/** An entry of a list. */
export interface ListEntry {
  readonly list: string;
  /** From the root, and as from the folder of the file that lists it. */
  readonly path: string;
  readonly written: string;
  /** Whether it looks like a file of YAML, and so is no folder. */
  readonly isYamlFile: boolean;
}

/** The paths of a kustomize file, with the lists that they stand in. */
export function listEntries(file: TextFile): readonly ListEntry[] {
  return file.derived(readListEntries);
}

function readListEntries(file: TextFile): readonly ListEntry[] {
  const read = kustomizeFileOf(file);
  const own = dirName(file.path);
  return (read?.paths ?? []).flatMap(({ value, node }) => {
    const field = read?.root.pairs.find((pair) => pair.value.start <= node.start && node.end <= pair.value.end)?.key.text;
    const path = joinPath(own, value);
    return field === undefined || path === undefined ? [] : [{ list: listOf(field), path, written: relativePath(own, path), isYamlFile: /\.ya?ml$/.test(path) }];
  });
}
