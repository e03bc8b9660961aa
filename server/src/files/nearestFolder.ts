/** Finds the folder that somebody meant who wrote a path which does not exist. */
import { editDistance } from '../text/editDistance.ts';
import { baseName } from './paths.ts';
import type { SourceTree } from './sourceTree.ts';

/** Folders that are looked at before the search gives up. */
const maxFolders = 5_000;

/**
 * The folder of a tree that is nearest to a path: the one spelt most alike, otherwise the only one that ends with the
 * same name, otherwise the nearest name on the first level that is missing. `undefined` when nothing is near.
 */
export function nearestFolder(tree: SourceTree, path: string): string | undefined {
  const folders = tree.shape?.derived(foldersOf, () => foldersOf(tree)) ?? foldersOf(tree);
  const limit = Math.max(2, Math.floor(path.length / 5));
  const bySpelling = nearest(path, folders, limit);
  if (bySpelling !== undefined) return bySpelling;
  const sameName = folders.filter((folder) => baseName(folder) === baseName(path));
  if (sameName.length === 1) return sameName[0];
  const parent = deepestExisting(tree, path);
  const missing = path.slice(parent === '' ? 0 : parent.length + 1).split('/')[0] ?? '';
  const siblings = folders.filter((folder) => folder !== parent && folder.slice(0, folder.length - baseName(folder).length - 1) === parent);
  const near = nearest(missing, siblings.map(baseName), Math.max(2, Math.floor(missing.length / 3)));
  if (near === undefined) return undefined;
  return parent === '' ? near : `${parent}/${near}`;
}

function nearest(path: string, candidates: readonly string[], limit: number): string | undefined {
  let best: { folder: string; distance: number } | undefined;
  for (const folder of candidates) {
    const distance = editDistance(path, folder, Math.min(limit, best?.distance ?? limit));
    if (distance <= limit && (best === undefined || distance < best.distance)) best = { folder, distance };
  }
  return best?.folder;
}

function deepestExisting(tree: SourceTree, path: string): string {
  const segments = path.split('/');
  for (let count = segments.length - 1; count > 0; count--) {
    const parent = segments.slice(0, count).join('/');
    if (tree.kindOf(parent) === 'directory') return parent;
  }
  return '';
}

function foldersOf(tree: SourceTree): readonly string[] {
  const folders: string[] = [];
  const queue = [''];
  for (let directory = queue.shift(); directory !== undefined && folders.length < maxFolders; directory = queue.shift()) {
    for (const { name, kind } of tree.list(directory) ?? []) {
      if (kind !== 'directory' || name === '.git' || name === 'node_modules') continue;
      const path = directory === '' ? name : `${directory}/${name}`;
      folders.push(path);
      queue.push(path);
    }
  }
  return folders;
}
