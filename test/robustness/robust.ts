/** Cuts and garbles the files of repositories, one at a time, and tries everything after each: what `npm run test:robust` runs. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { uriOfFsPath, uriOfPath } from '../../server/src/files/uris.ts';
import { checkSnapshot } from '../../server/src/rules/checkSnapshot.ts';
import { RuleCache } from '../../server/src/rules/ruleCache.ts';
import { Session } from '../../server/src/workspace/session.ts';
import { garbled, randomOf, truncated } from './garble.ts';
import { tryEverything, type Trouble } from './tryEverything.ts';

/** The numbers of a run. */
export interface RobustResult {
  readonly tries: number;
  readonly troubles: number;
  /** Tries in which one step took longer than 200 ms. */
  readonly slow: number;
  /** Milliseconds of processor time of the longest step of a try: half of the tries are below `median`, 95 % below `p95`. */
  readonly median: number;
  readonly p95: number;
  readonly longest: number;
}

/** `count` cuts and `count` changes in the YAML files of each folder below `parent`; `say` gets a line for each trouble. */
export async function tryRepositories(parent: string, only: string | undefined, count: number, seed: number, say: (line: string) => void): Promise<RobustResult> {
  const times: number[] = [];
  let troubles = 0;
  for (const name of readdirSync(parent).filter((entry) => only === undefined || entry === only)) {
    const random = randomOf(seed);
    const session = new Session();
    const root = uriOfFsPath(join(parent, name));
    await session.openFolder(root);
    const cache = new RuleCache();
    const files = session.snapshot.repositories.flatMap(({ tree, rootUri }) => [...tree.yamlFiles()].map(({ path }) => uriOfPath(rootUri, path)));
    const before = times.length;
    // The first check of a repository reads and builds it whole: that is no keystroke.
    checkSnapshot(session.snapshot, { cache, facts: undefined, log: say });
    for (let round = 0; round < 2 * count && files.length > 0; round++) {
      const uri = files[random(files.length)] ?? '';
      const original = session.snapshot.file(uri)?.text ?? '';
      const text = round % 2 === 0 ? truncated(original, random) : garbled(original, random);
      const offsets = [random(text.length + 1), text.length];
      const snapshot = session.apply({ kind: 'text', uri, text });
      const attempt = tryEverything(snapshot, uri, cache, offsets);
      times.push(attempt.slowest.ms);
      if (attempt.slowest.ms > 200) say(`${name} round ${round}: ${uri.slice(root.length + 1)} ${attempt.slowest.step} took ${Math.round(attempt.slowest.ms)} ms`);
      for (const trouble of attempt.troubles.slice(0, 3)) say(`${name} round ${round}: ${describe(trouble, uri.slice(root.length + 1), text)}`);
      troubles += attempt.troubles.length;
      session.apply({ kind: 'text', uri, text: original });
    }
    say(`${name}: ${times.length - before} tries of ${files.length} files, longest step ${Math.round(Math.max(0, ...times.slice(before)))} ms`);
  }
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share: number): number => Math.round((sorted[Math.floor(sorted.length * share)] ?? 0) * 10) / 10;
  return { tries: times.length, troubles, slow: times.filter((ms) => ms > 200).length, median: at(0.5), p95: at(0.95), longest: at(0.999_999) };
}

function describe({ step, what }: Trouble, path: string, text: string): string {
  return `${step} in ${path}: ${what}\n    ${JSON.stringify(text.length > 1500 ? `${text.slice(0, 700)} … ${text.slice(-700)}` : text)}`;
}
