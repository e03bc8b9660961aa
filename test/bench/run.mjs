// `npm run bench`: prints the table of budgets. `npm run bench -- check vsix` measures those rows alone.
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildBundles } from '../../client/scripts/package.mjs';
import { rows } from './rows/index.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const wanted = process.argv.slice(2);
const unknown = wanted.filter((id) => !rows.some((row) => row.id === id));
if (unknown.length > 0) {
  console.error(`no such row: ${unknown.join(', ')}; there are ${rows.map((row) => row.id).join(', ')}`);
  process.exit(2);
}

try {
  await buildBundles({ minify: true });
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(2);
}
/** @type {import('./bench.mjs').BenchContext} */
const context = {
  root,
  corpus: (name) => [join(root, '..', 'shared', 'corpora', name)].find((folder) => existsSync(folder)),
  rounds: 5,
};

/** @type {{ id: string, value: string, kept: boolean | undefined, numbers: Record<string, number> }[]} */
const results = [];
console.log(`${cpus().length} × ${cpus()[0]?.model.trim() ?? 'unknown processor'}, Node ${process.versions.node}\n`);
console.log('| What | Budget | Measured | |\n|---|---|---|---|');
for (const row of rows.filter(({ id }) => wanted.length === 0 || wanted.includes(id))) {
  const found = await row.measure(context);
  const result = typeof found === 'string' ? { value: `not measured: ${found}`, kept: undefined, numbers: {} } : found;
  results.push({ id: row.id, ...result });
  console.log(`| ${row.what} | ${row.budget} | ${result.value} | ${result.kept === undefined ? '–' : result.kept ? 'kept' : 'OVER'} |`);
}
await mkdir(join(root, 'test', 'results'), { recursive: true });
await writeFile(join(root, 'test', 'results', 'bench.json'), `${JSON.stringify(results, null, 2)}\n`);
