// All kustomize roots of a repository: one process of ours against one process of the real binary for each root.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { compare } from '../bench.mjs';
import { findTool, missingTool } from '../tools.mjs';

/** @type {import('../bench.mjs').BenchRow} */
export const kustomizeRoots = {
  id: 'roots',
  what: 'all kustomize roots of a repository in one process, start-up included',
  budget: '≥ 5× faster than the `kustomize` binary for each root',
  async measure({ root, corpus }) {
    const repository = corpus('onedr0p_home-ops');
    const oracle = join(root, '..', 'shared', 'oracle', 'onedr0p_home-ops.kustomize.jsonl.gz');
    const binary = findTool('kustomize', root);
    if (repository === undefined || !existsSync(oracle)) return 'the corpus is not beside the checkout';
    if (binary === undefined) return missingTool('kustomize');
    const roots = okRoots(gunzipSync(readFileSync(oracle)).toString('utf8'));
    const input = roots.map((each) => `${JSON.stringify({ root: each })}\n`).join('');
    let failed = 0;
    const { one: ours, other: theirs } = await compare(
      3,
      () => {
        const { stdout } = spawnSync(process.execPath, [join(root, 'dist', 'cli.js'), 'build', '--batch'], { cwd: repository, input, encoding: 'utf8', maxBuffer: 1 << 29 });
        failed += roots.length - stdout.split('\n').filter((line) => line.startsWith('{"ok":true')).length;
      },
      () => {
        for (const each of roots) failed += spawnSync(binary, ['build', '--load-restrictor', 'LoadRestrictionsNone', each], { cwd: repository, stdio: 'ignore' }).status === 0 ? 0 : 1;
      },
    );
    const ratio = theirs / ours;
    const value = `${ratio.toFixed(1)}× (${roots.length} roots: ${(ours / 1000).toFixed(2)} s against ${(theirs / 1000).toFixed(2)} s${failed === 0 ? '' : `; ${failed} builds FAILED`})`;
    return { value, kept: ratio >= 5 && failed === 0, numbers: { ratio, oursMs: ours, kustomizeMs: theirs, roots: roots.length } };
  },
};

/**
 * @param {string} text Lines of JSON.
 * @returns {readonly string[]} The roots that the real kustomize builds.
 */
function okRoots(text) {
  return text.split('\n').flatMap((line) => {
    /** @type {unknown} */
    const entry = line === '' ? undefined : JSON.parse(line);
    if (typeof entry !== 'object' || entry === null || !('root' in entry) || !('ok' in entry)) return [];
    return entry.ok === true && typeof entry.root === 'string' ? [entry.root] : [];
  });
}
