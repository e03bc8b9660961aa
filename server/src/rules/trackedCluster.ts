/** A cluster that notes what a rule reads of it, so that the rule's verdict can stand as long as all of that stays the same. */
import type { Artifact, ClusterGraph, Delivery, EntryPoint, GraphEdge, GraphNode, Repository, SourceResolution, WorkspaceGraph } from '../graph/graph.ts';
import type { FluxKustomization } from '../manifests/fluxKustomization.ts';
import type { Span } from '../text/textFile.ts';
import { isSameValue, notesOnPart, type Reading, type ReadingNotes, type Readings } from './readings.ts';
import type { ClusterView, GraphContext, ManifestContext } from './rule.ts';

/** A cluster and what is derived from it, with all that is read noted. */
export class TrackedView implements ClusterView {
  readonly cluster: ClusterGraph;
  readonly derived: ClusterView['derived'];
  readonly derivedAt: ClusterView['derivedAt'];

  constructor(view: ClusterView, notes: ReadingNotes<ClusterView>) {
    this.cluster = new TrackedCluster(view.cluster, notesOnPart(notes, 'cluster', clusterOf));
    const places = new Map<unknown, number>();
    const nameOf = (derive: unknown): string => {
      const place = places.get(derive) ?? places.size;
      places.set(derive, place);
      return `derived ${place}`;
    };
    this.derived = (derive) => {
      const value = view.derived(derive);
      notes.add(nameOf(derive), derivesSame(derive, value));
      return value;
    };
    this.derivedAt = (derive, key) => {
      const value = view.derivedAt(derive, key);
      notes.add(`${nameOf(derive)} ${key}`, derivesSameAt(derive, key, value));
      return value;
    };
  }
}

/** The context of graph rules over a cluster, with all that they read noted. */
export class TrackedContext extends TrackedView implements GraphContext {
  readonly fluxVersion: ManifestContext['fluxVersion'];
  readonly versionDeclared: boolean;
  readonly reached = true;
  readonly meshProvider: ManifestContext['meshProvider'];
  readonly derivedFromAll: GraphContext['derivedFromAll'];

  constructor(context: GraphContext, readings: Readings<GraphContext>) {
    super(context, readings);
    this.fluxVersion = context.fluxVersion;
    this.versionDeclared = context.versionDeclared;
    this.meshProvider = context.meshProvider;
    const places = new Map<unknown, number>();
    this.derivedFromAll = (derive) => {
      const value = context.derivedFromAll(derive);
      const place = places.get(derive) ?? places.size;
      places.set(derive, place);
      readings.add(`derived from all ${place}`, derivesSameFromAll(derive, value));
      return value;
    };
  }
}

// Readings are made by functions of their own: a closure within the context would keep that, and with it an old graph, in memory.

function clusterOf({ cluster }: ClusterView): ClusterGraph {
  return cluster;
}

function derivesSame<T>(derive: (cluster: ClusterGraph) => T, value: T): Reading<ClusterView> {
  return (now) => isSameValue(now.derived(derive), value);
}

function derivesSameAt<V>(derive: (cluster: ClusterGraph) => Pick<ReadonlyMap<string, V>, 'get'>, key: string, value: V | undefined): Reading<ClusterView> {
  return (now) => isSameValue(now.derivedAt(derive, key), value);
}

function derivesSameFromAll<T>(derive: (graph: WorkspaceGraph) => T, value: T): Reading<GraphContext> {
  return (now) => isSameValue(now.derivedFromAll(derive), value);
}

/** A cluster of which every look-up is noted. */
export class TrackedCluster implements ClusterGraph {
  readonly nodes: ClusterGraph['nodes'];
  readonly nodesByKind: ClusterGraph['nodesByKind'];
  readonly nodesByName: ClusterGraph['nodesByName'];
  readonly edgesFrom: ClusterGraph['edgesFrom'];
  readonly edgesTo: ClusterGraph['edgesTo'];
  readonly deliveries: ClusterGraph['deliveries'];
  readonly rootTwins: ClusterGraph['rootTwins'];
  readonly #cluster: ClusterGraph;
  readonly #readings: ReadingNotes<ClusterGraph>;

