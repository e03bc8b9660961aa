// `npm run test:completion [-- --most 60] [-- --typed 60] [-- --misses] [FOLDER …]`: deletes each reference value in public repositories, asks
// for completion there and counts how often the value comes back, and in the first five: with nothing typed, with half of it,
// with half of it in a broken file, and for `--typed` cases a workspace with each letter. Without folders it takes the
// repositories beside the checkout and says so where there are none. Folders joined by `+` are one workspace.
// `--everywhere N|all [--truncated M] [--part K/L]` instead asks for completion and hover at N offsets of each, or at each
// offset, and in M files that end in the middle; `--part` asks at each L-th place, so that several runs share the work.
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const corpora = join(root, '..', 'shared', 'corpora');
const cache = join(root, 'node_modules', '.cache', 'completion');
/** Share of cases, of 1, that must come back in the first five. */
const wanted = 0.98;

const given = process.argv.slice(2);
const mostAt = given.indexOf('--most');
const most = mostAt < 0 ? 40 : Number(given[mostAt + 1]);
const typedAt = given.indexOf('--typed');
const typed = typedAt < 0 ? 10 : Number(given[typedAt + 1]);
const everywhereAt = given.indexOf('--everywhere');
const truncatedAt = given.indexOf('--truncated');
const partAt = given.indexOf('--part');
const [index, of] = partAt < 0 ? [1, 1] : (given[partAt + 1] ?? '1/1').split('/').map(Number);
const numbers = [mostAt, typedAt, everywhereAt, truncatedAt, partAt].filter((at) => at >= 0).map((at) => at + 1);
const folders = given.filter((argument, index) => !argument.startsWith('--') && !numbers.includes(index));

function workspaces() {
  if (folders.length > 0) return folders.map((workspace) => workspace.split('+').map((folder) => resolve(folder)).join('+'));
  if (!existsSync(corpora)) return [];
  const names = readdirSync(corpora).map((name) => join(corpora, name));
  // The demo's two repositories are one workspace.
  const [pair, others] = [names.filter((name) => name.includes('BuoyantIO_')), names.filter((name) => !name.includes('BuoyantIO_'))];
  return [...(pair.length > 0 ? [pair.join('+')] : []), ...others];
}

async function load(name) {
  mkdirSync(cache, { recursive: true });
  const outfile = join(cache, `${name}.mjs`);
  await build({ entryPoints: [join(root, 'test', 'completion', `${name}.ts`)], outfile, bundle: true, platform: 'node', format: 'esm', packages: 'external', logLevel: 'error' });
  return import(pathToFileURL(outfile).href);
}

const found = workspaces();
if (found.length === 0) console.log('skipped, and nothing counted: ../shared/corpora is not beside this checkout, and no folder is named');
else if (everywhereAt >= 0) {
  const { askEverywhere, printAsked } = await load('everywhere');
  const offsets = given[everywhereAt + 1] === 'all' ? 'all' : Number(given[everywhereAt + 1]);
  const truncated = truncatedAt < 0 ? 200 : Number(given[truncatedAt + 1]);
  const asked = await askEverywhere(found, { offsets, truncated, part: { index: index - 1, of } }, (line) => console.log(line));
  console.log(printAsked(asked));
  process.exitCode = asked.failures.length === 0 ? 0 : 1;
} else {
  const { measure, printTable } = await load('measure');
  const measured = await measure(found, { most, typed }, (line) => console.log(line));
  console.log(printTable(measured));
  if (given.includes('--misses')) for (const miss of measured.misses) console.log(miss);
  const all = [...measured.rows.values()].reduce((sum, row) => ({ cases: sum.cases + row.cases, firstFive: sum.firstFive + row.firstFive }), { cases: 0, firstFive: 0 });
  process.exitCode = all.cases > 0 && all.firstFive >= wanted * all.cases ? 0 : 1;
}
