/** Walks from an entry point through everything that Flux applies, building each Flux Kustomization on the way. */
import { dirName, securePath } from '../files/paths.ts';
import { buildFluxKustomization, type FluxBuild } from '../flux/buildFluxKustomization.ts';
import { readFluxKustomization, type FluxKustomization } from '../manifests/fluxKustomization.ts';
import { isKustomizeFileName, kustomizeFileOf } from '../manifests/kustomizeFile.ts';
import { nameSpan, readManifest, type Manifest } from '../manifests/manifest.ts';
import { printObjectId, type ObjectId } from '../protocol/objectId.ts';
import type { Span } from '../text/textFile.ts';
import { synthesizeMap } from '../yaml/synthesize.ts';
import type { YamlNode } from '../yaml/yamlNode.ts';
import { readGeneratedArtifacts } from './artifactGenerator.ts';
import type { ReadKustomizeFile, VariableLookUp } from './buildCache.ts';
import { canaryEdges } from './edges/canaryEdges.ts';
import { objectId, type EdgeDraft, type EdgeReader } from './edges/edge.ts';
import { fluxKustomizationEdges } from './edges/fluxKustomizationEdges.ts';
import { helmReleaseEdges } from './edges/helmReleaseEdges.ts';
import { otherEdges } from './edges/otherEdges.ts';
import type { EntrySeed } from './entryPoints.ts';
import type { Artifact, ClusterGraph, Delivery, GraphEdge, GraphNode, SourceResolution } from './graph.ts';
import { SourceResolver, type WalkWorld } from './sourceResolver.ts';

/** Edge readers by the kind that they read. */
const edgeReaders: Readonly<Record<string, EdgeReader>> = {
  Kustomization: fluxKustomizationEdges,
  HelmRelease: helmReleaseEdges,
  HelmChart: helmReleaseEdges,
  Canary: canaryEdges,
  Alert: otherEdges,
  ImagePolicy: otherEdges,
  ImageUpdateAutomation: otherEdges,
  Ingress: otherEdges,
  Certificate: otherEdges,
  Issuer: otherEdges,
};

interface Pending {
  readonly node: GraphNode;
  readonly kustomization: FluxKustomization;
  readonly parent: string | undefined;
}

/** Walks one entry point. */
export function walkCluster(seed: EntrySeed, world: WalkWorld): ClusterGraph {
  return new ClusterWalk(seed, world).run();
}

class ClusterWalk {
  readonly #seed: EntrySeed;
  readonly #world: WalkWorld;
  readonly #sources: SourceResolver;
  readonly #nodes = new Map<string, GraphNode>();
  readonly #deliveries = new Map<string, Delivery>();
  readonly #edges: GraphEdge[] = [];
  readonly #appliedTwice = new Set<string>();
  #pending: Pending[] = [];

  constructor(seed: EntrySeed, world: WalkWorld) {
    this.#seed = seed;
    this.#world = world;
    this.#sources = new SourceResolver(seed, world, this.#nodes);
  }