  constructor(cluster: ClusterGraph, readings: ReadingNotes<ClusterGraph>) {
    this.#cluster = cluster;
    this.#readings = readings;
    this.nodes = new TrackedMap<GraphNode>('node', (of) => of.nodes, isSameAs, cluster, readings);
    this.nodesByKind = new TrackedMap<readonly GraphNode[]>('kind', (of) => of.nodesByKind, hasItemsOf, cluster, readings);
    this.nodesByName = new TrackedMap<readonly GraphNode[]>('name', (of) => of.nodesByName, hasItemsOf, cluster, readings);
    this.edgesFrom = new TrackedMap<readonly GraphEdge[]>('from', (of) => of.edgesFrom, hasItemsOf, cluster, readings);
    this.edgesTo = new TrackedMap<readonly GraphEdge[]>('to', (of) => of.edgesTo, hasItemsOf, cluster, readings);
    this.deliveries = new TrackedMap<Delivery>('delivery', (of) => of.deliveries, isLike, cluster, readings, (delivery) => trackedDelivery(delivery, readings));
    this.rootTwins = new TrackedMap<readonly FluxKustomization[]>('twins', (of) => of.rootTwins, hasItemsOf, cluster, readings);
  }

  get entry(): ClusterGraph['entry'] {
    const { repository, path, by, ref, span, isPart } = this.#cluster.entry;
    const { rootUri } = repository;
    this.#readings.add('entry', ({ entry }) => entry.repository.rootUri === rootUri && entry.path === path && entry.by === by && entry.ref === ref && entry.span === span && entry.isPart === isPart);
    return new TrackedEntry(this.#cluster.entry, this.#readings);
  }

  get sourceOf(): ClusterGraph['sourceOf'] {
    this.#readings.addEverything();
    return this.#cluster.sourceOf;
  }

  get relations(): ClusterGraph['relations'] {
    this.#readings.addEverything();
    return this.#cluster.relations;
  }

  get nodeGroups(): ClusterGraph['nodeGroups'] {
    this.#readings.addEverything();
    return this.#cluster.nodeGroups;
  }

  get unapplied(): ClusterGraph['unapplied'] {
    this.#readings.addEverything();
    return this.#cluster.unapplied;
  }

  get edges(): ClusterGraph['edges'] {
    this.#readings.addEverything();
    return this.#cluster.edges;
  }

  get appliedTwice(): ClusterGraph['appliedTwice'] {
    const { appliedTwice } = this.#cluster;
    this.#readings.add('appliedTwice', (other) => sameSet(other.appliedTwice, appliedTwice));
    return appliedTwice;
  }

  get open(): boolean {
    const { open } = this.#cluster;
    this.#readings.add('open', (other) => other.open === open);
    return open;
  }

  get fluxVersion(): string | undefined {
    const { fluxVersion } = this.#cluster;
    this.#readings.add('fluxVersion', (other) => other.fluxVersion === fluxVersion);
    return fluxVersion;
  }
}

/** An entry point whose repository counts as everything when it is looked into: it changes with each edit. */
class TrackedEntry implements EntryPoint {
  readonly path: string;
  readonly by: EntryPoint['by'];
  readonly ref: string | undefined;
  readonly span: Span;
  readonly isPart: boolean;
  readonly #entry: EntryPoint;
  readonly #readings: ReadingNotes<ClusterGraph>;

  constructor(entry: EntryPoint, readings: ReadingNotes<ClusterGraph>) {
    this.path = entry.path;
    this.by = entry.by;
    this.ref = entry.ref;
    this.span = entry.span;
    this.isPart = entry.isPart === true;
    this.#entry = entry;
    this.#readings = readings;
  }

  get repository(): Repository {
    this.#readings.addEverything();
    return this.#entry.repository;
  }
}

/** Makes of a value the question whether another one is the same for a rule. */
type Likeness<V> = (value: V) => (now: V) => boolean;

/** One map of a cluster; single look-ups are followed, and whoever goes through all of it has read everything. */
class TrackedMap<V> implements ReadonlyMap<string, V> {
  readonly #name: string;
  readonly #mapOf: (cluster: ClusterGraph) => ReadonlyMap<string, V>;
  readonly #likeness: Likeness<V>;
  readonly #cluster: ClusterGraph;
  readonly #readings: ReadingNotes<ClusterGraph>;
  readonly #wrap: (value: V) => V;
  readonly #wrapped = new Map<V, V>();

