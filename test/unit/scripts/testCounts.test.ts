// The closing line of a run tells the truth about what the reports hold.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { printTestCounts, readTestCounts, readTroubles, sumTestCounts } from '../../harness/testCounts.mjs';

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

  test('what failed, could not run, or passed only at the second try is named with its reason', async () => {
    const file = join(folder, 'report.json');
    const tests = [
      { fullName: 'a goes well', status: 'passed', failureMessages: [] },
      { fullName: 'a stumbles', status: 'passed', failureMessages: ['Error: not in time\n    at somewhere'] },
      { fullName: 'a is red', status: 'failed', failureMessages: ['\u001b[31mAssertionError: 1 is not 2\u001b[39m\nmore'] },
    ];
    await writeFile(file, JSON.stringify({ success: false, testResults: [{ name: '/here/a.test.ts', status: 'failed', message: '', assertionResults: tests }, { name: '/here/b.test.ts', status: 'failed', message: 'cannot find ./b.ts\nmore', assertionResults: [] }] }));
    expect(await readTroubles(file)).toEqual(['passed at the second try: a.test.ts > a stumbles: Error: not in time', 'failed: a.test.ts > a is red: AssertionError: 1 is not 2', 'failed: b.test.ts: cannot find ./b.ts']);
    expect(await readTroubles(join(folder, 'nothing.json'))).toEqual([]);
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
