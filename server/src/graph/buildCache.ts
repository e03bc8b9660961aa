/** Keeps the builds of Flux Kustomizations over edits that do not touch what they read. */
import type { FluxBuild } from '../flux/buildFluxKustomization.ts';
import { BuildCache as FolderCache } from '../kustomize/buildDirectory.ts';
import { readManifest, type Manifest } from '../manifests/manifest.ts';
import { printObjectId, type ObjectId } from '../protocol/objectId.ts';
import type { Span } from '../text/textFile.ts';
import { synthesizeMap } from '../yaml/synthesize.ts';
import type { YamlNode } from '../yaml/yamlNode.ts';
import type { EdgeDraft, EdgeReader } from './edges/edge.ts';
import type { Fragment } from './fragment.ts';
import type { GraphEdge, GraphNode } from './graph.ts';
import { NodeSlots } from './nodeTable.ts';

/** What a variable look-up gave: the same object again means the same variables. */
export interface VariableLookUp {
  readonly kind: string;
  readonly namespace: string | undefined;
  readonly name: string;
  readonly found: YamlNode | undefined;
}

interface CachedBuild {
  readonly kustomization: YamlNode;
  readonly sourceKey: unknown;
  readonly lookUps: readonly VariableLookUp[];
  readonly build: FluxBuild;
  /** Paths in the repository. */
  readonly reads: ReadonlySet<string>;
  readonly repositoryUri: string;
}

/** An edge as a node's text says it. */
export class ReadEdge {
  readonly draft: EdgeDraft;
  #edge: GraphEdge;
  #implied: Manifest | undefined;

  constructor(from: string, draft: EdgeDraft) {
    this.draft = draft;
    this.#edge = { from, to: printObjectId(draft.target), target: draft.target, kind: draft.kind, span: draft.span, resolved: false };
  }

  /** The object at the end of the edge, as little as is known of it, where a controller makes it. */
  get implied(): Manifest | undefined {
    const { span, target } = this.draft;
    if (this.draft.implied !== true) return undefined;
    this.#implied ??= impliedManifest(target, span, 'v1');
    return this.#implied;
  }

