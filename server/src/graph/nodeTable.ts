/** The objects of one cluster by id, in the order in which they were found: built anew for each walk, and cheap where most of it is as before. */
import type { YamlMap } from '../yaml/yamlNode.ts';
import type { GraphNode } from './graph.ts';

/** Numbers for ids, shared by the tables of one cluster's walks: what an edit leaves as it was then needs no look-up by text. Only ever grows. */
export class NodeSlots {
  readonly #slots = new Map<string, number>();
  readonly #lists = new WeakMap<readonly GraphNode[], Uint32Array>();
  readonly #nodes = new WeakMap<YamlMap, GraphNode>();
  readonly #parts = new WeakMap<readonly GraphNode[], readonly GraphNode[]>();
  readonly #listsByName = new Map<string, readonly GraphNode[]>();
  readonly #byName = new Map<string, number[]>();
  /** Number of ids that are in `#byName`. */
  #named = 0;
  /** Number of ids of the first table: so many there are when nothing was added or renamed since. */
  #first: number | undefined;

  /** Whether more than half of the ids came after the first table, so that many may be of objects that are gone. */
  get isWorn(): boolean {
    this.#first ??= this.size;
    return this.size > 2 * this.#first + 1000;
  }

  /** A list that each walk makes: the same one again as long as it holds the same nodes. */
  listOf(name: string, nodes: readonly GraphNode[]): readonly GraphNode[] {
    const last = this.#listsByName.get(name);
    if (last?.length === nodes.length && last.every((node, index) => node === nodes[index])) return last;
    this.#listsByName.set(name, nodes);
    return nodes;
  }

  /** Those of a list of nodes that stand where others of the list gave way: the same list again as long as it holds the same nodes. */
  partOf(nodes: readonly GraphNode[], standing: readonly GraphNode[]): readonly GraphNode[] {
    const last = this.#parts.get(nodes);
    if (last?.length === standing.length && last.every((node, index) => node === standing[index])) return last;
    this.#parts.set(nodes, standing);
    return standing;
  }

  /** A node that each walk makes of an object by itself: the same one again as long as it says the same of the same object. */
  nodeOf(node: GraphNode): GraphNode {
    const { root } = node.manifest;
    const last = this.#nodes.get(root);
    if (last?.id === node.id && last.origin === node.origin && last.appliedBy === node.appliedBy && last.presence === node.presence) return last;
    this.#nodes.set(root, node);
    return node;
  }

  /** Number of ids. */
  get size(): number {
    return this.#slots.size;
  }

  /** The number of an id that has one. */
  find(id: string): number | undefined {
    return this.#slots.get(id);
  }

  /** The numbers of the ids that end in a part of a name without `/`. */
  slotsEndingIn(name: string): readonly number[] {
    if (this.#named < this.size) this.#indexNames();
    return this.#byName.get(name) ?? [];
  }

  #indexNames(): void {
    let slot = 0;
    for (const id of this.#slots.keys()) {
      if (slot >= this.#named) {
        const name = id.slice(id.lastIndexOf('/') + 1);
        const slots = this.#byName.get(name);
        if (slots === undefined) this.#byName.set(name, [slot]);
        else slots.push(slot);
      }
      slot++;
    }
    this.#named = slot;
  }

  /** The number of an id; new ids get one. */
  slotOf(id: string): number {
    let slot = this.#slots.get(id);
    if (slot === undefined) this.#slots.set(id, (slot = this.#slots.size));
    return slot;
  }

  /** The numbers of a list of nodes, remembered with the list. */
  slotsOf(nodes: readonly GraphNode[]): Uint32Array {
    let slots = this.#lists.get(nodes);
    if (slots === undefined) this.#lists.set(nodes, (slots = Uint32Array.from(nodes, ({ id }) => this.slotOf(id))));
    return slots;
  }
}

const noNodes: readonly GraphNode[] = [];

/** A map from ids to nodes that keeps the order of insertion. A node put in another one's place stands where that stood. */
export class NodeTable implements ReadonlyMap<string, GraphNode> {
  readonly #slots: NodeSlots;
  readonly #list: GraphNode[] = [];
  readonly #groups: (readonly GraphNode[])[] = [];
  /** Groups of nodes that were put one by one, the last of which may grow. */
  readonly #runs: GraphNode[][] = [];
  #openRun: GraphNode[] | undefined;
  /** For each slot its place in the list, from 1; 0 where the cluster has no such object. */
  #places: Uint32Array;

