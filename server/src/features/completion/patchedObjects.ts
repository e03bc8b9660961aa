/** The objects that the patches of a file meet: what its folder holds, as the patches before leave it. */
import { dirName, joinPath, securePath } from '../../files/paths.ts';
import type { SourceTree } from '../../files/sourceTree.ts';
import type { BuiltObject } from '../../kustomize/build.ts';
import { buildDirectory, findKustomizeFiles } from '../../kustomize/buildDirectory.ts';
import { isFluxKustomization } from '../../manifests/fluxKustomization.ts';
import { isKustomizeFileName, kustomizeFileOf } from '../../manifests/kustomizeFile.ts';
import type { Delivery } from '../../graph/graph.ts';
import { deliveriesReading } from '../../graph/queries.ts';
import type { Span, TextFile } from '../../text/textFile.ts';
import { yamlOf } from '../../yaml/parseYaml.ts';
import { YamlMap, type YamlNode } from '../../yaml/yamlNode.ts';
import { readItems, readStrings } from '../../yaml/yamlReader.ts';
import type { Snapshot } from '../../workspace/session.ts';
import type { PlaceScene } from './scene.ts';

/** Fields of a kustomize file that bring objects; all others change them. */
const bringing: ReadonlySet<string> = new Set(['apiVersion', 'kind', 'resources', 'bases', 'components', 'configMapGenerator', 'secretGenerator', 'generatorOptions', 'generators', 'crds', 'openapi', 'configurations']);
/** Lists of patches, in the order in which kustomize applies them. */
const patchFields: readonly string[] = ['patchesStrategicMerge', 'patches', 'patchesJson6902'];

/** A place in a patch: only the patches before it have been applied. */
export interface PatchPlace {
  readonly file: TextFile;
  readonly offset: number;
}

/** The objects that a patch at `until` can meet or, without it, what comes after all patches, such as an images entry. Empty where they cannot be known. */
export function patchedObjects(scene: PlaceScene, until?: PatchPlace): readonly BuiltObject[] {
  const { snapshot, outer } = scene;
  if (isKustomizeFileName(outer.path) && scene.group !== 'kustomize.toolkit.fluxcd.io') return objectsOfKustomizeFile(snapshot, outer, until);
  if (scene.manifest === undefined || !isFluxKustomization(scene.manifest)) return [];
  return scene.readings.flatMap(({ cluster, node }) => {
    const delivery = node === undefined ? undefined : cluster.deliveries.get(node.id);
    return delivery === undefined ? [] : objectsOfDelivery(snapshot, delivery, until);
  });
}

/** What a kustomize file's own patches meet; a component's, what the kustomize files that include it meet. */
export function objectsOfKustomizeFile(snapshot: Snapshot, file: TextFile, until: PatchPlace | undefined): readonly BuiltObject[] {
  const tree = snapshot.repositoryOf(file.uri)?.repository.tree;
  const root = rootOf(file);
  if (tree === undefined || root === undefined) return [];
  const folder = dirName(file.path);
  const own = objectsAt(stagesOf(snapshot, tree, folder, root), root, until);
  if (kustomizeFileOf(file)?.kind !== 'Component') return own;
  const users = kustomizeFilesIn(snapshot, tree).filter(({ file: user }) => user !== file && kustomizeFileOf(user)?.components.some(({ value }) => joinPath(dirName(user.path), value) === folder) === true);
  if (users.length > 0) return [...own, ...users.slice(0, 3).flatMap(({ file: user, root: userRoot }) => objectsBeforeComponents(snapshot, tree, dirName(user.path), userRoot))];
  const deliveries = deliveriesReading(snapshot.graph, file).filter(({ delivery }) => includesComponent(delivery, folder));
  return [...own, ...deliveries.slice(0, 3).flatMap(({ delivery: { source, build, path } }) => (source.state !== 'local' || build?.generated === undefined ? [] : objectsBeforeComponents(snapshot, source.artifact.tree, path ?? '', build.generated)))];
}

/** Whether a Flux Kustomization lists a component itself (`spec.components`). */
function includesComponent({ source, build, path }: Delivery, folder: string): boolean {
  return source.state === 'local' && readStrings(build?.generated, 'components').some(({ value }) => joinPath(path ?? '', value) === folder);
}

/** What a component meets: all that the file which includes it brings otherwise, before any patch. */
function objectsBeforeComponents(snapshot: Snapshot, tree: SourceTree, folder: string, root: YamlMap): readonly BuiltObject[] {
  const { before, after } = stagesOf(snapshot, tree, folder, root.derived(withoutComponents));
  const first = patchFields.flatMap((field) => readItems(root, field)).find((item) => before.has(item));
  return (first === undefined ? undefined : before.get(first)?.()) ?? after;
}

function objectsOfDelivery(snapshot: Snapshot, { source, build, path }: Delivery, until: PatchPlace | undefined): readonly BuiltObject[] {
  if (source.state !== 'local' || build?.generated === undefined) return [];
  return objectsAt(stagesOf(snapshot, source.artifact.tree, path ?? '', build.generated), build.generated, until);
}

/** The objects of a kustomize file that brings objects and patches them; nothing else changes them. */
interface PatchStages {
  /** As they are before an entry of its lists of patches. */
  readonly before: ReadonlyMap<YamlNode, () => readonly BuiltObject[]>;
  readonly after: readonly BuiltObject[];
}

/** The stages of a file, built once for a snapshot: colours ask for each patch of a file. */
function stagesOf(snapshot: Snapshot, tree: SourceTree, folder: string, root: YamlMap): PatchStages {
  const known = snapshot.derived(newStages);
  let stages = known.get(root);
  if (stages === undefined) known.set(root, (stages = buildStages(tree, folder, root)));
  return stages;
}

