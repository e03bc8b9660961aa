/** Folders that no entry point reaches, each built as if Flux applied it: names there are followed too. */
import { dirName, isWithin, joinPath } from '../../files/paths.ts';
import { BuildCache } from '../../graph/buildCache.ts';
import { walkCluster } from '../../graph/clusterWalk.ts';
import type { ClusterGraph, Repository } from '../../graph/graph.ts';
import { isHidden } from '../../graph/rawIndex.ts';
import { parseFluxVersion } from '../../flux/fluxVersion.ts';
import { readFluxKustomization } from '../../manifests/fluxKustomization.ts';
import { isKustomizeFileName, kustomizeFileOf } from '../../manifests/kustomizeFile.ts';
import { manifestsOf, readManifest } from '../../manifests/manifest.ts';
import { runToEnd } from '../../text/steps.ts';
import type { TextFile } from '../../text/textFile.ts';
import type { Snapshot } from '../../workspace/session.ts';
import { synthesizeMap } from '../../yaml/synthesize.ts';

/** Name and namespace of what stands for Flux in such a folder. */
const standIn = { namespace: 'flightdeck-loose', name: 'loose' };

/** Id of what stands for Flux in such a folder. */
export const standInId = `Kustomization/${standIn.namespace}/${standIn.name}`;

/** The clusters of the graph, and one for each folder that none of them reaches. */
export function allClusters(snapshot: Snapshot): readonly ClusterGraph[] {
  return snapshot.derived(collectClusters);
}

function collectClusters(snapshot: Snapshot): readonly ClusterGraph[] {
  const covered = new Set<string>();
  for (const { deliveries } of snapshot.graph.clusters) {
    for (const { source, build } of deliveries.values()) {
      if (source.state !== 'local') continue;
      for (const path of build?.reads ?? []) covered.add(`${source.artifact.repository.rootUri}#${source.artifact.repositoryPath(path)}`);
    }
  }
  const loose = snapshot.repositories.flatMap((repository) => {
    // What an entry point itself is written in is no build's input, and known all the same.
    const isCovered = ({ path, uri }: TextFile): boolean => covered.has(`${repository.rootUri}#${path}`) || snapshot.graph.byFile.has(uri);
    return looseFolders(repository, isCovered).map((file) => clusterOf(snapshot, repository, file));
  });
  return [...snapshot.graph.clusters, ...loose];
}

/** One file of each folder to build: kustomize files that nothing includes, and the topmost folders of other manifests. */
function looseFolders({ tree }: Repository, isCovered: (file: TextFile) => boolean): readonly TextFile[] {
  const files = tree.selectYamlFiles(fileWithObjects).filter((file) => !isHidden(file.path) && !isCovered(file));
  const kustomizeFiles = files.filter(({ path }) => isKustomizeFileName(path));
  const reached = new Set<string>();
  for (const file of kustomizeFiles) {
    for (const { value } of kustomizeFileOf(file)?.paths ?? []) {
      const target = joinPath(dirName(file.path), value);
      if (target !== undefined) reached.add(target);
    }
  }
  const roots = kustomizeFiles.filter((file) => !reached.has(dirName(file.path)) && kustomizeFileOf(file)?.kind === 'Kustomization');
  const folders = kustomizeFiles.map(({ path }) => dirName(path));
  const plain = files.filter(({ path }) => !isKustomizeFileName(path) && !reached.has(path) && !folders.some((folder) => isWithin(folder, path)));
  const tops = plain.filter((file) => !plain.some((other) => dirName(other.path) !== dirName(file.path) && isWithin(dirName(other.path), file.path)));
  const seen = new Set<string>();
  return [...roots, ...tops].filter(({ path }) => !seen.has(dirName(path)) && seen.add(dirName(path)));
}

function fileWithObjects(file: TextFile): TextFile | undefined {
  const holds = isKustomizeFileName(file.path) ? kustomizeFileOf(file) !== undefined : manifestsOf(file).some(({ name }) => name !== undefined);
  return holds ? file : undefined;
}

function clusterOf(snapshot: Snapshot, repository: Repository, file: TextFile): ClusterGraph {
  const path = dirName(file.path);
  const span = { file, start: 0, end: 0 };
  const root = synthesizeMap(span, {
    apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
    kind: 'Kustomization',
    metadata: standIn,
    spec: { path: `./${path}`, sourceRef: { kind: 'GitRepository', name: standIn.name } },
  });
  const manifest = readManifest(root);
  const kustomization = manifest === undefined ? undefined : readFluxKustomization(manifest);
  return runToEnd(walkCluster(
    { entry: { repository, path, by: 'kustomization', ref: undefined, span }, kustomizations: kustomization === undefined ? [] : [kustomization], root: '', impliedSource: undefined },
    {
      repositories: snapshot.repositories,
      ownSources: new Map(),
      mappedSources: new Map([[`${standIn.namespace}/${standIn.name}`, { repository, root: '' }]]),
      cache: new BuildCache(),
      graph: 0,
      fluxVersion: parseFluxVersion(snapshot.settings.fluxVersion) ?? [2, 9],
      declaredFluxVersion: undefined,
    },
  ));
}