  constructor(slots: NodeSlots) {
    this.#slots = slots;
    this.#places = new Uint32Array(slots.size);
  }

  get size(): number {
    return this.#list.length;
  }

  get(id: string): GraphNode | undefined {
    const place = this.placeOf(id);
    return place === undefined ? undefined : this.#list[place];
  }

  /** The node at a place. */
  at(place: number): GraphNode | undefined {
    return this.#list[place];
  }

  has(id: string): boolean {
    return this.placeOf(id) !== undefined;
  }

  /** The nodes of a name, of whatever kind and namespace, in order; `undefined` where there are none. */
  named(name: string): readonly GraphNode[] | undefined {
    // A kustomize file is called like its path.
    const end = name.slice(name.lastIndexOf('/') + 1);
    const places = this.#slots.slotsEndingIn(end).flatMap((slot) => this.#places[slot] || []).sort((a, b) => a - b);
    const nodes = places.flatMap((place) => this.#list[place - 1] ?? []).filter(({ object }) => object.name === name);
    return nodes.length === 0 ? undefined : nodes;
  }

  /** The nodes in order, in lists: those that were added as a list and in which nothing gave way are that very list. */
  get groups(): readonly (readonly GraphNode[])[] {
    return this.#groups;
  }

  /** The place of an id in the order of the table, from 0. */
  placeOf(id: string): number | undefined {
    const slot = this.#slots.find(id);
    const place = slot === undefined ? undefined : this.#places[slot];
    return place === undefined || place === 0 ? undefined : place - 1;
  }

  /** Adds a node, or puts it in the place of the one with its id. */
  put(node: GraphNode): void {
    const slot = this.#slots.slotOf(node.id);
    this.#grow();
    const place = this.#places[slot] ?? 0;
    if (place > 0) this.#replace(place - 1, node);
    else {
      this.#places[slot] = this.#list.push(node);
      if (this.#openRun === undefined) {
        this.#openRun = [];
        this.#runs.push(this.#openRun);
        this.#groups.push(this.#openRun);
      }
      this.#openRun.push(node);
    }
  }

  /** Only what was put by itself gives way to another one: it stands for something, and nothing applies it. */
  #replace(place: number, node: GraphNode): void {
    const old = this.#list[place];
    this.#list[place] = node;
    for (const run of this.#runs) {
      const index = old === undefined ? -1 : run.indexOf(old);
      if (index >= 0) run[index] = node;
    }
  }

  /** Adds the nodes of a list whose ids the table does not have, and gives the others. */
  addAll(nodes: readonly GraphNode[]): readonly GraphNode[] {
    let twins: GraphNode[] | undefined;
    const slots = this.#slots.slotsOf(nodes);
    this.#grow();
    const first = this.#list.length;
    for (let index = 0; index < nodes.length; index++) {
      const node = nodes[index];
      const slot = slots[index];
      if (node === undefined || slot === undefined) continue;
      if (this.#places[slot] === 0) this.#places[slot] = this.#list.push(node);
      else (twins ??= []).push(node);
    }
    const added = this.#list.length - first;
    if (added > 0) {
      this.#openRun = undefined;
      this.#groups.push(added === nodes.length ? nodes : this.#slots.partOf(nodes, this.#list.slice(first)));
    }
    return twins ?? noNodes;
  }

  entries(): MapIterator<[string, GraphNode]> {
    return this.#map().entries();
  }

  keys(): MapIterator<string> {
    return this.#map().keys();
  }

  values(): MapIterator<GraphNode> {
    return this.#list.values();
  }

  forEach(callback: (node: GraphNode, id: string, map: ReadonlyMap<string, GraphNode>) => void): void {
    for (const node of this.#list) callback(node, node.id, this);
  }

  [Symbol.iterator](): MapIterator<[string, GraphNode]> {
    return this.entries();
  }

  #map(): Map<string, GraphNode> {
    return new Map(this.#list.map((node) => [node.id, node]));
  }

  #grow(): void {
    if (this.#places.length >= this.#slots.size) return;
    const grown = new Uint32Array(Math.ceil(this.#slots.size * 1.5));
    grown.set(this.#places);
    this.#places = grown;
  }
}
