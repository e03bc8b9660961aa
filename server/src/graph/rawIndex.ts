/** Objects as they stand in the files of a repository, before anything builds them: where the search for entry points begins. */
import { readFluxKustomization, type FluxKustomization } from '../manifests/fluxKustomization.ts';
import { readFluxSource, type FluxSource } from '../manifests/fluxSource.ts';
import { manifestsOf, type FileManifest, type ObjectReference } from '../manifests/manifest.ts';
import type { DirectoryTree } from '../files/directoryTree.ts';
import { joinPath, securePath } from '../files/paths.ts';
import type { TextFile } from '../text/textFile.ts';

/** What one file holds that matters for finding entry points. */
export interface RawFile {
  readonly file: TextFile;
  readonly kustomizations: readonly { readonly kustomization: FluxKustomization; readonly manifest: FileManifest }[];
  readonly sources: readonly FluxSource[];
  /** The folders that its Flux Kustomizations sync, without those that sync a whole source or name none. */
  readonly synced: readonly SyncedFolder[];
  /** FluxInstances, ArtifactGenerators and HelmReleases, which may stand for one. */
  readonly others: readonly FileManifest[];
}

/** A folder that a Flux Kustomization syncs, as its path says. */
export interface SyncedFolder {
  readonly folder: string;
  readonly sourceRef: ObjectReference;
  /** The folders of its `spec.components`, from the root of the source; `undefined` for one that leads out of it. */
  readonly components: readonly (string | undefined)[];
}

const interesting = /toolkit\.fluxcd\.io|fluxcd\.controlplane\.io|source\.extensions\.fluxcd\.io/;
/** Every YAML file of a tree with Flux objects in it. Files without are not even parsed; hidden folders hold drafts, archives and other tools' files. */
export function rawFilesOf(tree: DirectoryTree): readonly RawFile[] {
  return tree.selectYamlFiles(visibleRawFile);
}

function visibleRawFile(file: TextFile): RawFile | undefined {
  return isHidden(file.path) ? undefined : file.derived(readRawFile);
}

/** Whether a file lies in a folder whose name begins with a dot. */
export function isHidden(path: string): boolean {
  return path.startsWith('.') || path.includes('/.');
}

function readRawFile(file: TextFile): RawFile | undefined {
  if (!interesting.test(file.text)) return undefined;
  const manifests = manifestsOf(file);
  const kustomizations = manifests.flatMap((manifest) => {
    const kustomization = readFluxKustomization(manifest);
    return kustomization === undefined || manifest.document.broken ? [] : [{ kustomization, manifest }];
  });
  const sources = manifests.flatMap((manifest) => readFluxSource(manifest) ?? []);
  const others = manifests.filter(({ kind }) => kind === 'FluxInstance' || kind === 'ArtifactGenerator' || kind === 'HelmRelease');
  return kustomizations.length + sources.length + others.length === 0 ? undefined : { file, kustomizations, sources, synced: kustomizations.flatMap(({ kustomization }) => syncedFolder(kustomization) ?? []), others };
}

function syncedFolder({ path, sourceRef, components }: FluxKustomization): SyncedFolder | undefined {
  const folder = path === undefined ? '' : securePath('', path.value);
  return folder === '' || sourceRef === undefined ? undefined : { folder, sourceRef, components: components.map(({ value }) => joinPath(folder, value)) };
}
