// `npm run test:oracle [-- --count 500 --flux 150 --seed 1]`: our builds against the real kustomize and the real flux, which are
// taken from KUSTOMIZE and FLUX or built from the Go module proxy. The counts are in test/results/oracle.json, as vitest writes its own.
import { mkdirSync, writeFileSync } from 'node:fs';
import { register } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

function option(name, fallback) {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? fallback : Number(process.argv[at + 1]);
}

/** Each root that both built alike is a passed test, each that came out otherwise a failed one; a root that both refuse is none, for it compares no object. */
function writeCounts(passed, failed) {
  const results = join(root, 'test', 'results');
  mkdirSync(results, { recursive: true });
  writeFileSync(join(results, 'oracle.json'), JSON.stringify({ numPassedTests: passed, numFailedTests: failed, numPendingTests: 0, numTodoTests: 0, success: failed === 0 }));
}

const say = (line) => console.log(line);
register(new URL('../cluster/harness/typescriptHooks.mjs', import.meta.url));
const { fuzz, toolPaths } = await import('./fuzz.ts');
const tools = await toolPaths(process.env, say);
if ('missing' in tools) {
  console.log(`skipped, and nothing counted: there is nothing to compare with, because ${tools.missing}`);
  writeCounts(0, 0);
} else {
  const seed = option('seed', Math.floor(Math.random() * 1e9));
  const count = option('count', 500);
  console.log(`first seed ${seed}`);
  const roots = await fuzz('kustomize', tools.kustomize, count, seed, say);
  const flux = await fuzz('flux', tools.flux, option('flux', Math.ceil(count / 3)), seed, say);
  const differing = roots.differing + flux.differing;
  writeCounts(roots.built + flux.built, differing);
  process.exitCode = differing > 0 ? 1 : 0;
}