  run(): ClusterGraph {
    const { impliedSource, kustomizations } = this.#seed;
    if (impliedSource !== undefined) this.#addNode(impliedSource, impliedSource.root, undefined, 'implied');
    for (const kustomization of kustomizations) {
      const node = this.#addNode(withDefaultNamespace(kustomization), kustomization.root, undefined, 'declared');
      if (node !== undefined) this.#pending.push({ node, kustomization, parent: undefined });
    }
    this.#deliverAll();
    for (const node of [...this.#nodes.values()]) this.#readEdges(node);
    return this.#result();
  }

  /** Delivers what can be known first: a source or a ConfigMap of variables may come from a Kustomization further down the list. */
  #deliverAll(): void {
    while (this.#pending.length > 0) {
      const ready = this.#pending.filter((pending) => this.#isKnown(pending));
      const now = ready.length > 0 ? ready : this.#pending.slice(0, 1);
      const chosen = new Set(now);
      this.#pending = this.#pending.filter((pending) => !chosen.has(pending));
      for (const pending of now) this.#deliver(pending);
    }
  }

  #isKnown({ node, kustomization }: Pending): boolean {
    if (this.#sources.resolve(node, kustomization).state === 'missing') return false;
    return kustomization.substituteFrom.every(({ kind, name }) => this.#nodes.has(printObjectId(objectId(kind?.value ?? '', node.object.namespace, name?.value ?? ''))));
  }

  #deliver({ node, kustomization, parent }: Pending): void {
    if (this.#deliveries.has(node.id)) return;
    const source = this.#sources.resolve(node, kustomization);
    const path = source.state === 'local' ? securePath('', kustomization.path?.value ?? '') : undefined;
    const cached = source.state === 'local' ? this.#cachedBuild(node, kustomization, source) : undefined;
    // A build that still holds has read its folder: it exists.
    const pathExists = cached !== undefined || (source.state === 'local' && source.artifact.tree.kindOf(path ?? '') === 'directory');
    const build = cached ?? (source.state === 'local' && pathExists ? this.#build(node, kustomization, source) : undefined);
    const applies: string[] = [];
    this.#deliveries.set(node.id, { node, kustomization, source, path, pathExists, build, applies, parent });
    for (const object of build?.objects ?? []) {
      const manifest = readManifest(object.root);
      const added = manifest === undefined ? undefined : this.#addNode(manifest, object.origin, node.id, 'declared');
      if (added === undefined || manifest === undefined) continue;
      applies.push(added.id);
      if (added.appliedBy !== node.id) this.#appliedTwice.add(added.id);
      this.#edges.push({ from: node.id, to: added.id, target: added.object, kind: 'applies', span: kustomization.path?.node ?? nameSpan(kustomization), resolved: true });
      const child = readFluxKustomization(manifest);
      if (child !== undefined && added.appliedBy === node.id) this.#pending.push({ node: added, kustomization: child, parent: node.id });
      for (const artifact of readGeneratedArtifacts(manifest)) this.#addImplied(objectId('ExternalArtifact', added.object.namespace, artifact.name), nameSpan(manifest), 'source.toolkit.fluxcd.io/v1');
    }
    if (source.state === 'local' && build !== undefined) this.#addKustomizeFiles(node, kustomization, source.artifact, path ?? '', build);
  }

  #cachedBuild(node: GraphNode, kustomization: FluxKustomization, source: LocalSource): FluxBuild | undefined {
    const key = this.#keyOf(node);
    this.#world.usedKeys.add(key);
    return this.#world.cache.find(key, kustomization.root, sourceKeyOf(source), this.#look);
  }

  #keyOf(node: GraphNode): string {
    return `${this.#seed.entry.repository.rootUri}#${this.#seed.entry.path}#${node.id}`;
  }

  readonly #look = ({ kind, namespace, name }: Pick<VariableLookUp, 'kind' | 'namespace' | 'name'>): YamlNode | undefined =>
    this.#nodes.get(printObjectId(objectId(kind, namespace, name)))?.manifest.root;

  #build(node: GraphNode, kustomization: FluxKustomization, source: LocalSource): FluxBuild {
    const { artifact } = source;
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
    this.#world.cache.keep(this.#keyOf(node), { kustomization: kustomization.root, sourceKey: sourceKeyOf(source), lookUps, build, reads, repositoryUri: artifact.repository.rootUri });
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
    const node: GraphNode = { id, object, manifest, origin, appliedBy, presence };
    this.#nodes.set(id, node);
    return node;
  }

  #addImplied(object: ObjectId, span: Span, apiVersion: string): void {
    const manifest = readManifest(synthesizeMap(span, { apiVersion, kind: object.kind, metadata: { name: object.name, namespace: object.namespace } }));
    if (manifest !== undefined && !this.#nodes.has(printObjectId(object))) this.#addNode(manifest, span, undefined, 'implied');
  }

  #readEdges(node: GraphNode): void {
    if (node.presence === 'implied') return;
    for (const draft of edgeReaders[node.object.kind]?.(node, this.#nodes) ?? []) this.#addEdge(node, draft);
  }

  #addEdge(node: GraphNode, draft: EdgeDraft): void {
    if (draft.implied === true) this.#addImplied(draft.target, draft.span, 'v1');
    const to = printObjectId(draft.target);
    this.#edges.push({ from: node.id, to, target: draft.target, kind: draft.kind, span: draft.span, resolved: this.#nodes.has(to) });
  }

