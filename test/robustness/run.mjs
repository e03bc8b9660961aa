// `npm run test:robust [-- --seed 1 --count 2000 --folder DIR --only NAME]`: cuts and garbles files of the repositories below a folder
// (../shared/corpora where none is given) and tries rules and features after each. Exit code 1 when something threw or pointed outside of a document.
import { existsSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

function option(name, fallback) {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? fallback : process.argv[at + 1];
}

const folder = option('folder', join(root, '..', 'shared', 'corpora'));
if (!existsSync(folder)) {
  console.log(`skipped: there is no ${folder}; name a folder of repositories with --folder`);
} else {
  const cache = join(root, 'node_modules', '.cache', 'robustness');
  mkdirSync(cache, { recursive: true });
  const outfile = join(cache, `robust-${process.pid}.mjs`);
  await build({ entryPoints: [join(root, 'test', 'robustness', 'robust.ts')], outfile, bundle: true, platform: 'node', format: 'esm', packages: 'external', logLevel: 'error' });
  const { tryRepositories } = await import(pathToFileURL(outfile).href);
  const seed = Number(option('seed', Math.floor(Math.random() * 1e9)));
  console.log(`seed ${seed}`);
  const result = await tryRepositories(folder, option('only', undefined), Number(option('count', 2000)), seed, (line) => console.log(line));
  console.log(JSON.stringify(result));
  process.exitCode = result.troubles > 0 ? 1 : 0;
}
