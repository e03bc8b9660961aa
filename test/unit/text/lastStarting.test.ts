import { expect, test } from 'vitest';
import { lastStarting } from '../../../server/src/text/lastStarting.ts';

test.each([
  [[], 3, -1],
  [[4], 3, -1],
  [[3], 3, 0],
  [[1, 4, 9], 0, -1],
  [[1, 4, 9], 3, 0],
  [[1, 4, 9], 4, 1],
  [[1, 4, 9], 100, 2],
  [[1, 4, 4, 9], 5, 2],
])('%j at %i: %i', (starts, offset, index) => {
  expect(lastStarting(starts, offset, Number)).toBe(index);
});
