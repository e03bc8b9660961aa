/** Finds where Flux starts to read a repository. */
import { baseName, dirName, isWithin, securePath } from '../files/paths.ts';
import type { DirectoryTree } from '../files/directoryTree.ts';
import { normaliseRemoteUrl } from '../files/remoteUrl.ts';
import { findKustomizeFile } from '../kustomize/kustomizeFile.ts';
import { readFluxInstanceSync, type FluxInstanceSync } from '../manifests/fluxInstance.ts';
import { readFluxKustomization, type FluxKustomization } from '../manifests/fluxKustomization.ts';
import { readFluxSource } from '../manifests/fluxSource.ts';
import { isKustomizeFileName, kustomizeFileOf } from '../manifests/kustomizeFile.ts';
import { readManifest, type Manifest, type ObjectReference } from '../manifests/manifest.ts';
import { TextFile, type Span } from '../text/textFile.ts';
import { synthesizeMap } from '../yaml/synthesize.ts';
import type { YamlMap } from '../yaml/yamlNode.ts';
import { readItems } from '../yaml/yamlReader.ts';
import type { FleetFolder } from './fleetFolders.ts';
import type { EntryPoint, Repository } from './graph.ts';
import { groupBy } from './lazyMap.ts';
import type { RawFile } from './rawIndex.ts';

/** An entry point with the Flux Kustomizations that a walk begins with. */
export interface EntrySeed {
  readonly entry: EntryPoint;
  readonly kustomizations: readonly FluxKustomization[];
  /** The folder of the repository that the source which Flux was given is made of; absent for the repository itself. */
  readonly root?: string;
  /** The source that Flux itself was given, where no file declares it. */
  readonly impliedSource: Manifest | undefined;
  /** The FluxInstance, or the HelmRelease that makes it, where that declares the entry point. */
  readonly instance?: Manifest;
  /** Path of the bootstrap manifests, where they do not stand beside the entry point. */
  readonly components?: string | undefined;
}

/** Entry points by what bootstrap or a FluxInstance wrote. Empty when neither is in the repository. */
export function findDeclaredEntries(repository: Repository, raw: readonly RawFile[]): readonly EntrySeed[] {
  const { tree } = repository;
  const byPath = new Map(raw.map((one) => [one.file.path, one]));
  const bootstraps = tree.shape.derived(bootstrapFolders, () => bootstrapFolders(tree)).map((folder) => bootstrapSeed(repository, byPath.get(`${folder}/gotk-sync.yaml`), folder));
  const instances = raw.flatMap(({ others }) => others.flatMap((manifest) => (isWrittenDown(manifest) ? [] : instanceSeeds(repository, manifest))));
  const seen = new Set<string>();
  const seeds = [...bootstraps, ...instances].filter(({ entry }) => !seen.has(entry.path) && seen.add(entry.path));
  return seeds.length === 0 ? [] : markParts(repository, raw, seeds);
}

/** Marks the seeds around whose folder a Flux Kustomization that stands elsewhere syncs one, as far as it may be of the same source. */
function markParts({ remotes, tree }: Repository, raw: readonly RawFile[], seeds: readonly EntrySeed[]): readonly EntrySeed[] {
  const above = new Set(seeds.flatMap(({ entry }) => foldersAbove(entry.path)));
  const around = raw.flatMap(({ file, synced: folders }) => folders.filter(({ folder, components }) => above.has(folder) && ![folder, ...components].every((one) => bringsNothing(tree, one))).map(({ folder, sourceRef }) => ({ from: file.path, folder, sourceRef })));
  if (around.length === 0) return seeds;
  const synced = groupBy(around, ({ folder }) => folder);
  const declared = groupBy(raw.flatMap(({ sources }) => sources.filter(({ kind }) => kind === 'GitRepository')), ({ name }) => name?.value ?? '');
  const isElsewhere = (sourceRef: ObjectReference, own: string | undefined): boolean => {
    const named = sourceRef.kind?.value === 'GitRepository' ? (declared.get(sourceRef.name?.value ?? '') ?? []).map(({ url }) => plainUrl(url?.value)) : [];
    // What is pushed as an artifact, told by another repository or mirrored has another URL and may be the same files.
    if (own === undefined || named.length === 0 || named.includes(undefined)) return false;
    return ![own, ...remotes.map((remote) => plainUrl(remote))].some((url) => named.includes(url));
  };
  return seeds.map((seed) => {
    const { path } = seed.entry;
    const source = seed.impliedSource === undefined ? undefined : readFluxSource(seed.impliedSource);
    const own = source?.kind === 'GitRepository' ? plainUrl(source.url?.value) : undefined;
    const isPart = foldersAbove(path).some((folder) => synced.get(folder)?.some(({ from, sourceRef }) => !isWithin(path, from) && !isElsewhere(sourceRef, own)) === true);
    return isPart ? { ...seed, entry: { ...seed.entry, isPart } } : seed;
  });
}

