// The sentences at the end of a followed commit.
import { describe, expect, test } from 'vitest';
import type { JourneyEnd } from '../../../client/src/journey/followCommit.ts';
import { journeyEndWords, journeyReport } from '../../../client/src/journey/journeyWords.ts';

const subject = { commit: 'a272f4c000000000000000000000000000000000', contextName: 'demo', title: '', author: '' };
const done: JourneyEnd = { type: 'done', durationMs: 12_000, items: [{ stage: 'fetched', ref: { group: 'source.toolkit.fluxcd.io', kind: 'GitRepository', namespace: 'shop', name: 'shop' }, state: 'done', words: 'main@a272f4c', at: 0 }] };

describe('the end of a followed commit', () => {
  test('a hash that begins with a letter stays as Git writes it', () => {
    expect(journeyEndWords(done, subject)).toBe('a272f4c is live on demo after 12 s: 1 source');
    expect(journeyReport(done, subject, 0)).toContain('\na272f4c is live on demo after 12 s');
  });

  test('a commit that nothing takes', () => {
    expect(journeyEndWords({ ...done, items: [] }, subject)).toBe('Nothing on demo takes a272f4c');
  });
});
