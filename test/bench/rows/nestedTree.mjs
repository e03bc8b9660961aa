// A whole cluster, nested, against what the other tools took for the same tree.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { median, timed } from '../bench.mjs';

/** Milliseconds that the others took for the same tree, measured once on another machine (two cores). */
const fluxBuildMs = 5300;
const fluxLocalMs = 8400;

/** @type {import('../bench.mjs').BenchRow} */
export const nestedTree = {
  id: 'nested',
  what: 'all Kustomizations of a cluster, nested',
  budget: '≥ 10× faster than `flux-local build ks`, ≥ 6× than `flux build --recursive`',
  async measure({ root, corpus, rounds }) {
    const repository = corpus('onedr0p_home-ops');
    if (repository === undefined) return 'the corpus is not beside the checkout';
    const args = [join(root, 'dist', 'cli.js'), 'build', '--file', 'kubernetes/flux/cluster/ks.yaml', '--name', 'cluster-apps', '--recursive'];
    /** @type {number[]} */
    const times = [];
    for (let round = 0; round < rounds; round++) {
      times.push(
        await timed(() => {
          const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: repository, encoding: 'utf8', maxBuffer: 1 << 29 });
          if (status !== 0 || stdout.length < 10_000) throw new Error(`build ended with ${status}: ${stderr.slice(0, 500)}`);
        }),
      );
    }
    const ours = median(times);
    const value = `${(ours / 1000).toFixed(2)} s; \`flux build\` ${(fluxBuildMs / 1000).toFixed(1)} s (${(fluxBuildMs / ours).toFixed(1)}×) and \`flux-local\` ${(fluxLocalMs / 1000).toFixed(1)} s (${(fluxLocalMs / ours).toFixed(1)}×) were measured elsewhere, not in this run`;
    return { value, kept: fluxBuildMs / ours >= 6 && fluxLocalMs / ours >= 10, numbers: { oursMs: ours } };
  },
};
