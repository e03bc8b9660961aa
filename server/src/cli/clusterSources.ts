/** Where the files of a Flux Kustomization's source are, told by the graph of the working directory; it is built when first asked for. */
import type { SourceTree } from '../files/sourceTree.ts';
import type { ClusterGraph } from '../graph/graph.ts';
import type { FluxKustomization } from '../manifests/fluxKustomization.ts';
import { openSession } from './options.ts';

/** The sources of the clusters in a folder. */
export class ClusterSources {
  readonly #cwd: string;
  #clusters: Promise<readonly ClusterGraph[]> | undefined;

  constructor(cwd: string) {
    this.#cwd = cwd;
  }

  /**
   * A function that gives the artifact of a Flux Kustomization's source in the cluster which applies `root`, a Flux
   * Kustomization as it stands in its file; it gives `undefined` for what is not here or not applied.
   */
  async of(root: FluxKustomization): Promise<(kustomization: FluxKustomization) => SourceTree | undefined> {
    this.#clusters ??= openSession(this.#cwd, [this.#cwd], {}).then(({ snapshot }) => snapshot.graph.clusters);
    const cluster = (await this.#clusters).find((one) => treeOf(one, root, root.root.file.uri) !== undefined);
    return (kustomization) => cluster && treeOf(cluster, kustomization, undefined);
  }
}

/** The artifact of an object of a cluster, by name and, where one is given, by the file that it is written in. */
function treeOf(cluster: ClusterGraph, { name, namespace }: FluxKustomization, file: string | undefined): SourceTree | undefined {
  for (const { node, source } of cluster.deliveries.values()) {
    const isMeant = node.object.name === name?.value && (namespace === undefined || node.object.namespace === namespace.value) && (file === undefined || node.origin.file.uri === file);
    if (isMeant && source.state === 'local') return source.artifact.tree;
  }
  return undefined;
}