  /** The edge, given the nodes of its cluster; the same object as long as its end stays found, or not. */
  in(nodes: ReadonlyMap<string, GraphNode>): GraphEdge {
    const resolved = nodes.has(this.#edge.to);
    if (resolved !== this.#edge.resolved) this.#edge = { ...this.#edge, resolved };
    return this.#edge;
  }
}

/** An object that a controller makes, as little as is known of it. */
export function impliedManifest({ kind, name, namespace }: ObjectId, span: Span, apiVersion: string): Manifest | undefined {
  return readManifest(synthesizeMap(span, { apiVersion, kind, metadata: { name, namespace } }));
}

/** What is kept of one Flux Kustomization from one walk to the next. */
interface Kept {
  /** Its build, while that holds. */
  cached: CachedBuild | undefined;
  /** What its last build added to the cluster, and which build that was. */
  added: { readonly build: FluxBuild; readonly fragment: Fragment } | undefined;
  /** Number of the graph that asked for it last. */
  graph: number;
}

/** What is kept of the walks from one entry point, by the id of the Flux Kustomization. */
export class ClusterCache {
  readonly #kept = new Map<string, Kept>();
  #slots = new NodeSlots();
  #graph = 0;

  /** A copy for a trial. */
  fork(): ClusterCache {
    const copy = new ClusterCache();
    for (const [id, kept] of this.#kept) copy.#kept.set(id, { ...kept });
    copy.#slots = this.#slots;
    return copy;
  }

  /** Number of the last graph that walked here. */
  get graph(): number {
    return this.#graph;
  }

  /** The build of a Flux Kustomization if it was made of the very same object, source and variables; `look` asks for a variable's object as of now. */
  find(id: string, kustomization: YamlNode, sourceKey: unknown, look: (lookUp: VariableLookUp) => YamlNode | undefined): FluxBuild | undefined {
    const kept = this.#kept.get(id);
    if (kept === undefined) return undefined;
    kept.graph = this.#graph;
    const { cached } = kept;
    if (cached?.kustomization !== kustomization || cached.sourceKey !== sourceKey) return undefined;
    return cached.lookUps.every((lookUp) => look(lookUp) === lookUp.found) ? cached.build : undefined;
  }

  /** Keeps a build. */
  keep(id: string, cached: CachedBuild): void {
    this.#of(id).cached = cached;
  }

  /** What a build adds to the cluster: the same as long as the build holds. `make` gets what the build before it added. */
  fragmentOf(id: string, build: FluxBuild, make: (before: Fragment | undefined) => Fragment): Fragment {
    const kept = this.#of(id);
    if (kept.added?.build === build) return kept.added.fragment;
    const fragment = make(kept.added?.fragment);
    kept.added = { build, fragment };
    return fragment;
  }

  #of(id: string): Kept {
    let kept = this.#kept.get(id);
    if (kept === undefined) this.#kept.set(id, (kept = { cached: undefined, added: undefined, graph: this.#graph }));
    return kept;
  }

  /** Begins a walk for the graph of a number and gives the numbers of the cluster's ids. They begin anew when most of them are of objects that are gone. */
  begin(graph: number): NodeSlots {
    this.#graph = graph;
    if (this.#slots.size > 0 && this.#slots.isWorn) this.#slots = new NodeSlots();
    return this.#slots;
  }

  /** Drops builds that a change touches. */
  invalidate(touches: (reads: ReadonlySet<string>, repositoryUri: string) => boolean): void {
    for (const kept of this.#kept.values()) if (kept.cached !== undefined && touches(kept.cached.reads, kept.cached.repositoryUri)) kept.cached = undefined;
  }

  /** Forgets what the last walk did not ask for. */
  forgetOthers(): void {
    for (const [id, kept] of this.#kept) if (kept.graph !== this.#graph) this.#kept.delete(id);
  }
}

/** Builds by the entry point and the Flux Kustomization that they are for. */
export class BuildCache {
  readonly #clusters = new Map<string, ClusterCache>();
  readonly #edges = new WeakMap<GraphNode, { readonly controller: string | undefined; readonly edges: readonly ReadEdge[] }>();
  #graph = 0;
  /** Builds of folders that several Flux Kustomizations share. */
  readonly folders = new FolderCache();

  /** A copy for a trial: what is kept in it, or dropped, does not show here. */
  fork(): BuildCache {
    const copy = new BuildCache();
    for (const [key, cluster] of this.#clusters) copy.#clusters.set(key, cluster.fork());
    copy.#graph = this.#graph;
    return copy;
  }

  /** What is kept for an entry point. */
  ofCluster(key: string): ClusterCache {
    let cluster = this.#clusters.get(key);
    if (cluster === undefined) this.#clusters.set(key, (cluster = new ClusterCache()));
    return cluster;
  }

  /** The edges that a node's own text says, and the one to the controller: the same as long as both are. */
  edgesOf(node: GraphNode, controller: ObjectId | undefined, read: EdgeReader): readonly ReadEdge[] {
    const known = this.#edges.get(node);
    const to = controller === undefined ? undefined : printObjectId(controller);
    if (known?.controller === to && known !== undefined) return known.edges;
    const edges = read(node, controller).map((draft) => new ReadEdge(node.id, draft));
    this.#edges.set(node, { controller: to, edges });
    return edges;
  }

  /** Drops what read one of these paths of a repository. Created and removed files change their folders too: name them. */
  invalidate(repositoryUri: string, paths: Iterable<string>): void {
    const changed = [...paths];
    const ignoreRules = changed.some((path) => path === '.sourceignore' || path.endsWith('/.sourceignore'));
    for (const cluster of this.#clusters.values()) cluster.invalidate((reads, uri) => uri === repositoryUri && (ignoreRules || changed.some((path) => reads.has(path))));
  }

  /** Begins a graph and gives its number: what no graph asks for any more is forgotten when one is ready. */
  beginGraph(): number {
    return ++this.#graph;
  }

  /** Forgets what the graph of a number did not ask for, so that memory stays bounded. */
  endGraph(graph: number): void {
    for (const [key, cluster] of this.#clusters) {
      if (cluster.graph !== graph) this.#clusters.delete(key);
      else cluster.forgetOthers();
    }
  }
}
