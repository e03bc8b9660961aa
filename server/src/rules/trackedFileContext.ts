/** What a file rule may know, with all that it reads noted. */
import type { DirectoryTree } from '../files/directoryTree.ts';
import { dirName } from '../files/paths.ts';
import type { SourceTree, TreeEntry } from '../files/sourceTree.ts';
import type { ClusterGraph, WorkspaceGraph } from '../graph/graph.ts';
import type { BuildProblem, TransformerHit } from '../kustomize/build.ts';
import type { TextFile } from '../text/textFile.ts';
import { clusterName, filesByCluster, hitsByFile, problemsByFile } from './fileFacts.ts';
import { notesOnPart, type Reading, type Readings } from './readings.ts';
import type { ClusterView, FileContext } from './rule.ts';
import { TrackedView } from './trackedCluster.ts';

/** The world around a file as of one snapshot. */
export interface FileWorld {
  readonly graph: WorkspaceGraph;
  readonly tree: DirectoryTree;
  readonly isReached: (file: TextFile) => boolean;
  /** What the file has to do with entry points that were applied by hand. */
  readonly entriesIn: (file: TextFile) => EntriesInFile;
  /** The value of a pure function of the whole workspace, computed once. */
  readonly derivedFromAll: <T>(derive: (graph: WorkspaceGraph) => T) => T;
  readonly viewOf: (cluster: ClusterGraph) => ClusterView;
}

/** Entry points that stand in a file, or beside it. */
export interface EntriesInFile {
  /** Where the objects begin that are entry points, in a file that no build reads; joined by commas. Empty for any other file. */
  readonly starts: string;
  /** Whether such a file stands in the same folder: who applied that by hand will have applied this one. */
  readonly beside: boolean;
}

/** The context of file rules on one file. */
export class TrackedFileContext implements FileContext {
  readonly tree: SourceTree;
  readonly #file: TextFile;
  readonly #world: FileWorld;
  readonly #readings: Readings<FileWorld>;
  #clusters: readonly ClusterView[] | undefined;

  constructor(file: TextFile, world: FileWorld, readings: Readings<FileWorld>) {
    this.tree = new TrackedTree(world.tree, readings);
    this.#file = file;
    this.#world = world;
    this.#readings = readings;
  }

  get problems(): readonly BuildProblem[] {
    return this.#list('problems', problemsOf(this.#file));
  }

  get hits(): readonly TransformerHit[] {
    return this.#list('hits', hitsOf(this.#file));
  }

  readonly hasKind = (kind: string): boolean => this.#value(`kind ${kind}`, isKindIn(kind));

  get clusters(): readonly ClusterView[] {
    this.#clusters ??= this.#viewsOfClusters();
    return this.#clusters;
  }

