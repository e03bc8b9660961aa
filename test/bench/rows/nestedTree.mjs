// A whole cluster, nested, against the other tools on the same tree in the same run.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { median, timed } from '../bench.mjs';
import { findTool } from '../tools.mjs';

const file = 'kubernetes/flux/cluster/ks.yaml';
const name = 'cluster-apps';

/** @type {import('../bench.mjs').BenchRow} */
export const nestedTree = {
  id: 'nested',
  what: 'all Kustomizations of a cluster, nested',
  budget: '≥ 10× faster than `flux-local build ks`, ≥ 6× than `flux build --recursive`',
  async measure({ root, corpus, rounds }) {
    const repository = corpus('onedr0p_home-ops');
    if (repository === undefined) return 'the corpus is not beside the checkout';
    const ours = () => run(process.execPath, [join(root, 'dist', 'cli.js'), 'build', '--file', file, '--name', name, '--recursive'], repository);
    const flux = findTool('flux', root);
    const fluxLocal = findTool('flux-local', root);
    const results = [
      await against('flux build', flux, 6, ours, () => run(flux ?? '', ['build', 'kustomization', name, '--path', './kubernetes/apps', '--kustomization-file', file, '--dry-run', '--in-memory-build', '--recursive', '--local-sources', 'GitRepository/flux-system/flux-system=./'], repository)),
      await inGitCopy(repository, (copy) => against('flux-local', fluxLocal, 10, ours, () => run(fluxLocal ?? '', ['build', 'ks', '--path', 'kubernetes/flux/cluster'], copy, toolFolders(root)))),
    ];
    /** @type {number[]} */
    const times = [];
    for (let round = 0; round < rounds; round++) times.push(await timed(ours));
    const oursMs = median(times);
    const numbers = Object.fromEntries([['oursMs', oursMs], ...results.flatMap(({ tool, ratio }) => (ratio === undefined ? [] : [[`${tool}Ratio`, ratio]]))]);
    const value = `${(oursMs / 1000).toFixed(2)} s; ${results.map(({ words }) => words).join('; ')}`;
    const measured = results.filter(({ ratio }) => ratio !== undefined);
    return { value, kept: measured.length > 0 && measured.every(({ kept }) => kept), numbers };
  },
};

/**
 * Measures ours and another tool in turn.
 * @param {string} tool Its name. @param {string | undefined} path Where it is. @param {number} wanted How much faster ours must be.
 * @param {() => void} ours Ours. @param {() => void} theirs The other.
 * @returns {Promise<{ tool: string, ratio: number | undefined, kept: boolean, words: string }>}
 */
async function against(tool, path, wanted, ours, theirs) {
  if (path === undefined) return { tool, ratio: undefined, kept: false, words: `\`${tool}\` is not here` };
  try {
    const before = await timed(ours);
    const other = await timed(theirs);
    const after = await timed(ours);
    const ratio = other / ((before + after) / 2);
    return { tool, ratio, kept: ratio >= wanted, words: `\`${tool}\` ${(other / 1000).toFixed(1)} s (${ratio.toFixed(1)}×)` };
  } catch (error) {
    return { tool, ratio: undefined, kept: false, words: `\`${tool}\` failed: ${error instanceof Error ? error.message.split('\n', 1)[0] : String(error)}` };
  }
}

/** @param {string} command @param {readonly string[]} args @param {string} cwd @param {string} [more] Folders for the PATH. */
function run(command, args, cwd, more = '') {
  const env = { ...process.env, PATH: `${more}${delimiter}${process.env.PATH ?? ''}` };
  const { status, stdout, stderr } = spawnSync(command, args, { cwd, env, encoding: 'utf8', maxBuffer: 1 << 29 });
  if (status !== 0 || stdout.length < 10_000) throw new Error(`ended with ${status}: ${stderr.trim().slice(-200).replaceAll('\n', ' ')}`);
}

/** flux-local calls kustomize and flux. @param {string} root @returns {string} */
function toolFolders(root) {
  return ['kustomize', 'flux'].flatMap((tool) => findTool(/** @type {'kustomize' | 'flux'} */ (tool), root) ?? []).map((path) => dirname(path)).join(delimiter);
}

/**
 * flux-local reads Git repositories only.
 * @template T
 * @param {string} repository @param {(copy: string) => Promise<T>} work @returns {Promise<T>}
 */
async function inGitCopy(repository, work) {
  const copy = mkdtempSync(join(tmpdir(), 'flightdeck-bench-'));
  try {
    cpSync(repository, copy, { recursive: true });
    for (const args of [['init', '--quiet'], ['add', '--all'], ['-c', 'user.name=bench', '-c', 'user.email=bench@example.com', 'commit', '--quiet', '--message', 'all']]) spawnSync('git', args, { cwd: copy });
    return await work(copy);
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}
