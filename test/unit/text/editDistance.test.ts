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

describe('the short way to the distance', () => {
  /** The textbook's table, every cell of it. */
  const byTable = (a: string, b: string, limit: number): number => {
    const table = Array.from({ length: a.length + 1 }, (_, row) => Array.from({ length: b.length + 1 }, (__, column) => (row === 0 ? column : column === 0 ? row : 0)));
    const at = (row: number, column: number): number => table[row]?.[column] ?? Number.NaN;
    for (let row = 1; row <= a.length; row++) {
      for (let column = 1; column <= b.length; column++) {
        const replaced = at(row - 1, column - 1) + (a[row - 1] === b[column - 1] ? 0 : 1);
        const swapped = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1] ? at(row - 2, column - 2) + 1 : Infinity;
        table[row]?.splice(column, 1, Math.min(at(row - 1, column) + 1, at(row, column - 1) + 1, replaced, swapped));
      }
    }
    return Math.min(at(a.length, b.length), limit + 1);
  };

  test('gives what the whole table gives, for all texts of up to five letters', () => {
    const texts = [''];
    for (let index = 0; index < texts.length; index++) if ((texts[index] ?? '').length < 5) texts.push(`${texts[index] ?? ''}a`, `${texts[index] ?? ''}b`);
    for (const a of texts) for (const b of texts) for (const limit of [0, 1, 2, 4]) if (editDistance(a, b, limit) !== byTable(a, b, limit)) expect(`${a} ${b} ${limit}: ${editDistance(a, b, limit)}`).toBe(byTable(a, b, limit));
  });
});
