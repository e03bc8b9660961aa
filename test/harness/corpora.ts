/** Finds the public repositories that lie beside the checkout; a suite that needs them says so and is skipped where they are absent. */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { uriOfFsPath } from '../../server/src/files/uris.ts';
import { Session } from '../../server/src/workspace/session.ts';

const shared = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..', 'shared');

/** Folder of a corpus such as `BuoyantIO_gitops-linkerd`; `undefined` where it is absent. */
export function corpusFolder(name: string): string | undefined {
  const folder = join(shared, 'corpora', name);
  return existsSync(folder) ? folder : undefined;
}

/** What a skipped suite is called, so that a reader of the run knows why. */
export function needsCorpora(name: string): string {
  return corpusFolder(name) === undefined ? `${name} (skipped: ../shared/corpora is not beside this checkout)` : name;
}

/** Opens corpora as the repositories of one workspace. */
export async function openCorpora(...names: readonly string[]): Promise<Session> {
  const session = new Session();
  for (const name of names) {
    const folder = corpusFolder(name);
    if (folder === undefined) throw new Error(`corpus ${name} is absent`);
    await session.openFolder(uriOfFsPath(folder));
  }
  return session;
}
