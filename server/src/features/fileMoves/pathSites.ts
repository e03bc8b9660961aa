/** Every path that a file of a repository writes: what moving files and folders has to follow. */
import { baseName, dirName, isWithin, joinPath, securePath } from '../../files/paths.ts';
import { readGeneratedArtifacts } from '../../graph/artifactGenerator.ts';
import type { Artifact, ClusterGraph, Delivery, Repository } from '../../graph/graph.ts';
import { readFluxInstanceSync } from '../../manifests/fluxInstance.ts';
import { readFluxKustomization } from '../../manifests/fluxKustomization.ts';
import { readFluxSource } from '../../manifests/fluxSource.ts';
import { readHelmRelease } from '../../manifests/helmRelease.ts';
import { isKustomizeFileName, kustomizeFileOf } from '../../manifests/kustomizeFile.ts';
import { groupOf, manifestsOf, type Manifest } from '../../manifests/manifest.ts';
import { printObjectId } from '../../protocol/objectId.ts';
import type { TextFile } from '../../text/textFile.ts';
import type { Snapshot } from '../../workspace/session.ts';
import type { YamlNode, YamlScalar } from '../../yaml/yamlNode.ts';
import { readItems, readMaps, readString, readStrings } from '../../yaml/yamlReader.ts';
import { writtenPlace } from '../names/nameSites.ts';

/** A path as written, and what it means. */
export interface PathSite {
  readonly scalar: YamlScalar;
  /** The whole text of the scalar as it stands in the file. */
  readonly text: string;
  /** The part of the text that is the path: from here to `end`. */
  readonly start: number;
  readonly end: number;
  readonly repository: Repository;
  /** Path in the repository. */
  readonly target: string;
  /** The folder that the path is relative to. It moves with its file where `moves` says so. */
  readonly base: string;
  readonly baseMoves: boolean;
  /** A generator takes the base name of the path as key, unless a key stands before it. */
  readonly givesKey: boolean;
  /** Whether a variable makes the end of the path, so that only what stands before it can be edited. */
  readonly byVariable?: boolean | undefined;
  /** What the path becomes where it is not simply relative to `base`: given where paths of the repository go. */
  readonly follow?: ((moved: MovedPath) => string | undefined) | undefined;
  /** Whether only a file may stand there that lies in the base or below it, as far as `kustomize build` judges. */
  readonly ofKustomizeFile: boolean;
}

/** Where a path of the repository is after the moves. */
export type MovedPath = (path: string) => string;

/** All path sites of a snapshot. */
export function pathSitesOf(snapshot: Snapshot): readonly PathSite[] {
  return snapshot.derived(collectSites);
}

function collectSites(snapshot: Snapshot): readonly PathSite[] {
  const judged = new SiteList();
  for (const cluster of snapshot.graph.clusters) collectOfCluster(cluster, judged);
  const raw = new SiteList();
  for (const repository of snapshot.repositories) {
    for (const file of repository.tree.selectYamlFiles(fileWithPaths)) {
      if (isKustomizeFileName(file.path)) raw.add(kustomizeSites(repository, file));
      for (const manifest of manifestsOf(file)) raw.add(manifestSites(rootArtifact(repository), manifest));
    }
  }
  // What a cluster makes of a text counts: it knows the source, and the patches.
  return [...judged.all, ...raw.all.filter(({ scalar }) => !judged.knows(scalar))];
}

/** Sites without repetition, and which texts were looked at. */
class SiteList {
  readonly #sites = new Map<string, PathSite>();
  readonly #known = new Set<string>();

