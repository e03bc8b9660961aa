/** The objects that the patches of a file meet: what its folder holds before its own transformers change it. */
import { dirName, joinPath, securePath } from '../../files/paths.ts';
import type { SourceTree } from '../../files/sourceTree.ts';
import type { BuiltObject } from '../../kustomize/build.ts';
import { buildDirectory } from '../../kustomize/buildDirectory.ts';
import { isFluxKustomization } from '../../manifests/fluxKustomization.ts';
import { isKustomizeFileName, kustomizeFileOf } from '../../manifests/kustomizeFile.ts';
import type { Delivery } from '../../graph/graph.ts';
import type { TextFile } from '../../text/textFile.ts';
import { yamlOf } from '../../yaml/parseYaml.ts';
import { YamlMap } from '../../yaml/yamlNode.ts';
import { readStrings } from '../../yaml/yamlReader.ts';
import type { Snapshot } from '../../workspace/session.ts';
import type { PlaceScene } from './scene.ts';

/** Fields of a kustomize file that bring objects; all others change them. */
const bringing: ReadonlySet<string> = new Set(['apiVersion', 'kind', 'resources', 'bases', 'components', 'configMapGenerator', 'secretGenerator', 'generatorOptions', 'generators', 'crds', 'openapi', 'configurations']);
const patchFields: ReadonlySet<string> = new Set(['patches', 'patchesStrategicMerge', 'patchesJson6902']);

/** The objects that a patch, images entry or replicas entry of the document at hand can meet. Empty where they cannot be known. */
export function patchedObjects(scene: PlaceScene): readonly BuiltObject[] {
  const { snapshot, outer } = scene;
  if (isKustomizeFileName(outer.path) && scene.group !== 'kustomize.toolkit.fluxcd.io') return objectsOfKustomizeFile(snapshot, outer);
  if (scene.manifest === undefined || !isFluxKustomization(scene.manifest)) return [];
  return scene.readings.flatMap(({ cluster, node }) => {
    const delivery = node === undefined ? undefined : cluster.deliveries.get(node.id);
    return delivery === undefined ? [] : objectsOfDelivery(delivery);
  });
}

/** What a kustomize file's own patches meet; a component's, what the kustomize files that include it meet. */
export function objectsOfKustomizeFile(snapshot: Snapshot, file: TextFile): readonly BuiltObject[] {
  const tree = snapshot.repositoryOf(file.uri)?.repository.tree;
  const root = rootOf(file);
  if (tree === undefined || root === undefined) return [];
  const folder = dirName(file.path);
  const own = buildDirectory(tree, folder, { kustomizeFile: withoutChanges(root) }).objects;
  if (kustomizeFileOf(file)?.kind !== 'Component') return own;
  const users = kustomizeFilesIn(snapshot, tree).filter(({ file: user }) => user !== file && kustomizeFileOf(user)?.components.some(({ value }) => joinPath(dirName(user.path), value) === folder) === true);
  return [...own, ...users.slice(0, 3).flatMap(({ file: user, root: userRoot }) => buildDirectory(tree, dirName(user.path), { kustomizeFile: withoutComponents(withoutChanges(userRoot)) }).objects)];
}

function objectsOfDelivery({ source, build, kustomization, path }: Delivery): readonly BuiltObject[] {
  if (source.state !== 'local' || build?.generated === undefined) return [];
  return buildDirectory(source.artifact.tree, path ?? '', { kustomizeFile: withoutPatchesOf(build.generated, kustomization.root.file) }).objects;
}

/** A kustomize file as an editor has it: the mapping of its first document, however broken. */
function rootOf(file: TextFile): YamlMap | undefined {
  const root = yamlOf(file).documents.find((document) => document.root !== undefined)?.root;
  return root?.kind === 'map' ? root : undefined;
}

function withoutChanges(root: YamlMap): YamlMap {
  return new YamlMap(root, root.pairs.filter(({ key }) => bringing.has(key.text)));
}

