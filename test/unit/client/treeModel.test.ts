// What a tree asks again after a change: as little as possible, so that lists do not jump.
import { describe, expect, test } from 'vitest';
import { findTreeChange, walkTree, type TreeNodeModel } from '../../../client/src/views/treeModel.ts';

function row(id: string, children: readonly TreeNodeModel[] = [], description = ''): TreeNodeModel {
  return { id, label: id, description, tooltip: '', accessibleLabel: id, icon: { id: 'layers' }, contextFlags: [], expanded: false, children };
}

describe('findTreeChange', () => {
  test('finds nothing in equal trees', () => {
    expect(findTreeChange([row('a', [row('b')])], [row('a', [row('b')])])).toEqual([]);
  });
  test('asks for everything when rows at the top come or go', () => {
    expect(findTreeChange([row('a')], [row('a'), row('b')])).toBe('all');
    expect(findTreeChange([], [row('a')])).toBe('all');
  });
  test('asks only for the row whose text changed', () => {
    const before = [row('a', [row('b'), row('c', [row('d')])])];
    const after = [row('a', [row('b'), row('c', [row('d', [], 'new')])])];
    expect(findTreeChange(before, after)).toEqual(['d']);
  });
  test('asks for the parent when its children change, and not for them again', () => {
    const before = [row('a', [row('b', [row('c', [], 'old')])])];
    const after = [row('a', [row('b', [row('c', [], 'new'), row('d')])])];
    expect(findTreeChange(before, after)).toEqual(['b']);
  });
  test('does not refresh for a row that only would be open at first', () => {
    expect(findTreeChange([row('a', [row('b')])], [{ ...row('a', [row('b')]), expanded: true }])).toEqual([]);
  });
  test('notices a reordering', () => {
    expect(findTreeChange([row('p', [row('a'), row('b')])], [row('p', [row('b'), row('a')])])).toEqual(['p']);
  });
});

test('walkTree gives parents before children with the id of the parent', () => {
  const walked = [...walkTree([row('a', [row('b', [row('c')])]), row('d')])].map(({ node, parent }) => [node.id, parent]);
  expect(walked).toEqual([['a', undefined], ['b', 'a'], ['c', 'b'], ['d', undefined]]);
});
