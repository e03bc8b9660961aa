// The Repository view's rows: waves, badges, clicks and menus by kind, and the empty states.
import { describe, expect, test } from 'vitest';
import { badgeText, describeProblems } from '../../../client/src/views/problemCounts.ts';
import { buildRepositoryRows, repositoryViewState } from '../../../client/src/views/repository/repositoryViewModel.ts';
import type { RepositoryTreeNode } from '../../../server/src/protocol/repositoryTree.ts';

const place = { uri: 'file:///repo/a.yaml', range: { start: { line: 3, character: 0 }, end: { line: 3, character: 5 } } };

function node(changes: Partial<RepositoryTreeNode>): RepositoryTreeNode {
  return {
    id: 'n', kind: 'fluxKustomization', label: 'apps', description: 'after infra', tooltip: '**apps**', accessibleLabel: 'Kustomization apps, after infra',
    problems: { errors: 0, warnings: 0 }, expanded: false, children: [], ...changes,
  };
}

function onlyRow(changes: Partial<RepositoryTreeNode>) {
  const [row] = buildRepositoryRows({ roots: [node(changes)], files: 1, loading: false });
  if (row === undefined) throw new Error('no row');
  return row;
}

describe('rows', () => {
  test('the wave stands before the name, and not in what a screen reader says', () => {
    const row = onlyRow({ wave: 2 });
    expect(row.label).toBe('2  apps');
    expect(row.accessibleLabel).toBe('Kustomization apps, after infra');
  });
  test('a row with a place opens it', () => {
    expect(onlyRow({ place }).click).toMatchObject({ command: 'flightdeck.openPlace', arguments: [place] });
    expect(onlyRow({}).click).toBeUndefined();
  });
  test('only what Flux can be asked for offers it', () => {
    const object = { kind: 'Kustomization', namespace: 'flux-system', name: 'apps' };
    expect(onlyRow({ object }).contextFlags).toEqual(expect.arrayContaining(['reconcilable', 'hasSource']));
    expect(onlyRow({ kind: 'source', object }).contextFlags).not.toContain('hasSource');
    expect(onlyRow({ kind: 'workload', object }).contextFlags).not.toContain('reconcilable');
    expect(onlyRow({}).contextFlags).not.toContain('reconcilable');
  });
  test('a finding has the icon of its level and no badge of its own', () => {
    expect(onlyRow({ kind: 'problem', problems: { errors: 1, warnings: 0 } })).toMatchObject({ icon: { id: 'error' } });
    expect(onlyRow({ kind: 'problem', problems: { errors: 0, warnings: 1 } })).toMatchObject({ icon: { id: 'warning' } });
    expect(onlyRow({ kind: 'problem', problems: { errors: 1, warnings: 0 } }).problems).toBeUndefined();
    expect(onlyRow({ problems: { errors: 0, warnings: 2 } }).problems).toEqual({ errors: 0, warnings: 2 });
  });
});

describe('empty states', () => {
  test('a workspace without Flux objects is empty only when it has been read', () => {
    expect(repositoryViewState({ roots: [], files: 10, loading: true })).toBe('loading');
    expect(repositoryViewState({ roots: [], files: 10, loading: false })).toBe('empty');
    expect(repositoryViewState({ roots: [node({})], files: 10, loading: true })).toBe('content');
  });
});

describe('badges', () => {
  test('errors come before warnings, and two characters are the limit', () => {
    expect(badgeText({ errors: 3, warnings: 20 })).toBe('3');
    expect(badgeText({ errors: 0, warnings: 20 })).toBe('9+');
  });
  test('counts in words', () => {
    expect(describeProblems({ errors: 1, warnings: 2 })).toBe('1 error, 2 warnings');
    expect(describeProblems({ errors: 0, warnings: 0 })).toBe('');
  });
});