function withoutComponents(root: YamlMap): YamlMap {
  return new YamlMap(root, root.pairs.filter(({ key }) => key.text !== 'components'));
}

/** The generated file as a Flux Kustomization's own patches find it: the folder's patches have been applied. */
function withoutPatchesOf(generated: YamlMap, file: TextFile): YamlMap {
  return new YamlMap(generated, generated.pairs.filter(({ key, value }) => bringing.has(key.text) || (patchFields.has(key.text) && value.kind === 'seq' && value.items.every((item) => item.file !== file))));
}

/** A kustomize file with its mapping. */
interface OpenKustomizeFile {
  readonly file: TextFile;
  readonly root: YamlMap;
}

/** The kustomize files of a repository that a cluster reads; without a cluster none. */
function kustomizeFilesIn(snapshot: Snapshot, tree: SourceTree): readonly OpenKustomizeFile[] {
  const files = new Map<string, OpenKustomizeFile>();
  for (const cluster of snapshot.graph.clusters) {
    for (const { manifest } of cluster.nodesByKind.get('KustomizeFile') ?? []) {
      const { root } = manifest;
      if (root.file.uri.startsWith(tree.rootUri)) files.set(root.file.uri, { file: root.file, root });
    }
  }
  return [...files.values()];
}

/** A patch that stands in a file of its own: the kustomize file that names it, and the entry that does. */
export interface PatchFile {
  readonly kustomizeFile: TextFile;
  /** The entry of `patches`; `undefined` for a plain name under `patchesStrategicMerge`. */
  readonly entry: YamlMap | undefined;
}

/** How a file is used as a patch; `undefined` where no kustomize file near it says so. */
export function patchFileOf(snapshot: Snapshot, file: TextFile): PatchFile | undefined {
  const tree = snapshot.repositoryOf(file.uri)?.repository.tree;
  if (tree === undefined || isKustomizeFileName(file.path)) return undefined;
  const near = foldersAbove(dirName(file.path)).flatMap((folder) => ['kustomization.yaml', 'kustomization.yml', 'Kustomization'].flatMap((name) => tree.file(folder === '' ? name : `${folder}/${name}`) ?? []));
  for (const kustomizeFile of [...near, ...kustomizeFilesIn(snapshot, tree).map(({ file: known }) => known)]) {
    const found = patchEntry(kustomizeFile, file.path);
    if (found !== undefined) return { kustomizeFile, entry: found === 'plain' ? undefined : found };
  }
  return undefined;
}

function patchEntry(kustomizeFile: TextFile, path: string): YamlMap | 'plain' | undefined {
  return kustomizeFile.derived(patchEntriesByPath)?.get(path);
}

/** The entries that name patch files, by the path of the file; `undefined` where there are none, as in most. */
function patchEntriesByPath(kustomizeFile: TextFile): ReadonlyMap<string, YamlMap | 'plain'> | undefined {
  const root = rootOf(kustomizeFile);
  if (root === undefined) return undefined;
  const folder = dirName(kustomizeFile.path);
  const entries = new Map<string, YamlMap | 'plain'>();
  const note = (named: string, entry: YamlMap | 'plain'): void => {
    const path = securePath(folder, named);
    if (!entries.has(path)) entries.set(path, entry);
  };
  for (const field of ['patches', 'patchesJson6902']) {
    const list = root.get(field);
    for (const item of list?.kind === 'seq' ? list.items : []) {
      const named = item.kind === 'map' ? item.get('path') : undefined;
      if (item.kind === 'map' && named?.kind === 'scalar') note(named.text, item);
    }
  }
  for (const { value } of readStrings(root, 'patchesStrategicMerge')) note(value, 'plain');
  return entries.size === 0 ? undefined : entries;
}

function foldersAbove(folder: string): readonly string[] {
  const folders: string[] = [];
  for (let at = folder; ; at = dirName(at)) {
    folders.push(at);
    if (at === '' || folders.length >= 3) return folders;
  }
}