/** Whether the kustomize file of a folder brings no objects, as one that is there for components alone, and components that only change others. */
function bringsNothing(tree: DirectoryTree, folder: string | undefined): boolean {
  const file = folder === undefined ? undefined : findKustomizeFile(tree, folder);
  const root = file === undefined ? undefined : kustomizeFileOf(file)?.root;
  return root !== undefined && bringingFields.every((field) => readItems(root, field).length === 0) && root.get('helmChartInflationGenerator') === undefined;
}

const bringingFields = ['resources', 'bases', 'components', 'configMapGenerator', 'secretGenerator', 'generators', 'helmCharts'];

/** A Git URL in one spelling; `undefined` where it is none or has variables. */
function plainUrl(url: string | undefined): string | undefined {
  return url === undefined || url.includes('${') ? undefined : normaliseRemoteUrl(url);
}

/** The folders that a folder lies in, without the root. */
function foldersAbove(folder: string): readonly string[] {
  const above: string[] = [];
  for (let at = dirName(folder); at !== ''; at = dirName(at)) above.push(at);
  return above;
}

/**
 * Folders that hold `gotk-sync.yaml`, or `gotk-components.yaml` where `flux bootstrap` puts it: in `<path>/flux-system`.
 * Elsewhere the components are a base for others.
 */
function bootstrapFolders(tree: DirectoryTree): readonly string[] {
  const found: string[] = [];
  const visit = (directory: string): void => {
    const entries = tree.list(directory) ?? [];
    const holds = (file: string): boolean => entries.some(({ name }) => name === file);
    if (directory !== '' && (holds('gotk-sync.yaml') || (holds('gotk-components.yaml') && baseName(directory) === 'flux-system'))) {
      found.push(directory);
      return;
    }
    for (const { name, kind } of entries) {
      if (kind === 'directory' && !name.startsWith('.')) visit(directory === '' ? name : `${directory}/${name}`);
    }
  };
  visit('');
  return found;
}

/** Whether a folder is made to be applied: it has a kustomize file, or Flux Kustomizations in files of its own. */
function holdsFlux(tree: DirectoryTree, folder: string): boolean {
  return (tree.list(folder) ?? []).some(({ name, kind }) => {
    if (kind !== 'file' || !/\.ya?ml$|^Kustomization$/.test(name)) return false;
    return isKustomizeFileName(name) || tree.file(folder === '' ? name : `${folder}/${name}`)?.text.includes('kustomize.toolkit.fluxcd.io') === true;
  });
}

function bootstrapSeed(repository: Repository, sync: RawFile | undefined, bootstrapFolder: string): EntrySeed {
  const folder = dirName(bootstrapFolder);
  const kustomization = sync?.kustomizations[0]?.kustomization;
  const written = sync?.sources[0];
  const span = kustomization?.root ?? firstOfFile(repository, bootstrapFolder);
  const source = written?.name === undefined ? undefined : written;
  // One that nobody has named yet starts Flux from the folder that it says all the same: the rest is judged by what will be.
  const made = kustomization?.name === undefined ? syntheticKustomization(span, { name: kustomization?.sourceRef?.name?.value ?? 'flux-system', namespace: kustomization?.namespace?.value ?? 'flux-system', sourceKind: kustomization?.sourceRef?.kind?.value ?? 'GitRepository', path: kustomization?.path?.value ?? `./${folder}` }) : kustomization;
  const path = kustomization?.path === undefined ? folder : securePath('', kustomization.path.value);
  return {
    entry: { repository, path: repository.tree.kindOf(path) === 'directory' ? path : folder, by: 'bootstrap', ref: written?.branch?.value, span },
    kustomizations: [made],
    root: nestedRoot(repository, path, `${bootstrapFolder}/gotk-sync.yaml`),
    impliedSource: source ?? syntheticSource(span, written?.kind ?? 'GitRepository', written?.namespace?.value ?? 'flux-system', made.sourceRef?.name?.value ?? 'flux-system', written?.url?.value),
  };
}

