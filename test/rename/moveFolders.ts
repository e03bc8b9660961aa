/** Moves each kustomize folder of a workspace, one at a time on a copy, and judges what comes of it. */
import { allClusters } from '../../server/src/features/names/looseClusters.ts';
import { planMoves } from '../../server/src/features/fileMoves/moveFiles.ts';
import { textsAfter } from '../../server/src/features/rename/textsAfter.ts';
import { baseName, dirName } from '../../server/src/files/paths.ts';
import { uriOfPath } from '../../server/src/files/uris.ts';
import { isKustomizeFileName } from '../../server/src/manifests/kustomizeFile.ts';
import { manifestsOf } from '../../server/src/manifests/manifest.ts';
import type { Snapshot } from '../../server/src/workspace/session.ts';
import { firstDifference } from './compareGraphs.ts';
import type { Tally } from './renameObjects.ts';
import { filesNotRestored } from './undo.ts';

/** Renames every other folder with a kustomize file, and moves the others a level deeper. */
export function moveFolders(snapshot: Snapshot, log: (line: string) => void): Tally {
  const failed: string[] = [];
  const refused = new Map<string, string[]>();
  let done = 0;
  for (const { rootUri, tree } of snapshot.repositories) {
    const folders = [...tree.filesBelow()].filter((path) => isKustomizeFileName(path) && !path.startsWith('.')).map(dirName).filter((folder) => folder !== '');
    for (const [index, from] of [...new Set(folders)].entries()) {
      // Bootstrap files without their objects tell only by their place which folder Flux syncs.
      if (isBareBootstrap(snapshot, `${rootUri}/${from}/gotk-sync.yaml`)) continue;
      const parent = dirName(from);
      const to = `${parent === '' ? '' : `${parent}/`}${index % 2 === 0 ? `zz-moved-${baseName(from)}` : `zz-moved/${baseName(from)}`}`;
      const problem = tryOne(snapshot, { rootUri, from, to });
      if (problem === undefined) {
        done++;
        continue;
      }
      if (problem === 'told') {
        refused.set('a path is made of a variable, which the plan says', [...(refused.get('a path is made of a variable, which the plan says') ?? []), from]);
        continue;
      }
      failed.push(`${from}: ${problem}`);
      log(`  FAILED ${from} → ${to}\n      ${problem}`);
    }
  }
  return { done, refused, failed };
}

function isBareBootstrap(snapshot: Snapshot, uri: string): boolean {
  const file = snapshot.file(uri);
  return file !== undefined && manifestsOf(file).length === 0;
}

function tryOne(snapshot: Snapshot, move: { readonly rootUri: string; readonly from: string; readonly to: string }): string | undefined {
  const { rootUri, from, to } = move;
  const plan = planMoves(snapshot, [{ oldUri: uriOfPath(rootUri, from), newUri: uriOfPath(rootUri, to) }]);
  const after = snapshot.withTexts(textsAfter(plan.edits), [move]);
  const difference = firstDifference(allClusters(snapshot), allClusters(after), (text) => text.replaceAll(to, from).replaceAll(/zz-moved[-/]/g, ''));
  // What a variable leads to cannot follow; that it is said is what can be asked.
  if (difference !== undefined && plan.warnings.some(({ label }) => label === 'A path is made of a variable')) return 'told';
  if (difference !== undefined) return `${plan.edits.length} edits; ${plan.warnings.map(({ description }) => description).join(' ')}\n      ${difference}`;
  const broken = filesNotRestored(plan.edits);
  return broken.length > 0 ? `undo does not restore ${broken.join(', ')}` : undefined;
}
