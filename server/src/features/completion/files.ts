/** Files and folders for a kustomize file: what it does not list yet, the nearest and fitting ones first. */
import { baseName, dirName, isWithin, joinPath, relativePath } from '../../files/paths.ts';
import type { SourceTree } from '../../files/sourceTree.ts';
import { isKustomizeFileName, kustomizeFileOf } from '../../manifests/kustomizeFile.ts';
import { listEntries, listOf, usesAtList, type FileUses, type ListEntry } from './fileUses.ts';
import { foldersOf, type FolderEntry } from './folders.ts';
import { fillsGap, gapOf, switchedOffPaths, type Gap } from './listOrder.ts';
import { isComponentFolder } from './path.ts';
import { firstFitting, inOrder, scalarText, valueProposal, type Proposal } from './proposal.ts';
import { placeWords, popularity, ranked, stepsBetween, type Candidate } from './ranking.ts';
import { treeOf, type CompletionScene } from './scene.ts';
import type { Snapshot } from '../../workspace/session.ts';

/** What a list of a kustomize file takes. */
type Wanted = 'manifests' | 'components' | 'patch' | 'any file';

const lists: Readonly<Record<string, Wanted>> = {
  'resources.*': 'manifests',
  'bases.*': 'manifests',
  'components.*': 'components',
  'crds.*': 'any file',
  'configurations.*': 'any file',
  'generators.*': 'manifests',
  'transformers.*': 'manifests',
  'validators.*': 'manifests',
  'patchesStrategicMerge.*': 'patch',
  'patches.*.path': 'patch',
  'patchesJson6902.*.path': 'patch',
  'replacements.*.path': 'any file',
  'configMapGenerator.*.files.*': 'any file',
  'secretGenerator.*.files.*': 'any file',
  'configMapGenerator.*.envs.*': 'any file',
  'secretGenerator.*.envs.*': 'any file',
  'configMapGenerator.*.env': 'any file',
  'secretGenerator.*.env': 'any file',
  'openapi.path': 'any file',
};

/** At most so many files below the folder are looked at. */
const mostFiles = 1_500;
/** Folders below the start are followed this deep. */
const deepestFiles = 4;

/** A file or folder that could stand at the place. */
interface Entry {
  readonly path: string;
  readonly kind: 'file' | 'folder';
  readonly holdsKustomizeFile: boolean;
}

/** Proposals for the paths in a kustomize file. */
export function completeFiles(scene: CompletionScene): readonly Proposal[] {
  const wanted = lists[scene.cursor.keys.join('.')];
  const tree = wanted === undefined ? undefined : treeOf(scene);
  if (wanted === undefined || tree === undefined) return [];
  const own = dirName(scene.outer.path);
  const { word, replace } = scene.cursor;
  const keyed = /^[\w.-]+=/.exec(word)?.[0] ?? '';
  const listed = listedPaths(scene, own);
  const includers = includersIn(scene.snapshot, tree);
  const leadingBack = foldersLeadingTo(includers, own);
  const fileUses = usesAtList(scene);
  const entries = entriesFor(tree, own, wanted, word, listed, fileUses).filter(({ path, kind }) => !listed.has(path) && !(kind === 'folder' && leadingBack.has(path)));
  const otherwise = listedElsewhere(tree, own);
  const uses = inclusions(scene);
  // A file is often called as the key that it gets.
  const place = { words: placeWords(scene.outer.path, [keyed.slice(0, -1).replace(/\.[a-z]+$/, '')]), path: scene.outer.path };
  const shape = shapeOf(own, listed);
  const gap = gapOf(scene, own);
  const siblings = siblingsOf(scene, listed);
  const switchedOff = switchedOffPaths(scene.outer);
  const order = ranked(place, entries, (entry) => candidateOf(entry, { own, wanted, tree, shape, gap, uses: uses.get(entry.path) ?? 0, fileUses, siblings, isSwitchedOff: switchedOff.has(entry.path), isListedElsewhere: otherwise.has(entry.path) || (entry.kind === 'folder' && isPartOfAnother(includers, entry.path, own)) || fileUses.otherwise().has(entry.path) }));
  const dotted = writesDots(scene, word.slice(keyed.length));
  const labelOf = ({ path }: Entry): string => {
    const relative = relativePath(own, path);
    return `${keyed}${dotted && !relative.startsWith('.') ? `./${relative}` : relative}`;
  };
  return inOrder(
    firstFitting(order, word, labelOf).map((entry) => {
      const { kind, holdsKustomizeFile } = entry;
      const label = labelOf(entry);
      const detail = kind === 'file' ? 'file' : wanted === 'components' ? 'component' : holdsKustomizeFile ? 'kustomize folder' : 'folder';
      return valueProposal(replace, label, 0, { insert: scalarText(label), detail, kind });
    }),
  );
}