function newStages(): Map<YamlMap, PatchStages> {
  return new Map();
}

function buildStages(tree: SourceTree, folder: string, root: YamlMap): PatchStages {
  const before = new Map<string, () => readonly BuiltObject[]>();
  const pairs = root.pairs.filter(({ key }) => bringing.has(key.text) || patchFields.includes(key.text));
  const { objects } = buildDirectory(tree, folder, { kustomizeFile: new YamlMap(root, pairs), beforePatch: (entry, current) => before.set(placeKey(entry), current) });
  const items = patchFields.flatMap((field) => readItems(root, field));
  return { before: new Map(items.flatMap((item) => [before.get(placeKey(item)) ?? []].flat().map((current) => [item, current] as const))), after: objects };
}

function placeKey({ file, start }: Span): string {
  return `${file.uri}:${start}`;
}

/** The objects as the patch at a place meets them. */
function objectsAt({ before, after }: PatchStages, root: YamlMap, until: PatchPlace | undefined): readonly BuiltObject[] {
  if (until === undefined) return after;
  const items = patchFields.flatMap((field) => readItems(root, field));
  // What Flux adds to a folder's patches stands in another file, behind them.
  const own = items.filter(({ file }) => file === until.file);
  const current = own.filter(({ start }) => start <= until.offset).toSorted((a, b) => a.start - b.start).at(-1) ?? own[0];
  // A half-typed entry is no patch yet: what it meets is what the next one does.
  const next = current === undefined ? undefined : items.slice(items.indexOf(current)).find((item) => before.has(item));
  return (next === undefined ? undefined : before.get(next)?.()) ?? after;
}

/** A kustomize file as an editor has it: the mapping of its first document, however broken. */
function rootOf(file: TextFile): YamlMap | undefined {
  const root = yamlOf(file).documents.find((document) => document.root !== undefined)?.root;
  return root?.kind === 'map' ? root : undefined;
}

function withoutComponents(root: YamlMap): YamlMap {
  return new YamlMap(root, root.pairs.filter(({ key }) => key.text !== 'components'));
}

/** A kustomize file with its mapping. */
interface OpenKustomizeFile {
  readonly file: TextFile;
  readonly root: YamlMap;
}

/** The kustomize files of a repository that a cluster reads; without a cluster none. */
function kustomizeFilesIn(snapshot: Snapshot, tree: SourceTree): readonly OpenKustomizeFile[] {
  return snapshot.derived(readKustomizeFiles).filter(({ file }) => file.uri.startsWith(tree.rootUri));
}

function readKustomizeFiles({ graph }: Snapshot): readonly OpenKustomizeFile[] {
  const files = new Map<string, OpenKustomizeFile>();
  for (const cluster of graph.clusters) {
    for (const { manifest } of cluster.nodesByKind.get('KustomizeFile') ?? []) {
      const { root } = manifest;
      files.set(root.file.uri, { file: root.file, root });
    }
  }
  return [...files.values()];
}

/** A patch that stands in a file of its own: the kustomize file that names it, and the entry that does. */
export interface PatchFile {
  readonly kustomizeFile: TextFile;
  /** The entry of `patches`, or the plain name under `patchesStrategicMerge`. */
  readonly entry: YamlNode;
}

/** How a file is used as a patch; `undefined` where no kustomize file near it says so. */
export function patchFileOf(snapshot: Snapshot, file: TextFile): PatchFile | undefined {
  const tree = snapshot.repositoryOf(file.uri)?.repository.tree;
  if (tree === undefined || isKustomizeFileName(file.path)) return undefined;
  for (const folder of foldersAbove(dirName(file.path))) {
    for (const kustomizeFile of findKustomizeFiles(tree, folder)) {
      const entry = kustomizeFile.derived(patchEntriesByPath)?.get(file.path);
      if (entry !== undefined) return { kustomizeFile, entry };
    }
  }
  return patchFilesIn(snapshot, tree).get(file.path);
}

/** The patch files that the kustomize files of a repository name, by their path. */
function patchFilesIn(snapshot: Snapshot, tree: SourceTree): ReadonlyMap<string, PatchFile> {
  const known = snapshot.derived(newPatchFiles);
  let found = known.get(tree.rootUri);
  if (found === undefined) known.set(tree.rootUri, (found = readPatchFiles(kustomizeFilesIn(snapshot, tree))));
  return found;
}

function newPatchFiles(): Map<string, ReadonlyMap<string, PatchFile>> {
  return new Map();
}

function readPatchFiles(kustomizeFiles: readonly OpenKustomizeFile[]): ReadonlyMap<string, PatchFile> {
  const found = new Map<string, PatchFile>();
  for (const { file: kustomizeFile } of kustomizeFiles) {
    for (const [path, entry] of kustomizeFile.derived(patchEntriesByPath) ?? []) if (!found.has(path)) found.set(path, { kustomizeFile, entry });
  }
  return found;
}

/** The entries that name patch files, by the path of the file; `undefined` where there are none, as in most. */
function patchEntriesByPath(kustomizeFile: TextFile): ReadonlyMap<string, YamlNode> | undefined {
  const root = rootOf(kustomizeFile);
  if (root === undefined) return undefined;
  const folder = dirName(kustomizeFile.path);
  const entries = new Map<string, YamlNode>();
  const note = (named: string, entry: YamlNode): void => {
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
  for (const { value, node } of readStrings(root, 'patchesStrategicMerge')) note(value, node);
  return entries.size === 0 ? undefined : entries;
}

function foldersAbove(folder: string): readonly string[] {
  const folders: string[] = [];
  for (let at = folder; ; at = dirName(at)) {
    folders.push(at);
    if (at === '' || folders.length >= 3) return folders;
  }
}

