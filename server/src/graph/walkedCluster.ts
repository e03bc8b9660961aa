/** A cluster as a walk found it; its groupings are put together from those of its fragments, which outlive an edit. */
import type { Fragment } from './fragment.ts';
import type { ClusterGraph, GraphEdge, GraphNode } from './graph.ts';
import { groupBy, LazyMap } from './lazyMap.ts';
import type { NodeSlots, NodeTable } from './nodeTable.ts';

/** What a walk found. */
export interface Walked extends Pick<ClusterGraph, 'entry' | 'deliveries' | 'appliedTwice' | 'rootTwins' | 'open' | 'fluxVersion' | 'sourceOf'> {
  readonly nodes: NodeTable;
  /** All edges, part by part in order. */
  readonly edgeParts: readonly (readonly GraphEdge[])[];
  readonly slots: NodeSlots;
  /** What the builds add, by the id of the Flux Kustomization. */
  readonly fragments: ReadonlyMap<string, Fragment>;
  /** Nodes beside those of the fragments. */
  readonly looseNodes: readonly GraphNode[];
  /** Edges beside the `applies` of the fragments, all of which came later than those of the same end. */
  readonly otherEdges: readonly GraphEdge[];
}

/** The cluster of a walk. */
export class WalkedCluster implements ClusterGraph {
  readonly entry: ClusterGraph['entry'];
  readonly nodes: NodeTable;
  readonly deliveries: ClusterGraph['deliveries'];
  readonly appliedTwice: ClusterGraph['appliedTwice'];
  readonly rootTwins: ClusterGraph['rootTwins'];
  readonly open: boolean;
  readonly fluxVersion: string | undefined;
  readonly sourceOf: ClusterGraph['sourceOf'];
  readonly nodesByKind: ClusterGraph['nodesByKind'];
  readonly nodesByName: ClusterGraph['nodesByName'];
  readonly edgesFrom: ClusterGraph['edgesFrom'];
  readonly edgesTo: ClusterGraph['edgesTo'];
  readonly #slots: NodeSlots;
  readonly #fragments: ReadonlyMap<string, Fragment>;
  readonly #looseNodes: readonly GraphNode[];
  readonly #otherEdges: readonly GraphEdge[];
  readonly #edgeParts: readonly (readonly GraphEdge[])[];
  #edges: ClusterGraph['edges'] | undefined;
  #looseByFile: ReadonlyMap<string, readonly GraphNode[]> | undefined;
  #othersFrom: ReadonlyMap<string, readonly GraphEdge[]> | undefined;
  #othersTo: ReadonlyMap<string, readonly GraphEdge[]> | undefined;

  constructor(walked: Walked) {
    this.entry = walked.entry;
    this.nodes = walked.nodes;
    this.#edgeParts = walked.edgeParts;
    this.deliveries = walked.deliveries;
    this.appliedTwice = walked.appliedTwice;
    this.rootTwins = walked.rootTwins;
    this.open = walked.open;
    this.fluxVersion = walked.fluxVersion;
    this.sourceOf = walked.sourceOf;
    this.#slots = walked.slots;
    this.#fragments = walked.fragments;
    this.#looseNodes = walked.looseNodes;
    this.#otherEdges = walked.otherEdges;
    this.nodesByKind = new LazyMap((kind) => this.#nodesOfKind(kind), () => groupBy(this.nodes.values(), ({ object }) => object.kind));
    this.nodesByName = new LazyMap((name) => this.nodes.named(name), () => groupBy(this.nodes.values(), ({ object }) => object.name));
    this.edgesFrom = new LazyMap((id) => this.#edgesFrom(id), () => groupBy(this.edges, ({ from }) => from));
    this.edgesTo = new LazyMap((id) => this.#edgesTo(id), () => groupBy(this.edges, ({ to }) => to));
  }

  get edges(): ClusterGraph['edges'] {
    return (this.#edges ??= this.#edgeParts.flat());
  }

  get relations(): ClusterGraph['relations'] {
    return this.#otherEdges;
  }

  get nodeGroups(): ClusterGraph['nodeGroups'] {
    return this.nodes.groups;
  }

  get unapplied(): ClusterGraph['unapplied'] {
    return this.#looseNodes.filter((node) => node.appliedBy === undefined && this.nodes.get(node.id) === node);
  }

  /** The nodes that come from a file, in the order of the cluster. */
  nodesIn(uri: string): readonly GraphNode[] {
    this.#looseByFile ??= groupBy(this.#looseNodes, ({ origin }) => origin.file.uri);
    const found = [...(this.#looseByFile.get(uri) ?? [])];
    for (const fragment of this.#fragments.values()) found.push(...fragment.nodesIn(uri));
    return this.#standing(found);
  }

  /** The very list of the last walk where it holds the same, so that whoever compares them sees it at once. */
  #nodesOfKind(kind: string): readonly GraphNode[] | undefined {
    const found = this.#looseNodes.filter(({ object }) => object.kind === kind);
    for (const fragment of this.#fragments.values()) for (const node of fragment.nodesOfKind(kind)) found.push(node);
    return found.length === 0 ? undefined : this.#slots.listOf(kind, this.#standing(found));
  }

  #edgesFrom(id: string): readonly GraphEdge[] | undefined {
    this.#othersFrom ??= groupBy(this.#otherEdges, ({ from }) => from);
    return joined(this.#fragments.get(id)?.applies ?? [], this.#othersFrom.get(id) ?? []);
  }

  #edgesTo(id: string): readonly GraphEdge[] | undefined {
    this.#othersTo ??= groupBy(this.#otherEdges, ({ to }) => to);
    return joined(this.#appliesTo(id), this.#othersTo.get(id) ?? []);
  }

  /** Whoever applies the node that stands under an id is its only applier, where none says otherwise: whoever asks for the edges to each object must not go through all builds for each. */
  #appliesTo(id: string): readonly GraphEdge[] {
    if (this.appliedTwice.has(id)) return [...this.#fragments.values()].flatMap((fragment) => fragment.appliesTo(id));
    const by = this.nodes.get(id)?.appliedBy;
    return (by === undefined ? undefined : this.#fragments.get(by)?.appliesTo(id)) ?? [];
  }

  /** Those nodes that none of the same id gave way to, in the order of the cluster. */
  #standing(nodes: readonly GraphNode[]): readonly GraphNode[] {
    const places: number[] = [];
    const byPlace = new Map<number, GraphNode>();
    for (const node of nodes) {
      const place = this.nodes.placeOf(node.id);
      if (place === undefined || byPlace.has(place) || this.nodes.get(node.id) !== node) continue;
      places.push(place);
      byPlace.set(place, node);
    }
    return places.sort((a, b) => a - b).flatMap((place) => byPlace.get(place) ?? []);
  }
}

function joined(first: readonly GraphEdge[], second: readonly GraphEdge[]): readonly GraphEdge[] | undefined {
  if (second.length === 0) return first.length === 0 ? undefined : first;
  return first.length === 0 ? second : [...first, ...second];
}
