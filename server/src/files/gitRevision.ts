/** The files of a Git revision as a tree, read through the `git` program of the editor or the PATH. */
import { execFile, execFileSync } from 'node:child_process';
import { basename } from 'node:path';
import { promisify } from 'node:util';
import { DirectoryTree, isYamlPath, type LinkListing } from './directoryTree.ts';

const run = promisify(execFile);
const maxOutput = 512 * 1024 * 1024;
/**
 * Only what this clone holds is read: in a partial one Git would fetch the rest from its remote, by programs that the repository's own
 * configuration names. Nothing is contacted that nobody selected. The variables win over any `protocol.….allow` of the user's configuration.
 */
const offline: NodeJS.ProcessEnv = { ...process.env, GIT_NO_LAZY_FETCH: '1', GIT_ALLOW_PROTOCOL: 'none' };

/** A revision that could be read, or why not in Git's own words. */
export type RevisionTree = { readonly tree: DirectoryTree; readonly commit: string } | { readonly error: string };

/** The commit that a revision names in the repository at `root`, or why there is none, as one sentence. */
export async function findCommit(root: string, revision: string, git = 'git'): Promise<{ readonly commit: string } | { readonly error: string }> {
  try {
    const { stdout } = await run(git, ['-C', root, 'rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}^{commit}`], { env: offline });
    return { commit: stdout.trim() };
  } catch (error) {
    const name = basename(root);
    const words = wordsOf(error);
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return { error: 'Git was not found on this machine.' };
    if (/not a git repository/i.test(words)) return { error: `${name} is not in a Git repository.` };
    // Quiet, Git says nothing where the name leads to no commit; all else it explains.
    if (error instanceof Error && 'stderr' in error && error.stderr === '') return { error: revision === 'HEAD' ? `${name} has no commits yet.` : `${name} has no revision ${revision}.` };
    return { error: words };
  }
}

/**
 * Reads a revision of the repository at `root` (a path of this machine). YAML files are read at once in one call,
 * others when first used. `rootUri` becomes the tree's root, so that places in it lead to the working tree.
 */
export async function readRevision(root: string, rootUri: string, revision: string, git = 'git'): Promise<RevisionTree> {
  const found = await findCommit(root, revision, git);
  if ('error' in found) return found;
  const id = found.commit;
  try {
    const { stdout: names } = await run(git, ['-C', root, 'ls-tree', '-r', '-z', '--full-tree', id], { maxBuffer: maxOutput, env: offline });
    const blobs = new Map<string, string>();
    const listing: MutableListing = new Map();
    for (const line of names.split('\0')) {
      const match = /^(\d{6}) (\w+) ([0-9a-f]+)\t(.+)$/s.exec(line);
      if (match === null) continue;
      const [, mode, type, blob = '', path = ''] = match;
      if (type !== 'blob') continue;
      blobs.set(path, blob);
      addTo(listing, path.split('/'), mode === '120000' ? outsideLink : 'file');
    }
    const contents = readBlobs(git, root, new Set([...blobs].filter(([path]) => isYamlPath(path)).map(([, blob]) => blob)));
    const load = (path: string): Uint8Array | undefined => {
      const blob = blobs.get(path);
      if (blob === undefined) return undefined;
      const known = contents.get(blob);
      if (known !== undefined) return known;
      return execFileSync(git, ['-C', root, 'cat-file', 'blob', blob], { env: offline, maxBuffer: maxOutput, stdio: ['ignore', 'pipe', 'ignore'] });
    };
    return { tree: DirectoryTree.ofListing(rootUri, listing, load), commit: id };
  } catch (error) {
    if (/promisor/i.test(wordsOf(error))) return { error: `This partial clone of ${basename(root)} does not hold the files of ${revision}.` };
    return { error: wordsOf(error) };
  }
}

/** Links of a revision are not followed: Flux never packs them. */
const outsideLink: LinkListing = { link: undefined };

type MutableListing = Map<string, 'file' | LinkListing | MutableListing>;

function addTo(listing: MutableListing, segments: readonly string[], entry: 'file' | LinkListing): void {
  const [name = '', ...rest] = segments;
  if (rest.length === 0) {
    listing.set(name, entry);
    return;
  }
  const known = listing.get(name);
  const folder = isFolder(known) ? known : new Map<string, 'file' | LinkListing | MutableListing>();
  listing.set(name, folder);
  addTo(folder, rest, entry);
}

function isFolder(entry: 'file' | LinkListing | MutableListing | undefined): entry is MutableListing {
  return entry instanceof Map;
}

/** Contents of many blobs in one `git cat-file --batch`. */
function readBlobs(git: string, root: string, blobs: ReadonlySet<string>): ReadonlyMap<string, Uint8Array> {
  const contents = new Map<string, Uint8Array>();
  if (blobs.size === 0) return contents;
  const output = execFileSync(git, ['-C', root, 'cat-file', '--batch'], { env: offline, input: `${[...blobs].join('\n')}\n`, maxBuffer: maxOutput, stdio: 'pipe' });
  let at = 0;
  while (at < output.length) {
    const end = output.indexOf(10, at);
    const match = /^([0-9a-f]+) blob (\d+)$/.exec(output.toString('latin1', at, end < 0 ? output.length : end));
    if (match === null || end < 0) break;
    const size = Number(match[2]);
    contents.set(match[1] ?? '', output.subarray(end + 1, end + 1 + size));
    at = end + 1 + size + 1;
  }
  return contents;
}

function wordsOf(error: unknown): string {
  if (error instanceof Error && 'stderr' in error && typeof error.stderr === 'string' && error.stderr.trim() !== '') return error.stderr.trim();
  return error instanceof Error ? error.message : String(error);
}
