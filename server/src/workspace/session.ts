/** Changes in, immutable snapshots out. */
import { dirName, isWithin } from '../files/paths.ts';
import type { DirectoryTree } from '../files/directoryTree.ts';
import { entryOnDisk, scanFolder } from '../files/diskFiles.ts';
import { readGitState } from '../files/gitConfig.ts';
import { fsPathOfUri, normaliseUri, pathOfUri, uriOfPath } from '../files/uris.ts';
import { BuildCache } from '../graph/buildCache.ts';
import { graphSteps } from '../graph/buildGraph.ts';
import type { Repository, WorkspaceGraph } from '../graph/graph.ts';
import { defaultSettings, type ServerSettings } from '../protocol/settings.ts';
import type { DescribedStructure } from '../schemas/describeField.ts';
import { runToEnd, type Steps } from '../text/steps.ts';
import type { TextFile } from '../text/textFile.ts';
import { repositoryConfigOf } from './repositoryConfig.ts';

/** Something that happened to the workspace. */
export type Change =
  /** An editor opened a file or changed its text. */
  | { readonly kind: 'text'; readonly uri: string; readonly text: string }
  /** An editor closed a file: what is on disk holds again. */
  | { readonly kind: 'closed'; readonly uri: string }
  /** Files or folders were created, changed or removed on disk. */
  | { readonly kind: 'disk'; readonly uris: readonly string[] }
  | { readonly kind: 'settings'; readonly settings: ServerSettings }
  /** The connected cluster told the definitions of kinds, or is gone. */
  | { readonly kind: 'served'; readonly served: ServedStructures | undefined };

/** Structures that the connected cluster serves, by `apiVersion/kind`. */
export interface ServedStructures {
  readonly contextName: string;
  readonly kinds: ReadonlyMap<string, DescribedStructure>;
}

/** A file or folder that goes elsewhere in its repository. */
export interface PathMove {
  readonly rootUri: string;
  readonly from: string;
  readonly to: string;
}

/** All files as of one moment, and what follows from them. Never changes; derived data is computed when first asked for. */
export class Snapshot {
  readonly repositories: readonly Repository[];
  readonly settings: ServerSettings;
  /** Number of the change that led here; later snapshots have larger ones. */
  readonly version: number;
  /** What the connected cluster serves beside the kinds that are known here; `undefined` without one. */
  readonly served: ServedStructures | undefined;
  #cache: BuildCache;
  readonly #derived = new Map<unknown, unknown>();
  #graph: WorkspaceGraph | undefined;
  /** The graph under way. */
  #walk: Steps<WorkspaceGraph> | undefined;

  constructor(repositories: readonly Repository[], settings: ServerSettings, version: number, cache: BuildCache, served?: ServedStructures) {
    this.repositories = repositories;
    this.settings = settings;
    this.version = version;
    this.served = served;
    this.#cache = cache;
  }

  /** The graph. Builds that the last changes did not touch are shared with earlier snapshots. */
  get graph(): WorkspaceGraph {
    return this.#graph ?? runToEnd(this.graphSteps());
  }

  /** Whether the graph is built: whoever asks for it need not wait. */
  get hasGraph(): boolean {
    return this.#graph !== undefined;
  }

