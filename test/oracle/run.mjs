// `npm run test:oracle [-- --count 500 --seed 1]`: our builds against the real kustomize, which is taken from KUSTOMIZE
// or built from the Go module proxy into node_modules/.cache.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
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

function kustomizeBinary() {
  if (process.env.KUSTOMIZE) return process.env.KUSTOMIZE;
  const binary = join(cache, 'kustomize');
  if (existsSync(binary)) return binary;
  console.log(`building kustomize ${version}`);
  const done = spawnSync('go', ['install', `sigs.k8s.io/kustomize/kustomize/v5@${version}`], { env: { ...process.env, GOBIN: cache, GOFLAGS: '-mod=mod' }, stdio: 'inherit' });
  if (done.status === 0) return binary;
  console.log('skipped: there is no kustomize and it cannot be built (set KUSTOMIZE, or install Go)');
  return undefined;
}

mkdirSync(cache, { recursive: true });
const kustomize = kustomizeBinary();
if (kustomize !== undefined) {
  const outfile = join(cache, 'fuzz.mjs');
  await build({ entryPoints: [join(root, 'test', 'oracle', 'fuzz.ts')], outfile, bundle: true, platform: 'node', format: 'esm', packages: 'external', logLevel: 'error' });
  const { fuzz } = await import(pathToFileURL(outfile).href);
  const seed = option('seed', Math.floor(Math.random() * 1e9));
  console.log(`first seed ${seed}`);
  process.exitCode = (await fuzz(kustomize, option('count', 500), seed, (line) => console.log(line))) > 0 ? 1 : 0;
}