  constructor(name: string, mapOf: (cluster: ClusterGraph) => ReadonlyMap<string, V>, likeness: Likeness<V>, cluster: ClusterGraph, readings: ReadingNotes<ClusterGraph>, wrap: (value: V) => V = (value) => value) {
    this.#name = name;
    this.#mapOf = mapOf;
    this.#likeness = likeness;
    this.#cluster = cluster;
    this.#readings = readings;
    this.#wrap = wrap;
  }

  get(key: string): V | undefined {
    const mapOf = this.#mapOf;
    const value = mapOf(this.#cluster).get(key);
    const isLike = value === undefined ? undefined : this.#likeness(value);
    this.#readings.add(`${this.#name} ${key}`, (other) => {
      const now = mapOf(other).get(key);
      return now === undefined || isLike === undefined ? now === undefined && isLike === undefined : isLike(now);
    });
    if (value === undefined) return undefined;
    const wrapped = this.#wrapped.get(value) ?? this.#wrap(value);
    this.#wrapped.set(value, wrapped);
    return wrapped;
  }

  has(key: string): boolean {
    return this.get(key) !== undefined;
  }

  get size(): number {
    return this.#all().size;
  }

  forEach(callback: (value: V, key: string, map: ReadonlyMap<string, V>) => void): void {
    this.#all().forEach((value, key) => callback(value, key, this));
  }

  entries(): MapIterator<[string, V]> {
    return this.#all().entries();
  }

  keys(): MapIterator<string> {
    return this.#all().keys();
  }

  values(): MapIterator<V> {
    return this.#all().values();
  }

  [Symbol.iterator](): MapIterator<[string, V]> {
    return this.entries();
  }

  #all(): ReadonlyMap<string, V> {
    this.#readings.addEverything();
    return this.#mapOf(this.#cluster);
  }
}

/** A delivery whose artifact counts as everything when it is looked into: its files change with each edit. */
function trackedDelivery(delivery: Delivery, readings: ReadingNotes<ClusterGraph>): Delivery {
  const { source } = delivery;
  return source.state === 'local' ? { ...delivery, source: new TrackedSource(source, readings) } : delivery;
}

type LocalSource = SourceResolution & { readonly state: 'local' };

class TrackedSource implements LocalSource {
  readonly state = 'local';
  readonly node: GraphNode | undefined;
  readonly #source: LocalSource;
  readonly #readings: ReadingNotes<ClusterGraph>;

  constructor(source: LocalSource, readings: ReadingNotes<ClusterGraph>) {
    this.node = source.node;
    this.#source = source;
    this.#readings = readings;
  }

  get artifact(): Artifact {
    this.#readings.addEverything();
    return this.#source.artifact;
  }
}

function isSameAs<T>(value: T): (now: T) => boolean {
  return (now) => now === value;
}

function hasItemsOf<T>(value: readonly T[]): (now: readonly T[]) => boolean {
  return (now) => sameItems(now, value);
}

/** Whether all of two deliveries is the same but the files of their artifacts. Holds on to none of those: an old tree would stay in memory. */
function isLike({ node, kustomization, path, pathExists, build, parent, applies, source }: Delivery): (now: Delivery) => boolean {
  const { state } = source;
  const sourceNode = source.state === 'missing' ? undefined : source.node;
  const why = source.state === 'external' ? source.why : undefined;
  const isSameSource = (now: SourceResolution): boolean =>
    now.state === state && (now.state === 'missing' ? undefined : now.node) === sourceNode && (now.state === 'external' ? now.why : undefined) === why;
  return (now) =>
    now.node === node && now.kustomization === kustomization && now.path === path && now.pathExists === pathExists && now.build === build && now.parent === parent && isSameSource(now.source) && sameItems(now.applies, applies);
}

function sameItems<T>(a: readonly T[], b: readonly T[]): boolean {
  return a === b || (a.length === b.length && a.every((item, index) => item === b[index]));
}

function sameSet<T>(a: ReadonlySet<T>, b: ReadonlySet<T>): boolean {
  if (a.size !== b.size) return false;
  for (const item of a) if (!b.has(item)) return false;
  return true;
}
