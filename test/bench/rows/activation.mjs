// The extension's own activation time, as VS Code measured it in the last end-to-end run.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { median } from '../bench.mjs';

/** @type {import('../bench.mjs').BenchRow} */
export const activation = {
  id: 'activation',
  what: 'activation of the extension',
  budget: '≤ 100 ms of own time',
  async measure({ root }) {
    const file = join(root, 'test', 'results', 'e2e-times.jsonl');
    const text = await readFile(file, 'utf8').catch(() => '');
    const times = text.split('\n').flatMap(readTime);
    if (times.length === 0) return 'run `npm run test:e2e` first';
    const milliseconds = median(times);
    return { value: `${milliseconds} ms (median of ${times.length})`, kept: milliseconds <= 100, numbers: { milliseconds } };
  },
};

/**
 * @param {string} line One line of the file.
 * @returns {number[]} The activation time, if the line holds one.
 */
function readTime(line) {
  if (line === '') return [];
  /** @type {unknown} */
  const entry = JSON.parse(line);
  if (typeof entry !== 'object' || entry === null || !('what' in entry) || !('milliseconds' in entry)) return [];
  return entry.what === 'activation of the extension' && typeof entry.milliseconds === 'number' ? [entry.milliseconds] : [];
}
