/** Finds out for a Flux Kustomization where the files of its source are. */
import { nearestFolder } from '../files/nearestFolder.ts';
import { isWithin, securePath } from '../files/paths.ts';
import { normaliseRemoteUrl } from '../files/remoteUrl.ts';
import type { FluxKustomization } from '../manifests/fluxKustomization.ts';
import { artifactSourceKinds, readFluxSource } from '../manifests/fluxSource.ts';
import { printObjectId } from '../protocol/objectId.ts';
import { isSlip } from '../text/editDistance.ts';
import { readString } from '../yaml/yamlReader.ts';
import { mountOfCopy, readGeneratedArtifacts } from './artifactGenerator.ts';
import { inferArtifactRoot, makeArtifact, repositoryOfUrl, type MountedPart } from './artifacts.ts';
import type { BuildCache } from './buildCache.ts';
import { objectId } from './edges/edge.ts';
import type { EntrySeed } from './entryPoints.ts';
import type { Artifact, GraphNode, Repository, SourceResolution } from './graph.ts';
import { MountedTree } from './mountedTree.ts';
import { distinctPaths, type OwnSources } from './ownSources.ts';

/** What a walk needs to know beyond its entry point. */
export interface WalkWorld {
  readonly repositories: readonly Repository[];
  /** What is known without remotes of the sources in each repository's files. */
  readonly ownSources: ReadonlyMap<Repository, OwnSources>;
  /** `namespace/name` of a source → the repository or folder that holds its files, as told by settings or `--source`. */
  readonly mappedSources: ReadonlyMap<string, { readonly repository: Repository; readonly root: string }>;
  readonly cache: BuildCache;
  /** Number of the graph that the walk is for, by which the cache tells what is in use. */
  readonly graph: number;
  /** Version to judge by, `[major, minor]`. */
  readonly fluxVersion: readonly [number, number];
  /** The version that the repository itself declares. */
  readonly declaredFluxVersion: string | undefined;
}

/** Where a source's files are; `root` is `undefined` where the folder cannot be told. */
interface Place {
  readonly repository: Repository;
  readonly root: string | undefined;
}

/** Resolves the sources of one entry point's walk; what was found local stays so during the walk. */
export class SourceResolver {
  readonly #seed: EntrySeed;
  readonly #world: WalkWorld;
  readonly #nodes: ReadonlyMap<string, GraphNode>;
  readonly #entryPlaces = new Map<string, Place>();
  /** GitRepositories that are being included right now. */
  readonly #including = new Set<string>();
  readonly #local = new Map<string, SourceResolution & { readonly state: 'local' }>();

  constructor(seed: EntrySeed, world: WalkWorld, nodes: ReadonlyMap<string, GraphNode>) {
    this.#seed = seed;
    this.#world = world;
    this.#nodes = nodes;
  }

  /** Where the files of a Flux Kustomization's source are, as far as the objects found so far tell. */
  resolve(owner: GraphNode, kustomization: FluxKustomization): SourceResolution {
    const source = sourceIdOf(owner, kustomization);
    if (source === undefined) return { state: 'missing' };
    const { id, kind, namespace, name } = source;
    const resolution = this.#resolve(id, kind, namespace, name, this.#nodes.get(id));
    if (resolution.state !== 'local' || resolution.node === undefined || !this.#isOtherRevision(resolution.node)) return resolution;
    // What is not here may be in the branch or tag that this source delivers.
    if (resolution.artifact.tree.kindOf(securePath('', kustomization.path?.value ?? '')) === 'directory') return resolution;
    return { state: 'external', node: resolution.node, why: 'it is another branch or tag of this repository, which is not checked out' };
  }

  /** Whether a source delivers another branch or tag than the one that the entry point is synced from. */
  #isOtherRevision(source: GraphNode): boolean {
    const { entry: { by, ref }, impliedSource } = this.#seed;
    const isEntrySource = source.object.kind === impliedSource?.kind && source.object.name === impliedSource.name?.value && source.object.namespace === impliedSource.namespace?.value;
    // The entry point knows its branch alone, beside which it may name a commit.
    if (isEntrySource) return false;
    const revision = by === 'kustomization' || ref === undefined ? undefined : revisionOf(source);
    return revision !== undefined && revision !== ref;
  }

  /** Where the files of a source are that something else than a Flux Kustomization takes them from, such as a chart. */
  resolveNode(node: GraphNode): SourceResolution {
    const { kind, namespace, name } = node.object;
    return this.#resolve(node.id, kind, namespace, name, node);
  }

