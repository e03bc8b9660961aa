/** Builds the workspace as it would be after a rename and compares: what was found must be found again, and nothing else may change. */
import type { ClusterGraph, Delivery, GraphEdge, GraphNode, WorkspaceGraph } from '../../graph/graph.ts';
import type { Snapshot } from '../../workspace/session.ts';
import type { YamlEdit } from '../../yaml/yamlEdit.ts';
import { allClusters } from '../names/looseClusters.ts';
import type { NodeInCluster } from '../names/nameSites.ts';
import { placeInWords } from './placeInWords.ts';
import { textsAfter } from './textsAfter.ts';

/** For each cluster the new name of each node that gets one, by the node's old id. */
export type NewNames = Map<ClusterGraph, Map<string, string>>;

/** What comes of a rename. */
export interface Judgement {
  /** Why the edits must not be made, as one sentence; `undefined` when the result differs in the names alone. */
  readonly lost: string | undefined;
  /** Generated objects whose hash changes, because a file that they are made of holds the name, in a comment, say. */
  readonly rehashed: readonly NodeInCluster[];
}

/** Compares what Flux makes of the workspace before and after. */
export function judgeRename(snapshot: Snapshot, edits: readonly YamlEdit[], names: NewNames): Judgement {
  const before = snapshot.graph;
  // Folders that nothing reaches are built again only where a name in them changes.
  const isLoose = [...names.keys()].some((cluster) => !before.clusters.includes(cluster));
  const clustersOf = (each: Snapshot): readonly ClusterGraph[] => (isLoose ? allClusters(each) : each.graph.clusters);
  const clusters = clustersOf(snapshot);
  const after = clustersOf(snapshot.withTexts(textsAfter(edits)));
  if (clusters.length !== after.length) return { lost: 'Flux would be told to sync something else', rehashed: [] };
  const rehashed: NodeInCluster[] = [];
  for (const [index, cluster] of clusters.entries()) {
    const next = after[index];
    if (next === undefined) continue;
    const newIds = idsAfter(cluster, next, names.get(cluster) ?? new Map<string, string>(), (node) => rehashed.push({ cluster, node }));
    const lost = compareClusters(before, cluster, next, newIds);
    if (lost !== undefined) return { lost, rehashed };
  }
  return { lost: undefined, rehashed };
}

/** The id that each node has afterwards; `rehash` gets those that change only in their hash. */
function idsAfter(before: ClusterGraph, after: ClusterGraph, names: ReadonlyMap<string, string>, rehash: (node: GraphNode) => void): ReadonlyMap<string, string> {
  const newIds = new Map<string, string>();
  for (const node of before.nodes.values()) {
    const { id, object } = node;
    const name = names.get(id);
    const other = name !== undefined ? idWithName(after, id, object.name, name) : after.nodes.has(id) ? undefined : idWithOtherHash(before, after, node);
    if (name === undefined && other !== undefined) rehash(node);
    newIds.set(id, other ?? id);
  }
  return newIds;
}

function compareClusters(graph: WorkspaceGraph, before: ClusterGraph, after: ClusterGraph, newIds: ReadonlyMap<string, string>): string | undefined {
  const newId = (id: string): string => newIds.get(id) ?? id;
  for (const node of before.nodes.values()) {
    if (!after.nodes.has(newId(node.id))) return `${newId(node.id)} would not be applied any more (${placeInWords(graph, node.origin)})`;
  }
  // In a folder that nothing builds, one of two objects of the same name is not seen until the other is renamed.
  const isReal = graph.clusters.includes(before);
  const expected = new Set(newIds.values());
  const surplus = isReal && after.nodes.size > before.nodes.size ? [...after.nodes.values()].find(({ id }) => !expected.has(id)) : undefined;
  if (surplus !== undefined) return `${surplus.id} would appear (${placeInWords(graph, surplus.origin)})`;
  return compareEdges(graph, before, after, newId) ?? compareDeliveries(graph, before, after, newId);
}

function compareEdges(graph: WorkspaceGraph, before: ClusterGraph, after: ClusterGraph, newId: (id: string) => string): string | undefined {
  const keyOf = (edge: GraphEdge, id: (id: string) => string): string => `${id(edge.from)} ${edge.kind} ${id(edge.to)} ${edge.resolved}`;
  const left = new Map<string, number>();
  for (const edge of after.edges) left.set(keyOf(edge, (id) => id), (left.get(keyOf(edge, (id) => id)) ?? 0) + 1);
  for (const edge of before.edges) {
    if (!edge.resolved) continue;
    const key = keyOf(edge, newId);
    const count = left.get(key) ?? 0;
    if (count === 0) return `${placeInWords(graph, edge.span)} would no longer name ${edge.to.split('/').slice(1).join('/')}: its text is made of a variable or by another step`;
    left.set(key, count - 1);
  }
  return undefined;
}

function compareDeliveries(graph: WorkspaceGraph, before: ClusterGraph, after: ClusterGraph, newId: (id: string) => string): string | undefined {
  for (const delivery of before.deliveries.values()) {
    const next = after.deliveries.get(newId(delivery.node.id));
    const problem = next?.build?.problems.find(({ code }) => !(delivery.build?.problems ?? []).some((known) => known.code === code));
    if (problem !== undefined) return `The build of ${delivery.node.object.name} would fail: ${problem.message}`;
    const missed = firstMissedHit(delivery, next);
    if (missed !== undefined) return `${placeInWords(graph, missed)} would no longer change what it changes now`;
  }
  return undefined;
}

/** The first patch, image or replicas entry that meets fewer or more objects than before. */
function firstMissedHit({ build }: Delivery, next: Delivery | undefined): NonNullable<Delivery['build']>['hits'][number]['span'] | undefined {
  const hits = build?.hits ?? [];
  const nextHits = next?.build?.hits ?? [];
  return hits.find(({ objects }, index) => nextHits[index]?.objects.length !== objects.length)?.span;
}

/** The id with another name; behind a content hash the name ends otherwise. */
function idWithName(after: ClusterGraph, id: string, oldName: string, name: string): string | undefined {
  const stem = id.slice(0, id.length - oldName.length);
  if (after.nodes.has(`${stem}${name}`)) return `${stem}${name}`;
  const hashed = /^(.*)-[a-z0-9]{10}$/.exec(name)?.[1];
  if (hashed === undefined) return undefined;
  return [...after.nodes.keys()].find((key) => key.startsWith(`${stem}${hashed}-`) && /^[a-z0-9]{10}$/.test(key.slice(stem.length + hashed.length + 1)));
}

/** The id of a generated object whose content, and with it the hash behind its name, is another one. */
function idWithOtherHash(before: ClusterGraph, after: ClusterGraph, node: GraphNode): string | undefined {
  const stem = nameBeforeHash(node);
  if (stem === undefined) return undefined;
  const { kind, namespace } = node.object;
  return after.nodesByKind.get(kind)?.find((next) => next.object.namespace === namespace && nameBeforeHash(next) === stem && !before.nodes.has(next.id))?.id;
}

function nameBeforeHash({ manifest }: GraphNode): string | undefined {
  const scalar = manifest.name?.node;
  return scalar?.kind === 'scalar' ? scalar.changes?.find(({ by }) => by === 'hash')?.before : undefined;
}
