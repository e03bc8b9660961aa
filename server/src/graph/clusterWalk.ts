/** Walks from an entry point through everything that Flux applies, building each Flux Kustomization on the way. */
import { securePath } from '../files/paths.ts';
import { buildFluxKustomization, type FluxBuild } from '../flux/buildFluxKustomization.ts';
import { readFluxKustomization, type FluxKustomization } from '../manifests/fluxKustomization.ts';
import { nameSpan, type Manifest } from '../manifests/manifest.ts';
import { printObjectId, type ObjectId } from '../protocol/objectId.ts';
import type { Steps } from '../text/steps.ts';
import type { Span } from '../text/textFile.ts';
import type { YamlNode } from '../yaml/yamlNode.ts';
import { impliedManifest, type ClusterCache, type VariableLookUp } from './buildCache.ts';
import { findFlaggerRelease } from './edges/canaryEdges.ts';
import { objectId } from './edges/edge.ts';
import { edgeReaderOf, isRelated } from './edges/edgeReaders.ts';
import type { EntrySeed } from './entryPoints.ts';
import { makeFragment, type Fragment } from './fragment.ts';
import type { Artifact, Delivery, GraphEdge, GraphNode, SourceResolution } from './graph.ts';
import { NodeTable, type NodeSlots } from './nodeTable.ts';
import { SourceResolver, type WalkWorld } from './sourceResolver.ts';
import { WalkedCluster } from './walkedCluster.ts';

interface Pending {
  readonly node: GraphNode;
  readonly kustomization: FluxKustomization;
  readonly parent: string | undefined;
}

/** Walks one entry point, a few Flux Kustomizations with each step. */
export function* walkCluster(seed: EntrySeed, world: WalkWorld): Steps<WalkedCluster> {
  return yield* new ClusterWalk(seed, world).run();
}

/** Flux Kustomizations whose builds hold that one step takes; one that is built is a step by itself. */
const deliveriesInStep = 100;

class ClusterWalk {
  readonly #seed: EntrySeed;
  readonly #world: WalkWorld;
  readonly #sources: SourceResolver;
  readonly #nodes: NodeTable;
  readonly #slots: NodeSlots;
  readonly #cache: ClusterCache;
  readonly #fragments = new Map<string, Fragment>();
  readonly #looseNodes: GraphNode[] = [];
  readonly #related: GraphNode[] = [];
  readonly #deliveries = new Map<string, Delivery>();
  /** All edges in order: those of a fragment are a part by themselves, so that nobody goes through them who does not ask. */
  readonly #edgeParts: (readonly GraphEdge[])[] = [];
  #lastPart: GraphEdge[] | undefined;
  readonly #otherEdges: GraphEdge[] = [];
  readonly #appliedTwice = new Set<string>();
  readonly #rootTwins = new Map<string, FluxKustomization[]>();
  #pending: Pending[] = [];
  #built = 0;

  constructor(seed: EntrySeed, world: WalkWorld) {
    this.#seed = seed;
    this.#world = world;
    this.#cache = world.cache.ofCluster(`${seed.entry.repository.rootUri}#${seed.entry.path}`);
    this.#slots = this.#cache.begin(world.graph);
    this.#nodes = new NodeTable(this.#slots);
    this.#sources = new SourceResolver(seed, world, this.#nodes);
  }

  *run(): Steps<WalkedCluster> {
    const { impliedSource, kustomizations } = this.#seed;
    if (impliedSource !== undefined) this.#addNode(impliedSource, impliedSource.root, undefined, 'implied');
    for (const kustomization of kustomizations) {
      const node = this.#addNode(withDefaultNamespace(kustomization), kustomization.root, undefined, 'declared');
      if (node === undefined) continue;
      if (node.manifest.root === kustomization.root) this.#pending.push({ node, kustomization, parent: undefined });
      else this.#rootTwins.set(node.id, [...(this.#rootTwins.get(node.id) ?? []), kustomization]);
    }
    yield* this.#deliverAll();
    const related = this.#relatedInOrder();
    // Only Canaries point to the controller; without any, nobody need look for it.
    const controller = related.some(isCanary) ? findFlaggerRelease(related) : undefined;
    for (const node of related) this.#readEdges(node, controller);
    return this.#result();
  }

  /** Delivers what can be known first: a source or a ConfigMap of variables may come from a Kustomization further down the list. */
  *#deliverAll(): Steps<void> {
    let delivered = 0;
    while (this.#pending.length > 0) {
      const ready = this.#pending.filter((pending) => this.#isKnown(pending));
      const now = ready.length > 0 ? ready : this.#pending.slice(0, 1);
      const chosen = new Set(now);
      this.#pending = this.#pending.filter((pending) => !chosen.has(pending));
      for (const pending of now) {
        const before = this.#built;
        this.#deliver(pending);
        if (this.#built > before || ++delivered % deliveriesInStep === 0) yield;
      }
    }
  }

