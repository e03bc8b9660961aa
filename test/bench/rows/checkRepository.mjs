// `check` of a whole repository in a cold process, against a cold process that does nothing but parse the same YAML.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { compare } from '../bench.mjs';

/** @type {import('../bench.mjs').BenchRow} */
export const checkRepository = {
  id: 'check',
  what: '`check` of a whole repository, cold process',
  budget: '≤ 2× `yaml` alone on the same bytes',
  async measure({ root, corpus, rounds }) {
    const cli = join(root, 'dist', 'cli.js');
    const repository = corpus('onedr0p_home-ops');
    if (!existsSync(cli)) return 'there is no CLI yet';
    if (repository === undefined) return 'the corpus is not beside the checkout';
    const times = await compare(
      rounds,
      () => run([cli, 'check', '.', '--format', 'json'], repository, [0, 1]),
      () => run([join(root, 'test', 'bench', 'parseAll.mjs'), '.'], repository, [0]),
    );
    const ratio = times.one / times.other;
    const value = `${ratio.toFixed(2)}× (${Math.round(times.one)} ms against ${Math.round(times.other)} ms)`;
    return { value, kept: ratio <= 2, numbers: { ratio, checkMs: times.one, yamlMs: times.other } };
  },
};

/**
 * Runs a script to its end.
 * @param {readonly string[]} args Script and arguments.
 * @param {string} cwd Where.
 * @param {readonly number[]} expected Exit codes that are fine.
 */
function run(args, cwd, expected) {
  const { status, stderr } = spawnSync(process.execPath, args, { cwd, stdio: ['ignore', 'ignore', 'pipe'], encoding: 'utf8', maxBuffer: 1 << 28 });
  if (status === null || !expected.includes(status)) throw new Error(`${args.join(' ')} ended with ${status}: ${stderr}`);
}
