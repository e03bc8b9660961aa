// Child processes end with all of their own children.
import { describe, expect, test, vi } from 'vitest';
import { runToEnd, spawnGroup } from '../../../client/scripts/start/processGroup.mjs';
import { isRunning } from '../../harness/processState.ts';

describe.skipIf(process.platform === 'win32')('process groups', () => {
  test('stop ends grandchildren that outlive their parent and ignore the polite signal', async () => {
    const leader = spawnGroup('sh', ['-c', `sh -c 'trap "" TERM; echo $$; while :; do sleep 1; done' & wait`], { stdio: ['ignore', 'pipe', 'ignore'], graceMs: 200 });
    let output = '';
    leader.child.stdout?.setEncoding('utf8').on('data', (text: string) => (output += text));
    const grandchild = await vi.waitFor(() => {
      expect(output).toMatch(/^\d+\n/);
      return Number(output);
    });
    expect(isRunning(grandchild)).toBe(true);
    await leader.stop();
    await vi.waitFor(() => expect(isRunning(grandchild)).toBe(false));
  });

  test('stop of a process that is gone already is no error', async () => {
    const leader = spawnGroup('true', []);
    await new Promise((resolve) => leader.child.once('exit', resolve));
    await leader.stop();
  });

  test('a program that does not exist is an answer, not a crash', async () => {
    const { code, output } = await runToEnd('flightdeck-no-such-program', []);
    expect(code).toBeNull();
    expect(output).toContain('ENOENT');
  });

  test('an aborted run ends', async () => {
    const { code } = await runToEnd('sleep', ['600'], { signal: AbortSignal.timeout(100) });
    expect(code).toBeNull();
  });
});