  /** Builds the graph step by step. Whoever asks for it in between, or takes steps too, goes on where the others are. */
  *graphSteps(): Steps<WorkspaceGraph> {
    while (this.#graph === undefined) {
      this.#walk ??= graphSteps({
        repositories: this.repositories,
        mappedSources: mapSources(this.repositories, { ...configuredSources(this.repositories), ...this.settings.sources }),
        fluxVersion: this.settings.fluxVersion,
        cache: this.#cache,
      });
      const step = this.#advance(this.#walk);
      if (step.done !== true) yield;
      else this.#graph = step.value;
    }
    this.#walk = undefined;
    return this.#graph;
  }

  #advance(walk: Steps<WorkspaceGraph>): IteratorResult<undefined, WorkspaceGraph> {
    try {
      return walk.next();
    } catch (error) {
      // What has thrown gives nothing any more: whoever asks again begins anew.
      this.#walk = undefined;
      throw error;
    }
  }

  /** Tells that a change has led to another snapshot: builds that the two share are of the files as they are then, so that this one goes on with its own. */
  supersede(): void {
    if (this.#graph !== undefined) return;
    this.#walk = undefined;
    this.#cache = new BuildCache();
  }

  /** The repository that holds a URI, the innermost where they nest. */
  repositoryOf(uri: string): { readonly repository: Repository; readonly path: string } | undefined {
    const normalised = normaliseUri(uri);
    const found = this.repositories.flatMap((repository) => {
      const path = pathOfUri(repository.rootUri, normalised);
      return path === undefined ? [] : [{ repository, path }];
    });
    return found.sort((a, b) => a.path.length - b.path.length)[0];
  }

  /** The value of a pure function of this snapshot, computed once. The function itself is the key. */
  derived<T>(derive: (snapshot: Snapshot) => T): T {
    if (this.#derived.has(derive)) return this.#derived.get(derive) as T;
    const value = derive(this);
    this.#derived.set(derive, value);
    return value;
  }

  /**
   * What this snapshot would be with other texts of some files, by URI, and after that with files and folders elsewhere
   * in their repository. Builds that neither touches are shared; the session does not change.
   */
  withTexts(texts: ReadonlyMap<string, string>, moves: readonly PathMove[] = []): Snapshot {
    const cache = this.#cache.fork();
    const repositories = this.repositories.map((repository) => {
      const { rootUri } = repository;
      let { tree } = repository;
      for (const [uri, text] of texts) {
        const found = this.repositoryOf(uri);
        const path = found?.repository === repository ? tree.realPath(found.path) : undefined;
        if (path === undefined) continue;
        tree = tree.withText(path, text);
        cache.invalidate(rootUri, [path]);
      }
      for (const { from, to } of moves.filter((move) => move.rootUri === rootUri)) {
        const before = tree;
        const files = tree.kindOf(from) === 'file' ? [from] : [...tree.filesBelow(from)];
        const moved = files.map((path) => ({ path: to + path.slice(from.length), text: before.file(path)?.text ?? '' }));
        tree = moved.reduce((result, { path, text }) => result.withText(path, text), tree.without(from));
        for (const path of [from, to]) cache.invalidate(rootUri, affectedPaths(before, tree, path));
      }
      return { ...repository, tree };
    });
    return new Snapshot(repositories, this.settings, this.version, cache, this.served);
  }

  /** The file at a URI. */
  file(uri: string): TextFile | undefined {
    const found = this.repositoryOf(uri);
    return found?.repository.tree.file(found.path);
  }
}

/** The workspace over time. */
export class Session {
  readonly #repositories = new Map<string, Repository>();
  /** Roots that were found inside another one. */
  readonly #nested = new Set<string>();
  readonly #openTexts = new Map<string, string>();
  readonly #cache = new BuildCache();
  #settings: ServerSettings;
  #served: ServedStructures | undefined;
  #version = 0;
  #snapshot: Snapshot;

  constructor(settings: ServerSettings = defaultSettings) {
    this.#settings = settings;
    this.#snapshot = this.#renew();
  }

  /** The newest snapshot. */
  get snapshot(): Snapshot {
    return this.#snapshot;
  }

  /** Reads a folder and the repositories nested in it; says whether that was all. A folder that is open already is read anew. */
  async openFolder(rootUri: string): Promise<'whole' | 'truncated'> {
    const root = normaliseUri(rootUri);
    const scan = await scanFolder(root);
    const git = readGitState(fsPathOfUri(root));
    const tree = this.#withOpenTexts(scan.tree, '', scan.nestedRepositories);
    this.#repositories.set(root, { rootUri: root, name: decodeURIComponent(root.slice(root.lastIndexOf('/') + 1)), tree, ...git });
    this.#cache.invalidate(root, ['.sourceignore']);
    this.#proceed();
    let read: 'whole' | 'truncated' = scan.truncated ? 'truncated' : 'whole';
    for (const nested of scan.nestedRepositories) {
      const nestedRoot = normaliseUri(uriOfPath(root, nested));
      this.#nested.add(nestedRoot);
      if ((await this.openFolder(nestedRoot)) === 'truncated') read = 'truncated';
    }
    return read;
  }

  /** Adds a tree that is not on disk; used by tests. */
  openTree(repository: Repository): void {
    this.#repositories.set(repository.rootUri, repository);
    this.#proceed();
  }

  /** Forgets a folder and the repositories that were found inside it. */
  closeFolder(rootUri: string): void {
    const root = normaliseUri(rootUri);
    for (const known of [...this.#repositories.keys()]) {
      if (known !== root && !(this.#nested.has(known) && pathOfUri(root, known) !== undefined)) continue;
      this.#repositories.delete(known);
      this.#nested.delete(known);
    }
    this.#proceed();
  }

  /** Applies changes together and returns the snapshot after them. */
  apply(...changes: readonly Change[]): Snapshot {
    for (const change of changes) {
      switch (change.kind) {
        case 'text':
          this.#openTexts.set(normaliseUri(change.uri), change.text);
          this.#edit(change.uri, (tree, path) => tree.withText(path, change.text));
          break;
        case 'closed':
          this.#openTexts.delete(normaliseUri(change.uri));
          this.#readFromDisk(change.uri);
          break;
        case 'disk':
          for (const uri of change.uris) this.#readFromDisk(uri);
          break;
        case 'settings':
          this.#settings = change.settings;
          break;
        case 'served':
          this.#served = change.served;
          break;
      }
    }
    this.#proceed();
    return this.#snapshot;
  }

  #readFromDisk(uri: string): void {
    const normalised = normaliseUri(uri);
    if (this.#openTexts.has(normalised)) return;
    this.#edit(normalised, (tree, path) => {
      const entry = entryOnDisk(tree.rootUri, path);
      if (entry === undefined) return tree.without(path);
      if (entry === 'file') return tree.withFileOnDisk(path);
      return 'link' in entry ? tree.withLink(path, entry) : this.#withOpenTexts(tree.withDirectory(path, entry), path, this.#nestedIn(tree.rootUri));
    });
  }

  /** A folder that was listed keeps the texts of open editors; those of repositories inside it are not its own. */
  #withOpenTexts(tree: DirectoryTree, folder: string, nestedRepositories: readonly string[]): DirectoryTree {
    let result = tree;
    for (const [uri, text] of this.#openTexts) {
      const path = pathOfUri(tree.rootUri, uri);
      if (path === undefined || path === folder || !isWithin(folder, path) || nestedRepositories.some((nested) => isWithin(nested, path))) continue;
      const real = tree.realPath(path);
      if (real !== undefined) result = result.withText(real, text);
    }
    return result;
  }

  #nestedIn(rootUri: string): readonly string[] {
    return [...this.#repositories.keys()].flatMap((other) => pathOfUri(rootUri, other) || []);
  }

  #edit(uri: string, edit: (tree: DirectoryTree, path: string) => DirectoryTree): void {
    const found = this.#snapshot.repositoryOf(uri);
    const repository = found === undefined ? undefined : this.#repositories.get(found.repository.rootUri);
    if (found === undefined || repository === undefined || found.path === '') return;
    const path = repository.tree.realPath(found.path);
    if (path === undefined) return;
    if (path === '.git' || path.startsWith('.git/')) {
      this.#repositories.set(repository.rootUri, { ...repository, ...readGitState(fsPathOfUri(repository.rootUri)) });
      return;
    }
    const before = repository.tree.kindOf(path);
    const tree = edit(repository.tree, path);
    const after = tree.kindOf(path);
    this.#repositories.set(repository.rootUri, { ...repository, tree });
    const sameFile = before === 'file' && after === 'file';
    this.#cache.invalidate(repository.rootUri, sameFile ? [path] : [...affectedPaths(repository.tree, tree, path)]);
  }

  #proceed(): void {
    this.#snapshot.supersede();
    this.#snapshot = this.#renew();
  }

  #renew(): Snapshot {
    return new Snapshot([...this.#repositories.values()], this.#settings, ++this.#version, this.#cache, this.#served);
  }
}

