/** Which files a source delivers: its repository in the workspace, the folder that is the artifact's root, less what is ignored. */
import { securePath } from '../files/paths.ts';
import { normaliseRemoteUrl } from '../files/remoteUrl.ts';
import { readFluxSource } from '../manifests/fluxSource.ts';
import type { FluxKustomization } from '../manifests/fluxKustomization.ts';
import type { Manifest } from '../manifests/manifest.ts';
import { artifactTree, type ArtifactRules } from '../flux/artifactTree.ts';
import { checkedOut } from '../flux/sparseTree.ts';
import { dropOldest } from '../text/dropOldest.ts';
import { MountedTree, type Mount } from './mountedTree.ts';
import type { Artifact, Repository } from './graph.ts';

/** Answers that a tree keeps: as many as a graph asks for at a time, and not each spelling of a path that is being typed. */
const keptRoots = 256;

/** The repository with a remote of this URL. */
export function repositoryOfUrl(repositories: readonly Repository[], url: string | undefined): Repository | undefined {
  const wanted = url === undefined ? undefined : normaliseRemoteUrl(url.replace(/^oci:\/\//, 'https://'));
  return wanted === undefined ? undefined : repositories.find(({ remotes }) => remotes.some((remote) => normaliseRemoteUrl(remote) === wanted));
}

/** A part of an artifact that is put together. */
export interface MountedPart {
  /** The artifact that it is taken from. */
  readonly artifact: Artifact;
  readonly mount: Mount;
}

/** The artifact that a source makes of a repository and of what it includes. `root` is the folder that becomes the artifact's root. */
export function makeArtifact(repository: Repository, source: Manifest | undefined, root: string, includes: readonly MountedPart[] = []): Artifact {
  const read = source === undefined ? undefined : readFluxSource(source);
  const rules = { ignore: read?.ignore, sparseCheckout: read?.sparseCheckout ?? [] };
  if (includes.length > 0) return includingArtifact(repository, rules, root, includes);
  const filtered = artifactTree(repository.tree, rules);
  const tree = root === '' ? filtered : new MountedTree(repository.tree.rootUri, [{ at: '', tree: filtered, path: root }]);
  return { repository, root, tree, repositoryPath: (path) => securePath(root, path) };
}

/** What is included is copied into the checkout before the rules of the source are applied: to all of it. */
function includingArtifact(repository: Repository, { ignore, sparseCheckout }: ArtifactRules, root: string, includes: readonly MountedPart[]): Artifact {
  const own = checkedOut(repository.tree, sparseCheckout.map(({ value }) => value));
  const whole = new MountedTree(repository.tree.rootUri, [{ at: '', tree: own, path: root }, ...includes.map(({ mount }) => mount)]);
  const isMixed = includes.some(({ artifact }) => artifact.isMixed === true || artifact.repository !== repository);
  return { repository, root, tree: artifactTree(whole, { ignore, sparseCheckout: [] }), repositoryPath: (path) => whole.sourcePath(path), isMixed };
}

/**
 * The folder of a repository that an artifact was made of, judged by the paths that Flux Kustomizations look for in it:
 * the repository itself when it holds nearly all, otherwise the one folder that does. `undefined` when no folder is
 * clearly it, so that nobody is accused for a guess.
 */
export function inferArtifactRoot(repository: Repository, kustomizations: readonly FluxKustomization[]): string | undefined {
  const paths = [...new Set(kustomizations.map(({ path }) => securePath('', path?.value ?? '')))].filter((path) => path !== '' && !path.includes('${'));
  if (paths.length === 0) return '';
  const known = repository.tree.shape.derived(inferArtifactRoot, newRoots);
  const key = paths.join('\n');
  const root = known.has(key) ? known.get(key) : inferRoot(repository, paths);
  known.delete(key);
  known.set(key, root);
  dropOldest(known, keptRoots);
  return root;
}

/** Folders by the paths that were looked for, one to a line: they follow from the names in a tree alone. */
function newRoots(): Map<string, string | undefined> {
  return new Map();
}

function inferRoot(repository: Repository, paths: readonly string[]): string | undefined {
  const held = (root: string): number => paths.filter((path) => repository.tree.kindOf(securePath(root, path)) === 'directory').length;
  // A path that is being typed, or is wrong, must not make the place of all others unknown.
  const enough = (count: number): boolean => count === paths.length || (paths.length === 4 ? count === 3 : paths.length > 4 && count >= paths.length * 0.8);
  if (enough(held(''))) return '';
  const fitting = foldersUpToDepth(repository, 3).filter((folder) => enough(held(folder)));
  return fitting.length === 1 ? fitting[0] : undefined;
}

function foldersUpToDepth(repository: Repository, depth: number): readonly string[] {
  const folders: string[] = [];
  const visit = (directory: string, left: number): void => {
    for (const { name, kind } of repository.tree.list(directory) ?? []) {
      if (kind !== 'directory' || name.startsWith('.')) continue;
      const path = directory === '' ? name : `${directory}/${name}`;
      folders.push(path);
      if (left > 1) visit(path, left - 1);
    }
  };
  visit('', depth);
  return folders;
}
