// `npm run test:completion [-- --most 60] [-- --misses] [FOLDER …]`: deletes each reference value in public repositories, asks
// for completion there and counts how often the value comes back, and in the first five. Without folders it takes the
// repositories beside the checkout and says so where there are none. Folders joined by `+` are one workspace.
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
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
const folders = given.filter((argument, index) => !argument.startsWith('--') && (mostAt < 0 || index !== mostAt + 1));

function workspaces() {
  if (folders.length > 0) return folders;
  if (!existsSync(corpora)) return [];
  const names = readdirSync(corpora).map((name) => join(corpora, name));
  // The demo's two repositories are one workspace.
  const [pair, others] = [names.filter((name) => name.includes('BuoyantIO_')), names.filter((name) => !name.includes('BuoyantIO_'))];
  return [...(pair.length > 0 ? [pair.join('+')] : []), ...others];
}

const found = workspaces();
if (found.length === 0) console.log('skipped, and nothing counted: ../shared/corpora is not beside this checkout, and no folder is named');
else {
  mkdirSync(cache, { recursive: true });
  const outfile = join(cache, 'measure.mjs');
  await build({ entryPoints: [join(root, 'test', 'completion', 'measure.ts')], outfile, bundle: true, platform: 'node', format: 'esm', packages: 'external', logLevel: 'error' });
  const { measure, printTable } = await import(pathToFileURL(outfile).href);
  const measured = await measure(found, most, (line) => console.log(line));
  console.log(printTable(measured));
  if (given.includes('--misses')) for (const miss of measured.misses) console.log(miss);
  const all = [...measured.rows.values()].reduce((sum, row) => ({ cases: sum.cases + row.cases, firstFive: sum.firstFive + row.firstFive }), { cases: 0, firstFive: 0 });
  process.exitCode = all.firstFive >= wanted * all.cases ? 0 : 1;
}
