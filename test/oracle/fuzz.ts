/** The differential fuzzing of `npm run test:oracle`. */
import { mkdtempSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { compareSeed, type Comparison } from './compare.ts';

/** How many projects both built, with the same result; how many both refused; and how many came out otherwise. */
export interface FuzzCounts {
  readonly built: number;
  readonly refused: number;
  readonly differing: number;
}

/** Compares `count` projects from `first` on and reports every difference. */
export async function fuzz(kustomize: string, count: number, first: number, report: (line: string) => void): Promise<FuzzCounts> {
  const directory = mkdtempSync(join(tmpdir(), 'kustomize-oracle-'));
  const found: Comparison[] = [];
  let next = first;
  const worker = async (): Promise<void> => {
    while (next < first + count) {
      const result = await compareSeed(next++, kustomize, directory);
      found.push(result);
      if (result.outcome === 'differs') report(`seed ${result.seed}: ${result.details}`);
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, worker));
  const of = (outcome: Comparison['outcome']) => found.filter((result) => result.outcome === outcome).length;
  const counts = { built: of('equal'), refused: of('both-fail'), differing: of('differs') };
  report(`seeds ${first}…${first + count - 1}: ${counts.built} built by both with the same result, ${counts.refused} refused by both (not counted as tests), ${counts.differing} differ`);
  return counts;
}
