/** Runs the differential fuzzing of `npm run test:oracle`: `node … <kustomize> <count> <first seed>`. */
import { mkdtempSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { compareSeed, type Comparison } from './compare.ts';

/** Compares `count` projects from `first` on and prints every difference; the exit code is 1 when there was one. */
export async function fuzz(kustomize: string, count: number, first: number, report: (line: string) => void): Promise<number> {
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
  return of('differs');
}