  /** The kustomize files that a build read, and who includes whom. */
  #addKustomizeFiles(node: GraphNode, kustomization: FluxKustomization, artifact: Artifact, path: string, build: FluxBuild): void {
    for (const { object, manifest, directory, includes } of this.#world.cache.kustomizeFilesOf(build, () => readKustomizeFiles(artifact, build))) {
      const id = printObjectId(object);
      if (directory === path) this.#edges.push({ from: node.id, to: id, target: object, kind: 'builds', span: kustomization.path?.node ?? nameSpan(kustomization), resolved: true });
      if (this.#nodes.has(id)) continue;
      this.#nodes.set(id, { id, object, manifest, origin: manifest.root, appliedBy: node.id, presence: 'implied' });
      for (const { target, span } of includes) this.#edges.push({ from: id, to: printObjectId(target), target, kind: 'includes', span, resolved: true });
    }
  }

  #result(): ClusterGraph {
    const edgesFrom = groupBy(this.#edges, ({ from }) => from);
    const edgesTo = groupBy(this.#edges, ({ to }) => to);
    const deliveries = [...this.#deliveries.values()];
    const open =
      deliveries.some(({ source, build }) => source.state !== 'local' || build === undefined || build.problems.length > 0 || build.unresolved.some(({ reason }) => reason !== 'helm' && reason !== 'encrypted' && reason !== 'unknown-variable')) ||
      [...this.#nodes.values()].some(({ object }) => object.kind === 'ResourceSet');
    return { entry: this.#seed.entry, nodes: this.#nodes, nodesByKind: groupBy(this.#nodes.values(), ({ object }) => object.kind), edges: this.#edges, edgesFrom, edgesTo, deliveries: this.#deliveries, appliedTwice: this.#appliedTwice, open, fluxVersion: this.#world.declaredFluxVersion };
  }
}

type LocalSource = SourceResolution & { readonly state: 'local' };

/** What a build depends on beside its files: the source's own rules, or the folder that it was guessed to be made of. */
function sourceKeyOf({ node, artifact }: LocalSource): unknown {
  return node?.manifest.root ?? artifact.root;
}

/** Reads the kustomize files among the paths that a build read. */
function readKustomizeFiles({ tree }: Artifact, build: FluxBuild): readonly ReadKustomizeFile[] {
  return [...build.reads].filter(isKustomizeFileName).flatMap((read) => {
    const file = tree.file(read);
    const kustomizeFile = file === undefined ? undefined : kustomizeFileOf(file);
    if (file === undefined || kustomizeFile === undefined) return [];
    const { root } = kustomizeFile;
    const includes = [...kustomizeFile.resources, ...kustomizeFile.bases, ...kustomizeFile.components].flatMap((entry) => {
      const folder = securePath(dirName(read), entry.value);
      const inner = tree.kindOf(folder) === 'directory' ? (tree.list(folder) ?? []).find(({ name }) => isKustomizeFileName(name)) : undefined;
      const target = inner === undefined ? undefined : tree.file(`${folder}/${inner.name}`);
      return target === undefined ? [] : [{ target: { kind: 'KustomizeFile', name: target.path }, span: entry.node }];
    });
    const manifest: Manifest = { root, apiVersion: 'kustomize.config.k8s.io/v1beta1', kind: kustomizeFile.kind, name: undefined, namespace: undefined };
    return [{ object: { kind: 'KustomizeFile', name: file.path }, manifest, directory: dirName(read), includes }];
  });
}

function groupBy<T>(values: Iterable<T>, keyOf: (value: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const value of values) {
    const group = groups.get(keyOf(value));
    if (group === undefined) groups.set(keyOf(value), [value]);
    else group.push(value);
  }
  return groups;
}

/** A root Flux Kustomization without a namespace is applied by hand, as a rule into flux-system. */
function withDefaultNamespace(kustomization: FluxKustomization): FluxKustomization {
  if (kustomization.namespace !== undefined) return kustomization;
  return { ...kustomization, namespace: { value: 'flux-system', node: kustomization.name?.node ?? kustomization.root } };
}