  get reached(): boolean {
    return this.isReached(this.#file) && this.entryStarts === '';
  }

  /** Where the objects of the file begin that are entry points themselves; empty where there are none, or a build reads the file. */
  get entryStarts(): string {
    return this.#value('entries', entryStartsIn(this.#file));
  }

  /** Whether an entry point stands in a file of the same folder. */
  get isBesideEntry(): boolean {
    return this.#value('beside', isBesideEntryIn(this.#file));
  }

  readonly isReached = (file: TextFile): boolean => this.#value(`reached ${file.uri}`, isReachedIn(file));

  #viewsOfClusters(): readonly ClusterView[] {
    const clusters = clustersWith(this.#file)(this.#world);
    this.#list('clusters', namesOfClustersWith(this.#file));
    return clusters.map((cluster, index) => new TrackedView(this.#world.viewOf(cluster), notesOnPart(this.#readings, `cluster ${index}`, viewOfClusterWith(this.#file, index))));
  }

  #value<T>(name: string, valueOf: (world: FileWorld) => T): T {
    const value = valueOf(this.#world);
    this.#readings.add(name, gives(valueOf, value));
    return value;
  }

  /** A list that is the same as long as it holds the same items. */
  #list<T>(name: string, listOf: (world: FileWorld) => readonly T[]): readonly T[] {
    const list = listOf(this.#world);
    this.#readings.add(name, givesItems(listOf, list));
    return list;
  }
}

// Readings are made by functions of their own: a closure within the context would keep that, and with it an old graph, in memory.

function gives<T>(valueOf: (world: FileWorld) => T, value: T): Reading<FileWorld> {
  return (now) => valueOf(now) === value;
}

function givesItems<T>(listOf: (world: FileWorld) => readonly T[], list: readonly T[]): Reading<FileWorld> {
  return (now) => {
    const items = listOf(now);
    return items.length === list.length && items.every((item, index) => item === list[index]);
  };
}

function entryStartsIn(file: TextFile): (world: FileWorld) => string {
  return ({ entriesIn }) => entriesIn(file).starts;
}

function isBesideEntryIn(file: TextFile): (world: FileWorld) => boolean {
  return ({ entriesIn }) => entriesIn(file).beside;
}

function isReachedIn(file: TextFile): (world: FileWorld) => boolean {
  return ({ isReached }) => isReached(file);
}

function isKindIn(kind: string): (world: FileWorld) => boolean {
  return ({ graph }) => graph.clusters.some(({ nodesByKind }) => nodesByKind.has(kind));
}

function problemsOf(file: TextFile): (world: FileWorld) => readonly BuildProblem[] {
  return ({ derivedFromAll }) => (derivedFromAll(problemsByFile).get(file.uri) ?? []).filter(({ span }) => span.file === file);
}

function hitsOf(file: TextFile): (world: FileWorld) => readonly TransformerHit[] {
  return ({ derivedFromAll }) => (derivedFromAll(hitsByFile).get(file.uri) ?? []).filter(({ span }) => span.file === file);
}

function clustersWith(file: TextFile): (world: FileWorld) => readonly ClusterGraph[] {
  return ({ graph, derivedFromAll }) => graph.clusters.filter((cluster) => derivedFromAll(filesByCluster).get(cluster)?.has(file) === true);
}

function namesOfClustersWith(file: TextFile): (world: FileWorld) => readonly string[] {
  return (world) => clustersWith(file)(world).map(clusterName);
}

/** Two clusters may have the same name, so the place among those that get the file counts, too. */
function viewOfClusterWith(file: TextFile, index: number): (world: FileWorld) => ClusterView | undefined {
  return (world) => {
    const cluster = clustersWith(file)(world)[index];
    return cluster === undefined ? undefined : world.viewOf(cluster);
  };
}

/** Looks something up in a tree again and tells whether it is as it was. */
type Look = (tree: DirectoryTree) => boolean;

/** Look-ups in a tree are followed folder by folder: where nothing at or below a folder changed, none of them need be made again. */
class TrackedTree implements SourceTree {
  readonly rootUri: string;
  readonly #tree: DirectoryTree;
  readonly #readings: Readings<FileWorld>;
  readonly #looks = new Map<string, Map<string, Look>>();

  constructor(tree: DirectoryTree, readings: Readings<FileWorld>) {
    this.rootUri = tree.rootUri;
    this.#tree = tree;
    this.#readings = readings;
  }

  kindOf(path: string): 'file' | 'directory' | undefined {
    const kind = this.#tree.kindOf(path);
    this.#note(dirName(path), `kind ${path}`, hasKind(path, kind));
    return kind;
  }

  list(path: string): readonly TreeEntry[] | undefined {
    const entries = this.#tree.list(path);
    this.#note(path, `list ${path}`, lists(path, entries));
    return entries;
  }

  file(path: string): TextFile | undefined {
    const file = this.#tree.file(path);
    this.#note(dirName(path), `file ${path}`, holds(path, file));
    return file;
  }

  bytes(path: string): Uint8Array | undefined {
    this.#readings.addEverything();
    return this.#tree.bytes(path);
  }

  /** A file may be reached through a symbolic link, whose target lies elsewhere: then the folder alone does not tell. */
  #note(folder: string, what: string, look: Look): void {
    let looks = this.#looks.get(folder);
    if (looks === undefined) {
      this.#looks.set(folder, (looks = new Map<string, Look>()));
      const linked = this.#tree.list(folder)?.some(({ kind }) => kind === 'symlink') === true;
      this.#readings.add(`folder ${folder}`, isUnchangedBelow(folder, linked ? undefined : this.#tree.folderToken(folder), looks));
    }
    looks.set(what, look);
  }
}

/** The token is held weakly: it holds the texts of its folder, and the verdict may outlive them. */
function isUnchangedBelow(folder: string, token: object | undefined, looks: ReadonlyMap<string, Look>): Reading<FileWorld> {
  const weakToken = token === undefined ? undefined : new WeakRef(token);
  return ({ tree }) => {
    const now = tree.folderToken(folder);
    return (now !== undefined && now === weakToken?.deref()) || [...looks.values()].every((look) => look(tree));
  };
}

function hasKind(path: string, kind: ReturnType<SourceTree['kindOf']>): Look {
  return (tree) => tree.kindOf(path) === kind;
}

function lists(path: string, entries: readonly TreeEntry[] | undefined): Look {
  return (tree) => {
    const now = tree.list(path);
    if (now === entries) return true;
    return now !== undefined && entries !== undefined && now.length === entries.length && now.every(({ name, kind }, index) => name === entries[index]?.name && kind === entries[index].kind);
  };
}

function holds(path: string, file: TextFile | undefined): Look {
  return (tree) => tree.file(path) === file;
}
