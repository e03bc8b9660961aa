/** Folders and files of the very source that a Flux object names: `spec.path`, components, charts, values files. */
import { dirName, isWithin, relativePath, securePath } from '../../files/paths.ts';
import type { SourceTree } from '../../files/sourceTree.ts';
import { treeOfSource } from '../../graph/sourceFiles.ts';
import type { TextFile } from '../../text/textFile.ts';
import { readMap, readString } from '../../yaml/yamlReader.ts';
import { foldersOf, type FolderEntry } from './folders.ts';
import { firstFitting, inOrder, scalarText, valueProposal, type Proposal } from './proposal.ts';
import { placeWords, ranked, stepsBetween } from './ranking.ts';
import type { CompletionScene, Reading } from './scene.ts';

/** Proposals for the paths of Flux Kustomizations, HelmReleases, HelmCharts and ImageUpdateAutomations. */
export function completePath(scene: CompletionScene): readonly Proposal[] {
  const at = scene.cursor.keys.join('.');
  switch (`${scene.group}/${scene.kind}`) {
    case 'kustomize.toolkit.fluxcd.io/Kustomization':
      return at === 'spec.path' ? folderProposals(scene, sourceTreeOf(scene, ['spec', 'sourceRef'])) : at === 'spec.components.*' ? componentProposals(scene) : [];
    case 'helm.toolkit.fluxcd.io/HelmRelease':
      return at === 'spec.chart.spec.chart' ? chartProposals(scene, ['spec', 'chart', 'spec', 'sourceRef']) : at === 'spec.chart.spec.valuesFiles.*' ? valuesFileProposals(scene, ['spec', 'chart', 'spec', 'sourceRef']) : [];
    case 'source.toolkit.fluxcd.io/HelmChart':
      return at === 'spec.chart' ? chartProposals(scene, ['spec', 'sourceRef']) : at === 'spec.valuesFiles.*' ? valuesFileProposals(scene, ['spec', 'sourceRef']) : [];
    case 'image.toolkit.fluxcd.io/ImageUpdateAutomation':
      return at === 'spec.update.path' ? folderProposals(scene, sourceTreeOf(scene, ['spec', 'sourceRef'])) : [];
    default:
      return [];
  }
}

function folderProposals(scene: CompletionScene, tree: SourceTree | undefined): readonly Proposal[] {
  if (tree === undefined) return [];
  const { word, replace } = scene.cursor;
  const typed = word.includes('/') ? securePath('', word.slice(0, word.lastIndexOf('/'))) : '';
  const start = tree.kindOf(typed) === 'directory' ? typed : '';
  const below = foldersOf(tree).filter(({ path }) => isWithin(start, path));
  const delivered = deliveredPaths(scene);
  const namesakes = namesakePaths(scene);
  const style = pathStyle(scene, word);
  const own = dirName(scene.outer.path);
  // What `flux bootstrap` writes syncs the folder in which it made its own.
  const synced = /(^|\/)gotk-sync\.ya?ml$/.test(scene.outer.path) ? dirName(own) : undefined;
  const place = { words: placeWords(scene.outer.path, [scene.manifest?.name?.value]), path: scene.outer.path };
  const order = ranked(place, below, (folder) => {
    const isOwn = isWithin(own, folder.path) && folder.path !== own;
    return {
      name: lastWord(folder.path),
      uses: 0,
      bonus: contentPoints(folder) + (namesakes.has(folder.path) ? 60 : delivered.has(folder.path) ? -10 : 12) + (isOwn ? 22 : 0) + (folder.path === own ? -8 : 0) - (typed !== '' && folder.path === typed ? 60 : 0) - Math.min(18, 2 * stepsBetween(own, folder.path)) + (folder.path === synced ? 60 : 0) + wordsInPath(place.words, folder.path),
    };
  });
  return inOrder(firstFitting(order, word, ({ path }) => style(path)).map((folder) => valueProposal(replace, style(folder.path), 0, { insert: scalarText(style(folder.path)), detail: folder.holdsKustomizeFile ? 'kustomize folder' : folder.holdsYaml ? 'folder with manifests' : 'folder', kind: 'folder' })));
}

/** `app` and the like say nothing: the folder above tells more. */
function lastWord(path: string): string {
  const parts = path.split('/');
  const last = parts.at(-1) ?? '';
  return parts.length > 1 && /^(app|base|manifests|deploy|overlays?)$/.test(last) ? (parts.at(-2) ?? last) : last;
}