  get all(): readonly PathSite[] {
    return [...this.#sites.values()];
  }

  add(sites: readonly PathSite[]): void {
    for (const site of sites) this.#sites.set(`${placeKey(site.scalar)}:${site.start}:${site.byVariable === true ? site.target : ''}:${site.repository.rootUri}`, site);
  }

  /** Notes that a text was judged, whether or not it is a path in this workspace. */
  note(node: YamlNode | undefined): void {
    if (node?.kind === 'scalar') this.#known.add(placeKey(writtenPlace(node) ?? node));
  }

  knows(scalar: YamlScalar): boolean {
    return this.#known.has(placeKey(scalar));
  }
}

function placeKey({ file, start }: YamlScalar): string {
  return `${file.uri}:${start}`;
}

function collectOfCluster(cluster: ClusterGraph, sites: SiteList): void {
  const artifacts = new Map<string, Artifact>();
  for (const { source, kustomization, node } of cluster.deliveries.values()) {
    const { kind, name, namespace } = kustomization.sourceRef ?? {};
    // A source may be declared nowhere: what names it tells who it is.
    if (source.state === 'local') artifacts.set(printObjectId({ kind: kind?.value ?? '', namespace: namespace?.value ?? node.object.namespace ?? '', name: name?.value ?? '' }), source.artifact);
  }
  for (const delivery of cluster.deliveries.values()) {
    sites.note(delivery.kustomization.path?.node);
    const generated = generatedArtifactOf(cluster, delivery, artifacts);
    sites.add(generated === undefined ? deliverySites(delivery) : generatedPathSites(delivery, generated));
  }
  for (const node of cluster.nodes.values()) {
    if (node.presence !== 'declared' || node.object.kind === 'Kustomization') continue;
    const sources = node.object.kind === 'ArtifactGenerator' ? [] : (cluster.edgesFrom.get(node.id) ?? []).filter(({ kind }) => kind === 'source');
    const artifact = sources.flatMap(({ to }) => artifacts.get(to) ?? [])[0];
    if (sources.length > 0) sites.note(readHelmRelease(node.manifest)?.chart?.node);
    if (artifact !== undefined) sites.add(manifestSites(place(artifact), node.manifest));
    else if (node.object.kind === 'ArtifactGenerator') sites.add(generatorSites(node.manifest, (kind, namespace, name) => artifacts.get(printObjectId({ kind, namespace: namespace ?? node.object.namespace ?? '', name }))));
  }
}

function fileWithPaths(file: TextFile): TextFile | undefined {
  return isKustomizeFileName(file.path) || /toolkit\.fluxcd\.io|fluxcd\.controlplane\.io/.test(file.text) ? file : undefined;
}

/** What paths of an object are relative to. */
interface Base {
  readonly repository: Repository;
  readonly root: string;
  readonly repositoryPath: (path: string) => string;
}

function rootArtifact(repository: Repository): Base {
  return { repository, root: '', repositoryPath: (path) => path };
}

function place({ repository, root, repositoryPath }: Artifact): Base {
  return { repository, root, repositoryPath };
}

function kustomizeSites(repository: Repository, file: TextFile): readonly PathSite[] {
  const kustomizeFile = kustomizeFileOf(file);
  if (kustomizeFile === undefined) return [];
  const base = dirName(file.path);
  const generated = new Set(['configMapGenerator', 'secretGenerator'].flatMap((field) => readMaps(kustomizeFile.root, field)).flatMap((entry) => readItems(entry, 'files')));
  const charts = readMaps(kustomizeFile.root, 'helmCharts').flatMap((chart) => [...readStrings(chart, 'additionalValuesFiles'), ...[readString(chart, 'valuesFile') ?? []].flat()]);
  return [...kustomizeFile.paths, ...charts].flatMap(({ value, node }) => {
    const target = joinPath(base, value);
    if (node.kind !== 'scalar' || target === undefined || repository.tree.kindOf(target) === undefined) return [];
    const start = node.text.length - value.length;
    return [{ scalar: node, text: node.text, start, end: node.text.length, repository, target, base, baseMoves: true, givesKey: generated.has(node) && start === 0, ofKustomizeFile: true }];
  });
}

function deliverySites({ kustomization, source, path }: Delivery): readonly PathSite[] {
  if (source.state !== 'local' || path === undefined) return [];
  const base = place(source.artifact);
  const components = kustomization.components.flatMap(({ value, node }) => {
    const folder = base.repositoryPath(path);
    const target = joinPath(folder, value);
    return target === undefined ? [] : (siteOf(base.repository, node, target, folder, true) ?? []);
  });
  return [...artifactSites(base, kustomization.path?.node), ...components];
}

/** Paths in an object that are relative to the root of its source. */
function manifestSites(base: Base, manifest: Manifest): readonly PathSite[] {
  const kustomization = readFluxKustomization(manifest);
  if (kustomization !== undefined) return artifactSites(base, kustomization.path?.node);
  const sync = readFluxInstanceSync(manifest);
  if (sync !== undefined) return artifactSites(base, sync.path?.node);
  const release = readHelmRelease(manifest);
  if (release !== undefined) {
    const kind = release.sourceRef?.kind?.value;
    if (kind !== 'GitRepository' && kind !== 'Bucket') return [];
    return [...artifactSites(base, release.chart?.node), ...readStrings(release.spec, 'chart', 'spec', 'valuesFiles').flatMap(({ node }) => artifactSites(base, node))];
  }
  if (groupOf(manifest.apiVersion) === 'image.toolkit.fluxcd.io') return artifactSites(base, readString(manifest.root, 'spec', 'update', 'path')?.node);
  return (readFluxSource(manifest)?.sparseCheckout ?? []).flatMap(({ node }) => artifactSites(base, node));
}

function artifactSites(base: Base, node: YamlNode | undefined): readonly PathSite[] {
  if (node?.kind !== 'scalar') return [];
  if (node.changes?.at(-1)?.by === 'substitution') return variableSites(base, node);
  return [siteOf(base.repository, node, base.repositoryPath(securePath('', node.text)), base.root, false) ?? []].flat();
}

/** Of a path with a variable in it the folders before the variable can follow; the rest is only known to lead somewhere. */
function variableSites(base: Base, node: YamlScalar): readonly PathSite[] {
  const text = node.changes?.[0]?.before ?? '';
  const end = text.lastIndexOf('/', text.indexOf('$'));
  const common = { scalar: node, text, start: 0, repository: base.repository, base: base.root, baseMoves: false, givesKey: false, ofKustomizeFile: false };
  const whole = { ...common, end: text.length, target: base.repositoryPath(securePath('', node.text)), byVariable: true };
  const folder = end <= 0 ? '' : securePath('', text.slice(0, end));
  return [whole, ...(folder === '' ? [] : [{ ...common, end, target: base.repositoryPath(folder) }])];
}

function siteOf(repository: Repository, node: YamlNode, target: string, base: string, baseMoves: boolean): PathSite | undefined {
  const scalar = node.kind === 'scalar' ? writtenPlace(node) : undefined;
  if (scalar === undefined || repository.tree.kindOf(target) === undefined || target === base) return undefined;
  return { scalar, text: scalar.text, start: 0, end: scalar.text.length, repository, target, base, baseMoves, givesKey: false, ofKustomizeFile: false };
}

/** One copy step of an ArtifactGenerator with what it copies from, paths as in the source. */
interface Copy {
  readonly artifact: Artifact;
  readonly from: string;
  readonly to: string;
  /** `from/**` brings the content of the folder, otherwise it comes under its own name. */
  readonly content: boolean;
}

type ArtifactOf = (kind: string, namespace: string | undefined, name: string) => Artifact | undefined;

/** The copy steps that make the artifact of a Flux Kustomization; `undefined` for any other source. */
function generatedArtifactOf(cluster: ClusterGraph, { kustomization, node }: Delivery, artifacts: ReadonlyMap<string, Artifact>): readonly Copy[] | undefined {
  const reference = kustomization.sourceRef;
  if (reference?.kind?.value !== 'ExternalArtifact') return undefined;
  const namespace = reference.namespace?.value ?? node.object.namespace;
  for (const generator of cluster.nodesByKind.get('ArtifactGenerator') ?? []) {
    const made = generator.object.namespace === namespace ? readGeneratedArtifacts(generator.manifest).find(({ name }) => name === reference.name?.value) : undefined;
    if (made === undefined) continue;
    return made.copies.flatMap(({ source, from, to }) => {
      const artifact = artifacts.get(printObjectId({ kind: source.kind, namespace: source.namespace ?? namespace ?? '', name: source.name }));
      return artifact === undefined ? [] : [copyOf(artifact, from, to)];
    });
  }
  return undefined;
}

function copyOf(artifact: Artifact, from: string, to: string): Copy {
  const content = /(^|\/)\*\*$/.test(from);
  return { artifact, from: securePath('', content ? from.slice(0, -2) : from), to: securePath('', to), content };
}

/** The path in an artifact that copy steps make: it follows where the step's source or destination goes. */
function generatedPathSites({ kustomization, path }: Delivery, copies: readonly Copy[]): readonly PathSite[] {
  const scalar = kustomization.path?.node.kind === 'scalar' ? writtenPlace(kustomization.path.node) : undefined;
  const [first] = copies;
  if (scalar === undefined || path === undefined || first === undefined) return [];
  const follow = (moved: MovedPath): string | undefined => {
    for (const copy of copies) {
      const next = pathInCopy(copy, path, moved);
      if (next !== undefined) return next;
    }
    return undefined;
  };
  return [{ scalar, text: scalar.text, start: 0, end: scalar.text.length, repository: first.artifact.repository, target: '', base: '', baseMoves: false, givesKey: false, ofKustomizeFile: false, follow }];
}

function pathInCopy(copy: Copy, path: string, moved: MovedPath): string | undefined {
  const { artifact, from, to, content } = copy;
  const at = content ? to : securePath(to, baseName(from));
  const inSource = (each: string): string => withoutRoot(artifact, moved(artifact.repositoryPath(each)));
  const newTo = destinationAfter(copy, inSource);
  if (isWithin(at, path)) {
    const newFrom = inSource(from);
    const newPath = inSource(securePath(from, path.slice(at.length)));
    return isWithin(newFrom, newPath) ? securePath(content ? newTo : securePath(newTo, baseName(newFrom)), newPath.slice(newFrom.length)) : undefined;
  }
  return isWithin(to, path) ? securePath(newTo, path.slice(to.length)) : undefined;
}

/** A destination that mirrors the place in the source goes on doing so, since paths between the folders are the same in both. */
function destinationAfter({ from, to }: Copy, inSource: (path: string) => string): string {
  const head = from === to ? '' : to !== '' && from.endsWith(`/${to}`) ? from.slice(0, from.length - to.length) : undefined;
  const next = inSource(from);
  return head !== undefined && next.startsWith(head) ? next.slice(head.length) : to;
}

function withoutRoot({ root }: Artifact, path: string): string {
  return root === '' ? path : path.startsWith(`${root}/`) ? path.slice(root.length + 1) : path;
}

/** `from` and `to` of an ArtifactGenerator: the path up to the first pattern. */
function generatorSites(manifest: Manifest, artifactOf: ArtifactOf): readonly PathSite[] {
  const artifacts = new Map(
    readMaps(manifest.root, 'spec', 'sources').flatMap((source) => {
      const artifact = artifactOf(readString(source, 'kind')?.value ?? '', readString(source, 'namespace')?.value, readString(source, 'name')?.value ?? '');
      return artifact === undefined ? [] : [[readString(source, 'alias')?.value ?? '', artifact] as const];
    }),
  );
  return readMaps(manifest.root, 'spec', 'artifacts').flatMap((entry) =>
    readMaps(entry, 'copy').flatMap((step) => {
      const from = readString(step, 'from');
      const to = readString(step, 'to');
      const [, alias = '', fromPath = ''] = /^@([^/]+)\/(.*)$/.exec(from?.value ?? '') ?? [];
      const [, toPath = ''] = /^@artifact\/(.*)$/.exec(to?.value ?? '') ?? [];
      const artifact = artifacts.get(alias);
      const written = fromPath.replace(/(^|\/)[^/]*[*?[].*$/, '');
      if (artifact === undefined || written === '') return [];
      const copy = copyOf(artifact, fromPath, toPath);
      const inSource = (moved: MovedPath) => (path: string) => withoutRoot(artifact, moved(artifact.repositoryPath(path)));
      return [
        ...partSite(artifact, from?.node, alias.length + 2, written.replace(/\/$/, ''), (moved) => inSource(moved)(securePath('', written))),
        ...partSite(artifact, to?.node, '@artifact/'.length, toPath.replace(/\/$/, ''), (moved) => destinationAfter(copy, inSource(moved))),
      ];
    }),
  );
}

function partSite({ repository }: Artifact, node: YamlNode | undefined, start: number, path: string, follow: PathSite['follow']): readonly PathSite[] {
  const scalar = node?.kind === 'scalar' ? writtenPlace(node) : undefined;
  if (scalar === undefined || path === '') return [];
  return [{ scalar, text: scalar.text, start, end: start + path.length, repository, target: '', base: '', baseMoves: false, givesKey: false, ofKustomizeFile: false, follow }];
}
