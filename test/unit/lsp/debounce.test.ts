/** Checks work in the wait for further changes, and show nothing that has changed since. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Debounce } from '../../../server/src/lsp/debounce.ts';

let text = 'zero';
let begun: string[] = [];
let shown: string[] = [];
let workMs = 0;
let debounce: Debounce<string>;

beforeEach(() => {
  vi.useFakeTimers();
  [text, begun, shown, workMs] = ['zero', [], [], 0];
  debounce = new Debounce<string>(
    async (isWanted) => {
      const read = text;
      begun.push(read);
      if (workMs > 0) await new Promise((resolve) => setTimeout(resolve, workMs));
      return isWanted() ? read : undefined;
    },
    (found) => shown.push(found),
  );
});

afterEach(() => {
  vi.useRealTimers();
});

function change(to: string): void {
  text = to;
  debounce.changed();
}

test('works before the wait is over, and shows at its end', async () => {
  change('one');
  await vi.advanceTimersByTimeAsync(39);
  expect([begun, shown]).toEqual([['one'], []]);
  await vi.advanceTimersByTimeAsync(1);
  expect(shown).toEqual(['one']);
});

test('what changed in the wait is not shown, though it was ready', async () => {
  change('one');
  await vi.advanceTimersByTimeAsync(30);
  change('two');
  await vi.advanceTimersByTimeAsync(39);
  expect([begun, shown]).toEqual([['one', 'two'], []]);
  await vi.advanceTimersByTimeAsync(1);
  expect(shown).toEqual(['two']);
});

test('work that takes longer than the wait is shown when it is done', async () => {
  workMs = 100;
  change('one');
  await vi.advanceTimersByTimeAsync(111);
  expect(shown).toEqual([]);
  await vi.advanceTimersByTimeAsync(1);
  expect(shown).toEqual(['one']);
});

test('of changes in quick succession only the last one is worked on', async () => {
  for (const to of ['one', 'two', 'three']) {
    change(to);
    await vi.advanceTimersByTimeAsync(5);
  }
  await vi.runAllTimersAsync();
  expect([begun, shown]).toEqual([['three'], ['three']]);
});

test('without a wait when that is asked for', async () => {
  await debounce.now();
  expect(shown).toEqual(['zero']);
});