/** A path that came or went, everything below it, and the folders above it. */
function* affectedPaths(before: DirectoryTree, after: DirectoryTree, path: string): Iterable<string> {
  yield path;
  for (let folder = dirName(path); ; folder = dirName(folder)) {
    yield folder;
    if (folder === '') break;
  }
  for (const tree of [before, after]) {
    const below = function* (directory: string): Iterable<string> {
      for (const { name, kind } of tree.list(directory) ?? []) {
        const child = `${directory}/${name}`;
        yield child;
        if (kind === 'directory') yield* below(child);
      }
    };
    if (tree.kindOf(path) === 'directory') yield* below(path);
  }
}

/** The sources of the repositories' own configuration, each folder made absolute from its repository's root. */
function configuredSources(repositories: readonly Repository[]): ServerSettings['sources'] {
  const sources: Record<string, string> = {};
  for (const repository of repositories) {
    for (const [name, folder] of Object.entries(repositoryConfigOf(repository.tree).sources)) sources[name] = folderUri(repository, folder) ?? folder;
  }
  return sources;
}

/** Folders of `flightdeck.sources` as repositories: absolute, or relative to the first repository. */
function mapSources(repositories: readonly Repository[], sources: ServerSettings['sources']): ReadonlyMap<string, { repository: Repository; root: string }> {
  const mapped = new Map<string, { repository: Repository; root: string }>();
  for (const [name, folder] of Object.entries(sources)) {
    for (const repository of repositories) {
      const uri = folderUri(repository, folder);
      const root = uri === undefined ? undefined : pathOfUri(repository.rootUri, uri);
      if (root === undefined || repository.tree.kindOf(root) !== 'directory') continue;
      const known = mapped.get(name);
      if (known === undefined || known.root.length > root.length) mapped.set(name, { repository, root });
    }
  }
  return mapped;
}

/** The URI of a folder that a repository's configuration names; `undefined` for a text that is no folder, such as the first letters of an address that is being typed. */
export function folderUri(repository: Repository, folder: string): string | undefined {
  try {
    if (/^[a-z][a-z0-9+.-]+:\/\//i.test(folder)) return normaliseUri(folder);
    const absolute = /^([a-zA-Z]:[\\/]|\/)/.test(folder);
    // `..` leads out of the repository: to one beside it.
    return normaliseUri(absolute ? fsPathToUri(folder) : new URL(encodeURI(folder.replaceAll('\\', '/').replace(/\/+$/, '')), `${repository.rootUri}/`).href);
  } catch {
    return undefined;
  }
}

function fsPathToUri(path: string): string {
  const slashed = path.replaceAll('\\', '/');
  return `file://${slashed.startsWith('/') ? '' : '/'}${slashed.split('/').map(encodeURIComponent).join('/').replaceAll('%3A', ':')}`;
}
