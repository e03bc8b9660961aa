// The command as it is bundled: what it loads only when it first needs it is there when it does.
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { parseAllDocuments } from 'yaml';

const command = fileURLToPath(new URL('../../../dist/cli.js', import.meta.url));
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fd-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

test('the bundled build selects by a regular expression, hashes a name and reads YAML that needs the library', async () => {
  const kustomization = `resources: [web.yaml]
configMapGenerator: [{ name: settings, literals: [a=1] }]
patches:
  - target: { kind: Deploy.*, name: web|api }
    patch: '[{"op": "add", "path": "/metadata/labels", "value": {"patched": "yes"}}]'
`;
  writeFileSync(join(folder, 'kustomization.yaml'), kustomization);
  writeFileSync(join(folder, 'web.yaml'), `? apiVersion\n: apps/v1\nkind: Deployment\nmetadata: &place\n  name: web\nspec: { template: { metadata: *place } }\n`);
  const { stdout } = await promisify(execFile)(process.execPath, [command, 'build', '.'], { cwd: folder });
  // What kustomize 5.8.1 prints for the same folder.
  expect(parseAllDocuments(stdout).map((document) => document.toJS() as unknown)).toEqual([
    { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'settings-h29d89cmmt' }, data: { a: '1' } },
    { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web', labels: { patched: 'yes' } }, spec: { template: { metadata: { name: 'web' } } } },
  ]);
});
