// Whether a push to a branch comes through a source, by what the source names and by what it has fetched.
import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../../client/src/cluster/jsonValue.ts';
import { mayFollow } from '../../../client/src/flux/followedBranch.ts';
import { fluxSource } from './liveObjects.ts';

const [a, b] = ['a'.repeat(40), 'b'.repeat(40)];

describe('whether a source takes a push to main', () => {
  test.each<[string, JsonObject | undefined, string, boolean]>([
    ['by its revision, where it names no ref', undefined, `main@sha1:${a}`, true],
    ['not when it has fetched another branch', undefined, `release@sha1:${a}`, false],
    ['perhaps when it has fetched nothing', undefined, '', true],
    ['by its branch', { branch: 'main' }, '', true],
    ['by its branch as it is now, not by what it fetched before', { branch: 'main' }, `release@sha1:${a}`, true],
    ['not by another branch', { branch: 'release' }, `main@sha1:${a}`, false],
    ['not when it is pinned to a tag', { tag: 'v1.2.3' }, `v1.2.3@sha1:${a}`, false],
    ['not when it is pinned to a tag that looks like a branch', { tag: 'main' }, `main@sha1:${a}`, false],
    ['not when it takes a range of tags', { branch: 'main', semver: '1.x' }, `v1.2.3@sha1:${a}`, false],
    ['not when it is pinned to a commit', { branch: 'main', commit: b }, `main@sha1:${b}`, false],
    ['by the name of the branch', { name: 'refs/heads/main' }, '', true],
    ['not by the name of a pull request', { branch: 'main', name: 'refs/pull/7/head' }, `refs/pull/7/head@sha1:${a}`, false],
  ])('%s', (_what, ref, revision, expected) => {
    const source = fluxSource('GitRepository', 'fleet', { spec: ref === undefined ? {} : { ref }, status: { artifact: { revision } } });
    expect(mayFollow(source, 'main')).toBe(expected);
  });
});
