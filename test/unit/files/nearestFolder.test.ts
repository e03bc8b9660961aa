import { expect, test } from 'vitest';
import { DirectoryTree } from '../../../server/src/files/directoryTree.ts';
import { nearestFolder } from '../../../server/src/files/nearestFolder.ts';

const tree = DirectoryTree.ofTexts('file:///r', { 'apps/podinfo/a.yaml': '', 'apps/shop/base/a.yaml': '', 'infrastructure/controllers/a.yaml': '' });

test.each<[string, string | undefined, string]>([
  ['apps/podinf', 'apps/podinfo', 'a letter is missing'],
  ['app/podinfo', 'apps/podinfo', 'in any segment'],
  ['podinfo', 'apps/podinfo', 'the only folder of that name'],
  ['infrastructure/controllerz/base', 'infrastructure/controllers', 'the first level that is missing'],
  ['somewhere/else', undefined, 'nothing is near'],
])('%s → %s: %s', (path, expected) => {
  expect(nearestFolder(tree, path)).toBe(expected);
});
