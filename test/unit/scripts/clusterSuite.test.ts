// `npm run test:cluster` where nothing can be built, and where the building is broken off.
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { processesSpeakingOf } from '../../harness/ownedProcesses.ts';
import { SpawnedRun } from '../../harness/spawnedRun.ts';

// Each starts a runner of its own, which compiles the suite's TypeScript first.
describe.skipIf(process.platform !== 'linux')('the runner of the cluster suite', { timeout: 90_000 }, () => {
  let folder: string;
  let run: SpawnedRun | undefined;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'fd-runner-'));
    for (const name of ['tmp', 'cache', 'home', 'bin']) mkdirSync(join(folder, name));
  });

  afterEach(() => {
    run?.endAnyway();
    rmSync(folder, { recursive: true, force: true });
  });

  const start = (args: readonly string[], go: string) => {
    run = new SpawnedRun(['test/cluster/run.mjs', ...args], {
      PATH: [join(folder, 'bin'), '/usr/bin', '/bin'].join(':'),
      HOME: join(folder, 'home'),
      TMPDIR: join(folder, 'tmp'),
      FLIGHTDECK_CACHE: join(folder, 'cache'),
      FLIGHTDECK_CLUSTER_REPORT: join(folder, 'report.json'),
      FLIGHTDECK_GO: go,
    });
    return run;
  };

  /** A go that answers what is asked before it builds, and then never ends by itself. */
  const endlessGo = (version: string) => {
    const file = join(folder, 'bin', 'endless-go');
    writeFileSync(file, `#!/bin/sh\ncase "$1 $2" in\n'version ') echo go version;;\n'env GOVERSION') echo go${version};;\nenv*) echo off;;\n*) echo $$ > ${join(folder, 'go-started')}; exec sleep 1000;;\nesac\n`);
    chmodSync(file, 0o755);
    return file;
  };

  const nothingIsLeft = async () => {
    await vi.waitFor(() => expect(processesSpeakingOf(folder)).toEqual([]), { timeout: 10_000 });
    expect(readdirSync(join(folder, 'tmp'))).toEqual([]);
    expect(readdirSync(join(folder, 'cache'), { recursive: true }).filter((name) => name !== 'cluster')).toEqual([]);
  };

  test('says in one line that Go is missing, counts every file as skipped and ends well', async () => {
    const { ended } = start([], join(folder, 'bin', 'no-such-go'));
    expect(await ended).toBe(0);
    const files = readdirSync('test/cluster').filter((name) => name.endsWith('.test.ts')).length;
    expect(run?.output.trim().split('\n')).toEqual([`all ${files} files of the cluster suite are skipped: Go is not installed (Go 1.26 or newer builds the control plane)`, `0 passed, 0 failed, ${files} skipped`]);
    expect(JSON.parse(readFileSync(join(folder, 'report.json'), 'utf8'))).toMatchObject({ numPassedTests: 0, numPendingTests: files });
    await nothingIsLeft();
  });

  test('says so when it was only to build', async () => {
    const { ended } = start(['--build'], join(folder, 'bin', 'no-such-go'));
    expect(await ended).toBe(0);
    expect(run?.output).toBe('the control plane is not built: Go is not installed (Go 1.26 or newer builds the control plane)\n');
  });

  test('names the version of a Go that is too old', async () => {
    expect(await start([], endlessGo('1.25.9')).ended).toBe(0);
    expect(run?.output).toContain('skipped: Go 1.25.9 is too old (Go 1.26 or newer builds the control plane)');
  });

  test.each(['SIGINT', 'SIGTERM'] as const)('ends Go and removes what was half built on %s', async (signal) => {
    const started = start([], endlessGo('1.26.0'));
    await vi.waitFor(() => expect(readFileSync(join(folder, 'go-started'), 'utf8')).not.toBe(''), { timeout: 60_000 });
    if (signal === 'SIGINT') started.signalGroup(signal);
    else started.signal(signal);
    expect(await started.ended).toBe(signal === 'SIGINT' ? 130 : 143);
    expect(started.output).toContain(`stopped by ${signal}; nothing is left running`);
    await nothingIsLeft();
  });
});
