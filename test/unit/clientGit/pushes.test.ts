// Pushes are noticed in what the Git extension says of HEAD, and nothing else is taken for one.
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { endsWithPush, PushDetector, type HeadState } from '../../../client/src/git/pushes.ts';
import { readRemoteBranchLog } from '../../../client/src/git/remoteBranchLog.ts';

const [a, b] = ['a'.repeat(40), 'b'.repeat(40)];
const upstream = { remote: 'origin', name: 'main' };

function seen(...states: readonly (HeadState | undefined)[]) {
  const detector = new PushDetector();
  return states.map((state) => {
    const push = detector.see('file:///w/fleet', state);
    return push === undefined ? '' : `${push.commit}${push.mayBePull ? ' or a pull' : ''}`;
  });
}

describe('a push', () => {
  test('of commits that the upstream had not', () => {
    expect(seen({ commit: a, name: 'main', ahead: 0, upstream }, { commit: b, name: 'main', ahead: 1, upstream }, { commit: b, name: 'main', ahead: 0, upstream })).toEqual(['', '', b]);
  });
  test('is told once', () => {
    expect(seen({ commit: b, name: 'main', ahead: 1, upstream }, { commit: b, name: 'main', ahead: 0, upstream }, { commit: b, name: 'main', ahead: 0, upstream })).toEqual(['', b, '']);
  });
  test('with its commit in one step looks like a pull', () => {
    expect(seen({ commit: a, name: 'main', ahead: 0, upstream }, { commit: b, name: 'main', ahead: 0, upstream })).toEqual(['', `${b} or a pull`]);
  });
  test('of a branch that had no upstream', () => {
    expect(seen({ commit: a, name: 'topic' }, { commit: a, name: 'topic', ahead: 0, upstream: { remote: 'origin', name: 'topic' } })).toEqual(['', a]);
  });
});

describe('no push', () => {
  test.each<[string, readonly HeadState[]]>([
    ['the first look', [{ commit: a, name: 'main', ahead: 0, upstream }]],
    ['a commit', [{ commit: a, name: 'main', ahead: 0, upstream }, { commit: b, name: 'main', ahead: 1, upstream }]],
    ['another branch at the same commit', [{ commit: a, name: 'main', ahead: 1, upstream }, { commit: a, name: 'topic', ahead: 0, upstream: { remote: 'origin', name: 'topic' } }]],
    ['a part of the commits', [{ commit: b, name: 'main', ahead: 2, upstream }, { commit: b, name: 'main', ahead: 1, upstream }]],
  ])('%s', (_what, states) => {
    expect(seen(...states).filter((commit) => commit !== '')).toEqual([]);
  });
});

describe('what the log of a remote branch, as Git itself has written it, says', () => {
  let folder = '';
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'fd-push-'));
    await run('git', ['init', '-q', '--bare', '-b', 'main', join(folder, 'bare.git')]);
    for (const name of ['ours', 'theirs']) {
      await run('git', ['clone', '-q', join(folder, 'bare.git'), join(folder, name)]);
      await inClone(name, 'checkout', '-q', '-B', 'main');
    }
    await commit('ours');
    await inClone('ours', 'push', '-q', '-u', 'origin', 'main');
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const run = promisify(execFile);
  const inClone = async (name: string, ...args: readonly string[]) => (await run('git', ['-C', join(folder, name), '-c', 'user.name=Dana', '-c', 'user.email=dana@example.com', ...args])).stdout.trim();
  const commit = (name: string) => inClone(name, 'commit', '-q', '--allow-empty', '-m', 'one more');
  const says = async (since: number) => endsWithPush(await readRemoteBranchLog(join(folder, 'ours'), 'origin', 'main'), { commit: await inClone('ours', 'rev-parse', 'HEAD'), since });

  test('a commit that was pushed at once is a push', async () => {
    const since = Date.now();
    await commit('ours');
    await inClone('ours', 'push', '-q');
    expect(await says(since)).toBe(true);
  });

  test('a pull is none', async () => {
    await inClone('theirs', 'pull', '-q', 'origin', 'main');
    await commit('theirs');
    await inClone('theirs', 'push', '-q', 'origin', 'main');
    const since = Date.now();
    await inClone('ours', 'pull', '-q');
    expect(await says(since)).toBe(false);
  });

  test('a reset to what was pushed long before is none', async () => {
    await commit('ours');
    await inClone('ours', 'reset', '-q', '--hard', 'origin/main');
    expect(await says(Date.now() + 60_000)).toBe(false);
  });

  test('a branch without a log is none', async () => {
    expect(endsWithPush(await readRemoteBranchLog(folder, 'origin', 'main'), { commit: a, since: 0 })).toBe(false);
  });
});
