/** Builds the graph of a workspace: entry points first, then a walk from each. */
import { dirName, isWithin, securePath } from '../files/paths.ts';
import { buildFluxKustomization } from '../flux/buildFluxKustomization.ts';
import { declaredFluxVersion, parseFluxVersion, versionOfComponents, versionOfInstallReference, versionOfInstance, versionOfInstanceValues } from '../flux/fluxVersion.ts';
import { findKustomizeFile } from '../kustomize/kustomizeFile.ts';
import type { FluxKustomization } from '../manifests/fluxKustomization.ts';
import type { Manifest } from '../manifests/manifest.ts';
import { makeArtifact } from './artifacts.ts';
import type { BuildCache, ClusterCache } from './buildCache.ts';
import { walkCluster } from './clusterWalk.ts';
import { findDeclaredEntries, findRootEntries, fleetEntries, folderKustomization, type EntrySeed } from './entryPoints.ts';
import { findFleetFolders, type FolderBuild } from './fleetFolders.ts';
import { indexByFile } from './fileIndex.ts';
import type { Repository, WorkspaceGraph } from './graph.ts';
import { groupBy } from './lazyMap.ts';
import { OwnSources } from './ownSources.ts';
import { rawFilesOf, type RawFile } from './rawIndex.ts';
import { runToEnd, type Steps } from '../text/steps.ts';
import type { WalkedCluster } from './walkedCluster.ts';

/** What a graph is built from. */
export interface GraphInput {
  readonly repositories: readonly Repository[];
  /** `namespace/name` of a source → where its files are. */
  readonly mappedSources: ReadonlyMap<string, { readonly repository: Repository; readonly root: string }>;
  /** Version to judge by where none is declared, such as `2.9`. */
  readonly fluxVersion: string;
  readonly cache: BuildCache;
}

/** Builds the graph. Builds of unchanged Flux Kustomizations come from the cache. */
export function buildGraph(input: GraphInput): WorkspaceGraph {
  return runToEnd(graphSteps(input));
}

/** The same step by step, for whoever has other things to do in between. What one step has built is kept in the cache, even if no other follows. */
export function* graphSteps(input: GraphInput): Steps<WorkspaceGraph> {
  const rawFiles = new Map(input.repositories.map((repository) => [repository, rawFilesOf(repository.tree)] as const));
  const ownSources = new Map([...rawFiles].map(([repository, raw]) => [repository, new OwnSources(repository, raw)] as const));
  const graph = input.cache.beginGraph();
  const clusters: WalkedCluster[] = [];
  for (const repository of input.repositories) {
    const raw = rawFiles.get(repository) ?? [];
    yield;
    const declared = findDeclaredEntries(repository, raw);
    yield;
    const seeds = declared.length > 0 ? declared : yield* rootSeeds(repository, raw, ownSources.get(repository) ?? new OwnSources(repository, raw), input.cache, graph);
    const installed = installedVersion(repository, raw, seeds.length);
    for (const seed of seeds) {
      const instances = seed.instance === undefined ? instancesAround(seed.entry.path, raw) : [seed.instance];
      const version = versionOfComponents(repository.tree.file(seed.components ?? '')?.text) ?? declaredFluxVersion(repository.tree, seed.entry.path, instances) ?? installed;
      const fluxVersion = parseFluxVersion(version ?? input.fluxVersion) ?? [2, 9];
      clusters.push(yield* walkCluster(seed, { ...input, ownSources, graph, fluxVersion, declaredFluxVersion: version }));
    }
  }
  input.cache.endGraph(graph);
  return { repositories: input.repositories, clusters, byFile: indexByFile(clusters) };
}

/** The FluxInstances that stand within an entry point's folder or in one around it; none when their versions differ. One elsewhere, as in a folder of tests, is not the entry point's. */
function instancesAround(entryPath: string, raw: readonly RawFile[]): readonly Manifest[] {
  const instances = raw.flatMap(({ file, others }) => (isWithin(entryPath, file.path) || isWithin(dirName(file.path), entryPath) ? others : [])).filter((manifest) => versionOfInstance(manifest) !== undefined);
  return new Set(instances.map(versionOfInstance)).size === 1 ? instances : [];
}

