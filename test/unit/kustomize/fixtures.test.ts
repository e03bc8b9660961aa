// Projects of test/fixtures/kustomize, each against what the real kustomize 5.8.1 printed for it (`expected.yaml`, written by test/oracle/expected.mjs).
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { DirectoryTree } from '../../../server/src/files/directoryTree.ts';
import { BuildCache, buildDirectory } from '../../../server/src/kustomize/buildDirectory.ts';
import { TextFile } from '../../../server/src/text/textFile.ts';
import { parseYaml } from '../../../server/src/yaml/parseYaml.ts';
import { plainValue } from '../../../server/src/yaml/yamlValue.ts';
import { objectsOf } from './project.ts';

const fixtures = resolve(import.meta.dirname, '../../fixtures/kustomize');

function treeOf(folder: string): DirectoryTree {
  const texts: Record<string, string> = {};
  for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isFile()) texts[path.slice(folder.length + 1).replaceAll('\\', '/')] = readFileSync(path, 'utf8');
  }
  return DirectoryTree.ofTexts('file:///project', texts);
}

describe.each(readdirSync(fixtures))('%s', (name) => {
  const folder = join(fixtures, name);
  const tree = treeOf(folder);
  const printed = parseYaml(new TextFile('file:///expected.yaml', 'expected.yaml', readFileSync(join(folder, 'expected.yaml'), 'utf8')));
  const expected = printed.documents.flatMap(({ root }) => (root === undefined ? [] : [plainValue(root)]));

  test('builds as kustomize does', () => {
    expect(objectsOf(buildDirectory(tree, 'top', { reorder: 'legacy' }))).toEqual(expected);
  });

  test('builds the same from a cache, and again', () => {
    const cache = new BuildCache();
    for (let round = 0; round < 2; round++) expect(objectsOf(buildDirectory(tree, 'top', { reorder: 'legacy', cache }))).toEqual(expected);
  });
});