  #resolve(id: string, kind: string, namespace: string | undefined, name: string, node: GraphNode | undefined): SourceResolution {
    const known = this.#local.get(id);
    if (known !== undefined && known.node === node) return known;
    const resolution = this.#find(kind, namespace, name, node);
    if (resolution.state === 'local') this.#local.set(id, resolution);
    return resolution;
  }

  #find(kind: string, namespace: string | undefined, name: string, node: GraphNode | undefined): SourceResolution {
    if (name.includes('${')) return { state: 'external', node, why: 'its name is a variable' };
    if (kind === 'ExternalArtifact') return this.#generated(namespace, name, node);
    const mapped = this.#world.mappedSources.get(`${namespace ?? ''}/${name}`);
    if (mapped !== undefined) return this.#withIncludes(node, mapped.repository, mapped.root, namespace);
    const place = this.#placeOf(kind, namespace, name, node);
    if (place !== undefined) {
      if (place.root !== undefined) return this.#withIncludes(node, place.repository, place.root, namespace);
      return { state: 'external', node, why: 'which folder the artifact is made of cannot be told' };
    }
    if (node === undefined) return { state: 'missing' };
    const url = readFluxSource(node.manifest)?.url?.value;
    return { state: 'external', node, why: url === undefined ? 'its files are not in this workspace' : `${url} is not in this workspace` };
  }

  /** The repository of a source in this workspace, and the folder of it that the artifact is made of where that can be told. */
  #placeOf(kind: string, namespace: string | undefined, name: string, node: GraphNode | undefined): Place | undefined {
    const entry = this.#seed.entry.repository;
    const implied = this.#seed.impliedSource;
    const isEntrySource = implied === undefined ? name === 'flux-system' : implied.kind === kind && implied.name?.value === name && implied.namespace?.value === namespace;
    const url = node === undefined ? undefined : readFluxSource(node.manifest)?.url?.value;
    const byUrl = kind === 'GitRepository' ? repositoryOfUrl(this.#world.repositories, url) : undefined;
    if (byUrl !== undefined) return { repository: byUrl, root: '' };
    const entryUrl = implied === undefined ? undefined : readFluxSource(implied)?.url?.value;
    const sharesUrl = kind === 'GitRepository' && url !== undefined && entryUrl !== undefined && normaliseRemoteUrl(url) === normaliseRemoteUrl(entryUrl);
    if (isEntrySource || sharesUrl) return this.#knownPlaceOfEntry(kind, name, entryUrl);
    const root = this.#world.ownSources.get(entry)?.rootOf(kind, name);
    return root === undefined ? undefined : { repository: entry, root };
  }

  #knownPlaceOfEntry(kind: string, name: string, url: string | undefined): Place {
    const key = `${kind}/${name}`;
    const known = this.#entryPlaces.get(key) ?? this.#placeOfEntry(kind, name, url);
    this.#entryPlaces.set(key, known);
    return known;
  }

  /** What Flux itself was given is this repository, unless the entry point is only kept here and nothing that it names is. */
  #placeOfEntry(kind: string, name: string, url: string | undefined): Place {
    const { entry, root = '', kustomizations } = this.#seed;
    const { repository } = entry;
    if (root !== '') return { repository, root };
    const isHere = ({ path }: FluxKustomization): boolean => path !== undefined && repository.tree.kindOf(securePath('', path.value)) === 'directory' && securePath('', path.value) !== '';
    // Most often the first path tells, and the files need not be gone through.
    if (kind === 'GitRepository' && kustomizations.some((one) => one.sourceRef?.name?.value === name && isHere(one))) return { repository, root };
    const inFiles = this.#world.ownSources.get(repository)?.usersOf(kind, name) ?? [];
    const users = [...kustomizations.filter(({ sourceRef }) => sourceRef?.name?.value === name), ...inFiles];
    const paths = distinctPaths(users);
    if (kind !== 'GitRepository') return { repository, root: inferArtifactRoot(repository, users) ?? (this.#holdsItself(paths) ? '' : undefined) };
    // One path that is not there may be a slip of the pen, unless a URL says that the files are elsewhere.
    const isKeptHere = (paths.length > 1 || (paths.length === 1 && url !== undefined)) && !paths.some((path) => repository.tree.kindOf(path) === 'directory');
    return { repository, root: isKeptHere ? undefined : root };
  }

  /** Whether the folder that is synced holds the very file that says so, read from the root of the repository: then that is the artifact's root, also where one of the other paths is a slip of the pen. What else is not here may be made before the artifact is packed. */
  #holdsItself(paths: readonly string[]): boolean {
    const { repository: { tree }, path, span } = this.#seed.entry;
    const absent = paths.filter((one) => tree.kindOf(one) !== 'directory');
    const isSlipOfOne = absent.every((one) => isSlip(one, nearestFolder(tree, one) ?? ''));
    return path !== '' && isWithin(path, span.file.path) && absent.length <= Math.max(1, paths.length * 0.2) && absent.length < paths.length && isSlipOfOne;
  }

  /** The artifact of a repository with those that its GitRepository includes, each in its folder; its rules are for all of them (source-controller gitrepository_controller.go `reconcileInclude`, `reconcileArtifact`). */
  #withIncludes(node: GraphNode | undefined, repository: Repository, root: string, namespace: string | undefined): SourceResolution {
    const includes = (node === undefined ? undefined : readFluxSource(node.manifest)?.include) ?? [];
    if (node === undefined || includes.length === 0) return { state: 'local', node, artifact: makeArtifact(repository, node?.manifest, root) };
    const parts: MountedPart[] = [];
    for (const { name, node: entry } of includes) {
      const id = printObjectId(objectId('GitRepository', namespace, name?.value ?? ''));
      // Two that include each other never get ready.
      if (name === undefined || this.#including.has(id)) return { state: 'external', node, why: 'what it includes cannot be told' };
      this.#including.add(id);
      const found = this.#find('GitRepository', namespace, name.value, this.#nodes.get(id));
      this.#including.delete(id);
      if (found.state !== 'local') return { state: 'external', node, why: `GitRepository ${name.value}, which it includes, is not in this workspace` };
      const at = securePath('', readString(entry, 'toPath')?.value ?? name.value);
      parts.push({ artifact: found.artifact, mount: { at, tree: found.artifact.tree, path: securePath('', readString(entry, 'fromPath')?.value ?? '') } });
    }
    return { state: 'local', node, artifact: makeArtifact(repository, node.manifest, root, parts) };
  }

  /** An artifact that an ArtifactGenerator of this cluster makes. */
  #generated(namespace: string | undefined, name: string, node: GraphNode | undefined): SourceResolution {
    for (const generator of this.#nodes.values()) {
      if (generator.object.kind !== 'ArtifactGenerator' || generator.object.namespace !== namespace) continue;
      const made = readGeneratedArtifacts(generator.manifest).find((artifact) => artifact.name === name);
      if (made === undefined) continue;
      const external: SourceResolution = { state: 'external', node: node ?? generator, why: 'what the ArtifactGenerator copies into it cannot be told' };
      if (made.partial) return external;
      const parts: MountedPart[] = [];
      for (const { source, from, to } of made.copies) {
        const sourceNamespace = source.namespace ?? generator.object.namespace;
        const found = this.#find(source.kind, sourceNamespace, source.name, this.#nodes.get(printObjectId(objectId(source.kind, sourceNamespace, source.name))));
        const mount = found.state === 'local' ? mountOfCopy(found.artifact.tree, from, to) : undefined;
        if (found.state !== 'local' || mount === undefined) return external;
        parts.push({ artifact: found.artifact, mount });
      }
      const [first] = parts;
      return first === undefined ? external : { state: 'local', node: node ?? generator, artifact: mountedArtifact(first.artifact, parts) };
    }
    return node === undefined ? { state: 'missing' } : { state: 'external', node, why: 'another controller makes it' };
  }
}

