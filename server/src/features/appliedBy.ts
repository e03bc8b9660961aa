/** Says over a manifest which Flux Kustomizations, in which clusters, apply it. */
import { baseName, dirName, joinPath } from '../files/paths.ts';
import type { SourceTree } from '../files/sourceTree.ts';
import type { ClusterGraph, Delivery, GraphNode, WorkspaceGraph } from '../graph/graph.ts';
import { deliveriesReading } from '../graph/queries.ts';
import { isKustomizeFileName, kustomizeFileOf } from '../manifests/kustomizeFile.ts';
import type { Manifest } from '../manifests/manifest.ts';
import { commandIds } from '../protocol/commandIds.ts';
import type { RenderedPlace } from '../protocol/rendered.ts';
import { rangeOfSpan, type Span, type TextFile } from '../text/textFile.ts';
import { yamlOf } from '../yaml/parseYaml.ts';
import { clusterLabel } from '../graph/clusterLabel.ts';
import type { Lens } from './codeLens.ts';

/** At most so many are named; more are counted. */
const namedKustomizations = 2;
const namedClusters = 3;

/** A Flux Kustomization together with a cluster, both as a person reads them. */
export interface Applier {
  readonly kustomization: string;
  readonly cluster: string;
}

/** What applies each manifest of a file. */
export interface FileAppliers {
  of(manifest: Manifest): readonly Applier[];
  /** The object that a manifest becomes, in the first cluster that gets it. */
  nodeOf(manifest: Manifest): GraphNode | undefined;
  /** The clusters that get it. */
  clustersOf(manifest: Manifest): readonly ClusterGraph[];
}

/** Reads from the graph, in one pass over what the file yields, what applies each of its manifests. */
export function findAppliers(graph: WorkspaceGraph, file: TextFile): FileAppliers {
  const yields = (graph.byFile.get(file.uri) ?? []).filter(({ node }) => node.presence === 'declared').toSorted((a, b) => a.node.origin.start - b.node.origin.start);
  // Origins of one file are documents or items of lists: they follow each other, and equal starts are clusters side by side.
  const starts = yields.map(({ node }) => node.origin.start);
  const at = ({ root }: Manifest): typeof yields => {
    const last = lastNotAfter(starts, root.start);
    const found: (typeof yields)[number][] = [];
    for (let index = last; index >= 0 && starts[index] === starts[last]; index--) {
      const one = yields[index];
      if (one !== undefined && root.start <= one.node.origin.end) found.unshift(one);
    }
    return found;
  };
  return {
    of: (manifest) => at(manifest).flatMap(({ cluster, node }) => applierOf(graph, cluster, node.appliedBy)),
    nodeOf: (manifest) => at(manifest)[0]?.node,
    clustersOf: (manifest) => at(manifest).map(({ cluster }) => cluster),
  };
}

/** `applied by apps · clusters/prod, clusters/staging`; a click shows what becomes of it. Nothing where nothing is known to apply it. */
export function appliedByLens(span: Span, verb: 'applied by' | 'used by', appliers: readonly Applier[]): readonly Lens[] {
  if (appliers.length === 0) return [];
  const argument: RenderedPlace = { uri: span.file.uri, position: rangeOfSpan(span).start, relation: 'applying' };
  return [{ span, title: `${verb} ${appliersInWords(appliers)}`, command: commandIds.showRendered, argument }];
}

/** The same for a file that yields no object itself: a kustomize file, a patch, an input of a generator. */
export function usedByLens(graph: WorkspaceGraph, file: TextFile): readonly Lens[] {
  const root = isKustomizeFileName(file.path) ? kustomizeFileOf(file)?.root : yamlOf(file).documents.find((document) => document.root !== undefined)?.root;
  if (root === undefined) return [];
  const readers = deliveriesReading(graph, file).filter(({ delivery }) => isKustomizeFileName(file.path) || isNamed(delivery, file));
  const appliers = readers.flatMap(({ cluster, delivery }) => applierOf(graph, cluster, delivery.node.id));
  return appliedByLens({ file, start: root.start, end: root.start }, 'used by', appliers);
}

/** Whether a kustomize file of the build names the file, which then was not only looked at. */
function isNamed({ source, build }: Delivery, file: TextFile): boolean {
  if (source.state !== 'local') return false;
  const { tree } = source.artifact;
  for (const path of build?.reads ?? []) {
    const kustomizeFile = isKustomizeFileName(path) ? tree.file(path) : undefined;
    const named = kustomizeFile === undefined ? [] : (kustomizeFileOf(kustomizeFile)?.paths ?? []);
    if (named.some(({ value }) => isFile(tree, joinPath(dirName(path), value), file))) return true;
  }
  return false;
}

function isFile(tree: SourceTree, path: string | undefined, file: TextFile): boolean {
  return path !== undefined && path.endsWith(baseName(file.path)) && tree.file(path)?.uri === file.uri;
}

/** `apps · clusters/prod, clusters/staging`; names that differ by cluster stand apart, and many are counted. */
export function appliersInWords(appliers: readonly Applier[]): string {
  const clustersOf = new Map<string, string[]>();
  for (const { kustomization, cluster } of appliers) {
    const clusters = clustersOf.get(kustomization) ?? [];
    clustersOf.set(kustomization, clusters);
    if (!clusters.includes(cluster)) clusters.push(cluster);
  }
  const clusters = [...new Set(appliers.map(({ cluster }) => cluster))];
  const names = [...clustersOf.keys()];
  if (names.length > namedKustomizations) return `${names.length} Kustomizations · ${listed(clusters)}`;
  const sameEverywhere = [...clustersOf.values()].every((own) => own.length === clusters.length);
  if (sameEverywhere) return `${names.join(', ')} · ${listed(clusters)}`;
  return [...clustersOf].map(([name, own]) => `${name} · ${listed(own)}`).join('; ');
}

function listed(clusters: readonly string[]): string {
  return clusters.length > namedClusters ? `${clusters.length} clusters` : clusters.join(', ');
}

function applierOf(graph: WorkspaceGraph, cluster: ClusterGraph, id: string | undefined): readonly Applier[] {
  const node = id === undefined ? undefined : cluster.nodes.get(id);
  return node === undefined ? [] : [{ kustomization: node.object.name, cluster: clusterLabel(graph, cluster) }];
}

/** Index of the last number that is not greater; -1 where all are. `sorted` ascends. */
function lastNotAfter(sorted: readonly number[], value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] ?? Number.POSITIVE_INFINITY) <= value) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
