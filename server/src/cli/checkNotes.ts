/** What `check` and `graph` say beside their answer, for who gave them a folder that is not what Flux syncs. */
import { existsSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import type { ClusterGraph } from '../graph/graph.ts';

/** A line for each folder that is only a part of a Git repository, where something is wrong or not built: paths may then lead to what was not looked at. */
export function partNotes(cwd: string, roots: readonly string[], isWrong: boolean, clusters: readonly ClusterGraph[]): readonly string[] {
  const isBuilt = clusters.length > 0 && clusters.every(({ deliveries }) => [...deliveries.values()].every(({ build }) => build !== undefined));
  if (!isWrong && isBuilt) return [];
  return roots.flatMap((root) => {
    const repository = gitRootAbove(root);
    return repository === undefined ? [] : [`${nameOf(cwd, root)} is a part of the Git repository ${nameOf(cwd, repository)}; paths are taken from the folder that is checked, so check the whole repository where Flux syncs that`];
  });
}

/** A line where no folder holds anything that Flux would apply: all files are then judged by themselves. */
export function emptyNotes(clusters: readonly ClusterGraph[]): readonly string[] {
  return clusters.length > 0 ? [] : ['no Flux Kustomization is here, so nothing was built and no reference was followed'];
}

function gitRootAbove(root: string): string | undefined {
  if (existsSync(join(root, '.git'))) return undefined;
  for (let folder = dirname(root); ; folder = dirname(folder)) {
    if (existsSync(join(folder, '.git'))) return folder;
    if (dirname(folder) === folder) return undefined;
  }
}

function nameOf(cwd: string, folder: string): string {
  return `\`${relative(cwd, folder).replaceAll('\\', '/') || '.'}\``;
}
