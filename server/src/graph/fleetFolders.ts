/**
 * Finds clusters that are kept as kustomize folders which nothing in the repository applies: each lists Flux
 * Kustomizations and patches them before Flux sees them, together with the one that syncs the folder itself.
 * Company fleets do so: their Flux Kustomizations are fragments until that folder is built.
 */
import { baseName, dirName, joinPath, securePath } from '../files/paths.ts';
import type { DirectoryTree } from '../files/directoryTree.ts';
import type { BuiltObject } from '../kustomize/build.ts';
import { readFluxKustomization, type FluxKustomization } from '../manifests/fluxKustomization.ts';
import { isKustomizeFileName, kustomizeFileOf } from '../manifests/kustomizeFile.ts';
import { readManifest, type Manifest } from '../manifests/manifest.ts';
import type { TextFile } from '../text/textFile.ts';
import { readItems } from '../yaml/yamlReader.ts';
import { isHidden } from './rawIndex.ts';

/** What a kustomize file takes in. */
interface Including {
  readonly folder: string;
  /** Files and folders, as paths in the repository. */
  readonly entries: readonly string[];
}

/** What is built of a folder, and the paths that were read for it. */
export interface FolderBuild {
  readonly objects: readonly BuiltObject[];
  readonly reads: ReadonlySet<string>;
}

/** A folder that makes Flux Kustomizations what they are, and that one of them syncs: without that it may be an archive, or a base. */
export interface FleetFolder {
  readonly folder: string;
  /** The Flux Kustomization that syncs the folder itself, as built; several where several do. */
  readonly members: readonly FluxKustomization[];
  /** Paths of the files with Flux Kustomizations that the folder brings in. */
  readonly files: ReadonlySet<string>;
  /** The source that delivers the folder: it is made of this repository. `undefined` where the folder does not bring it. */
  readonly source: Manifest | undefined;
  /** Path of the bootstrap manifests that the folder installs. */
  readonly components: string | undefined;
}

/**
 * The folders at the top of the chains of kustomize files that take in Flux Kustomizations of these files, where what
 * they build differs from what is written. `build` yields the objects of a folder and the paths that it read.
 */
export function findFleetFolders(tree: DirectoryTree, written: readonly FluxKustomization[], build: (folder: string) => FolderBuild): readonly FleetFolder[] {
  const includedBy = includersOf(tree);
  const files = new Set(written.map(({ root }) => root.file.path));
  const asWritten = new Set(written.map(({ root }) => root));
  const tops = new Set([...files].flatMap((file) => topsOf(file, includedBy)));
  return [...tops].sort().flatMap((folder) => {
    const { objects, reads } = build(folder);
    const built = objects.filter(({ kind }) => kind === 'Kustomization').flatMap(readBuilt);
    const read = new Set([...reads].filter((path) => files.has(path)));
    // What stands in the files as it is built needs no folder to be understood.
    if (built.every(({ root }) => asWritten.has(root))) return [];
    const members = built.filter(({ path }) => path !== undefined && securePath('', path.value) === folder);
    const [first] = members;
    return first === undefined ? [] : [{ folder, members, files: read, source: sourceOf(first, objects), components: [...reads].find((path) => baseName(path) === 'gotk-components.yaml') }];
  });
}

/** The source that a Flux Kustomization names, among the objects of its own folder. */
function sourceOf({ sourceRef, namespace: own }: FluxKustomization, objects: readonly BuiltObject[]): Manifest | undefined {
  const namespace = sourceRef?.namespace?.value ?? own?.value;
  const found = objects.find(({ kind, name, namespace: at }) => kind === sourceRef?.kind?.value && name === sourceRef.name?.value && at === namespace);
  return found === undefined ? undefined : readManifest(found.root);
}

function readBuilt({ root }: BuiltObject): readonly FluxKustomization[] {
  const manifest = readManifest(root);
  const kustomization = manifest === undefined ? undefined : readFluxKustomization(manifest);
  return kustomization === undefined ? [] : [kustomization];
}

/** The kustomize folders that list a file or folder. */
function includersOf(tree: DirectoryTree): ReadonlyMap<string, readonly string[]> {
  const includers = new Map<string, string[]>();
  for (const { folder, entries } of tree.selectYamlFiles(includingOf)) {
    for (const entry of entries) includers.set(entry, [...(includers.get(entry) ?? []), folder]);
  }
  return includers;
}

function includingOf(file: TextFile): Including | undefined {
  return isKustomizeFileName(file.path) && !isHidden(file.path) ? file.derived(readIncluding) : undefined;
}

function readIncluding(file: TextFile): Including | undefined {
  const root = kustomizeFileOf(file)?.root;
  const folder = dirName(file.path);
  const entries = ['resources', 'bases', 'components'].flatMap((field) => readItems(root, field)).flatMap((item) => (item.kind === 'scalar' ? (joinPath(folder, item.text) ?? []) : []));
  return entries.length === 0 ? undefined : { folder, entries };
}

/** The folders that nothing takes in, above a file. A file that no kustomize file lists has none. */
function topsOf(file: string, includedBy: ReadonlyMap<string, readonly string[]>): readonly string[] {
  const seen = new Set<string>();
  const tops: string[] = [];
  const climb = (path: string): void => {
    for (const folder of includedBy.get(path) ?? []) {
      if (seen.has(folder)) continue;
      seen.add(folder);
      if (includedBy.has(folder)) climb(folder);
      else tops.push(folder);
    }
  };
  climb(file);
  return tops;
}