/**
 * The folder that a synced path begins at, judged by the file that names the path and lies below it: `''`, or the folder
 * of a repository that is kept inside this one, as templates and test data are.
 */
function nestedRoot({ tree }: Repository, path: string, file: string): string {
  if (path === '' || tree.kindOf(path) === 'directory') return '';
  const at = `/${file}`.lastIndexOf(`/${path}/`);
  return at > 0 ? file.slice(0, at - 1) : '';
}

/**
 * The folder that an artifact which is synced as a whole was pushed from, judged by the FluxInstance: the one that it lies
 * in, or the one above where that is called `flux-system`; `''` where that one is not made to be applied.
 */
function pushedFolder({ tree }: Repository, file: string): string {
  const folder = dirName(file);
  const above = baseName(folder) === 'flux-system' ? dirName(folder) : folder;
  return holdsFlux(tree, above) ? above : '';
}

/** The entry points that a FluxInstance declares: one, or one for each folder that its path may be. */
function instanceSeeds(repository: Repository, instance: Manifest): readonly EntrySeed[] {
  const sync = readFluxInstanceSync(instance);
  return sync === undefined ? [] : syncedPaths(repository, sync.path).map((path) => instanceSeed(repository, instance, { ...sync, path }));
}

/** A synced path; where whole parts of it are variables, such as the name of the cluster, the folders made to be applied that it may be, if there are any. */
function syncedPaths({ tree }: Repository, path: FluxInstanceSync['path']): readonly FluxInstanceSync['path'][] {
  if (path === undefined || !path.value.includes('${')) return [path];
  let folders: readonly string[] = [''];
  for (const part of securePath('', path.value).split('/')) {
    const under = (folder: string, name: string): string => (folder === '' ? name : `${folder}/${name}`);
    folders = folders.flatMap((folder) => (/^\$\{\w+\}$/.test(part) ? (tree.list(folder) ?? []).flatMap(({ name, kind }) => (kind === 'directory' && !name.startsWith('.') ? [under(folder, name)] : [])) : [under(folder, part)]));
  }
  const found = folders.filter((folder) => holdsFlux(tree, folder));
  return found.length === 0 ? [path] : found.map((value) => ({ ...path, value }));
}

