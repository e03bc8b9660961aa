// Writes `expected.yaml` of every project in test/fixtures/kustomize anew, with the kustomize binary that KUSTOMIZE names.
import { spawnSync } from 'node:child_process';
import { readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const fixtures = join(dirname(fileURLToPath(import.meta.url)), '..', 'fixtures', 'kustomize');
for (const name of readdirSync(fixtures)) {
  const { status, stdout, stderr } = spawnSync(process.env.KUSTOMIZE ?? 'kustomize', ['build', '--load-restrictor', 'LoadRestrictionsNone', join(fixtures, name, 'top')], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${name}: ${stderr}`);
  writeFileSync(join(fixtures, name, 'expected.yaml'), stdout);
}
