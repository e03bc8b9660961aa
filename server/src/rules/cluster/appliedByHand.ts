/** Finds the manifest of a live source that no entry point leads to, because somebody has applied its file by hand. */
import { objectId } from '../../graph/edges/edge.ts';
import { manifestsOf, type FileManifest } from '../../manifests/manifest.ts';
import type { GraphNode, WorkspaceGraph } from '../../graph/graph.ts';
import { sourceKinds } from '../../manifests/fluxSource.ts';
import type { FluxSourceFacts } from '../../protocol/clusterFacts.ts';
import { printObjectId } from '../../protocol/objectId.ts';
import type { TextFile } from '../../text/textFile.ts';
import { readString } from '../../yaml/yamlReader.ts';

/** The manifest as a node; undefined where none or several files could be it. The same URL proves that it is the one of this cluster and not its namesake in another. */
export function findAppliedByHand(graph: WorkspaceGraph, live: FluxSourceFacts): GraphNode | undefined {
  const id = printObjectId(live);
  // What an entry point leads to belongs to the cluster of that entry point.
  if (live.url === '' || graph.clusters.some((cluster) => cluster.nodes.has(id))) return undefined;
  const found = graph.repositories.flatMap(({ tree }) => tree.selectYamlFiles(sourcesIn).flat().filter((manifest) => isManifestOf(manifest, live)));
  const [only] = found;
  if (only === undefined || found.length > 1) return undefined;
  return { id, object: objectId(live.kind, live.namespace, live.name), manifest: only, origin: only.root, appliedBy: undefined, presence: 'declared' };
}

/** The sources that a file declares; files and folders keep the answer, so that a live object costs no walk through all manifests. */
function sourcesIn(file: TextFile): readonly FileManifest[] | undefined {
  const found = file.text.includes('source.toolkit.fluxcd.io') ? manifestsOf(file).filter(({ kind }) => sourceKinds.has(kind)) : [];
  return found.length === 0 ? undefined : found;
}

function isManifestOf({ kind, name, namespace, root }: FileManifest, live: FluxSourceFacts): boolean {
  if (kind !== live.kind || name?.value !== live.name || (namespace !== undefined && namespace.value !== live.namespace)) return false;
  return readString(root, 'spec', live.kind === 'Bucket' ? 'bucketName' : 'url')?.value === live.url;
}