function entriesFor(tree: SourceTree, own: string, wanted: Wanted, word: string, listed: ReadonlySet<string>, { paths }: FileUses): readonly Entry[] {
  const folders = foldersOf(tree).filter(({ path, holdsKustomizeFile }) => path !== own && !isWithin(path, own) && (holdsKustomizeFile || dirName(path) === own));
  const fitting = wanted === 'components' ? folders.filter((folder) => isComponentFolder(tree, folder)) : wanted === 'manifests' ? folders.filter((folder) => !isComponentFolder(tree, folder)) : [];
  const typed = word.includes('/') ? joinPath(own, word.slice(word.indexOf('=') + 1, word.lastIndexOf('/'))) : undefined;
  // Where a list names files of other folders, the neighbours of those are likely next.
  const others = [...listed].filter((path) => !isWithin(own, path) && tree.kindOf(path) === 'file').map((path) => dirName(dirName(path)));
  const outside = [...new Set([...(typed === undefined ? [] : [typed]), ...others])].filter((start) => !isWithin(own, start));
  const starts = [own, ...outside.filter((start) => !outside.some((other) => other !== start && isWithin(other, start))).slice(0, 12)];
  const shared = [...paths()].flatMap(([path, count]) => (sharedUses(wanted, count) > 0 && tree.kindOf(path) === 'file' ? [path] : []));
  const files = wanted === 'components' ? [] : [...new Set([...starts.flatMap((start) => filesBelow(tree, start, wanted)), ...shared])];
  return [...fitting.map(({ path, holdsKustomizeFile }): Entry => ({ path, kind: 'folder', holdsKustomizeFile })), ...files.map((path): Entry => ({ path, kind: 'file', holdsKustomizeFile: false }))];
}

/** By how many others a file is shared: a manifest belongs to one folder, unless several list it; a patch or a replacement is made to be shared. */
function sharedUses(wanted: Wanted, count: number): number {
  return wanted === 'manifests' && count < 2 ? 0 : count;
}

/** The folders whose kustomize files lead to a folder, directly or through others: listed there each would close a circle, which kustomize refuses. */
function foldersLeadingTo(includers: ReadonlyMap<string, readonly string[]>, own: string): ReadonlySet<string> {
  const found = new Set<string>();
  const todo = [own];
  for (let at = todo.pop(); at !== undefined; at = todo.pop()) {
    for (const folder of includers.get(at) ?? []) {
      if (found.has(folder)) continue;
      found.add(folder);
      todo.push(folder);
    }
  }
  return found;
}

/** Whether a folder is a part of another one, as `prod/apps` of `prod`: the kustomize files of folders above it list it, which are not above this one, and no others. */
function isPartOfAnother(includers: ReadonlyMap<string, readonly string[]>, path: string, own: string): boolean {
  const by = includers.get(path);
  return by !== undefined && by.every((folder) => isWithin(folder, path) && !isWithin(folder, own));
}

function includersIn(snapshot: Snapshot, tree: SourceTree): ReadonlyMap<string, readonly string[]> {
  const known = snapshot.derived(newIncluders);
  let includers = known.get(tree);
  if (includers === undefined) known.set(tree, (includers = readIncluders(tree)));
  return includers;
}

function newIncluders(): Map<SourceTree, ReadonlyMap<string, readonly string[]>> {
  return new Map();
}