function wordsInPath(words: readonly string[], path: string): number {
  const segments = path.split('/');
  return words.slice(0, 4).reduce((points, word, index) => points + (segments.includes(word) ? 8 / (1 + index) : 0), 0);
}

function contentPoints({ holdsKustomizeFile, holdsYaml }: FolderEntry): number {
  return holdsKustomizeFile ? 14 : holdsYaml ? 8 : 0;
}

/** Paths that other Flux Kustomizations of these clusters build. */
function deliveredPaths({ readings }: CompletionScene): ReadonlySet<string> {
  return new Set(readings.flatMap(({ cluster, node }) => [...cluster.deliveries].flatMap(([id, { path }]) => (id === node?.id || path === undefined ? [] : [path]))));
}

/** Paths that Flux Kustomizations of the same name build in other clusters. */
function namesakePaths({ snapshot, readings, manifest }: CompletionScene): ReadonlySet<string> {
  const name = readings.find(({ node }) => node !== undefined)?.node?.object.name ?? manifest?.name?.value;
  const own = new Set(readings.flatMap(({ node }) => node ?? []));
  return new Set(snapshot.graph.clusters.flatMap((cluster) => [...cluster.deliveries.values()].flatMap(({ node, path }) => (path === undefined || path === '' || own.has(node) || node.object.name !== name ? [] : [path]))));
}

/** How paths are written here: as what is typed begins, or as most others do. */
function pathStyle({ readings }: CompletionScene, word: string): (path: string) => string {
  if (word.startsWith('./')) return (path) => `./${path}`;
  if (word.startsWith('/')) return (path) => `/${path}`;
  if (word !== '' && word !== '.') return (path) => path;
  const written = readings.flatMap(({ cluster, node }) => [...cluster.deliveries].flatMap(([id, { kustomization }]) => (id === node?.id ? [] : (kustomization.path?.value ?? []))));
  const plain = written.filter((path) => !/^[./]/.test(path)).length;
  return plain * 2 > written.length ? (path) => path : (path) => `./${path}`;
}

/** The files of the named source: by the graph where the object is in it, otherwise by another user of the same source. */
export function sourceTreeOf({ readings, root, snapshot, outer }: Pick<CompletionScene, 'readings' | 'root' | 'snapshot' | 'outer'>, at: readonly string[]): SourceTree | undefined {
  const reference = readMap(root, ...at);
  const name = readString(reference, 'name')?.value;
  const kind = readString(reference, 'kind')?.value;
  for (const { cluster, node } of readings) {
    const own = node === undefined ? undefined : cluster.deliveries.get(node.id);
    if (own?.source.state === 'local') return own.source.artifact.tree;
    if (own?.source.state === 'external') return undefined;
    const shared = name === undefined ? undefined : treeOfSource(cluster, { kind, name });
    if (shared !== undefined) return shared;
  }
  // A declared source whose files are elsewhere says nothing; one that is not known yet, or not named, is likely the one that others here use.
  const isDeclared = name !== undefined && readings.some(({ cluster }) => ['GitRepository', 'OCIRepository', 'Bucket'].some((one) => (kind ?? one) === one && (cluster.nodesByKind.get(one) ?? []).some(({ object }) => object.name === name)));
  return isDeclared ? undefined : (usualTree(readings) ?? snapshot.repositoryOf(outer.uri)?.repository.tree);
}

/** The files that most Flux Kustomizations of some clusters are built from. */
function usualTree(readings: readonly Reading[]): SourceTree | undefined {
  const counts = new Map<string, { readonly tree: SourceTree; count: number }>();
  for (const { cluster } of readings) {
    for (const { source } of cluster.deliveries.values()) {
      if (source.state !== 'local') continue;
      const key = `${source.artifact.repository.rootUri}#${source.artifact.root}`;
      const entry = counts.get(key);
      if (entry === undefined) counts.set(key, { tree: source.artifact.tree, count: 1 });
      else entry.count++;
    }
  }
  return [...counts.values()].sort((left, right) => right.count - left.count)[0]?.tree;
}

