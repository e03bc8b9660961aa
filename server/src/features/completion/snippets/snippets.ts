/** Whole objects at the start of a document, filled with what the repository makes likely. */
import { baseName, dirName } from '../../../files/paths.ts';
import type { Delivery, GraphNode } from '../../../graph/graph.ts';
import { isHidden } from '../../../graph/rawIndex.ts';
import { oncePer } from '../../../text/once.ts';
import { findKustomizeFile } from '../../../kustomize/kustomizeFile.ts';
import { isKustomizeFileName, kustomizeFileOf } from '../../../manifests/kustomizeFile.ts';
import { meshProviderOf } from '../../meshProvider.ts';
import { keyContext } from '../cursorContext.ts';
import { foldersOf } from '../folders.ts';
import { portsOf } from '../ports.ts';
import type { Proposal } from '../proposal.ts';
import { placeWords, ranked } from '../ranking.ts';
import { treeOf, type PlaceScene } from '../scene.ts';
import { codeBlock, escapeMarkdown } from '../../../protocol/markdownText.ts';
import { canarySnippets, flaggerSnippets } from './canarySnippets.ts';
import { fluxSnippets, kustomizeSnippets } from './fluxSnippets.ts';
import { place, withoutPlaces, type NamedObjects, type ObjectSnippet, type SnippetFacts } from './snippet.ts';