/** For each folder those whose kustomize files list it. */
function readIncluders(tree: SourceTree): ReadonlyMap<string, readonly string[]> {
  const includers = new Map<string, string[]>();
  for (const folder of foldersOf(tree)) {
    for (const { path, isYamlFile } of listedIn(tree, folder)) {
      // Most entries are files, which include nothing.
      if (isYamlFile) continue;
      const known = includers.get(path);
      if (known === undefined) includers.set(path, [folder.path]);
      else known.push(folder.path);
    }
  }
  return includers;
}

/** What a folder's kustomize file lists. */
function listedIn(tree: SourceTree, { kustomizeFile }: FolderEntry): readonly ListEntry[] {
  const file = kustomizeFile === undefined ? undefined : tree.file(kustomizeFile);
  return file === undefined ? [] : listEntries(file);
}

/** Files of a folder and of those a few steps below it. */
function filesBelow(tree: SourceTree, start: string, wanted: Wanted): readonly string[] {
  const found: string[] = [];
  const todo = [{ at: start, depth: 0 }];
  for (let next = todo.shift(); next !== undefined && found.length < mostFiles; next = todo.shift()) {
    const { at, depth } = next;
    for (const { name, kind } of tree.list(at) ?? []) {
      if (name.startsWith('.') && kind === 'directory') continue;
      const path = at === '' ? name : `${at}/${name}`;
      if (kind === 'directory') {
        if (depth < deepestFiles) todo.push({ at: path, depth: depth + 1 });
      } else if (!isKustomizeFileName(name) && (wanted === 'any file' || /\.(ya?ml|json)$/.test(name))) found.push(path);
    }
  }
  return found;
}

/** How the entries of the file look: their last words, and the folders that they stand in. */
interface ListShape {
  readonly count: number;
  readonly names: ReadonlyMap<string, number>;
  readonly folders: ReadonlyMap<string, number>;
  /** Folders above those: a list of `a/ks.yaml`, `b/ks.yaml` goes on with `c/ks.yaml`. */
  readonly upper: ReadonlyMap<string, number>;
}

function shapeOf(own: string, listed: ReadonlySet<string>): ListShape {
  const count = (key: (path: string) => string): ReadonlyMap<string, number> => {
    const counts = new Map<string, number>();
    for (const path of listed) counts.set(key(path), (counts.get(key(path)) ?? 0) + 1);
    return counts;
  };
  return { count: listed.size, names: count(baseName), folders: count((path) => (dirName(path) === own ? '' : dirName(path))), upper: count((path) => dirName(dirName(path))) };
}

/** Up to 30 for an entry that goes on with a list as it is: the same name in the next folder. */
function continues({ count, names, folders, upper }: ListShape, path: string): number {
  if (count === 0) return 0;
  const sameName = (names.get(baseName(path)) ?? 0) / count;
  const isNext = (upper.get(dirName(dirName(path))) ?? 0) > 0 && !folders.has(dirName(path));
  return sameName > 0 && count > 1 ? (isNext ? 16 + 14 * sameName : -6) : 0;
}

interface Judging {
  readonly shape: ListShape;
  readonly gap: Gap | undefined;
  readonly own: string;
  readonly wanted: Wanted;
  readonly tree: SourceTree;
  readonly uses: number;
  readonly fileUses: FileUses;
  readonly siblings: Siblings;
  readonly isSwitchedOff: boolean;
  readonly isListedElsewhere: boolean;
}

/** What stands in the same list of the file at hand. */
interface Siblings {
  readonly folders: ReadonlySet<string>;
  readonly endings: ReadonlySet<string>;
}

function siblingsOf({ outer, cursor }: CompletionScene, listed: ReadonlySet<string>): Siblings {
  const list = listOf(cursor.keys[0] ?? '');
  const paths = listEntries(outer).flatMap((entry) => (entry.list === list && listed.has(entry.path) ? [entry.path] : []));
  return { folders: new Set(paths.map(dirName)), endings: new Set(paths.map(endingOf)) };
}

function endingOf(path: string): string {
  return /\.[^./]*$/.exec(baseName(path))?.[0] ?? '';
}

