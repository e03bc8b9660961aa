/** `npm run test:rename`: renames and moves on copies of public repositories, judged by the graph and all builds. */
import { basename } from 'node:path';
import { uriOfFsPath } from '../../server/src/files/uris.ts';
import { Session } from '../../server/src/workspace/session.ts';
import { moveFolders } from './moveFolders.ts';
import { isFluxOrFlagger, renameObjects, type Tally } from './renameObjects.ts';

/** What a run came to. */
export interface HarnessResult {
  readonly passed: number;
  readonly failed: number;
}

/** Runs on each workspace, which is one folder or several; with a `kind` only its objects are renamed, and nothing is moved. */
export async function runHarness(workspaces: readonly (readonly string[])[], options: { readonly others: number; readonly movesOnly: boolean; readonly kind: string | undefined }, log: (line: string) => void): Promise<HarnessResult> {
  let passed = 0;
  let failed = 0;
  const add = (title: string, { done, refused, failed: wrong }: Tally): void => {
    passed += done;
    failed += wrong.length;
    const refusals = [...refused.values()].reduce((sum, each) => sum + each.length, 0);
    log(`${title}: ${done} done, ${refusals} refused, ${wrong.length} wrong`);
    for (const [reason, objects] of refused) log(`    ${objects.length} × ${reason}\n        ${objects.slice(0, 2).join('\n        ')}`);
  };
  for (const folders of workspaces) {
    const session = new Session();
    for (const folder of folders) await session.openFolder(uriOfFsPath(folder));
    const { snapshot } = session;
    const name = folders.map((folder) => basename(folder)).join(' + ');
    const { kind } = options;
    if (kind !== undefined) {
      add(`${name}: each ${kind} renamed`, renameObjects(snapshot, ({ object }) => object.kind === kind, log));
      continue;
    }
    add(`${name}: kustomize folders moved`, moveFolders(snapshot, log));
    if (options.movesOnly) continue;
    add(`${name}: Flux and Flagger objects renamed`, renameObjects(snapshot, isFluxOrFlagger, log));
    add(`${name}: other objects renamed`, renameObjects(snapshot, (node) => !isFluxOrFlagger(node), log, options.others));
  }
  return { passed, failed };
}
