// Starts the control plane that the test files share (each works in namespaces of its own), and ends it after the last one.
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { ensureBinaries } from './harness/binaries.ts';
import { startControlPlane } from './harness/controlPlane.ts';
import { runsFolderVariable } from './harness/processGroup.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The `ControlPlaneInfo` as JSON. */
    readonly controlPlane: string;
  }
}

const tell = (line: string) => process.stdout.write(`  ${line}\n`);

/** Vitest's hook; the answer ends what was started. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  endWithStarter();
  const outcome = await ensureBinaries(process.env, tell);
  if (outcome.type === 'missing') throw new Error(outcome.reason);
  const controlPlane = await startControlPlane({ binaries: outcome.binaries, parts: ['workloads', 'flux', 'flagger'], tell });
  project.provide('controlPlane', JSON.stringify(controlPlane.info));
  return () => controlPlane.stop();
}

/** `run.mjs` holds our standard input open; when it closes, whoever wanted the results and would have cleaned up is gone. The keepers of the control planes do the rest. */
function endWithStarter(): void {
  const runs = process.env[runsFolderVariable];
  if (runs === undefined) return;
  process.stdin.on('end', () => {
    for (const name of readdirSync(runs).filter((entry) => !entry.startsWith('plane-'))) rmSync(join(runs, name), { recursive: true, force: true });
    // We lead the group of our workers.
    process.kill(-process.pid, 'SIGKILL');
  });
  process.stdin.resume();
  process.stdin.unref();
}
