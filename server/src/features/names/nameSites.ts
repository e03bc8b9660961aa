/** Every place where the name of an object is written, with the objects that it names: what references, highlights, call hierarchy and rename share. */
import type { ClusterGraph, Delivery, GraphEdge, GraphNode, WorkspaceGraph } from '../../graph/graph.ts';
import { groupBy } from '../../graph/lazyMap.ts';
import { deliveriesReading } from '../../graph/queries.ts';
import { nameSpan } from '../../manifests/manifest.ts';
import { printObjectId } from '../../protocol/objectId.ts';
import type { Span, TextFile } from '../../text/textFile.ts';
import type { YamlMap, YamlNode, YamlScalar } from '../../yaml/yamlNode.ts';
import type { Snapshot } from '../../workspace/session.ts';
import { commentsOf } from '../../yaml/yamlComments.ts';
import { allClusters } from './looseClusters.ts';
import { namesInFields } from './nameFields.ts';
import { namesInBuild, namesOfNode } from './kustomizeNames.ts';

/** An object in one cluster. */
export interface NodeInCluster {
  readonly cluster: ClusterGraph;
  readonly node: GraphNode;
}

/** How a name stands at a place. */
export type SiteRelation =
  /** The object's own name. */
  | 'definition'
  /** Another object names it. */
  | 'reference'
  /** A patch, replacement, replicas entry or merging generator names it. */
  | 'patch'
  /** A host name of a URL holds it. */
  | 'host'
  /** An image policy marker in a comment holds it. */
  | 'marker';

/** A place with a name. */
export interface NameSite {
  /** Where it stands in a file. */
  readonly span: Span;
  /** The located value; `undefined` for a marker in a comment. */
  readonly scalar: YamlScalar | undefined;
  readonly relation: SiteRelation;
  /** What it names, in each cluster that reads it. */
  readonly targets: readonly NodeInCluster[];
}

/** All sites of a graph. */
export class NameSites {
  readonly all: readonly NameSite[];
  readonly #byFile = new Map<string, NameSite[]>();
  readonly #byTarget = new Map<ClusterGraph, Map<string, NameSite[]>>();

