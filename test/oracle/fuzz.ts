/** The differential fuzzing of `npm run test:oracle`. */
import { mkdtempSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensurePrograms } from '../cluster/harness/binaries.ts';
import { compareSeed, type Comparison } from './compare.ts';
import { compareFluxSeed } from './compareFlux.ts';

/** How many projects both built, with the same result; how many both refused; and how many came out otherwise. */
export interface FuzzCounts {
  readonly built: number;
  readonly refused: number;
  readonly differing: number;
}

/** What is compared: roots with kustomize, or Flux Kustomizations with flux. */
export type Tool = 'kustomize' | 'flux';

/** The path of each tool: that which an environment variable of its name (`KUSTOMIZE`, `FLUX`) gives, or one built from the Go module proxy, as the cluster suite builds it. */
export async function toolPaths(env: Readonly<Record<string, string | undefined>>, tell: (line: string) => void): Promise<Readonly<Record<Tool, string>> | { readonly missing: string }> {
  const built = env.KUSTOMIZE && env.FLUX ? { paths: [] } : await ensurePrograms(['kustomize', 'flux'], env, tell);
  if ('missing' in built) return built;
  const [kustomize = '', flux = ''] = built.paths;
  return { kustomize: env.KUSTOMIZE ?? kustomize, flux: env.FLUX ?? flux };
}

/** Compares `count` projects from `first` on and reports every difference. */
export async function fuzz(tool: Tool, path: string, count: number, first: number, report: (line: string) => void): Promise<FuzzCounts> {
  const directory = mkdtempSync(join(tmpdir(), `${tool}-oracle-`));
  const compare = tool === 'flux' ? compareFluxSeed : compareSeed;
  const found: Comparison[] = [];
  let next = first;
  const worker = async (): Promise<void> => {
    while (next < first + count) {
      const result = await compare(next++, path, directory);
      found.push(result);
      if (result.outcome === 'differs') report(`${tool} seed ${result.seed}: ${result.details}`);
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, worker));
  const of = (outcome: Comparison['outcome']) => found.filter((result) => result.outcome === outcome).length;
  const counts = { built: of('equal'), refused: of('both-fail'), differing: of('differs') };
  report(`${tool}, seeds ${first}…${first + count - 1}: ${counts.built} built by both with the same result, ${counts.refused} refused by both (not counted as tests), ${counts.differing} differ`);
  return counts;
}
