// Lets a plain `node` run the TypeScript of this suite: each file is stripped of its types when it is loaded, so that nothing is bundled.
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { transform } from 'esbuild';

/**
 * The `load` hook of Node's module customization.
 * @param {string} url The module's address.
 * @param {object} context Node's context.
 * @param {(url: string, context: object) => Promise<object>} nextLoad The next hook.
 * @returns {Promise<object>} The module's source.
 */
export async function load(url, context, nextLoad) {
  if (!url.startsWith('file:') || !url.endsWith('.ts')) return nextLoad(url, context);
  const file = fileURLToPath(url);
  const { code } = await transform(await readFile(file, 'utf8'), { loader: 'ts', format: 'esm', sourcefile: file, sourcemap: 'inline', target: 'node20' });
  return { format: 'module', source: code, shortCircuit: true };
}