  constructor(sites: readonly NameSite[]) {
    this.all = sites;
    for (const site of sites) {
      push(this.#byFile, site.span.file.uri, site);
      for (const { cluster, node } of site.targets) {
        let byId = this.#byTarget.get(cluster);
        if (byId === undefined) this.#byTarget.set(cluster, (byId = new Map<string, NameSite[]>()));
        push(byId, node.id, site);
      }
    }
  }

  /** The sites of a file. */
  in(uri: string): readonly NameSite[] {
    return this.#byFile.get(uri) ?? [];
  }

  /** The innermost sites that touch an offset of a file. */
  at(uri: string, offset: number): readonly NameSite[] {
    const touching = (this.#byFile.get(uri) ?? []).filter(({ span }) => span.start <= offset && offset <= span.end);
    const length = Math.min(...touching.map(({ span }) => span.end - span.start));
    return touching.filter(({ span }) => span.end - span.start === length);
  }

  /** Sites that name an object of a cluster. */
  of({ cluster, node }: NodeInCluster): readonly NameSite[] {
    return this.#byTarget.get(cluster)?.get(node.id) ?? [];
  }
}

/** The sites of a snapshot, collected when first asked for. */
export function nameSitesOf(snapshot: Snapshot): NameSites {
  return snapshot.derived(sitesOfSnapshot);
}

function sitesOfSnapshot({ graph }: Snapshot): NameSites {
  return new NameSites(collect(graph, graph.clusters));
}

/** The same together with the sites of folders that no entry point reaches: for what is asked once, not at each move of the cursor. */
export function allNameSitesOf(snapshot: Snapshot): NameSites {
  return snapshot.derived(allSitesOfSnapshot);
}

function allSitesOfSnapshot(snapshot: Snapshot): NameSites {
  return new NameSites(collect(snapshot.graph, allClusters(snapshot)));
}

/** Where the text of a built value was written: at its own place, or in the patch that set it. `undefined` where a variable or another step made it. */
export function writtenPlace(scalar: YamlScalar): YamlScalar | undefined {
  const last = (scalar.changes ?? []).findLast(({ by }) => by === 'patch' || by === 'replacement' || by === 'variable' || by === 'substitution' || by === 'transformer' || by === 'generator');
  if (last === undefined) return scalar;
  const place = last.by === 'patch' ? last.span : undefined;
  return isScalarNode(place) ? place : undefined;
}

function isScalarNode(span: Span | undefined): span is YamlScalar {
  return span !== undefined && 'kind' in span && span.kind === 'scalar';
}

class Collector {
  readonly #sites = new Map<string, { site: Omit<NameSite, 'targets'>; targets: NodeInCluster[] }>();

  add(scalar: YamlNode | undefined, relation: SiteRelation, targets: readonly NodeInCluster[]): void {
    if (scalar?.kind !== 'scalar' || targets.length === 0) return;
    const place = writtenPlace(scalar) ?? scalar;
    this.addSpan(place, place, relation, targets);
  }

  addSpan(span: Span, scalar: YamlScalar | undefined, relation: SiteRelation, targets: readonly NodeInCluster[]): void {
    const key = `${span.file.uri}:${span.start}:${span.end}:${relation === 'marker' || relation === 'host' ? relation : ''}`;
    const entry = this.#sites.get(key) ?? { site: { span: { file: span.file, start: span.start, end: span.end }, scalar, relation }, targets: [] };
    if (relation === 'definition') entry.site = { ...entry.site, relation };
    this.#sites.set(key, entry);
    for (const target of targets) if (!entry.targets.some(({ cluster, node }) => cluster === target.cluster && node.id === target.node.id)) entry.targets.push(target);
  }

  get sites(): readonly NameSite[] {
    return [...this.#sites.values()].map(({ site, targets }) => ({ ...site, targets }));
  }
}

/** Relations that a person does not write, or that name files. */
const unwritten: ReadonlySet<GraphEdge['kind']> = new Set(['applies', 'generates', 'controller', 'builds', 'includes']);

function collect(graph: WorkspaceGraph, clusters: readonly ClusterGraph[]): readonly NameSite[] {
  const collector = new Collector();
  for (const cluster of clusters) collectPart(collector, cluster, { nodes: cluster.nodes.values(), edges: cluster.edges, deliveries: cluster.deliveries.values() });
  collectMarkers(graph, collector);
  return collector.sites;
}

/** The sites in one file, the same as those that `nameSitesOf` has there: what each keystroke asks for, without going through the whole cluster. */
export function nameSitesIn({ graph }: Snapshot, file: TextFile): readonly NameSite[] {
  return collectInFile(graph, graph.clusters, file);
}

/** The same, and in a file that no entry point reaches those of the folder that is built as if Flux applied it. */
export function allNameSitesIn(snapshot: Snapshot, file: TextFile): readonly NameSite[] {
  const { graph } = snapshot;
  const isReached = graph.byFile.has(file.uri) || deliveriesReading(graph, file).length > 0;
  return collectInFile(graph, isReached ? graph.clusters : allClusters(snapshot), file);
}

function collectInFile(graph: WorkspaceGraph, clusters: readonly ClusterGraph[], file: TextFile): readonly NameSite[] {
  const collector = new Collector();
  const reading = groupBy(deliveriesReading({ clusters }, file), ({ cluster }) => cluster);
  for (const cluster of clusters) collectPart(collector, cluster, partInFile(cluster, (reading.get(cluster) ?? []).map(({ delivery }) => delivery), file));
  collectMarkers(graph, collector, file);
  return collector.sites.filter(({ span }) => span.file.uri === file.uri);
}

/** What of a cluster may have names that are written in some place. */
interface ClusterPart {
  readonly nodes: Iterable<GraphNode>;
  readonly edges: Iterable<GraphEdge>;
  readonly deliveries: Iterable<Delivery>;
}

/** What the builds that read a file bring, and what stands in it without a build. */
function partInFile(cluster: ClusterGraph, reading: readonly Delivery[], file: TextFile): ClusterPart {
  const loose = cluster.unapplied.filter(({ manifest, origin }) => origin.file === file || manifest.root.file === file);
  const nodes = new Set([...loose, ...reading.flatMap(({ applies }) => applies.flatMap((id) => cluster.nodes.get(id) ?? []))]);
  const ids = new Set([...nodes].map(({ id }) => id));
  const own = [...ids].flatMap((id) => cluster.deliveries.get(id) ?? []).filter(({ kustomization }) => hasPatches(kustomization.spec));
  return { nodes, edges: cluster.relations.filter(({ from }) => ids.has(from)), deliveries: new Set([...reading, ...own]) };
}

function hasPatches(spec: YamlMap | undefined): boolean {
  return spec?.pairs.some(({ key }) => key.text.startsWith('patches')) === true;
}

function collectPart(collector: Collector, cluster: ClusterGraph, { nodes, edges, deliveries }: ClusterPart): void {
  const inCluster = (id: string): readonly NodeInCluster[] => {
    const node = cluster.nodes.get(id);
    return node === undefined ? [] : [{ cluster, node }];
  };
  let byName: ReadonlyMap<string, readonly GraphNode[]> | undefined;
  for (const node of nodes) {
    if (node.presence !== 'declared' || isStandIn(node)) continue;
    for (const scalar of fixedNames(node.manifest.root)) {
      byName ??= groupBy(cluster.nodes.values(), ({ object }) => object.name);
      const [target, ...others] = (byName.get(scalar.text) ?? []).filter((each) => each !== node && namesOfNode(each).includes(scalar.changes?.[0]?.before ?? ''));
      if (target !== undefined && others.length === 0) collector.add(scalar, 'reference', [{ cluster, node: target }]);
    }
    collector.add(node.manifest.name?.node, 'definition', [{ cluster, node }]);
    for (const { scalar, target } of namesInFields(node.manifest)) collector.add(scalar, 'reference', inCluster(printObjectId(target)));
  }
  for (const edge of edges) {
    if (unwritten.has(edge.kind) || !isScalarNode(edge.span)) continue;
    collector.add(edge.span, edge.kind === 'webhook' ? 'host' : 'reference', inCluster(edge.to));
  }
  for (const delivery of deliveries) {
    for (const { scalar, nodes: meant } of namesInBuild(cluster, delivery)) collector.add(scalar, 'patch', meant.map((node) => ({ cluster, node })));
  }
}

/** What stands for Flux where no file says so is written nowhere. */
function isStandIn({ origin, appliedBy }: GraphNode): boolean {
  return appliedBy === undefined && origin.start === origin.end;
}

/** Names that kustomize itself fixed in an object, also those that only a `configurations:` file tells it of. */
function fixedNames(root: YamlMap): readonly YamlScalar[] {
  return root.derived(readFixedNames);
}

function readFixedNames(root: YamlMap): readonly YamlScalar[] {
  const found: YamlScalar[] = [];
  const todo: YamlNode[] = [root];
  for (let node = todo.pop(); node !== undefined; node = todo.pop()) {
    if (node.kind === 'seq') for (const item of node.items) todo.push(item);
    else if (node.kind === 'map') for (const { value } of node.pairs) todo.push(value);
    else if (node.changes?.some(({ by, detail }) => by === 'nameReference' && detail !== 'namespace') === true) found.push(node);
  }
  return found;
}

/** Markers of image automation name an ImagePolicy: `# {"$imagepolicy": "namespace:name:tag"}`. */
function collectMarkers(graph: WorkspaceGraph, collector: Collector, only?: TextFile): void {
  if (only !== undefined && fileWithMarkers(only) === undefined) return;
  const policies = new Map<string, NodeInCluster[]>();
  for (const cluster of graph.clusters) {
    for (const node of cluster.nodesByKind.get('ImagePolicy') ?? []) push(policies, `${node.object.namespace ?? ''}:${node.object.name}`, { cluster, node });
  }
  if (policies.size === 0) return;
  for (const { tree } of graph.repositories) {
    for (const file of only === undefined ? tree.selectYamlFiles(fileWithMarkers) : [only].filter(({ path }) => tree.file(path) === only)) {
      for (const { start, end, text } of commentsOf(file)) {
        const match = /"\$imagepolicy"\s*:\s*"([^":]+):([^":]+)/.exec(text);
        const targets = policies.get(`${match?.[1] ?? ''}:${match?.[2] ?? ''}`);
        if (match === null || targets === undefined) continue;
        const nameEnd = end - text.length + match.index + match[0].length;
        collector.addSpan({ file, start: Math.max(start, nameEnd - (match[2]?.length ?? 0)), end: nameEnd }, undefined, 'marker', targets);
      }
    }
  }
}

function fileWithMarkers(file: TextFile): TextFile | undefined {
  return file.text.includes('$imagepolicy') ? file : undefined;
}

function push<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}

/** Where an object's name is defined: its own name, or what implies it. */
export function definitionSpan({ node }: NodeInCluster): Span {
  return node.presence === 'declared' ? nameSpan(node.manifest) : node.origin;
}
