// `npm run test:seeds [-- --seed 1 --count 2 --only canary --verbose folder …]`: seeds mistakes into real repositories and
// says which of them the rules catch on the right line. Without folders it takes ../shared/corpora, and skips where these are absent.
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..', '..');
const cache = join(root, 'node_modules', '.cache', 'seeds');
const corpora = join(root, '..', 'shared', 'corpora');
const { values, positionals } = parseArgs({
  options: { seed: { type: 'string' }, count: { type: 'string', default: '2' }, only: { type: 'string', default: '' }, verbose: { type: 'boolean', default: false } },
  allowPositionals: true,
});
const folders = positionals.length > 0 ? positionals.map((folder) => resolve(folder)) : existsSync(corpora) ? readdirSync(corpora).map((name) => join(corpora, name)) : [];
if (folders.length === 0) {
  console.log('skipped: there are no repositories to seed, because ../shared/corpora is absent');
} else {
  mkdirSync(cache, { recursive: true });
  const outfile = join(cache, `seeds-${process.pid}.mjs`);
  await build({ entryPoints: [join(root, 'test', 'seeds', 'seeds.ts')], outfile, bundle: true, platform: 'node', format: 'esm', packages: 'external', logLevel: 'error' });
  const { runSeeds } = await import(pathToFileURL(outfile).href);
  const seed = values.seed === undefined ? Math.floor(Math.random() * 1e9) : Number(values.seed);
  console.log(`seed ${seed}`);
  const result = await runSeeds({ folders, seed, count: Number(values.count), only: values.only, verbose: values.verbose, print: (line) => console.log(line) });
  process.exitCode = result.green ? 0 : 1;
}
