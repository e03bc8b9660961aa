// Reads a folder of files with the product's own engine, as the editor's server does.
import type { RenderedObjects } from '../../../server/src/protocol/rendered.ts';
import { findAppliersElsewhere, findIgnoredPaths, render, renderedObjects } from '../../../server/src/features/rendered.ts';
import { findAllRenderedTargets } from '../../../server/src/features/renderedTargets.ts';
import { findSuspendInGit, type FoundSuspend } from '../../../server/src/features/suspendInGit.ts';
import { uriOfFsPath } from '../../../server/src/files/uris.ts';
import type { ObjectId } from '../../../server/src/protocol/objectId.ts';
import { Session } from '../../../server/src/workspace/session.ts';

/** What the files say as they are now. */
export interface RenderedFiles {
  render(name: string, printKey: string): RenderedObjects;
  whoApplies(name: string, objects: readonly ObjectId[]): Readonly<Record<string, string>>;
  suspendInGit(object: ObjectId, wanted: boolean): FoundSuspend | undefined;
}

/** Reads the folder once. */
export async function readFiles(folder: string): Promise<RenderedFiles> {
  const session = new Session();
  await session.openFolder(uriOfFsPath(folder));
  const { snapshot } = session;
  const targetOf = (name: string) => {
    const found = findAllRenderedTargets(snapshot).find(({ target }) => target.kind === 'fluxKustomization' && target.name === name);
    if (found === undefined) throw new Error(`the files apply no Kustomization ${name}`);
    return found.target;
  };
  return {
    render: (name, printKey) => {
      const rendered = render(snapshot, targetOf(name), 'rendered:/x');
      return { ...renderedObjects(rendered, printKey), ignoredPaths: findIgnoredPaths(snapshot, targetOf(name), rendered) };
    },
    whoApplies: (name, objects) => findAppliersElsewhere(snapshot, targetOf(name), objects),
    suspendInGit: (object, wanted) => findSuspendInGit(snapshot.graph, object, wanted, undefined),
  };
}
