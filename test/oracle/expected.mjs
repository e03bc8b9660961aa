// Writes `expected.yaml` of every project in test/fixtures/kustomize and test/fixtures/flux-builds anew, with the real
// kustomize and flux, found as `npm run test:oracle` finds them.
import { spawnSync } from 'node:child_process';
import { readdirSync, writeFileSync } from 'node:fs';
import { register } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const fixtures = join(dirname(fileURLToPath(import.meta.url)), '..', 'fixtures');
register(new URL('../cluster/harness/typescriptHooks.mjs', import.meta.url));
const { toolPaths } = await import('./fuzz.ts');
const tools = await toolPaths(process.env, (line) => console.log(line));
if ('missing' in tools) throw new Error(tools.missing);

function write(folder, tool, args) {
  const { status, stdout, stderr } = spawnSync(tool, args, { cwd: folder, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${folder}: ${stderr}`);
  writeFileSync(join(folder, 'expected.yaml'), stdout);
}

for (const name of readdirSync(join(fixtures, 'kustomize'))) write(join(fixtures, 'kustomize', name), tools.kustomize, ['build', '--load-restrictor', 'LoadRestrictionsNone', 'top']);
const fluxArguments = ['build', 'kustomization', 'root', '--kustomization-file', 'clusters/root.yaml', '--path', './apps', '--dry-run', '--in-memory-build', '--recursive', '--local-sources', 'GitRepository/flux-system/flux-system=./'];
for (const name of readdirSync(join(fixtures, 'flux-builds'))) write(join(fixtures, 'flux-builds', name), tools.flux, fluxArguments);
