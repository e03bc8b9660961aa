/** Cuts and garbles the files of repositories, one at a time, and tries everything after each: what `npm run test:robust` runs. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { uriOfFsPath, uriOfPath } from '../../server/src/files/uris.ts';
import { checkSnapshot } from '../../server/src/rules/checkSnapshot.ts';
import { RuleCache } from '../../server/src/rules/ruleCache.ts';
import { Session } from '../../server/src/workspace/session.ts';
import { Counts, type RobustResult } from './counts.ts';
import { garbled, randomOf, truncated } from './garble.ts';
import { processorTime, tryEverything, type Attempt, type Stopwatch } from './tryEverything.ts';

/** `count` cuts and `count` changes in the YAML files of each folder below `parent`, each in the middle of its whole repository; `say` gets a line for each trouble. */
export async function tryRepositories(parent: string, only: string | undefined, count: number, seed: number, say: (line: string) => void): Promise<RobustResult> {
  const counts = new Counts(say);
  for (const name of readdirSync(parent).filter((entry) => only === undefined || entry === only)) {
    const random = randomOf(seed);
    const session = new Session();
    const root = uriOfFsPath(join(parent, name));
    await session.openFolder(root);
    const cache = new RuleCache();
    const files = session.snapshot.repositories.flatMap(({ tree, rootUri }) => [...tree.yamlFiles()].map(({ path }) => uriOfPath(rootUri, path)));
    // The first check of a repository reads and builds it whole: that is no keystroke.
    checkSnapshot(session.snapshot, { cache, facts: undefined, log: say });
    for (let round = 0; round < 2 * count && files.length > 0; round++) {
      const uri = files[random(files.length)] ?? '';
      const original = session.snapshot.file(uri)?.text ?? '';
      const text = round % 2 === 0 ? truncated(original, random) : garbled(original, random);
      const offsets = [random(text.length + 1), text.length];
      const run = (time?: Stopwatch): Attempt => tryEverything(session.apply({ kind: 'text', uri, text }), uri, cache, offsets, time);
      counts.note(`${name} round ${round}: ${uri.slice(root.length + 1)}`, text, run(), () => {
        session.apply({ kind: 'text', uri, text: original });
        return run(processorTime);
      });
      session.apply({ kind: 'text', uri, text: original });
    }
    counts.sayOf(name, `${files.length} files`);
  }
  return counts.result();
}