/**
 * The version that the repository installs: by values of the chart `flux-instance`, otherwise by a kustomize file or from
 * Flux's artifact of manifests, which may be there for the bootstrap only. `undefined` when several differ, and when there
 * are more clusters than places that say it: then it may be another cluster's.
 */
function installedVersion({ tree }: Repository, raw: readonly RawFile[], clusters: number): string | undefined {
  const ofInstances = tree.selectYamlFiles(versionOfInstanceValues);
  const versions = ofInstances.length > 0 ? ofInstances : [...tree.selectYamlFiles(versionOfInstallReference), ...raw.flatMap(({ sources }) => sources.flatMap((source) => declaredFluxVersion(tree, '', [source]) ?? []))];
  return versions.length >= clusters && new Set(versions).size === 1 ? versions[0] : undefined;
}

/** Entry points of a repository in which neither bootstrap nor a FluxInstance declares one. */
function* rootSeeds(repository: Repository, raw: readonly RawFile[], own: OwnSources, cache: BuildCache, graph: number): Steps<readonly EntrySeed[]> {
  const kustomizations = raw.flatMap((file) => file.kustomizations.map(({ kustomization }) => kustomization));
  const byFile = groupBy(kustomizations, ({ root }) => root.file.path);
  const appliedBy = new Map<FluxKustomization, FluxKustomization[]>();
  const written = cache.ofCluster(`${repository.rootUri}#raw`);
  written.begin(graph);
  for (const parent of kustomizations) {
    for (const path of readsOf(parent, own, repository, cache, written)) {
      for (const child of byFile.get(path) ?? []) {
        const parents = appliedBy.get(child);
        if (parents === undefined) appliedBy.set(child, [parent]);
        else parents.push(parent);
      }
    }
    yield;
  }
  const fleet = findFleetFolders(repository.tree, kustomizations.filter((one) => (appliedBy.get(one) ?? []).every((parent) => parent === one)), (folder) => buildFolder(repository, folder, cache, written));
  const inFleet = new Set(fleet.flatMap(({ files }) => [...files]));
  return [...fleetEntries(repository, fleet), ...findRootEntries(repository, kustomizations.filter(({ root }) => !inFleet.has(root.file.path)), appliedBy)];
}

/** What is built of a folder that no Flux Kustomization names. */
function buildFolder(repository: Repository, folder: string, cache: BuildCache, written: ClusterCache): FolderBuild {
  const file = findKustomizeFile(repository.tree, folder);
  if (file === undefined) return { objects: [], reads: new Set() };
  const one = folderKustomization({ file, start: 0, end: 0 }, folder);
  const key = `folder ${folder}`;
  const cached = written.find(key, one.root, '', () => undefined);
  const build = cached ?? buildFluxKustomization(repository.tree, one, { fluxVersion: [2, 9], variables: () => undefined, cache: cache.folders });
  if (cached === undefined) written.keep(key, { kustomization: one.root, sourceKey: '', lookUps: [], build, reads: build.reads, repositoryUri: repository.rootUri });
  return build;
}

/** Repository paths that the build of a Flux Kustomization as written reads; empty when its source is another repository, and when it names no path, as a base for others. */
function readsOf(one: FluxKustomization, own: OwnSources, repository: Repository, cache: BuildCache, written: ClusterCache): Iterable<string> {
  const kind = one.sourceRef?.kind?.value;
  const name = one.sourceRef?.name?.value;
  const root = kind === undefined || name === undefined ? undefined : own.rootOf(kind, name);
  if (kind === undefined || name === undefined || root === undefined || one.path === undefined) return [];
  const artifact = makeArtifact(repository, own.declared(kind, name)[0], root);
  if (artifact.tree.kindOf(securePath('', one.path.value)) !== 'directory') return [];
  const key = `${one.root.file.path}#${one.root.start}`;
  const cached = written.find(key, one.root, artifact.root, () => undefined);
  const build = cached ?? buildFluxKustomization(artifact.tree, one, { fluxVersion: [2, 9], variables: () => undefined, cache: cache.folders });
  const reads = new Set([...build.reads].map((path) => artifact.repositoryPath(path)));
  if (cached === undefined) written.keep(key, { kustomization: one.root, sourceKey: artifact.root, lookUps: [], build, reads, repositoryUri: repository.rootUri });
  return reads;
}
