// The pure parts of the commands on rendered manifests: arguments, words, revisions to pick.
import { describe, expect, test } from 'vitest';
import { renderedName, sameWords, shortRevisionName } from '../../../client/src/commands/comparisonWords.ts';
import { readRenderedArgument } from '../../../client/src/commands/renderedArgument.ts';
import { revisionGroups } from '../../../client/src/commands/revisionChoices.ts';
import { buildRepositoryRows } from '../../../client/src/views/repository/repositoryViewModel.ts';
import type { RenderedTarget } from '../../../server/src/protocol/rendered.ts';

const apps: RenderedTarget = { kind: 'fluxKustomization', entryUri: 'file:///r/clusters/dev', namespace: 'flux-system', name: 'apps' };
const hash = '02fae5b0a1b2c3d4e5f60718293a4b5c6d7e8f90';

describe('arguments', () => {
  test('a row of the Repository view carries what it shows', () => {
    const [row] = buildRepositoryRows({ roots: [{ id: 'n', kind: 'fluxKustomization', label: 'apps', description: '', tooltip: '', accessibleLabel: '', problems: { errors: 0, warnings: 0 }, expanded: false, children: [], rendered: apps }], files: 1, loading: false });
    expect(readRenderedArgument(row)).toEqual({ target: apps });
  });
  test('a lens says its place and which relation it means', () => {
    const place = { uri: 'file:///r/a.yaml', position: { line: 3, character: 8 }, relation: 'applying' };
    expect(readRenderedArgument(place)).toEqual({ place });
    expect(readRenderedArgument({ ...place, relation: 'x' })).toEqual({ place: { uri: place.uri, position: place.position } });
  });
  test('anything else is no argument', () => {
    for (const wrong of [undefined, null, 'apps', 3, {}, { rendered: { kind: 'folder' } }, { uri: 'file:///r/a.yaml', position: { line: -1, character: 0 } }]) expect(readRenderedArgument(wrong)).toBeUndefined();
  });
});

describe('words', () => {
  test('names are those of the Kustomization or the folder', () => {
    expect(renderedName(apps)).toBe('apps');
    expect(renderedName({ kind: 'folder', uri: 'file:///r/my%20apps/' })).toBe('my apps');
  });
  test('full hashes are cut, names are not', () => {
    expect(shortRevisionName(hash)).toBe('02fae5b');
    expect(shortRevisionName('origin/main')).toBe('origin/main');
  });
  test('hidden values that differ are never called the same', () => {
    expect(sameWords(apps, 'HEAD', [])).toBe('apps renders the same as at HEAD: the cluster would get no change.');
    expect(sameWords(apps, hash, ['Secret shop/login'])).toBe('apps renders the same as at 02fae5b, but for hidden values of Secret shop/login.');
    expect(sameWords(apps, 'HEAD', ['Secret a', 'Secret b', 'Secret c', 'Secret d', 'Secret e'])).toContain('Secret a, Secret b, Secret c and 2 more.');
  });
});

describe('revisions to pick', () => {
  const now = Date.parse('2026-11-23T12:00:00Z');
  test('commits by subject, short hash and age; then branches and tags', () => {
    const groups = revisionGroups([{ hash, message: 'Raise replicas\n\nbecause', authorDate: new Date('2026-11-20T12:00:00Z') }], [{ type: 0, name: 'main', commit: hash }, { type: 1, name: 'origin/HEAD' }, { type: 2, name: 'v1', commit: hash }], now);
    expect(groups.map(({ heading }) => heading)).toEqual(['recent commits', 'branches and tags']);
    expect(groups.flatMap(({ choices }) => choices)).toEqual([
      { label: '$(git-commit) Raise replicas', description: '02fae5b · 3 days ago', revision: hash },
      { label: '$(git-branch) main', description: '02fae5b', revision: 'main' },
      { label: '$(tag) v1', description: '02fae5b', revision: 'v1' },
    ]);
  });
  test('a repository without commits offers nothing', () => {
    expect(revisionGroups([], [], now)).toEqual([]);
  });
});
