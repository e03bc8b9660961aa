// Pushes are noticed in what the Git extension says of HEAD, and nothing else is taken for one.
import { describe, expect, test } from 'vitest';
import { PushDetector, type HeadState } from '../../../client/src/git/pushes.ts';

const [a, b] = ['a'.repeat(40), 'b'.repeat(40)];
const upstream = { remote: 'origin', name: 'main' };

function seen(...states: readonly (HeadState | undefined)[]) {
  const detector = new PushDetector();
  return states.map((state) => detector.see('file:///w/fleet', state)?.commit ?? '');
}

describe('a push', () => {
  test('of commits that the upstream had not', () => {
    expect(seen({ commit: a, name: 'main', ahead: 0, upstream }, { commit: b, name: 'main', ahead: 1, upstream }, { commit: b, name: 'main', ahead: 0, upstream })).toEqual(['', '', b]);
  });
  test('is told once', () => {
    expect(seen({ commit: b, name: 'main', ahead: 1, upstream }, { commit: b, name: 'main', ahead: 0, upstream }, { commit: b, name: 'main', ahead: 0, upstream })).toEqual(['', b, '']);
  });
  test('of a branch that had no upstream', () => {
    expect(seen({ commit: a, name: 'topic' }, { commit: a, name: 'topic', ahead: 0, upstream: { remote: 'origin', name: 'topic' } })).toEqual(['', a]);
  });
});

describe('no push', () => {
  test.each<[string, readonly HeadState[]]>([
    ['the first look', [{ commit: a, name: 'main', ahead: 0, upstream }]],
    ['a commit', [{ commit: a, name: 'main', ahead: 0, upstream }, { commit: b, name: 'main', ahead: 1, upstream }]],
    ['a pull', [{ commit: a, name: 'main', ahead: 0, upstream }, { commit: b, name: 'main', ahead: 0, upstream }]],
    ['a reset to the upstream', [{ commit: b, name: 'main', ahead: 1, upstream }, { commit: a, name: 'main', ahead: 0, upstream }]],
    ['another branch at the same commit', [{ commit: a, name: 'main', ahead: 1, upstream }, { commit: a, name: 'topic', ahead: 0, upstream: { remote: 'origin', name: 'topic' } }]],
    ['a part of the commits', [{ commit: b, name: 'main', ahead: 2, upstream }, { commit: b, name: 'main', ahead: 1, upstream }]],
  ])('%s', (_what, states) => {
    expect(seen(...states).filter((commit) => commit !== '')).toEqual([]);
  });
});