function candidateOf(entry: Entry, judging: Judging): Candidate {
  const { path, kind, holdsKustomizeFile } = entry;
  const { own, wanted, tree, shape, gap, uses, fileUses, isListedElsewhere } = judging;
  const steps = stepsBetween(own, dirName(path));
  const isBelow = isWithin(own, path);
  const looksLikePatch = /patch/i.test(path.slice(own.length));
  const asElsewhere = wanted === 'manifests' ? popularity(fileUses.written().get(relativePath(own, path)) ?? 0, 12) : 0;
  const fit = kind === 'folder' ? (holdsKustomizeFile ? 8 : 0) : wanted === 'manifests' ? (looksLikePatch ? -20 : isManifest(tree, path) ? 8 : -6) : wanted === 'patch' ? (looksLikePatch ? 16 : 0) : anyFileFit(path, judging);
  return { name: baseName(path).replace(/\.[a-z]+$/, ''), uses: uses + sharedUses(wanted, fileUses.paths().get(path) ?? 0), bonus: fit + asElsewhere + (isBelow ? 26 - 3 * steps : -2 * steps) + (isListedElsewhere ? -22 : 0) + (judging.isSwitchedOff ? -18 : 0) + continues(shape, path) + fillsGap(gap, path) };
}

/** Points for a file that need be no manifest: most for one beside the others of its list, or called as such files are elsewhere. */
function anyFileFit(path: string, { tree, siblings, fileUses }: Judging): number {
  const isMeant = siblings.folders.has(dirName(path));
  const byName = popularity(fileUses.names().get(baseName(path)) ?? 0, 16) + popularity(fileUses.folderNames().get(baseName(dirName(path))) ?? 0, 12);
  const isForPeople = /^\.|\.(md|log)$/i.test(baseName(path)) && !siblings.endings.has(endingOf(path));
  return (isMeant ? 14 : 0) + (siblings.endings.has(endingOf(path)) ? 6 : 0) + byName - (isForPeople ? 14 : 0) - (isManifest(tree, path) ? 10 : 0);
}

function isManifest(tree: SourceTree, path: string): boolean {
  return /^kind:/m.test(tree.file(path)?.text.slice(0, 4_000) ?? '');
}

/** Paths that the file at hand lists already, from the root; less what stands on the cursor's line. */
function listedPaths({ outer, cursor }: CompletionScene, own: string): ReadonlySet<string> {
  const listed = (kustomizeFileOf(outer)?.paths ?? []).filter(({ node }) => node.end < cursor.replace.start || node.start > cursor.replace.end);
  return new Set(listed.flatMap(({ value }) => joinPath(own, value) ?? []));
}

/** Paths below a folder that the kustomize files below it list. */
function listedElsewhere(tree: SourceTree, own: string): ReadonlySet<string> {
  const found = new Set<string>();
  const below = foldersOf(tree).filter(({ path, holdsKustomizeFile }) => holdsKustomizeFile && path !== own && isWithin(own, path));
  for (const folder of below.slice(0, 60)) for (const { path } of listedIn(tree, folder)) found.add(path);
  return found;
}

/** How often kustomize files of the clusters include each folder. */
function inclusions({ readings, outer }: CompletionScene): ReadonlyMap<string, number> {
  const counts = new Map<string, Set<string>>();
  for (const { cluster } of readings) {
    for (const { kind, span, target } of cluster.relations) {
      if (kind !== 'includes' || span.file.uri === outer.uri) continue;
      const folder = dirName(target.name);
      const users = counts.get(folder) ?? new Set();
      counts.set(folder, users.add(span.file.uri));
    }
  }
  return new Map([...counts].map(([folder, users]) => [folder, users.size]));
}

/** Whether paths in this file begin with `./`: as what is typed, or as most of the others. */
function writesDots({ outer }: CompletionScene, word: string): boolean {
  if (word !== '') return word.startsWith('./') || word === '.';
  const written = (kustomizeFileOf(outer)?.paths ?? []).map(({ value }) => value).filter((value) => !value.startsWith('../') && value !== '');
  return written.filter((value) => value.startsWith('./')).length * 2 > written.length;
}
