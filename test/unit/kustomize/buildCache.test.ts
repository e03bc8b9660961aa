// Results of child directories are shared as long as nothing they read has changed, and never otherwise.
import { describe, expect, test } from 'vitest';
import { BuildCache, buildDirectory } from '../../../server/src/kustomize/buildDirectory.ts';
import type { SourceTree } from '../../../server/src/files/sourceTree.ts';
import { configMap, projectTree } from './project.ts';

const texts = {
  'base/kustomization.yaml': 'resources: [a.yaml]\nnamePrefix: b-\n',
  'base/a.yaml': configMap('conf'),
  'one/kustomization.yaml': 'resources: [../base]\nnamespace: one\n',
  'two/kustomization.yaml': 'resources: [../base]\nnamespace: two\n',
};

function names(tree: SourceTree, directory: string, cache: BuildCache): string[] {
  return buildDirectory(tree, directory, { cache }).objects.map(({ namespace, name }) => `${namespace ?? ''}/${name}`);
}

describe('BuildCache', () => {
  test('two roots share a base and do not disturb each other', () => {
    const cache = new BuildCache();
    const tree = projectTree(texts);
    expect([names(tree, 'one', cache), names(tree, 'two', cache), names(tree, 'one', cache)]).toEqual([['one/b-conf'], ['two/b-conf'], ['one/b-conf']]);
    expect(cache.size).toBe(1);
    const data = (directory: string) => buildDirectory(tree, directory, { cache }).objects[0]?.root.get('data');
    expect(data('one')).toBe(data('two'));
  });

  test('a change in a file that the base reads is seen', () => {
    const cache = new BuildCache();
    const tree = projectTree(texts);
    names(tree, 'one', cache);
    expect(names(tree.withText('base/a.yaml', configMap('other')), 'one', cache)).toEqual(['one/b-other']);
    expect(names(tree, 'one', cache)).toEqual(['one/b-conf']);
  });

  test('a change elsewhere leaves the result in place', () => {
    const cache = new BuildCache();
    const tree = projectTree(texts);
    const before = buildDirectory(tree, 'one', { cache }).objects[0]?.root.get('data');
    const after = buildDirectory(tree.withText('other/x.yaml', 'a: b'), 'one', { cache }).objects[0]?.root.get('data');
    expect(after).toBe(before);
  });

  test('a file that was missing and appears is seen', () => {
    const cache = new BuildCache();
    const tree = projectTree({ ...texts, 'base/kustomization.yaml': 'resources: [a.yaml, late.yaml]\n' });
    expect(buildDirectory(tree, 'one', { cache }).problems).toHaveLength(1);
    expect(names(tree.withText('base/late.yaml', configMap('late')), 'one', cache)).toEqual(['one/conf', 'one/late']);
  });

  test('a cycle is found through the cache too', () => {
    const cache = new BuildCache();
    const tree = projectTree({ 'a/kustomization.yaml': 'resources: [../b]\n', 'b/kustomization.yaml': 'resources: [../c]\n', 'c/kustomization.yaml': 'resources: [x.yaml, ../d]\n', 'c/x.yaml': configMap('x'), 'd/kustomization.yaml': 'resources: [y.yaml]\n', 'd/y.yaml': configMap('y') });
    expect(names(tree, 'a', cache)).toEqual(['/x', '/y']);
    const cyclic = tree.withText('d/kustomization.yaml', 'resources: [y.yaml, ../a]\n');
    expect(buildDirectory(cyclic, 'a', { cache }).problems.map(({ code }) => code)).toEqual(['cycle']);
    expect(buildDirectory(cyclic, 'b', { cache }).problems.map(({ code }) => code)).toEqual(['cycle']);
  });

  test('keeps no more directories than its limit', () => {
    const cache = new BuildCache(2);
    const parts = ['a', 'b', 'c', 'd'].flatMap((name) => [[`${name}/kustomization.yaml`, 'resources: [x.yaml]\n'] as const, [`${name}/x.yaml`, configMap(name)] as const]);
    const tree = projectTree({ ...Object.fromEntries(parts), 'top/kustomization.yaml': 'resources: [../a, ../b, ../c, ../d]\n' });
    expect(names(tree, 'top', cache)).toEqual(['/a', '/b', '/c', '/d']);
    expect(cache.size).toBe(2);
  });
});
