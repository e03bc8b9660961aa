/** Lists what Flux applies from a folder without a kustomize file (fluxcd/pkg kustomize_generator.go `scanManifests`). */
import { joinPath, relativePath } from '../files/paths.ts';
import type { SourceTree } from '../files/sourceTree.ts';
import type { BuildProblem } from '../kustomize/build.ts';
import { objectsOfFile } from '../kustomize/readObjects.ts';
import { kustomizeFileNames } from '../manifests/kustomizeFile.ts';
import { TextFile, type Span } from '../text/textFile.ts';
import { alwaysExcluded, decidingPattern, excludedByDefault, parseIgnorePatterns, type IgnorePattern } from './sourceIgnore.ts';

/** One entry that the generated kustomize file lists. */
export interface ListedResource {
  /** Relative to the folder, with a leading `./`. */
  readonly resource: string;
  /** The start of the file, or of the kustomize file of a folder. */
  readonly span: Span;
}

/** What a folder holds for Flux. */
export interface ManifestListing {
  readonly resources: readonly ListedResource[];
  /** YAML files that hold no Kubernetes objects, or that cannot be read to the end: each of them fails the build. Of the latter the objects that could be read are listed all the same. */
  readonly problems: readonly BuildProblem[];
}

/** The kustomize file that Flux takes in a folder: the first of the names, even when there are several. */
export function kustomizeFileIn(tree: SourceTree, folder: string, reads: Set<string>): TextFile | undefined {
  const path = kustomizePathIn(tree, folder, reads);
  return path === undefined ? undefined : tree.file(path);
}

function kustomizePathIn(tree: SourceTree, folder: string, reads: Set<string>): string | undefined {
  const paths = kustomizeFileNames.map((name) => (folder === '' ? name : `${folder}/${name}`));
  for (const path of paths) reads.add(path);
  return paths.find((path) => tree.kindOf(path) === 'file');
}

/**
 * Walks a folder in lexical order: sub-folders with a kustomize file are listed, all others are entered, and every
 * `.yaml` and `.yml` file is listed, hidden ones too. `isIgnored` is the CLI's extra filter.
 */
export function listManifests(tree: SourceTree, folder: string, reads: Set<string>, isIgnored: (path: string) => boolean = () => false): ManifestListing {
  const resources: ListedResource[] = [];
  const problems: BuildProblem[] = [];
  const names = namesBelow(tree, folder);
  for (const path of names.reads) reads.add(path);
  for (const { path, resource, kustomizeFile } of names.entries) {
    if (kustomizeFile !== undefined) {
      resources.push({ resource, span: { file: tree.file(kustomizeFile) ?? absentFile(tree, kustomizeFile), start: 0, end: 0 } });
    } else if (!isIgnored(path)) {
      reads.add(path);
      const file = tree.file(path);
      const { problem, hasObjects } = file === undefined ? unreadable(tree, path) : readListed(file, folder);
      if (problem !== undefined) problems.push(problem);
      // The controller stops here. An editor needs the other objects of a file that is being written.
      if (file !== undefined && (problem === undefined || hasObjects)) resources.push({ resource, span: { file, start: 0, end: 0 } });
    }
  }
  return { resources, problems };
}

/** What a walk through a folder meets, judged by names alone: no text of a file changes it. */
interface NamesBelow {
  readonly entries: readonly NamedEntry[];
  /** Folders that were listed, and kustomize files that were looked for. */
  readonly reads: readonly string[];
}

interface NamedEntry {
  readonly path: string;
  readonly resource: string;
  /** Of a sub-folder that has one, its kustomize file. */
  readonly kustomizeFile?: string;
}

function namesBelow(tree: SourceTree, folder: string): NamesBelow {
  const known = tree.shape?.derived(namesBelow, newNames);
  let names = known?.get(folder);
  if (names === undefined) known?.set(folder, (names = readNames(tree, folder)));
  return names ?? readNames(tree, folder);
}

function newNames(): Map<string, NamesBelow> {
  return new Map();
}

function readNames(tree: SourceTree, folder: string): NamesBelow {
  const entries: NamedEntry[] = [];
  const reads = new Set<string>();
  const visit = (directory: string): void => {
    reads.add(directory);
    for (const { name, kind } of tree.list(directory) ?? []) {
      const path = directory === '' ? name : `${directory}/${name}`;
      const resource = `./${relativePath(folder, path)}`;
      if (kind === 'directory') {
        const kustomizeFile = kustomizePathIn(tree, path, reads);
        if (kustomizeFile === undefined) visit(path);
        else entries.push({ path, resource, kustomizeFile });
      } else if (/\.ya?ml$/.test(name)) entries.push({ path, resource });
    }
  };
  visit(folder);
  return { entries, reads: [...reads] };
}

/** What is wrong with a listed file, and whether objects can be read in spite of it. */
interface ListedFile {
  readonly problem: BuildProblem | undefined;
  readonly hasObjects: boolean;
}

function unreadable(tree: SourceTree, path: string): ListedFile {
  return { problem: { code: 'resource-missing', message: `\`${path}\` cannot be read`, span: { file: absentFile(tree, path), start: 0, end: 0 } }, hasObjects: false };
}

function readListed(file: TextFile, folder: string): ListedFile {
  const { fault, objects } = objectsOfFile(file);
  const hasObjects = objects.length > 0;
  if (fault === undefined) return { problem: undefined, hasObjects };
  const why = `Flux applies every YAML file in \`${folder === '' ? '.' : folder}\`, because that has no kustomization.yaml`;
  return { problem: { code: 'not-kubernetes-yaml', message: `${why}, and this one it cannot read: ${fault.message}`, span: fault.span }, hasObjects };
}

function absentFile(tree: SourceTree, path: string): TextFile {
  return new TextFile(`${tree.rootUri}/${path}`, path, '');
}

/** The filter that `flux build` puts over a folder: its `.sourceignore` files and, under them, all default patterns. */
export class ListingIgnore {
  readonly #patterns: readonly IgnorePattern[];
  readonly #hasOwn: boolean;

  constructor(tree: SourceTree, folder: string) {
    const own = patternsBelow(tree, folder);
    this.#hasOwn = own.length > 0;
    this.#patterns = [...rescoped(alwaysExcluded, folder), ...rescoped(excludedByDefault, folder), ...own];
  }

  /** Whether the walk leaves a file out: only where a `.sourceignore` has a pattern. */
  skipsFile(path: string): boolean {
    return this.#hasOwn && this.drops(path, false);
  }

  /** Whether an entry of the kustomize file is dropped. */
  drops(path: string, isFolder: boolean): boolean {
    const pattern = decidingPattern(this.#patterns, path.split('/'), isFolder);
    return pattern !== undefined && !pattern.includes;
  }
}

function patternsBelow(tree: SourceTree, folder: string): readonly IgnorePattern[] {
  const path = joinPath(folder, '.sourceignore') ?? '.sourceignore';
  const file = tree.file(path);
  const own = file === undefined ? [] : parseIgnorePatterns(file.text, folder, (start, end) => ({ file, start, end }));
  const below = (tree.list(folder) ?? []).filter(({ name, kind }) => kind === 'directory' && name !== '.git');
  return [...own, ...below.flatMap(({ name }) => patternsBelow(tree, folder === '' ? name : `${folder}/${name}`))];
}

function rescoped(patterns: readonly IgnorePattern[], folder: string): readonly IgnorePattern[] {
  return folder === '' ? patterns : patterns.map((pattern) => ({ ...pattern, domain: folder.split('/') }));
}
