// The command as it is bundled: what it loads only when it first needs it is there when it does.
import { execFile } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
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

describe('the compiled code of a command', () => {
  let bundle: string;
  let compiled: string;

  beforeEach(async () => {
    const dist = join(folder, 'dist');
    mkdirSync(join(dist, 'lazy'), { recursive: true });
    for (const file of ['cli.js', 'lazy/cliBuild.js', 'lazy/yaml.js']) cpSync(join(command, '..', file), join(dist, file));
    bundle = join(dist, 'lazy', 'cliBuild.js');
    compiled = `${bundle}.compiled`;
    writeFileSync(join(folder, 'kustomization.yaml'), 'resources: [object.yaml]\n');
    writeFileSync(join(folder, 'object.yaml'), 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: one\n');
    await complaint({ FLIGHTDECK_KEEP_COMPILED_CODE: 'yes' });
  });

  async function build(): Promise<string> {
    const { stdout } = await promisify(execFile)(process.execPath, [join(folder, 'dist', 'cli.js'), 'build', '.'], { cwd: folder });
    return stdout;
  }

  /** What it says of a folder that is not there. */
  async function complaint(more: Readonly<Record<string, string>> = {}): Promise<string> {
    const { stderr } = await promisify(execFile)(process.execPath, [join(folder, 'dist', 'cli.js'), 'build', 'nowhere'], { cwd: folder, env: { ...process.env, ...more } }).catch((error: unknown) => error as { stderr: string });
    return stderr;
  }

  /** Other words of the same length: the engine looks at the length alone. */
  function change(): void {
    const text = readFileSync(bundle, 'utf8');
    expect(text).toContain('is not a folder');
    writeFileSync(bundle, text.replaceAll('is not a folder', 'is not a fodler'));
  }

  test('is kept, and used for the file that it was made of', async () => {
    expect(existsSync(compiled)).toBe(true);
    const { mtime } = statSync(bundle);
    change();
    utimesSync(bundle, mtime, mtime);
    // The words from before, for the time of the file says that it is the same.
    expect(await complaint()).toContain('is not a folder');
  });

  test('is not used for a bundle that was built anew', async () => {
    change();
    expect(await complaint()).toContain('is not a fodler');
  });

  test('is left where it is no code at all', async () => {
    writeFileSync(compiled, 'nothing of the kind');
    const { mtime } = statSync(bundle);
    utimesSync(compiled, mtime, mtime);
    expect(await build()).toContain('kind: ConfigMap');
  });
});
