// HEAD against what the cluster has applied, on a small history in memory.
import { describe, expect, test } from 'vitest';
import { compareWithApplied, type CommitHistory } from '../../../client/src/git/appliedRelation.ts';

const commit = (digit: string) => digit.repeat(40);

/** A history in which commits stand in a row: `a` is older than `b`. */
function history(head: string | undefined, branch: string | undefined, row: string): CommitHistory {
  const known = Array.from(row, commit);
  return {
    head: () => Promise.resolve(head === undefined ? undefined : commit(head)),
    branch: () => Promise.resolve(branch),
    countCommits(from, to) {
      const [start, end] = [known.indexOf(from), known.indexOf(to)];
      return Promise.resolve(start < 0 || end < 0 ? undefined : Math.max(0, end - start));
    },
  };
}

describe('HEAD and the applied revision', () => {
  test('same', async () => {
    expect(await compareWithApplied(history('b', 'main', 'abc'), `main@sha1:${commit('b')}`)).toEqual({ type: 'same', head: commit('b') });
  });
  test('HEAD has commits that are not applied', async () => {
    expect(await compareWithApplied(history('c', 'main', 'abc'), `main@sha1:${commit('a')}`)).toMatchObject({ type: 'behind', commits: 2 });
    expect(await compareWithApplied(history('c', 'main', 'abc'), `main/${commit('b')}`)).toMatchObject({ type: 'behind', commits: 1 });
  });
  test('the cluster has commits that were fetched but not pulled', async () => {
    expect(await compareWithApplied(history('a', 'main', 'abc'), `refs/heads/main@sha1:${commit('c')}`)).toMatchObject({ type: 'ahead', commits: 2 });
  });
  test('both have commits of their own', async () => {
    const diverged: CommitHistory = { ...history('b', 'main', 'ab'), countCommits: (from) => Promise.resolve(from === commit('b') ? 3 : 1) };
    expect(await compareWithApplied(diverged, `main@sha1:${commit('c')}`)).toMatchObject({ type: 'diverged', here: 1, there: 3 });
  });
  test('another branch is no comparison of counts', async () => {
    expect(await compareWithApplied(history('b', 'feature/x', 'ab'), `main@sha1:${commit('a')}`)).toMatchObject({ type: 'otherBranch', branch: 'feature/x', followed: 'main' });
  });
  test('a tag is not taken for a branch', async () => {
    expect(await compareWithApplied(history('b', 'main', 'ab'), `v1.2.3@sha1:${commit('a')}`)).toMatchObject({ type: 'behind' });
  });
  test('what cannot be known is unknown', async () => {
    expect(await compareWithApplied(history('b', 'main', 'ab'), '')).toMatchObject({ type: 'unknown', reason: 'nothingApplied' });
    expect(await compareWithApplied(history('b', 'main', 'ab'), `latest@sha256:${'e'.repeat(64)}`)).toMatchObject({ type: 'unknown', reason: 'noCommit' });
    expect(await compareWithApplied(history(undefined, undefined, ''), `main@sha1:${commit('a')}`)).toMatchObject({ type: 'unknown', reason: 'noHead' });
    expect(await compareWithApplied(history('b', 'main', 'ab'), `main@sha1:${commit('f')}`)).toMatchObject({ type: 'unknown', reason: 'commitNotHere' });
  });
});
