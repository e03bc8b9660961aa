// The suite cleans up behind itself however it ends: a whole run of it, with its own control planes, is broken off from outside.
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { processesSpeakingOf } from '../harness/ownedProcesses.ts';
import { SpawnedRun } from '../harness/spawnedRun.ts';
import { clusterCacheFolder } from './harness/cacheFolder.ts';
import { waitUntil } from './harness/waitUntil.ts';

describe.skipIf(process.platform !== 'linux')('a run that is broken off', () => {
  let folder: string;
  let run: SpawnedRun;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'fd-'));
    mkdirSync(temporary());
  });

  afterEach(async () => {
    run.endAnyway();
    await run.ended;
    rmSync(folder, { recursive: true, force: true });
  });

  const temporary = () => join(folder, 't');

  /** The files that start control planes of their own beside the shared one. */
  const start = (env: Readonly<Record<string, string>> = {}) => {
    run = new SpawnedRun(['test/cluster/run.mjs', 'faults.test'], { TMPDIR: temporary(), FLIGHTDECK_CLUSTER_REPORT: join(folder, 'report.json'), ...env });
    return run;
  };

  const underWay = () =>
    waitUntil('the shared control plane and one of a test file run', () => run.output.includes('everything is ready') && processesSpeakingOf(folder).filter((line) => line.includes('kube-apiserver')).length >= 2, { withinMs: 100_000, onTimeout: () => run.output });

  const untilNothingIsLeft = async () => {
    await waitUntil('no process is left', () => processesSpeakingOf(folder).length === 0, { withinMs: 30_000, onTimeout: () => processesSpeakingOf(folder).join('\n') });
    await waitUntil('no file is left', () => readdirSync(temporary()).length === 0, { withinMs: 30_000, onTimeout: () => readdirSync(temporary(), { recursive: true }).join('\n') });
  };

  test('by Ctrl-C leaves no process and no file behind when it returns', async () => {
    const { ended } = start();
    await underWay();
    run.signalGroup('SIGINT');
    expect(await ended).toBe(130);
    expect(processesSpeakingOf(folder)).toEqual([]);
    expect(readdirSync(temporary())).toEqual([]);
    expect(run.output).toContain('stopped by SIGINT; nothing is left running');
  });

  test('by the end of the runner itself, which can do nothing any more, leaves nothing either', async () => {
    start();
    await underWay();
    run.signal('SIGKILL');
    await untilNothingIsLeft();
  });

  test('by a part of the control plane that does not start says which and why, and leaves nothing', async () => {
    const cache = cacheWithout('kustomize-controller', 'echo the disk is full; exit 3');
    const { ended } = start({ FLIGHTDECK_CACHE: cache });
    expect(await ended).toBe(1);
    expect(run.output).toContain('the API server is ready');
    expect(run.output).toMatch(/kustomize-controller ended with exit code 3; its last lines:\s+the disk is full/);
    expect(run.output).toMatch(/^0 passed, 1 failed/m);
    await untilNothingIsLeft();
  });

  /** The programs of this run, one of them replaced by a shell script. */
  const cacheWithout = (program: string, script: string): string => {
    const cache = join(folder, 'cache');
    const built = clusterCacheFolder(process.env);
    for (const name of readdirSync(built)) copyAsLinks(join(built, name), join(clusterCacheFolder({ FLIGHTDECK_CACHE: cache }), name), program);
    const replaced = readdirSync(cache, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith(`/bin/${program}`));
    for (const name of replaced) {
      rmSync(join(cache, name));
      writeFileSync(join(cache, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
    }
    return cache;
  };
});

/** Links what a folder of built programs holds, the programs one by one. */
function copyAsLinks(from: string, to: string, program: string): void {
  mkdirSync(dirname(to), { recursive: true });
  if (!existsSync(join(from, 'bin', program))) {
    symlinkSync(from, to);
    return;
  }
  mkdirSync(join(to, 'bin'), { recursive: true });
  for (const name of readdirSync(join(from, 'bin')).filter((entry) => statSync(join(from, 'bin', entry)).isFile())) symlinkSync(join(from, 'bin', name), join(to, 'bin', name));
}