function instanceSeed(repository: Repository, instance: Manifest, sync: FluxInstanceSync): EntrySeed {
  const span = sync.node;
  const path = securePath('', sync.path?.value ?? '');
  const root = path === '' && sync.sourceKind !== 'GitRepository' ? pushedFolder(repository, span.file.path) : nestedRoot(repository, path, span.file.path);
  return {
    entry: { repository, path: securePath(root, path), by: 'instance', ref: sync.ref?.value.replace(/^refs\/(heads|tags)\//, ''), span },
    kustomizations: [syntheticKustomization(span, { name: sync.name, namespace: sync.namespace, sourceKind: sync.sourceKind, path: sync.path?.value ?? './' })],
    root,
    instance,
    impliedSource: syntheticSource(span, sync.sourceKind, sync.namespace, sync.name, sync.url?.value),
  };
}

/**
 * Entry points of a repository in which none is declared: the Flux Kustomizations that no other applies.
 * `appliedBy` tells for each one which others' builds yield it. Ones in hidden folders are drafts and stay out, and so do
 * those that bring no other Flux Kustomization while some other root does and lies elsewhere. One without a source is a
 * patch for others, one without a path a base that others complete, and one of a backup no wish of anybody.
 */
export function findRootEntries(repository: Repository, kustomizations: readonly FluxKustomization[], appliedBy: ReadonlyMap<FluxKustomization, readonly FluxKustomization[]>): readonly EntrySeed[] {
  const visible = kustomizations.filter((one) => !isWrittenDown(one)).filter(({ root, sourceRef, path }) => sourceRef?.name !== undefined && path !== undefined && !root.file.path.split('/').some((segment) => segment.startsWith('.')));
  const roots = visible.filter((one) => (appliedBy.get(one) ?? []).every((parent) => parent === one));
  const parents = new Set([...appliedBy.values()].flat());
  const leading = roots.filter((one) => parents.has(one) && [...appliedBy].some(([child, by]) => child !== one && by.includes(one)));
  const chosen = leading.length === 0 ? roots : roots.filter((one) => leading.some((lead) => isWithin(dirName(lead.root.file.path), one.root.file.path)));
  return groupByFolder(chosen).map(({ folder, members, first }) => ({
    entry: { repository, path: folder, by: 'kustomization', ref: repository.branch, span: first.root },
    kustomizations: members,
    impliedSource: undefined,
  }));
}

/** Whether an object was written down from a cluster, as a backup: the API server gives it a version. */
function isWrittenDown({ root }: Manifest): boolean {
  return root.get('metadata', 'resourceVersion') !== undefined;
}

/** The entry points that folders of a fleet are. */
export function fleetEntries(repository: Repository, folders: readonly FleetFolder[]): readonly EntrySeed[] {
  return folders.flatMap(({ folder, members, source, components }) => {
    const [first] = members;
    return first === undefined ? [] : [{ entry: { repository, path: folder, by: 'kustomization' as const, ref: repository.branch, span: first.root }, kustomizations: members, impliedSource: source, components }];
  });
}

/** Flux Kustomizations below one folder belong to one cluster; the topmost folders make the groups. */
function groupByFolder(kustomizations: readonly FluxKustomization[]): readonly { folder: string; members: readonly FluxKustomization[]; first: FluxKustomization }[] {
  const folders = [...new Set(kustomizations.map(({ root }) => dirName(root.file.path)))].sort();
  const tops = folders.filter((folder) => !folders.some((other) => other !== folder && isWithin(other, folder)));
  return tops.flatMap((folder) => {
    const members = kustomizations.filter(({ root }) => isWithin(folder, dirName(root.file.path)));
    const first = members[0];
    return first === undefined ? [] : [{ folder, members, first }];
  });
}

/** A Flux Kustomization that stands for a folder of the repository, so that it can be built as Flux would. */
export function folderKustomization(span: Span, folder: string): FluxKustomization {
  return syntheticKustomization(span, { name: 'flux-system', namespace: 'flux-system', sourceKind: 'GitRepository', path: `./${folder}` });
}

/** A Flux Kustomization that Flux was given without a file saying so. */
function syntheticKustomization(span: Span, given: { name: string; namespace: string; sourceKind: string; path: string }): FluxKustomization {
  const root = standIn(span, {
    apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
    kind: 'Kustomization',
    metadata: { name: given.name, namespace: given.namespace },
    spec: { interval: '10m', path: given.path, prune: true, sourceRef: { kind: given.sourceKind, name: given.name } },
  });
  const manifest = readManifest(root);
  const kustomization = manifest === undefined ? undefined : readFluxKustomization(manifest);
  if (kustomization === undefined) throw new Error('a synthetic Flux Kustomization must be readable');
  return kustomization;
}

function syntheticSource(span: Span, kind: string, namespace: string, name: string, url: string | undefined): Manifest | undefined {
  return readManifest(standIn(span, { apiVersion: 'source.toolkit.fluxcd.io/v1', kind, metadata: { name, namespace }, spec: { interval: '1m', url } }));
}

/** A mapping that stands for what no file says: the same one for the same file, place and content, so that builds which rest on it hold. */
function standIn(span: Span, content: Parameters<typeof synthesizeMap>[1]): YamlMap {
  const known = span.file.derived(newStandIns);
  const key = `${span.start} ${span.end} ${JSON.stringify(content)}`;
  const found = known.get(key) ?? synthesizeMap(span, content);
  known.set(key, found);
  return found;
}

function newStandIns(): Map<string, YamlMap> {
  return new Map();
}

/** The first character of a bootstrap file: where a person may start reading when nothing in it can be read. */
function firstOfFile(repository: Repository, bootstrapFolder: string): Span {
  const file = repository.tree.file(`${bootstrapFolder}/gotk-sync.yaml`) ?? repository.tree.file(`${bootstrapFolder}/gotk-components.yaml`);
  return { file: file ?? new TextFile(repository.rootUri, '', ''), start: 0, end: 0 };
}
