/** What a file rule may know, with all that it reads noted. */
import type { DirectoryTree } from '../files/directoryTree.ts';
import { dirName } from '../files/paths.ts';
import type { SourceTree, TreeEntry } from '../files/sourceTree.ts';
import type { WorkspaceGraph } from '../graph/graph.ts';
import type { TextFile } from '../text/textFile.ts';
import type { Readings } from './readings.ts';
import type { FileContext } from './rule.ts';

/** The world around a file as of one snapshot. */
export interface FileWorld {
  readonly graph: WorkspaceGraph;
  readonly tree: DirectoryTree;
  readonly isReached: (file: TextFile) => boolean;
}

/** The context of file rules on one file. */
export class TrackedFileContext implements FileContext {
  readonly tree: SourceTree;
  readonly #file: TextFile;
  readonly #world: FileWorld;
  readonly #readings: Readings<FileWorld>;

  constructor(file: TextFile, world: FileWorld, readings: Readings<FileWorld>) {
    this.tree = new TrackedTree(world.tree, readings);
    this.#file = file;
    this.#world = world;
    this.#readings = readings;
  }

  get graph(): WorkspaceGraph {
    this.#readings.addEverything();
    return this.#world.graph;
  }

  get reached(): boolean {
    return this.isReached(this.#file);
  }

  readonly isReached = (file: TextFile): boolean => {
    const reached = this.#world.isReached(file);
    this.#readings.add(`reached ${file.uri}`, (now) => now.isReached(file) === reached);
    return reached;
  };
}

/** Look-ups in a tree are followed folder by folder. */
class TrackedTree implements SourceTree {
  readonly rootUri: string;
  readonly #tree: DirectoryTree;
  readonly #readings: Readings<FileWorld>;

  constructor(tree: DirectoryTree, readings: Readings<FileWorld>) {
    this.rootUri = tree.rootUri;
    this.#tree = tree;
    this.#readings = readings;
  }

  kindOf(path: string): 'file' | 'directory' | undefined {
    this.#look(dirName(path));
    return this.#tree.kindOf(path);
  }

  list(path: string): readonly TreeEntry[] | undefined {
    this.#look(path);
    return this.#tree.list(path);
  }

  file(path: string): TextFile | undefined {
    this.#look(dirName(path));
    return this.#tree.file(path);
  }

  bytes(path: string): Uint8Array | undefined {
    this.#look(dirName(path));
    return this.#tree.bytes(path);
  }

  /** A file may be reached through a symbolic link, whose target lies elsewhere: then the folder alone does not tell. */
  #look(folder: string): void {
    const token = this.#tree.folderToken(folder);
    if (token === undefined || this.#tree.list(folder)?.some(({ kind }) => kind === 'symlink') === true) this.#readings.addEverything();
    else this.#readings.add(`folder ${folder}`, (now) => now.tree.folderToken(folder) === token);
  }
}
