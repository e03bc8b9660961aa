import { describe, expect, test } from 'vitest';
import { editDistance, isAffixVariant, nearestName } from '../../../server/src/text/editDistance.ts';

describe('editDistance', () => {
  test.each([
    ['podinfo', 'podinfo', 0],
    ['podinf', 'podinfo', 1],
    ['pdoinfo', 'podinfo', 1],
    ['padinfa', 'podinfo', 2],
    ['', 'ab', 2],
    ['apps', 'infrastructure', 3],
  ])('%s and %s: %i', (a, b, distance) => {
    expect(editDistance(a, b, 2)).toBe(distance);
  });
});

describe('nearestName', () => {
  test('takes the nearest by spelling', () => {
    expect(nearestName('infrra', ['infra', 'infrab', 'apps'])).toBe('infra');
  });

  test('never takes another number for a misspelling, nor the name itself', () => {
    expect(nearestName('node-1', ['node-2', 'node-11'])).toBeUndefined();
    expect(nearestName('infra', ['infra'])).toBeUndefined();
  });

  test('allows one edit only in short names', () => {
    expect(nearestName('app', ['apps'])).toBe('apps');
    expect(nearestName('app', ['abb'])).toBeUndefined();
  });
});

test('isAffixVariant tells whole words before or behind', () => {
  expect(isAffixVariant('vars', 'cluster-vars')).toBe(true);
  expect(isAffixVariant('cluster', 'cluster-vars')).toBe(true);
  expect(isAffixVariant('clust', 'cluster-vars')).toBe(false);
  expect(isAffixVariant('vars', 'vars')).toBe(false);
});
