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
import type { GraphEdge, GraphNode } from './graph.ts';

/** One object of a build as it enters a cluster. */
export interface FragmentPart {
  readonly node: GraphNode;
  /** From the Flux Kustomization to the object. */
  readonly applies: GraphEdge;
  /** The object read as a Flux Kustomization, where it is one. */
  readonly child: FluxKustomization | undefined;
  /** What the object makes, where it is an ArtifactGenerator. */
  readonly artifacts: readonly GeneratedArtifact[];
}

/** A kustomize file that a build read, as a node of the cluster. */
export interface KustomizeFilePart {
  readonly node: GraphNode;
  /** From the Flux Kustomization, where the file is the one that it builds. */
  readonly builds: GraphEdge | undefined;
  /** From the file to those that it includes. */
  readonly includes: readonly GraphEdge[];
}

/** Everything that one build adds. */
export interface Fragment {
  readonly parts: readonly FragmentPart[];
  readonly kustomizeFiles: readonly KustomizeFilePart[];
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
  const known = new Map(before?.parts.map(({ node }) => [node.manifest.root, node] as const));
  const parts = build.objects.flatMap(({ root, origin }) => {
    const manifest = readManifest(root);
    const node = manifest && (sameOrigin(known.get(root), origin) ?? nodeOf(manifest, origin, id));
    if (node === undefined) return [];
    const applies: GraphEdge = { from: id, to: node.id, target: node.object, kind: 'applies', span, resolved: true };
    return [{ node, applies, child: readFluxKustomization(node.manifest), artifacts: readGeneratedArtifacts(node.manifest) }];
  });
  const folder = securePath('', kustomization.path?.value ?? '');
  return { parts, kustomizeFiles: kustomizeFilesOf(build, tree, folder, { from: id, span }, before) };
}

function sameOrigin(node: GraphNode | undefined, origin: Span): GraphNode | undefined {
  return node?.origin.file === origin.file && node.origin.start === origin.start && node.origin.end === origin.end ? node : undefined;
}

function nodeOf(manifest: Manifest, origin: Span, appliedBy: string): GraphNode | undefined {
  const name = manifest.name?.value;
  if (name === undefined) return undefined;
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
