/** Says what Flux deletes when a name changes: for Kubernetes a renamed object is another one. */
import { clusterLabel } from '../../graph/clusterLabel.ts';
import type { ClusterGraph, GraphNode, WorkspaceGraph } from '../../graph/graph.ts';
import { readFluxKustomization } from '../../manifests/fluxKustomization.ts';
import { readStringMap } from '../../manifests/manifest.ts';
import { readString } from '../../yaml/yamlReader.ts';
import type { NodeInCluster } from '../names/nameSites.ts';
import type { RenameWarning } from './renamePlan.ts';

/** At most so many objects that go along are named. */
const mostNamed = 5;

/** Warnings about the objects that Flux deletes and makes anew, one for each cluster, and about those that it leaves behind. */
export function recreationWarnings(graph: WorkspaceGraph, renamed: readonly NodeInCluster[]): readonly RenameWarning[] {
  const warnings: RenameWarning[] = [];
  for (const cluster of new Set(renamed.map((each) => each.cluster))) {
    // What no entry point reaches is applied by somebody else, if at all.
    if (!graph.clusters.includes(cluster)) continue;
    const nodes = renamed.filter((each) => each.cluster === cluster && each.node.presence === 'declared').map(({ node }) => node);
    const doomed = new Set(nodes.flatMap((node) => deletedWith(cluster, node)));
    const left = nodes.filter((node) => !isPruned(cluster, node));
    const label = clusterLabel(graph, cluster);
    if (doomed.size > 0) {
      const count = doomed.size === 1 ? 'one object' : `${doomed.size} objects`;
      const own = new Set(nodes.map(({ id }) => id));
      const [first, more] = [[...doomed].filter((id) => own.has(id)), [...doomed].filter((id) => !own.has(id))];
      const along = more.length === 0 ? '' : `, and with ${first.length === 1 ? 'it' : 'them'} ${more.slice(0, mostNamed).map(idInWords).join(', ')}${more.length > mostNamed ? ` and ${more.length - mostNamed} more` : ''}`;
      warnings.push({ label: `Flux deletes and re-creates ${count}`, description: `Prune is on in ${label}: ${first.map(idInWords).join(', ')} goes and comes again under the new name${along}.${releaseWords(nodes)}` });
    }
    for (const node of left) warnings.push({ label: `${node.object.kind} ${node.object.name} stays behind`, description: `In ${label} nothing prunes it: after the rename both objects exist until somebody deletes the old one.` });
  }
  return warnings;
}

/** Warnings about generated objects that come under another hash, one for each cluster: what mounts them follows, and restarts. */
export function rehashWarnings(graph: WorkspaceGraph, rehashed: readonly NodeInCluster[]): readonly RenameWarning[] {
  return [...new Set(rehashed.map(({ cluster }) => cluster))].filter((cluster) => graph.clusters.includes(cluster)).map((cluster) => {
    const ids = rehashed.filter((each) => each.cluster === cluster).map(({ node }) => node.id);
    const named = `${ids.slice(0, mostNamed).map(idInWords).join(', ')}${ids.length > mostNamed ? ` and ${ids.length - mostNamed} more` : ''}`;
    const [count, verb] = ids.length === 1 ? ['One generated object', 'gets'] : [`${ids.length} generated objects`, 'get'];
    return { label: `${count} ${verb} another hash`, description: `In ${clusterLabel(graph, cluster)} a file that ${named} ${ids.length === 1 ? 'is' : 'are'} made of holds the name: workloads that mount ${ids.length === 1 ? 'it' : 'them'} start anew.` };
  });
}

/** `Kind/namespace/name` as `Kind namespace/name`. */
function idInWords(id: string): string {
  return id.replace('/', ' ');
}

/** Flux and Flagger kinds that objects of other repositories name. */
const namedAcross: ReadonlySet<string> = new Set(['Kustomization', 'HelmRelease', 'GitRepository', 'OCIRepository', 'Bucket', 'HelmRepository', 'ExternalArtifact', 'MetricTemplate', 'AlertProvider', 'ImageRepository', 'ImagePolicy', 'Receiver', 'Gateway', 'ConfigMap']);

/** A warning where the cluster gets objects from sources whose files are not open here: what names the object there keeps the old name. */
export function outsideWarnings(graph: WorkspaceGraph, renamed: readonly NodeInCluster[]): readonly RenameWarning[] {
  return [...new Set(renamed.filter(({ node }) => namedAcross.has(node.object.kind)).map(({ cluster }) => cluster))].flatMap((cluster) => {
    const outside = [...cluster.deliveries.values()].flatMap(({ source }) => (source.state === 'external' && source.node !== undefined ? [`${source.node.object.kind} ${source.node.object.name}`] : []));
    const names = [...new Set(outside)];
    if (names.length === 0) return [];
    const listed = `${names.slice(0, mostNamed).join(', ')}${names.length > mostNamed ? ` and ${names.length - mostNamed} more` : ''}`;
    return [{ label: 'Files outside this workspace are not changed', description: `${clusterLabel(graph, cluster)} also gets objects from ${listed}, whose files are not open here: what names it there keeps the old name.` }];
  });
}

function releaseWords(nodes: readonly GraphNode[]): string {
  return nodes.some(({ object }) => object.kind === 'HelmRelease') ? ' Helm uninstalls the old release, with all that its chart installed.' : '';
}

/** Ids of what goes when an object's old name goes. */
function deletedWith(cluster: ClusterGraph, node: GraphNode): readonly string[] {
  if (!isPruned(cluster, node)) return [];
  const generated = (cluster.edgesFrom.get(node.id) ?? []).filter(({ kind }) => kind === 'generates').map(({ to }) => to);
  return [node.id, ...generated, ...(deletesItsObjects(node) ? appliedBelow(cluster, node.id, new Set()) : [])];
}

function appliedBelow(cluster: ClusterGraph, id: string, seen: Set<string>): readonly string[] {
  if (seen.has(id)) return [];
  seen.add(id);
  return (cluster.deliveries.get(id)?.applies ?? []).flatMap((applied) => {
    const node = cluster.nodes.get(applied);
    if (node === undefined || node.appliedBy !== id || keepsItself(node)) return [];
    return [applied, ...(deletesItsObjects(node) ? appliedBelow(cluster, applied, seen) : [])];
  });
}

/** `deletionPolicy` decides; by default it follows `prune` (kustomize-controller api/v1 `GetDeletionPolicy`). */
function deletesItsObjects(node: GraphNode): boolean {
  const kustomization = readFluxKustomization(node.manifest);
  if (kustomization === undefined || kustomization.suspend?.value === true) return false;
  const policy = readString(kustomization.spec, 'deletionPolicy')?.value ?? 'MirrorPrune';
  return policy === 'MirrorPrune' ? kustomization.prune?.value === true : policy !== 'Orphan';
}

function isPruned(cluster: ClusterGraph, node: GraphNode): boolean {
  const owner = node.appliedBy === undefined ? undefined : cluster.deliveries.get(node.appliedBy);
  return owner?.kustomization.prune?.value === true && !keepsItself(node);
}

function keepsItself({ manifest }: GraphNode): boolean {
  const annotations = readStringMap(manifest.root, 'metadata', 'annotations');
  return annotations.get('kustomize.toolkit.fluxcd.io/prune')?.value === 'disabled' || annotations.get('kustomize.toolkit.fluxcd.io/ssa')?.value === 'Ignore';
}
