// A small control plane (etcd and API server) for one test file that does to it what the others must not feel.
import { ensureBinaries } from './binaries.ts';
import { startControlPlane, type ControlPlane, type ControlPlaneOptions } from './controlPlane.ts';

/** Starts one; the programs have been built by then. */
export async function startPrivatePlane(options: Partial<Pick<ControlPlaneOptions, 'parts' | 'apiServerFlags' | 'podPorts'>> = {}): Promise<ControlPlane> {
  const outcome = await ensureBinaries(process.env, () => undefined);
  if (outcome.type === 'missing') throw new Error(outcome.reason);
  return startControlPlane({ binaries: outcome.binaries, parts: [], ...options });
}
