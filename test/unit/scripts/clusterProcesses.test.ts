// The processes of a control plane are waited for to their end, also by an owner that has nothing else to do.
import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

const harness = new URL('../../cluster/harness/', import.meta.url);

describe.skipIf(process.platform !== 'linux')('the processes of a control plane', () => {
  let runs: string;

  beforeEach(() => {
    runs = mkdtempSync(join(tmpdir(), 'fd-'));
  });

  afterEach(() => {
    rmSync(runs, { recursive: true, force: true });
  });

  test('are ended, and their folder is gone, before an owner that does nothing else goes on', async () => {
    const script = `
      import { register } from 'node:module';
      register(${JSON.stringify(new URL('typescriptHooks.mjs', harness).href)});
      const { ProcessGroup } = await import(${JSON.stringify(new URL('processGroup.ts', harness).href)});
      async function startAndStop() {
        const group = new ProcessGroup();
        group.start({ name: 'sleeper', program: 'sleep', args: ['600'] });
        await group.stop();
        console.log('stopped');
      }
      void startAndStop();`;
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script], { env: { ...process.env, FLIGHTDECK_CLUSTER_RUNS: join(runs, 'all') } });
    expect(stdout).toBe('stopped\n');
    expect(readdirSync(runs)).toEqual([]);
  });
});