/** Components of `spec.components`, relative to `spec.path`. */
function componentProposals(scene: CompletionScene): readonly Proposal[] {
  const tree = sourceTreeOf(scene, ['spec', 'sourceRef']);
  const base = securePath('', readString(scene.root, 'spec', 'path')?.value ?? '');
  if (tree === undefined) return [];
  const folders = foldersOf(tree).filter((folder) => isComponentFolder(tree, folder));
  const place = { words: placeWords(scene.outer.path, []), path: scene.outer.path };
  const order = ranked(place, folders, ({ path }) => ({ name: lastWord(path), path: `${path}/x` }));
  return inOrder(order.map(({ path }) => valueProposal(scene.cursor.replace, relativePath(base, path), 0, { detail: 'component', kind: 'folder' })));
}

/** Whether the kustomize file of a folder is a component. */
export function isComponentFolder(tree: SourceTree, { kustomizeFile }: FolderEntry): boolean {
  return kustomizeFile !== undefined && tree.file(kustomizeFile)?.derived(isComponent) === true;
}

function isComponent({ text }: TextFile): boolean {
  return /^kind:\s*["']?Component\b/m.test(text);
}

function chartProposals(scene: CompletionScene, at: readonly string[]): readonly Proposal[] {
  const isRepository = readString(readMap(scene.root, ...at), 'kind')?.value === 'HelmRepository';
  if (isRepository) return chartNames(scene);
  const tree = sourceTreeOf(scene, at);
  if (tree === undefined) return chartNames(scene);
  const style = (path: string): string => (scene.cursor.word === '' || scene.cursor.word.startsWith('.') ? `./${path}` : path);
  const place = { words: placeWords(scene.outer.path, [scene.manifest?.name?.value]), path: scene.outer.path };
  const order = ranked(place, foldersOf(tree).filter(({ holdsChart }) => holdsChart), ({ path }) => ({ name: lastWord(path), path: `${path}/x` }));
  return inOrder(order.map(({ path }) => valueProposal(scene.cursor.replace, style(path), 0, { detail: 'chart', documentation: chartWords(tree, path), kind: 'folder' })));
}

/** Names of charts that other releases take from the same repository. */
function chartNames(scene: CompletionScene): readonly Proposal[] {
  const repository = readString(scene.root, 'spec', 'chart', 'spec', 'sourceRef', 'name')?.value;
  const counts = new Map<string, number>();
  for (const { cluster, node } of scene.readings) {
    for (const other of cluster.nodesByKind.get('HelmRelease') ?? []) {
      const chart = readString(other.manifest.root, 'spec', 'chart', 'spec', 'chart')?.value;
      const from = readString(other.manifest.root, 'spec', 'chart', 'spec', 'sourceRef', 'name')?.value;
      if (other === node || chart === undefined || (repository !== undefined && from !== repository)) continue;
      counts.set(chart, (counts.get(chart) ?? 0) + 1);
    }
  }
  const place = { words: placeWords(scene.outer.path, [scene.manifest?.name?.value]), path: scene.outer.path };
  const order = ranked(place, [...counts], ([name, uses]) => ({ name, uses }));
  return inOrder(order.map(([name, uses]) => valueProposal(scene.cursor.replace, name, 0, { detail: `${uses} ${uses === 1 ? 'release' : 'releases'}` })));
}

function chartWords(tree: SourceTree, path: string): string {
  const text = tree.file(`${path}/Chart.yaml`)?.text ?? '';
  const version = /^version:\s*["']?([^\s"']+)/m.exec(text)?.[1];
  const description = /^description:\s*(.+)$/m.exec(text)?.[1];
  return [description, version === undefined ? undefined : `version ${version}`].filter((line) => line !== undefined).join('\n\n');
}

function valuesFileProposals(scene: CompletionScene, at: readonly string[]): readonly Proposal[] {
  const tree = sourceTreeOf(scene, at);
  const chart = securePath('', readString(scene.root, ...at.slice(0, -1), 'chart')?.value ?? '');
  if (tree === undefined) return [];
  const files = (tree.list(chart) ?? []).filter(({ name }) => /\.ya?ml$/.test(name) && name !== 'Chart.yaml').map(({ name }) => (chart === '' ? name : `${chart}/${name}`));
  const sorted = files.sort((a, b) => Number(b.includes('values')) - Number(a.includes('values')));
  return inOrder(sorted.map((path) => valueProposal(scene.cursor.replace, path, 0, { kind: 'file' })));
}
