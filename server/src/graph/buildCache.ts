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

/** Builds by the entry point and the Flux Kustomization that they are for. */
export class BuildCache {
  readonly #builds = new Map<string, CachedBuild>();
  readonly #fragments = new Map<string, { readonly build: FluxBuild; readonly fragment: Fragment }>();
  readonly #edges = new WeakMap<GraphNode, { readonly controller: string | undefined; readonly edges: readonly ReadEdge[] }>();
  readonly #slots = new Map<string, NodeSlots>();
  /** Builds of folders that several Flux Kustomizations share. */
  readonly folders = new FolderCache();

  /** A copy for a trial: what is kept in it, or dropped, does not show here. */
  fork(): BuildCache {
    const copy = new BuildCache();
    for (const [key, cached] of this.#builds) copy.#builds.set(key, cached);
    for (const [key, fragment] of this.#fragments) copy.#fragments.set(key, fragment);
    for (const [key, slots] of this.#slots) copy.#slots.set(key, slots);
    return copy;
  }

  /** The build for a key if it was made of the very same object, source and variables; `look` asks for a variable's object as of now. */
  find(key: string, kustomization: YamlNode, sourceKey: unknown, look: (lookUp: VariableLookUp) => YamlNode | undefined): FluxBuild | undefined {
    const cached = this.#builds.get(key);
    if (cached?.kustomization !== kustomization || cached.sourceKey !== sourceKey) return undefined;
    return cached.lookUps.every((lookUp) => look(lookUp) === lookUp.found) ? cached.build : undefined;
  }

  /** Keeps a build. */
  keep(key: string, cached: CachedBuild): void {
    this.#builds.set(key, cached);
  }

  /** What a build adds to the cluster: the same as long as the build holds. `make` gets what the build before it added. */
  fragmentOf(key: string, build: FluxBuild, make: (before: Fragment | undefined) => Fragment): Fragment {
    const known = this.#fragments.get(key);
    if (known?.build === build) return known.fragment;
    const fragment = make(known?.fragment);
    this.#fragments.set(key, { build, fragment });
    return fragment;
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

  /** The numbers of a cluster's ids, shared by its walks. They begin anew when most of them are of objects that are gone. */
  slotsOf(cluster: string): NodeSlots {
    let slots = this.#slots.get(cluster);
    if (slots?.isWorn !== false) this.#slots.set(cluster, (slots = new NodeSlots()));
    return slots;
  }

  /** Drops what read one of these paths of a repository. Created and removed files change their folders too: name them. */
  invalidate(repositoryUri: string, paths: Iterable<string>): void {
    const changed = [...paths];
    const ignoreRules = changed.some((path) => path === '.sourceignore' || path.endsWith('/.sourceignore'));
    for (const [key, cached] of this.#builds) {
      if (cached.repositoryUri === repositoryUri && (ignoreRules || changed.some((path) => cached.reads.has(path)))) this.#builds.delete(key);
    }
  }

  /** Forgets builds whose key no longer occurs, so that memory stays bounded. */
  retain(keys: ReadonlySet<string>): void {
    for (const map of [this.#builds, this.#fragments, this.#slots]) for (const key of map.keys()) if (!keys.has(key)) map.delete(key);
  }
}
