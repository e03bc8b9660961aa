// Builds the minified extension and packs it as flightdeck-<version>.vsix; over the size budget it fails.
import { readFileSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { runToEnd } from './start/processGroup.mjs';
import { StartProblem } from './start/startProblem.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

/** DESIGN budget of the packed extension. */
const MAXIMUM_BYTES = 3_000_000;

/**
 * Bundles everything into `dist/`.
 * @param {object} [options]
 * @param {boolean} [options.minify] Small bundles without source maps.
 */
export async function buildBundles({ minify = false } = {}) {
  const { code, output } = await runToEnd(process.execPath, [join(root, 'client', 'scripts', 'build.mjs'), ...(minify ? ['--minify'] : [])], { cwd: root });
  if (code !== 0) throw new StartProblem(`The build failed:\n${output.trim()}`);
}

/**
 * Packs what `dist/` holds.
 * @param {string} file The .vsix to write.
 * @returns {Promise<number>} Its size in bytes.
 */
export async function packExtension(file) {
  const vsce = join(root, 'node_modules', '@vscode', 'vsce', 'vsce');
  // Each flag answers a question that vsce would otherwise ask, or that needs a repository address.
  const flags = ['--no-dependencies', '--allow-missing-repository', '--no-rewrite-relative-links', '--no-gitHubIssueLinking', '--no-gitLabIssueLinking'];
  const { code, output } = await runToEnd(process.execPath, [vsce, 'package', ...flags, '--out', file], { cwd: root });
  if (code !== 0) throw new StartProblem(`vsce could not pack the extension:\n${output.trim()}`);
  return (await stat(file)).size;
}

/** `npm run package`. */
async function main() {
  /** @type {unknown} */
  const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const version = typeof manifest === 'object' && manifest !== null && 'version' in manifest ? String(manifest.version) : '0.0.0';
  const name = `flightdeck-${version}.vsix`;
  await buildBundles({ minify: true });
  const size = await packExtension(join(root, name));
  console.log(`${name}: ${(size / 1e6).toFixed(2)} MB (at most ${(MAXIMUM_BYTES / 1e6).toFixed(0)} MB)`);
  if (size > MAXIMUM_BYTES) throw new StartProblem(`${name} is larger than the budget.`, '`npx vsce ls --no-dependencies` lists what is inside; `.vscodeignore` says what stays out.');
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  main().catch((/** @type {unknown} */ error) => {
    console.error(error instanceof StartProblem ? error.message : error);
    process.exitCode = 1;
  });
}
