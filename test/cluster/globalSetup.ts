// Starts the control plane that the test files share (each works in namespaces of its own), and ends it after the last one.
import type { TestProject } from 'vitest/node';
import { ensureBinaries } from './harness/binaries.ts';
import { startControlPlane } from './harness/controlPlane.ts';

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

/** `run.mjs` holds our standard input open; when it closes, whoever wanted the results is gone. */
function endWithStarter(): void {
  if (process.env['FLIGHTDECK_CLUSTER_RUNS'] === undefined) return;
  process.stdin.on('end', () => process.exit(1));
  process.stdin.resume();
  process.stdin.unref();
}