/** Proposals at the start of a document that has no kind yet. */
export function completeSnippets(scene: PlaceScene): readonly Proposal[] {
  const context = keyContext(scene.file, scene.offset);
  if (context === undefined || context.parents.length > 0 || context.indent > 0 || context.hasColon || context.present.size > 0 || scene.kind !== '' || isHidden(scene.outer.path)) return [];
  const facts = factsOf(scene);
  const isKustomize = isKustomizeFileName(scene.file.path);
  const snippets: readonly ObjectSnippet[] = isKustomize ? kustomizeSnippets : [...fluxSnippets, ...canarySnippets(facts.meshProvider), ...flaggerSnippets];
  return snippets.map(({ label, detail, text }, order) => {
    const insert = text(facts).trimEnd();
    const shown = codeBlock(withoutPlaces(insert)).replace(/^(`+)text/, '$1yaml');
    return { label, detail: '', documentation: `${escapeMarkdown(detail)}\n\n${shown}`, insert, replace: context.replace, kind: 'snippet', order, isSnippet: true };
  });
}

/** What is likely for a new object in a file. */
function factsOf(scene: PlaceScene): SnippetFacts {
  const { path } = scene.outer;
  const words = placeWords(path, []);
  const { line, namespace } = namespaceOf(scene);
  const near = (kinds: readonly string[], isWanted: (node: GraphNode) => boolean = () => true): readonly GraphNode[] => {
    const nodes = scene.readings.flatMap(({ cluster }) => kinds.flatMap((kind) => cluster.nodesByKind.get(kind) ?? [])).filter((node) => node.presence === 'declared' && isWanted(node));
    return ranked({ words, path }, nodes, ({ object, origin }) => ({ name: object.name, path: origin.file.path }));
  };
  const own = (kinds: readonly string[]): readonly GraphNode[] => near(kinds, ({ object }) => object.namespace === namespace);
  const ownNames = (kind: string): readonly string[] => [...new Set(own([kind]).map(({ object }) => object.name))];
  /** Those of the own namespace, else those of the namespace of the likeliest one. */
  const named = (kind: string): NamedObjects => {
    const all = near([kind]);
    const from = ownNames(kind).length > 0 ? namespace : all[0]?.object.namespace;
    return { names: [...new Set(all.filter(({ object }) => object.namespace === from).map(({ object }) => object.name))], namespace: from === namespace ? undefined : from };
  };
  const name = nameFor(path);
  return {
    name,
    namespaceLine: line,
    namespace,
    source: mostUsedSource(scene, namespace),
    path: folderFor(scene, name),
    helmRepositories: named('HelmRepository'),
    ociRepositories: named('OCIRepository'),
    targets: own(['Deployment', 'DaemonSet']).slice(0, 20).map((node) => ({ kind: node.object.kind, name: node.object.name, port: portsOf(node)[0]?.number ?? '80' })),
    meshProvider: scene.readings.flatMap(({ cluster }) => meshProviderOf(cluster) ?? [])[0],
    ingresses: ownNames('Ingress'),
    gateways: named('Gateway'),
    notificationProviders: ownNames('Provider'),
    imageRepositories: named('ImageRepository'),
    loadTester: loadTesterOf(near(['Service'], isLoadTester)[0]),
  };
}

function nameFor(path: string): string {
  const file = baseName(path).replace(/\.ya?ml$/, '').toLowerCase();
  const folder = baseName(dirName(path));
  const isGeneral = /^(kustomization|helm-?release|release|ks|canary|repository|source|sync|ocirepository|gitrepository|helmrepository|namespace|app)$/.test(file);
  const chosen = isGeneral && folder !== '' ? (/^(app|base|ks)$/.test(folder) ? baseName(dirName(dirName(path))) : folder) : file;
  return chosen.replace(/[^a-z0-9-]+/g, '-').replace(/^-+|-+$/g, '') || 'app';
}

/** The namespace of the neighbours, and the line that says it; no line where a kustomize file of the folder sets it. */
function namespaceOf({ snapshot, outer, readings }: PlaceScene): { readonly line: string; readonly namespace: string } {
  const tree = treeOf({ snapshot, outer });
  const folder = dirName(outer.path);
  const file = tree === undefined ? undefined : findKustomizeFile(tree, folder);
  const set = file === undefined ? undefined : kustomizeFileOf(file)?.namespace;
  if (set !== undefined) return { line: '', namespace: set.value };
  const counts = new Map<string, number>();
  for (const { cluster } of readings) {
    for (const group of cluster.nodeGroups) for (const [namespace, count] of namespacesByFolder(group).get(folder) ?? []) counts.set(namespace, (counts.get(namespace) ?? 0) + count);
  }
  const [most] = [...counts].sort(([, a], [, b]) => b - a);
  const namespace = most?.[0] ?? 'flux-system';
  return { line: `  namespace: ${place(20, namespace)}\n`, namespace };
}

/** How many objects of a group are in each namespace, by the folder that they come from. An edit leaves nearly all groups as they are. */
const namespacesByFolder = oncePer((nodes: readonly GraphNode[]) => {
  const folders = new Map<string, Map<string, number>>();
  for (const { object: { namespace }, origin } of nodes) {
    if (namespace === undefined) continue;
    const folder = dirName(origin.file.path);
    const counts = folders.get(folder) ?? new Map<string, number>();
    folders.set(folder, counts.set(namespace, (counts.get(namespace) ?? 0) + 1));
  }
  return folders;
});

function mostUsedSource({ readings }: PlaceScene, own: string): SnippetFacts['source'] {
  const counts = new Map<string, number>();
  for (const { cluster } of readings) {
    for (const { kustomization, node } of cluster.deliveries.values()) {
      const { kind, name, namespace } = kustomization.sourceRef ?? {};
      if (kind === undefined || name === undefined || name.value.includes('$')) continue;
      const key = `${kind.value}/${namespace?.value ?? node.object.namespace ?? ''}/${name.value}`;
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
  }
  const [kind = 'GitRepository', namespace = 'flux-system', name = 'flux-system'] = ([...counts].sort(([, a], [, b]) => b - a)[0]?.[0] ?? '').split('/').filter((part) => part !== '');
  return { kind, name, namespace: namespace === own ? undefined : namespace };
}

/** A folder to apply: one below the file's that nothing applies yet, else one that has the file's name, else any that nothing applies. */
function folderFor({ snapshot, outer, readings }: PlaceScene, name: string): string {
  const tree = treeOf({ snapshot, outer });
  if (tree === undefined) return './';
  const read = new Set(readings.flatMap(({ cluster }) => [...cluster.deliveries.values()].flatMap((delivery) => [...foldersRead(delivery)])));
  const own = dirName(outer.path);
  const isFree = (path: string): boolean => !read.has(path);
  const folders = foldersOf(tree).filter(({ path, holdsYaml }) => holdsYaml && path !== own && path !== '');
  const below = folders.find(({ path }) => path.startsWith(`${own}/`) && own !== '' && isFree(path));
  const named = folders.find(({ path }) => baseName(path) === name && isFree(path));
  const free = folders.find(({ path }) => !own.startsWith(`${path}/`) && isFree(path));
  return `./${(below ?? named ?? free)?.path ?? name}`;
}

/** The folders of the repository that a build reads files in, and those around them. */
function foldersRead({ build, source }: Delivery): ReadonlySet<string> {
  if (source.state !== 'local' || build === undefined) return noFolders;
  let found = knownFolders.get(build);
  if (found === undefined) {
    found = new Set<string>();
    for (const path of build.reads) {
      for (let folder = dirName(source.artifact.repositoryPath(path)); !found.has(folder); folder = dirName(folder)) found.add(folder);
    }
    knownFolders.set(build, found);
  }
  return found;
}

const noFolders: ReadonlySet<string> = new Set();
/** Builds outlive an edit of other files. */
const knownFolders = new WeakMap<NonNullable<Delivery['build']>, Set<string>>();

function isLoadTester({ object }: GraphNode): boolean {
  return object.name.includes('loadtester');
}

function loadTesterOf(found: GraphNode | undefined): string {
  return found === undefined ? 'http://flagger-loadtester.test/' : `http://${found.object.name}${found.object.namespace === undefined ? '' : `.${found.object.namespace}`}/`;
}
