/** Reads directory listings and bytes from disk. The only place, with `gitConfig.ts`, where the engine meets a file system. */
import { lstatSync, readFileSync, readdirSync, readlinkSync, statSync, type Stats } from 'node:fs';
import { isAbsolute, join, sep } from 'node:path';
import { DirectoryTree, linkTarget, type LinkListing, type Listing, type LoadBytes } from './directoryTree.ts';
import { fsPathOfUri } from './uris.ts';

/** Folders that hold no manifests and may be huge. */
const skippedFolders: ReadonlySet<string> = new Set(['.git', 'node_modules']);
/** Entries after which a scan stops (a home directory opened by accident). */
const maxEntries = 300_000;

/** What a scan found. */
export interface Scan {
  readonly tree: DirectoryTree;
  /** Folders (paths in the tree) that are Git repositories of their own; they are left out of the tree. */
  readonly nestedRepositories: readonly string[];
  /** Whether the folder holds more entries than are read. */
  readonly truncated: boolean;
}

/**
 * Lists a folder and everything below it; contents are read when first used. A folder that cannot be read counts as
 * empty. Gives way to other work now and then, so that a language server stays responsive.
 */
export async function scanFolder(rootUri: string): Promise<Scan> {
  const root = fsPathOfUri(rootUri);
  const nestedRepositories: string[] = [];
  let entries = 0;
  let lastPause = performance.now();

  /** What a folder holds; `undefined` for a repository of its own. */
  async function scan(path: string): Promise<Listing | undefined> {
    const listing = new Map<string, 'file' | LinkListing | Listing>();
    if (performance.now() - lastPause > 20) {
      await new Promise((resolve) => setImmediate(resolve));
      lastPause = performance.now();
    }
    const found = readDirectory(join(root, path));
    if (path !== '' && found.some(({ name }) => name === '.git') && isRepository(join(root, path))) {
      nestedRepositories.push(path);
      return undefined;
    }
    for (const entry of found) {
      if (++entries > maxEntries) break;
      const child = path === '' ? entry.name : `${path}/${entry.name}`;
      if (entry.isDirectory()) {
        if (skippedFolders.has(entry.name)) continue;
        const below = await scan(child);
        if (below !== undefined) listing.set(entry.name, below);
      } else if (entry.isFile()) listing.set(entry.name, 'file');
      else if (entry.isSymbolicLink()) listing.set(entry.name, { link: readLink(join(root, child), child) });
    }
    return listing;
  }

  const listing = await scan('');
  return { tree: DirectoryTree.ofListing(rootUri, listing ?? new Map(), diskLoader(root)), nestedRepositories, truncated: entries > maxEntries };
}

/** Lists one folder of a root anew. */
function listFolder(rootUri: string, path: string): Listing {
  const root = fsPathOfUri(rootUri);
  const list = (at: string): Listing => {
    const listing = new Map<string, 'file' | LinkListing | Listing>();
    for (const entry of readDirectory(join(root, at))) {
      const child = at === '' ? entry.name : `${at}/${entry.name}`;
      if (entry.isDirectory()) {
        if (!skippedFolders.has(entry.name) && !isRepository(join(root, child))) listing.set(entry.name, list(child));
      } else if (entry.isFile()) listing.set(entry.name, 'file');
      else if (entry.isSymbolicLink()) listing.set(entry.name, { link: readLink(join(root, child), child) });
    }
    return listing;
  };
  return list(path);
}

/** What stands at a path of a root on disk: a file, a folder's listing, a link, which is not followed, or nothing that belongs to the root and can be read. */
export function entryOnDisk(rootUri: string, path: string): 'file' | LinkListing | Listing | undefined {
  if (path.split('/').some((name) => skippedFolders.has(name))) return undefined;
  const at = join(fsPathOfUri(rootUri), path);
  const stats = statsOf(() => lstatSync(at, { throwIfNoEntry: false }));
  if (stats === undefined) return undefined;
  if (stats.isSymbolicLink()) return { link: readLink(at, path) };
  if (stats.isDirectory()) return isRepository(at) ? undefined : listFolder(rootUri, path);
  return stats.isFile() ? 'file' : undefined;
}

/** Whether a folder is the root of a Git working tree (`.git` may be a file in worktrees and submodules). */
export function isRepository(folder: string): boolean {
  return statsOf(() => statSync(join(folder, '.git'), { throwIfNoEntry: false })) !== undefined;
}

/** A place that may not be looked at, a link that leads to itself and a name that is too long are as good as nothing. */
function statsOf(read: () => Stats | undefined): Stats | undefined {
  try {
    return read();
  } catch (error) {
    throwUnexpected(error);
    return undefined;
  }
}

function diskLoader(root: string): LoadBytes {
  return (path) => {
    try {
      return readFileSync(join(root, path));
    } catch (error) {
      throwUnexpected(error);
      return undefined;
    }
  };
}

function readDirectory(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    throwUnexpected(error);
    return [];
  }
}

function readLink(link: string, path: string): string | undefined {
  try {
    const written = readlinkSync(link);
    return isAbsolute(written) ? undefined : linkTarget(path, written.replaceAll(sep, '/'));
  } catch (error) {
    throwUnexpected(error);
    return undefined;
  }
}

/** A file that went away or may not be read is as good as none; anything else is a bug and is thrown on. */
function throwUnexpected(error: unknown): void {
  if (!(error instanceof Error && 'code' in error && typeof error.code === 'string')) throw error;
}
