// `npm run test:robust [-- --seed 1 --count 2000 --folder DIR --only NAME]`: cuts and garbles files of the repositories below a folder
// (../shared/corpora where none is given) and tries rules and features after each, in the middle of the whole repository.
// `--alone [--cuts 2000] [--changes 2000] [--part K/L] [--minutes 60] [--rules]` tries every file, each in a small workspace of its own:
// a thousand times as many tries; `--part` takes each L-th file, so that several runs share the work, `--rules` leaves the features out.
// Exit code 1 when something threw or pointed outside of a document.
import { existsSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

function option(name, fallback) {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? fallback : process.argv[at + 1];
}

async function load(name) {
  const cache = join(root, 'node_modules', '.cache', 'robustness');
  mkdirSync(cache, { recursive: true });
  const outfile = join(cache, `${name}-${process.pid}.mjs`);
  await build({ entryPoints: [join(root, 'test', 'robustness', `${name}.ts`)], outfile, bundle: true, platform: 'node', format: 'esm', packages: 'external', logLevel: 'error' });
  return import(pathToFileURL(outfile).href);
}

const say = (line) => console.log(line);
const folder = option('folder', join(root, '..', 'shared', 'corpora'));
if (!existsSync(folder)) {
  console.log(`skipped: there is no ${folder}; name a folder of repositories with --folder`);
} else {
  const seed = Number(option('seed', Math.floor(Math.random() * 1e9)));
  console.log(`seed ${seed}`);
  const only = option('only', undefined);
  let result;
  if (process.argv.includes('--alone')) {
    const { tryAlone } = await load('alone');
    const [index, of] = option('part', '1/1').split('/').map(Number);
    result = await tryAlone(folder, only, { cuts: Number(option('cuts', 2000)), changes: Number(option('changes', 2000)), features: !process.argv.includes('--rules'), part: { index: index - 1, of }, seed, within: Number(option('minutes', 60)) * 60_000 }, say);
  } else {
    const { tryRepositories } = await load('robust');
    result = await tryRepositories(folder, only, Number(option('count', 2000)), seed, say);
  }
  console.log(JSON.stringify(result));
  process.exitCode = result.troubles > 0 ? 1 : 0;
}
