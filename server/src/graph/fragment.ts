/** What one build adds to a cluster: made once for each build, so that a walk over unchanged builds only puts parts together. */
import { dirName, securePath } from '../files/paths.ts';
import type { SourceTree } from '../files/sourceTree.ts';
import type { FluxBuild } from '../flux/buildFluxKustomization.ts';
import { readFluxKustomization, type FluxKustomization } from '../manifests/fluxKustomization.ts';
import { isKustomizeFileName, kustomizeFileOf } from '../manifests/kustomizeFile.ts';
import { nameSpan, readManifest, type Manifest } from '../manifests/manifest.ts';
import { printObjectId } from '../protocol/objectId.ts';
import type { Span } from '../text/textFile.ts';
import { readGeneratedArtifacts, type GeneratedArtifact } from './artifactGenerator.ts';
import { objectId } from './edges/edge.ts';
import { isRelated } from './edges/edgeReaders.ts';
import type { GraphEdge, GraphNode } from './graph.ts';
import { groupBy } from './lazyMap.ts';

/** A kustomize file that a build read, as a node of the cluster. */
export interface KustomizeFilePart {
  readonly node: GraphNode;
  /** From the Flux Kustomization, where the file is the one that it builds. */
  readonly builds: GraphEdge | undefined;
  /** From the file to those that it includes. */
  readonly includes: readonly GraphEdge[];
}

/** Everything that one build adds. */
export class Fragment {
  /** The objects, in build order. */
  readonly nodes: readonly GraphNode[];
  /** From the Flux Kustomization to each object. */
  readonly applies: readonly GraphEdge[];
  /** Ids of the objects. */
  readonly ids: readonly string[];
  /** The objects that are Flux Kustomizations, as such. */
  readonly children: readonly { readonly node: GraphNode; readonly kustomization: FluxKustomization }[];
  /** What the ArtifactGenerators among the objects make, by the index of each. */
  readonly artifacts: ReadonlyMap<number, readonly GeneratedArtifact[]>;
  /** The objects whose own text tells of relations. */
  readonly related: readonly GraphNode[];
  /** Whether a ResourceSet is among the objects, which makes others. */
  readonly hasResourceSet: boolean;
  readonly kustomizeFiles: readonly KustomizeFilePart[];
  /** The nodes of these files. */
  readonly kustomizeNodes: readonly GraphNode[];
  #byFile: ReadonlyMap<string, readonly GraphNode[]> | undefined;
  #byKind: ReadonlyMap<string, readonly GraphNode[]> | undefined;
  #appliesTo: ReadonlyMap<string, readonly GraphEdge[]> | undefined;

  constructor(nodes: readonly GraphNode[], applies: readonly GraphEdge[], kustomizeFiles: readonly KustomizeFilePart[]) {
    this.nodes = nodes;
    this.applies = applies;
    this.kustomizeFiles = kustomizeFiles;
    this.kustomizeNodes = kustomizeFiles.map(({ node }) => node);
    this.ids = nodes.map(({ id }) => id);
    this.children = nodes.flatMap((node) => {
      const kustomization = readFluxKustomization(node.manifest);
      return kustomization === undefined ? [] : [{ node, kustomization }];
    });
    this.artifacts = new Map(nodes.flatMap((node, index) => {
      const made = readGeneratedArtifacts(node.manifest);
      return made.length === 0 ? [] : [[index, made] as const];
    }));
    this.related = nodes.filter(isRelated);
    this.hasResourceSet = nodes.some(({ object }) => object.kind === 'ResourceSet');
  }

  /** The objects, and kustomize files, that come from a file. */
  nodesIn(uri: string): readonly GraphNode[] {
    this.#byFile ??= groupBy([...this.nodes, ...this.kustomizeNodes], ({ origin }) => origin.file.uri);
    return this.#byFile.get(uri) ?? [];
  }

  /** The objects, or kustomize files, of a kind. */
  nodesOfKind(kind: string): readonly GraphNode[] {
    this.#byKind ??= groupBy([...this.nodes, ...this.kustomizeNodes], ({ object }) => object.kind);
    return this.#byKind.get(kind) ?? [];
  }

