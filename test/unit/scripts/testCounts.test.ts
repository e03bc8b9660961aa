// The closing line of a run tells the truth about what the reports hold.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { printTestCounts, readTestCounts, sumTestCounts } from '../../harness/testCounts.mjs';

describe('test counts', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'fd-counts-'));
  });

  afterEach(() => rm(folder, { recursive: true, force: true }));

  const counted = async (report: string): Promise<unknown> => {
    const file = join(folder, 'report.json');
    await writeFile(file, report);
    return readTestCounts(file);
  };

  test('are those of the report', async () => {
    expect(await counted('{"success":false,"numPassedTests":7,"numFailedTests":2,"numPendingTests":1,"numTodoTests":1}')).toEqual({ passed: 7, failed: 2, skipped: 2 });
  });

  test('a run that failed outside of its tests counts as a failure', async () => {
    expect(await counted('{"success":false,"numPassedTests":7,"numFailedTests":0,"numPendingTests":0,"numTodoTests":0}')).toEqual({ passed: 7, failed: 1, skipped: 0 });
  });

  test('a report that is cut off or missing counts as a failure', async () => {
    expect(await counted('{"success":true,"numPas')).toEqual({ passed: 0, failed: 1, skipped: 0 });
    expect(await readTestCounts(join(folder, 'nothing.json'))).toEqual({ passed: 0, failed: 1, skipped: 0 });
  });

  test('add up to one line', () => {
    const sum = sumTestCounts([
      { passed: 3, failed: 0, skipped: 0 },
      { passed: 4, failed: 1, skipped: 2 },
    ]);
    expect(printTestCounts(sum)).toBe('7 passed, 1 failed, 2 skipped');
    expect(printTestCounts({ passed: 3, failed: 0, skipped: 0 })).toBe('3 passed, 0 failed');
  });
});
