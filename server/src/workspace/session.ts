/** Changes in, immutable snapshots out. */
import { dirName } from '../files/paths.ts';
import type { DirectoryTree } from '../files/directoryTree.ts';
import { kindOnDisk, listFolder, scanFolder } from '../files/diskFiles.ts';
import { readGitState } from '../files/gitConfig.ts';
import { fsPathOfUri, normaliseUri, pathOfUri } from '../files/uris.ts';
import { BuildCache } from '../graph/buildCache.ts';
import { buildGraph } from '../graph/buildGraph.ts';
import type { Repository, WorkspaceGraph } from '../graph/graph.ts';
import { defaultSettings, type ServerSettings } from '../protocol/settings.ts';
import type { TextFile } from '../text/textFile.ts';

/** Something that happened to the workspace. */
export type Change =
  /** An editor opened a file or changed its text. */
  | { readonly kind: 'text'; readonly uri: string; readonly text: string }
  /** An editor closed a file: what is on disk holds again. */
  | { readonly kind: 'closed'; readonly uri: string }
  /** Files or folders were created, changed or removed on disk. */
  | { readonly kind: 'disk'; readonly uris: readonly string[] }
  | { readonly kind: 'settings'; readonly settings: ServerSettings };

/** All files as of one moment, and what follows from them. Never changes; derived data is computed when first asked for. */
export class Snapshot {
  readonly repositories: readonly Repository[];
  readonly settings: ServerSettings;
  /** Number of the change that led here; later snapshots have larger ones. */
  readonly version: number;
  readonly #cache: BuildCache;
  #graph: WorkspaceGraph | undefined;

  constructor(repositories: readonly Repository[], settings: ServerSettings, version: number, cache: BuildCache) {
    this.repositories = repositories;
    this.settings = settings;
    this.version = version;
    this.#cache = cache;
  }

  /** The graph. Builds that the last changes did not touch are shared with earlier snapshots. */
  get graph(): WorkspaceGraph {
    return (this.#graph ??= buildGraph({
      repositories: this.repositories,
      mappedSources: mapSources(this.repositories, this.settings.sources),
      fluxVersion: this.settings.fluxVersion,
      cache: this.#cache,
    }));
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

  /** The file at a URI. */
  file(uri: string): TextFile | undefined {
    const found = this.repositoryOf(uri);
    return found?.repository.tree.file(found.path);
  }
}

/** The workspace over time. */
export class Session {
  readonly #repositories = new Map<string, Repository>();
  readonly #openTexts = new Map<string, string>();
  readonly #cache = new BuildCache();
  #settings: ServerSettings;
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

  /** Reads a folder and the repositories nested in it. A folder that is open already is read anew. */
  async openFolder(rootUri: string): Promise<void> {
    const root = normaliseUri(rootUri);
    const scan = await scanFolder(root);
    const git = readGitState(fsPathOfUri(root));
    let tree = scan.tree;
    for (const [uri, text] of this.#openTexts) {
      const path = pathOfUri(root, uri);
      if (path !== undefined && path !== '') tree = tree.withText(path, text);
    }
    this.#repositories.set(root, { rootUri: root, name: decodeURIComponent(root.slice(root.lastIndexOf('/') + 1)), tree, ...git });
    this.#cache.invalidate(root, ['.sourceignore']);
    this.#snapshot = this.#renew();
    for (const nested of scan.nestedRepositories) await this.openFolder(`${root}/${nested.split('/').map(encodeURIComponent).join('/')}`);
  }

  /** Adds a tree that is not on disk; used by tests. */
  openTree(repository: Repository): void {
    this.#repositories.set(repository.rootUri, repository);
    this.#snapshot = this.#renew();
  }

  /** Forgets a folder. */
  closeFolder(rootUri: string): void {
    this.#repositories.delete(normaliseUri(rootUri));
    this.#snapshot = this.#renew();
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
      }
    }
    this.#snapshot = this.#renew();
    return this.#snapshot;
  }

  #readFromDisk(uri: string): void {
    const normalised = normaliseUri(uri);
    if (this.#openTexts.has(normalised)) return;
    const kind = kindOnDisk(normalised);
    this.#edit(normalised, (tree, path) => {
      if (kind === 'file') return tree.withFileOnDisk(path);
      if (kind === 'directory') return this.#withOpenTexts(tree.withDirectory(path, listFolder(tree.rootUri, path)), tree.rootUri, path);
      return tree.without(path);
    });
  }

  /** A folder that is listed anew keeps the texts of open editors. */
  #withOpenTexts(tree: DirectoryTree, rootUri: string, folder: string): DirectoryTree {
    let result = tree;
    for (const [uri, text] of this.#openTexts) {
      const path = pathOfUri(rootUri, uri);
      if (path?.startsWith(`${folder}/`) === true) result = result.withText(path, text);
    }
    return result;
  }

  #edit(uri: string, edit: (tree: DirectoryTree, path: string) => DirectoryTree): void {
    const found = this.#snapshot.repositoryOf(uri);
    const repository = found === undefined ? undefined : this.#repositories.get(found.repository.rootUri);
    if (found === undefined || repository === undefined || found.path === '') return;
    const { path } = found;
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

  #renew(): Snapshot {
    return new Snapshot([...this.#repositories.values()], this.#settings, ++this.#version, this.#cache);
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

function folderUri(repository: Repository, folder: string): string | undefined {
  if (/^[a-z][a-z0-9+.-]+:\/\//i.test(folder)) return normaliseUri(folder);
  const absolute = /^([a-zA-Z]:[\\/]|\/)/.test(folder);
  return normaliseUri(absolute ? fsPathToUri(folder) : `${repository.rootUri}/${folder}`);
}

function fsPathToUri(path: string): string {
  const slashed = path.replaceAll('\\', '/');
  return `file://${slashed.startsWith('/') ? '' : '/'}${slashed.split('/').map(encodeURIComponent).join('/').replaceAll('%3A', ':')}`;
}