/** The branch that a GitRepository delivers, or what else it names; `undefined` where it names nothing, and of other kinds (source-controller api/v1/gitrepository_types.go: commit, name, semver, tag, branch). */
function revisionOf({ manifest }: GraphNode): string | undefined {
  const ref = manifest.kind === 'GitRepository' ? readFluxSource(manifest)?.ref : undefined;
  const named = ['commit', 'name', 'semver', 'tag', 'branch'].map((field) => readString(ref, field)?.value).find((value) => value !== undefined);
  return named?.replace(/^refs\/heads\//, '');
}

/** The source that a Flux Kustomization names. */
interface NamedSource {
  readonly id: string;
  readonly kind: string;
  readonly namespace: string | undefined;
  readonly name: string;
}

/** Sources by the Flux Kustomization that names them and the namespace that it is in: each walk asks for all of them. */
const namedSources = new WeakMap<FluxKustomization, { readonly owner: string | undefined; readonly source: NamedSource | undefined }>();

function sourceIdOf({ object }: GraphNode, kustomization: FluxKustomization): NamedSource | undefined {
  const known = namedSources.get(kustomization);
  if (known !== undefined && known.owner === object.namespace) return known.source;
  const reference = kustomization.sourceRef;
  const kind = reference?.kind?.value;
  const name = reference?.name?.value;
  const namespace = reference?.namespace?.value ?? object.namespace;
  const source = kind === undefined || name === undefined || !artifactSourceKinds.has(kind) ? undefined : { id: printObjectId(objectId(kind, namespace, name)), kind, namespace, name };
  namedSources.set(kustomization, { owner: object.namespace, source });
  return source;
}

/** An artifact that is put together from parts of others; it counts to the repository of `base`. */
function mountedArtifact(base: Artifact, parts: readonly MountedPart[]): Artifact {
  const tree = new MountedTree(base.repository.rootUri, parts.map(({ mount }) => mount));
  const isMixed = parts.some(({ artifact }) => artifact.isMixed === true || artifact.repository !== base.repository);
  return { repository: base.repository, root: base.root, tree, repositoryPath: (path) => base.repositoryPath(tree.sourcePath(path)), isMixed };
}
