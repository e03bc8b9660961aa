// `npm run test:oracle [-- --count 500 --seed 1]`: our builds against the real kustomize, which is taken from KUSTOMIZE
// or built from the Go module proxy into node_modules/.cache. The counts are in test/results/oracle.json, as vitest writes its own.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const cache = join(root, 'node_modules', '.cache', 'oracle');
const version = 'v5.8.1';

function option(name, fallback) {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? fallback : Number(process.argv[at + 1]);
}

/** The binary's path, or why there is none. */
function kustomizeBinary() {
  if (process.env.KUSTOMIZE) return { binary: process.env.KUSTOMIZE };
  const binary = join(cache, 'kustomize');
  if (existsSync(binary)) return { binary };
  const started = Date.now();
  const done = spawnSync('go', ['install', `sigs.k8s.io/kustomize/kustomize/v5@${version}`], { env: { ...process.env, GOBIN: cache, GOFLAGS: '-mod=mod' }, encoding: 'utf8' });
  if (done.error !== undefined) return { missing: 'Go is not installed' };
  if (done.status !== 0) return { missing: `Go cannot build it (${done.stderr.trim().split('\n').at(-1) ?? ''})` };
  console.log(`kustomize ${version} built in ${Math.round((Date.now() - started) / 1000)} s`);
  return { binary };
}

/** Each root that both built alike is a passed test, each that came out otherwise a failed one; a root that both refuse is none, for it compares no object. */
function writeCounts(passed, failed) {
  const results = join(root, 'test', 'results');
  mkdirSync(results, { recursive: true });
  writeFileSync(join(results, 'oracle.json'), JSON.stringify({ numPassedTests: passed, numFailedTests: failed, numPendingTests: 0, numTodoTests: 0, success: failed === 0 }));
}

mkdirSync(cache, { recursive: true });
const { binary, missing } = kustomizeBinary();
if (binary === undefined) {
  console.log(`skipped, and nothing counted: there is no kustomize ${version} to compare with, because ${missing}`);
  writeCounts(0, 0);
} else {
  const outfile = join(cache, 'fuzz.mjs');
  await build({ entryPoints: [join(root, 'test', 'oracle', 'fuzz.ts')], outfile, bundle: true, platform: 'node', format: 'esm', packages: 'external', logLevel: 'error' });
  const { fuzz } = await import(pathToFileURL(outfile).href);
  const seed = option('seed', Math.floor(Math.random() * 1e9));
  console.log(`first seed ${seed}`);
  const { built, differing } = await fuzz(binary, option('count', 500), seed, (line) => console.log(line));
  writeCounts(built, differing);
  process.exitCode = differing > 0 ? 1 : 0;
}
