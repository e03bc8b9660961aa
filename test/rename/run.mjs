// `npm run test:rename [-- <folder>…]`: renames each Flux and Flagger object and moves each kustomize folder on a copy in memory of each corpus,
// or of the folders given. Of the other objects 60 a workspace, `--all` for each; `--kind=ImagePolicy` renames those alone. The counts are in test/results/rename.json, as vitest writes its own.
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const cache = join(root, 'node_modules', '.cache', 'rename');
const corpora = join(root, '..', 'shared', 'corpora');

/** Folders on the command line, each one a workspace; otherwise each corpus, and the two that belong together as one. */
function workspaces() {
  const given = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));
  if (given.length > 0) return given.map((folders) => folders.split(',').map((folder) => resolve(folder)));
  if (!existsSync(corpora)) return [];
  const names = readdirSync(corpora).filter((name) => !name.startsWith('.'));
  const pair = ['BuoyantIO_gitops-linkerd', 'BuoyantIO_faces-demo'];
  const single = names.filter((name) => !pair.includes(name)).map((name) => [join(corpora, name)]);
  return pair.every((name) => names.includes(name)) ? [pair.map((name) => join(corpora, name)), ...single] : single;
}

function writeCounts(passed, failed) {
  const results = join(root, 'test', 'results');
  mkdirSync(results, { recursive: true });
  writeFileSync(join(results, 'rename.json'), JSON.stringify({ numPassedTests: passed, numFailedTests: failed, numPendingTests: 0, numTodoTests: 0, success: failed === 0 }));
}

const chosen = workspaces();
if (chosen.length === 0) {
  console.log('skipped, and nothing counted: ../shared/corpora is not beside this checkout');
  writeCounts(0, 0);
} else {
  mkdirSync(cache, { recursive: true });
  const outfile = join(cache, 'harness.mjs');
  await build({ entryPoints: [join(root, 'test', 'rename', 'harness.ts')], outfile, bundle: true, platform: 'node', format: 'esm', packages: 'external', logLevel: 'error' });
  const { runHarness } = await import(pathToFileURL(outfile).href);
  const { passed, failed } = await runHarness(chosen, { others: process.argv.includes('--all') ? Infinity : 60, movesOnly: process.argv.includes('--moves'), kind: process.argv.find((argument) => argument.startsWith('--kind='))?.slice('--kind='.length) }, (line) => console.log(line));
  console.log(`${passed} done as they should, ${failed} not`);
  writeCounts(passed, failed);
  // Where nothing was renamed the folders are not what they were meant to be.
  process.exitCode = failed > 0 || passed === 0 ? 1 : 0;
}