  /** The edges from the Flux Kustomization to an object. */
  appliesTo(id: string): readonly GraphEdge[] {
    this.#appliesTo ??= groupBy(this.applies, ({ to }) => to);
    return this.#appliesTo.get(id) ?? [];
  }
}

/** What a fragment is made of. */
export interface FragmentInput {
  /** Id of the Flux Kustomization that was built. */
  readonly id: string;
  readonly kustomization: FluxKustomization;
  readonly build: FluxBuild;
  readonly tree: SourceTree;
  /** The fragment of the build before: nodes of objects that did not change are taken from it, so that they stay the same. */
  readonly before: Fragment | undefined;
}

/** Makes a fragment. */
export function makeFragment({ id, kustomization, build, tree, before }: FragmentInput): Fragment {
  const span = kustomization.path?.node ?? nameSpan(kustomization);
  const known = new Map(before?.nodes.map((node) => [node.manifest.root, node] as const));
  const nodes = build.objects.flatMap(({ root, origin }) => sameOrigin(known.get(root), origin) ?? nodeOf(readManifest(root), origin, id) ?? []);
  const applies = nodes.map((node): GraphEdge => ({ from: id, to: node.id, target: node.object, kind: 'applies', span, resolved: true }));
  const folder = securePath('', kustomization.path?.value ?? '');
  return new Fragment(nodes, applies, kustomizeFilesOf(build, tree, folder, { from: id, span }, before));
}

function sameOrigin(node: GraphNode | undefined, origin: Span): GraphNode | undefined {
  return node?.origin.file === origin.file && node.origin.start === origin.start && node.origin.end === origin.end ? node : undefined;
}

function nodeOf(manifest: Manifest | undefined, origin: Span, appliedBy: string): GraphNode | undefined {
  const name = manifest?.name?.value;
  if (manifest === undefined || name === undefined) return undefined;
  const object = objectId(manifest.kind, manifest.namespace?.value, name);
  return { id: printObjectId(object), object, manifest, origin, appliedBy, presence: 'declared' };
}

/** The kustomize files among the paths that a build read, and who includes whom. */
function kustomizeFilesOf(build: FluxBuild, tree: SourceTree, folder: string, builder: { readonly from: string; readonly span: Span }, before: Fragment | undefined): readonly KustomizeFilePart[] {
  const known = new Map(before?.kustomizeFiles.map(({ node }) => [node.manifest.root, node] as const));
  return [...build.reads].filter(isKustomizeFileName).flatMap((read) => {
    const file = tree.file(read);
    const kustomizeFile = file === undefined ? undefined : kustomizeFileOf(file);
    if (file === undefined || kustomizeFile === undefined) return [];
    const { root } = kustomizeFile;
    const object = { kind: 'KustomizeFile', name: file.path };
    const id = printObjectId(object);
    const includes = [...kustomizeFile.resources, ...kustomizeFile.bases, ...kustomizeFile.components].flatMap((entry): readonly GraphEdge[] => {
      const included = securePath(dirName(read), entry.value);
      const inner = tree.kindOf(included) === 'directory' ? (tree.list(included) ?? []).find(({ name }) => isKustomizeFileName(name)) : undefined;
      const found = inner === undefined ? undefined : tree.file(`${included}/${inner.name}`);
      if (found === undefined) return [];
      const target = { kind: 'KustomizeFile', name: found.path };
      return [{ from: id, to: printObjectId(target), target, kind: 'includes', span: entry.node, resolved: true }];
    });
    const manifest: Manifest = { root, apiVersion: 'kustomize.config.k8s.io/v1beta1', kind: kustomizeFile.kind, name: undefined, namespace: undefined };
    const node = known.get(root) ?? { id, object, manifest, origin: root, appliedBy: builder.from, presence: 'implied' as const };
    const builds: GraphEdge | undefined = dirName(read) === folder ? { from: builder.from, to: id, target: object, kind: 'builds', span: builder.span, resolved: true } : undefined;
    return [{ node, builds, includes }];
  });
}
