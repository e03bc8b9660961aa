/** Show Dependencies: what an object waits for or needs, and what waits for it, applies it or includes it, level by level. */
import { clusterLabel } from '../graph/clusterLabel.ts';
import type { EdgeKind, GraphEdge } from '../graph/graph.ts';
import { nodesAt } from '../graph/queries.ts';
import { isKustomizeFileName } from '../manifests/kustomizeFile.ts';
import type { Span, TextFile } from '../text/textFile.ts';
import type { Snapshot } from '../workspace/session.ts';
import { definitionSpan, nameSitesOf, type NodeInCluster } from './names/nameSites.ts';

/** An object in a cluster, as one line of the tree. */
export interface HierarchyItem {
  readonly name: string;
  /** What it is to the line above, and in which cluster. */
  readonly detail: string;
  readonly kind: string;
  readonly selection: Span;
  readonly span: Span;
  readonly key: ItemKey;
}

/** Names an object of a cluster across requests. */
export interface ItemKey {
  readonly cluster: string;
  readonly id: string;
}

/** A related object with the places that say so. */
export interface HierarchyCall {
  readonly item: HierarchyItem;
  readonly from: readonly Span[];
}

/** How a relation reads from the object that has it, and from the other end; relations that are left out tell of no dependency. */
const words: Readonly<Partial<Record<EdgeKind, readonly [to: string, from: string]>>> = {
  dependsOn: ['waits for', 'is waited for by'],
  source: ['takes its files from', 'delivers to'],
  applies: ['applies', 'is applied by'],
  builds: ['builds', 'is built by'],
  includes: ['includes', 'is included by'],
  target: ['controls', 'is controlled by'],
  ingress: ['routes through', 'routes for'],
  metric: ['asks', 'is asked by'],
  values: ['takes values from', 'gives values to'],
  substitutes: ['takes variables from', 'gives variables to'],
  provider: ['sends through', 'sends for'],
  chart: ['installs', 'is installed by'],
  autoscaler: ['is scaled by', 'scales for'],
  gateway: ['is bound to', 'binds'],
  controller: ['is run by', 'runs'],
  webhook: ['calls', 'is called by'],
  generates: ['makes', 'is made by'],
  backend: ['sends to', 'receives from'],
  issuer: ['is issued by', 'issues'],
  secret: ['needs', 'is needed by'],
  imagePolicy: ['follows', 'is followed by'],
  imageRepository: ['reads', 'is read by'],
  healthCheck: ['checks', 'is checked by'],
};

/** The objects that a tree can begin with at an offset: the one that is named there, the one whose document it is, or the kustomize file. */
export function prepareHierarchy(snapshot: Snapshot, file: TextFile, offset: number): readonly HierarchyItem[] {
  const named = nameSitesOf(snapshot).at(file.uri, offset).flatMap(({ targets }) => targets);
  const found = named.length > 0 ? named : nodesAt(snapshot.graph, file.uri, offset);
  const own = found.length > 0 || !isKustomizeFileName(file.path) ? found : kustomizeFileNodes(snapshot, file);
  return own.map((each) => itemOf(snapshot, each, undefined));
}

/** What an object needs: sources, dependencies, what it applies. */
export function outgoingCalls(snapshot: Snapshot, key: ItemKey): readonly HierarchyCall[] {
  return callsOf(snapshot, key, ({ cluster, node }) => cluster.edgesFrom.get(node.id) ?? [], ({ to }) => to, 0);
}

/** What needs an object: what waits for it, applies it, includes it. */
export function incomingCalls(snapshot: Snapshot, key: ItemKey): readonly HierarchyCall[] {
  return callsOf(snapshot, key, ({ cluster, node }) => cluster.edgesTo.get(node.id) ?? [], ({ from }) => from, 1);
}

function callsOf(snapshot: Snapshot, key: ItemKey, edgesOf: (item: NodeInCluster) => readonly GraphEdge[], endOf: (edge: GraphEdge) => string, side: 0 | 1): readonly HierarchyCall[] {
  const item = findItem(snapshot, key);
  if (item === undefined) return [];
  const groups = new Map<string, { readonly other: NodeInCluster; readonly said: Set<string>; readonly from: Span[] }>();
  for (const edge of edgesOf(item)) {
    const word = words[edge.kind]?.[side];
    const node = item.cluster.nodes.get(endOf(edge));
    if (word === undefined || node === undefined) continue;
    const group = groups.get(node.id) ?? { other: { cluster: item.cluster, node }, said: new Set<string>(), from: [] };
    groups.set(node.id, group);
    group.said.add(word);
    group.from.push(edge.span);
  }
  return [...groups.values()].map(({ other, said, from }) => ({ item: itemOf(snapshot, other, [...said].join(', ')), from }));
}

function findItem(snapshot: Snapshot, key: ItemKey): NodeInCluster | undefined {
  const cluster = snapshot.graph.clusters.find((each) => clusterKey(each) === key.cluster);
  const node = cluster?.nodes.get(key.id);
  return cluster === undefined || node === undefined ? undefined : { cluster, node };
}

function clusterKey({ entry }: NodeInCluster['cluster']): string {
  return `${entry.repository.rootUri}#${entry.path}`;
}

function itemOf(snapshot: Snapshot, target: NodeInCluster, relation: string | undefined): HierarchyItem {
  const { cluster, node } = target;
  const { kind, namespace, name } = node.object;
  const selection = definitionSpan(target);
  const label = clusterLabel(snapshot.graph, cluster);
  return {
    // The tree is narrow: the name and the relation must be seen, the rest is there for whoever widens it.
    name,
    detail: [relation ?? [], kind === 'KustomizeFile' ? [] : `${kind}${namespace === undefined ? '' : ` in ${namespace}`}`, label].flat().join(' · '),
    kind,
    selection,
    span: node.origin.file.uri === selection.file.uri && node.origin.start <= selection.start && selection.end <= node.origin.end ? node.origin : selection,
    key: { cluster: clusterKey(cluster), id: node.id },
  };
}

function kustomizeFileNodes(snapshot: Snapshot, file: TextFile): readonly NodeInCluster[] {
  return snapshot.graph.clusters.flatMap((cluster) => (cluster.nodesByKind.get('KustomizeFile') ?? []).filter(({ origin }) => origin.file.uri === file.uri).map((node) => ({ cluster, node })));
}
