/** The differential fuzzing of `npm run test:oracle`. */
import { mkdtempSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { compareSeed, type Comparison } from './compare.ts';

/** How many projects came out alike (built the same, or refused by both), and how many did not. */
export interface FuzzCounts {
  readonly alike: number;
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
  report(`seeds ${first}…${first + count - 1}: ${of('equal')} equal, ${of('both-fail')} refused by both, ${of('differs')} differ`);
  return { alike: of('equal') + of('both-fail'), differing: of('differs') };
}