  #isKnown({ node, kustomization }: Pending): boolean {
    if (this.#sources.resolve(node, kustomization).state === 'missing') return false;
    return kustomization.substituteFrom.every(({ kind, name }) => this.#nodes.has(printObjectId(objectId(kind?.value ?? '', node.object.namespace, name?.value ?? ''))));
  }

  #deliver({ node, kustomization, parent }: Pending): void {
    if (this.#deliveries.has(node.id)) return;
    const source = this.#sources.resolve(node, kustomization);
    const cached = source.state === 'local' ? this.#cache.find(node.id, kustomization.root, sourceKeyOf(source), this.#look) : undefined;
    const path = source.state === 'local' ? (cached?.folder ?? securePath('', kustomization.path?.value ?? '')) : undefined;
    // A build that still holds has read its folder: it exists.
    const pathExists = cached !== undefined || (source.state === 'local' && source.artifact.tree.kindOf(path ?? '') === 'directory');
    const build = cached ?? (source.state === 'local' && pathExists ? this.#build(node, kustomization, source) : undefined);
    const fragment = source.state === 'local' && build !== undefined ? this.#fragmentOf(node, kustomization, source.artifact, build) : undefined;
    this.#deliveries.set(node.id, { node, kustomization, source, path, pathExists, build, applies: fragment?.ids ?? [], parent });
    if (fragment !== undefined) this.#addFragment(node, fragment);
  }

  #fragmentOf(node: GraphNode, kustomization: FluxKustomization, { tree }: Artifact, build: FluxBuild): Fragment {
    return this.#cache.fragmentOf(node.id, build, (before) => makeFragment({ id: node.id, kustomization, build, tree, before }));
  }

  #addFragment(owner: GraphNode, fragment: Fragment): void {
    this.#fragments.set(owner.id, fragment);
    for (const twin of this.#nodes.addAll(fragment.nodes)) this.#addTwin(owner, twin);
    if (fragment.applies.length > 0) {
      this.#edgeParts.push(fragment.applies);
      this.#lastPart = undefined;
    }
    for (const node of fragment.related) this.#related.push(node);
    for (const { node, kustomization } of fragment.children) {
      const standing = this.#nodes.get(node.id) ?? node;
      if (standing === node || standing.appliedBy === owner.id) this.#pending.push({ node: standing, kustomization, parent: owner.id });
    }
    for (const [index, artifacts] of fragment.artifacts) {
      const node = fragment.nodes[index];
      if (node === undefined) continue;
      for (const { name } of artifacts) {
        const object = objectId('ExternalArtifact', node.object.namespace, name);
        const span = nameSpan(node.manifest);
        this.#addImplied(object, span, impliedManifest(object, span, 'source.toolkit.fluxcd.io/v1'));
      }
    }
    const known = this.#nodes.addAll(fragment.kustomizeNodes);
    for (const { node, builds, includes } of fragment.kustomizeFiles) {
      if (builds !== undefined) this.#addEdge(builds);
      if (!known.includes(node)) for (const edge of includes) this.#addEdge(edge);
    }
  }

  /** An object whose id another one has: what only stood for it gives way, and of two that are applied the first stays. */
  #addTwin(owner: GraphNode, node: GraphNode): void {
    const existing = this.#nodes.get(node.id);
    if (existing?.appliedBy === undefined) {
      this.#nodes.put(node);
      if (existing !== undefined) this.#noteRoot(existing, node);
    } else if (existing.appliedBy !== owner.id) this.#appliedTwice.add(node.id);
  }

  /** Keeps a Flux Kustomization that stands in a file and gives way to another one, not to itself as it applies itself. */
  #noteRoot(root: GraphNode, applied: GraphNode): void {
    const kustomization = root.presence === 'declared' ? readFluxKustomization(root.manifest) : undefined;
    const [own, other] = [nameSpan(root.manifest), nameSpan(applied.manifest)];
    const isSame = own.file === other.file && own.start === other.start;
    if (kustomization !== undefined && !isSame) this.#rootTwins.set(root.id, [...(this.#rootTwins.get(root.id) ?? []), kustomization]);
  }

  readonly #look = ({ kind, namespace, name }: Pick<VariableLookUp, 'kind' | 'namespace' | 'name'>): YamlNode | undefined =>
    this.#nodes.get(printObjectId(objectId(kind, namespace, name)))?.manifest.root;

  #build(node: GraphNode, kustomization: FluxKustomization, source: LocalSource): FluxBuild {
    const { artifact } = source;
    this.#built++;
    const lookUps: VariableLookUp[] = [];
    const build = buildFluxKustomization(artifact.tree, kustomization, {
      fluxVersion: this.#world.fluxVersion,
      cache: this.#world.cache.folders,
      variables: (kind, namespace, name) => {
        const found = this.#look({ kind, namespace, name });
        lookUps.push({ kind, namespace, name, found });
        return found?.kind === 'map' ? found : undefined;
      },
    });
    const reads = new Set([...build.reads].map((path) => artifact.repositoryPath(path)));
    this.#cache.keep(node.id, { kustomization: kustomization.root, sourceKey: sourceKeyOf(source), lookUps, build, reads, repositoryUri: artifact.repository.rootUri });
    return build;
  }

  /** Adds an object, or says who has it already. An object that the entry itself or an implication stands for is replaced by what is applied. */
  #addNode(manifest: Manifest, origin: Span, appliedBy: string | undefined, presence: GraphNode['presence']): GraphNode | undefined {
    const name = manifest.name?.value;
    if (name === undefined) return undefined;
    const object = objectId(manifest.kind, manifest.namespace?.value, name);
    const id = printObjectId(object);
    const existing = this.#nodes.get(id);
    if (existing !== undefined && (existing.appliedBy !== undefined || appliedBy === undefined)) return existing;
    const node = this.#slots.nodeOf({ id, object, manifest, origin, appliedBy, presence });
    this.#nodes.put(node);
    this.#looseNodes.push(node);
    if (isRelated(node)) this.#related.push(node);
    return node;
  }

  #addImplied(object: ObjectId, span: Span, manifest: Manifest | undefined): void {
    if (manifest !== undefined && !this.#nodes.has(printObjectId(object))) this.#addNode(manifest, span, undefined, 'implied');
  }

  /** The nodes that tell of relations, in the order of the cluster; what gave way to another one is none. */
  #relatedInOrder(): readonly GraphNode[] {
    const placed: { readonly node: GraphNode; readonly place: number }[] = [];
    for (const node of this.#related) {
      const place = this.#nodes.placeOf(node.id);
      if (place !== undefined && this.#nodes.at(place) === node) placed.push({ node, place });
    }
    const isInOrder = placed.every(({ place }, index) => place > (placed[index - 1]?.place ?? -1));
    if (isInOrder) return placed.map(({ node }) => node);
    return [...new Set(placed.sort((a, b) => a.place - b.place).map(({ node }) => node))];
  }

  #readEdges(node: GraphNode, controller: ObjectId | undefined): void {
    const read = edgeReaderOf(node);
    if (read === undefined) return;
    const edges = this.#world.cache.edgesOf(node, isCanary(node) ? controller : undefined, read);
    for (const edge of edges) {
      if (edge.draft.implied === true) this.#addImplied(edge.draft.target, edge.draft.span, edge.implied);
      this.#addEdge(edge.in(this.#nodes));
    }
  }

  #addEdge(edge: GraphEdge): void {
    if (this.#lastPart === undefined) this.#edgeParts.push((this.#lastPart = []));
    this.#lastPart.push(edge);
    this.#otherEdges.push(edge);
  }

  #result(): WalkedCluster {
    // Kept by the graph: it must not keep the walk.
    const sources = this.#sources;
    const deliveries = [...this.#deliveries.values()];
    const open = this.#seed.entry.isPart === true || deliveries.some(isOpen) || [...this.#fragments.values()].some(({ hasResourceSet }) => hasResourceSet);
    return new WalkedCluster({
      entry: this.#seed.entry,
      nodes: this.#nodes,
      slots: this.#slots,
      edgeParts: this.#edgeParts,
      otherEdges: this.#otherEdges,
      deliveries: this.#deliveries,
      fragments: this.#fragments,
      looseNodes: this.#looseNodes,
      appliedTwice: this.#appliedTwice,
      rootTwins: this.#rootTwins,
      open,
      sourceOf: (node) => sources.resolveNode(node),
      fluxVersion: this.#world.declaredFluxVersion,
    });
  }
}

function isCanary({ object }: GraphNode): boolean {
  return object.kind === 'Canary';
}

function isOpen({ source, build }: Delivery): boolean {
  return source.state !== 'local' || build === undefined || build.problems.length > 0 || build.unresolved.some(({ reason }) => reason !== 'helm' && reason !== 'encrypted' && reason !== 'unknown-variable');
}

type LocalSource = SourceResolution & { readonly state: 'local' };

/** What a build depends on beside its files: the source's own rules, or the folder that it was guessed to be made of. */
function sourceKeyOf({ node, artifact }: LocalSource): unknown {
  return artifact.isMixed === true ? artifact : (node?.manifest.root ?? artifact.root);
}

/** A root Flux Kustomization without a namespace is applied by hand, as a rule into flux-system. */
function withDefaultNamespace(kustomization: FluxKustomization): FluxKustomization {
  if (kustomization.namespace !== undefined) return kustomization;
  return { ...kustomization, namespace: { value: 'flux-system', node: kustomization.name?.node ?? kustomization.root } };
}
