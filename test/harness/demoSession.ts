// The demo cluster with its repositories and a real session over TLS, for tests of what the client makes of it.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../../client/src/cluster/clock.ts';
import { ClusterSession } from '../../client/src/cluster/clusterSession.ts';
import { runProgramWithNode } from '../../client/src/cluster/execCredential.ts';
import { readKubeconfig, resolveContext } from '../../client/src/cluster/kubeconfig.ts';
import { KubeConnection } from '../../client/src/cluster/kubeConnection.ts';
import { createDemoRepositories, type DemoRepositories } from '../../client/src/demo/repositories/createDemoRepositories.ts';
import { runGit } from '../../client/src/demo/repositories/git.ts';
import { startDemoCluster, type DemoCluster } from '../../client/src/demo/startDemoCluster.ts';
import { readReadiness } from '../../client/src/flux/readiness.ts';
import { until } from './manualClock.ts';

/** A running demo. */
export interface RunningDemo {
  readonly repositories: DemoRepositories;
  readonly demo: DemoCluster;
  readonly session: ClusterSession;
  /** Edits a file in a working copy, commits and pushes; gives the new commit. */
  commit(repository: string, file: string, edit: (text: string) => string): Promise<string>;
  stop(): Promise<void>;
}

/** Starts it at twenty times the controllers' speed and waits until everything is ready. */
export async function startDemoSession(): Promise<RunningDemo> {
  const folder = await mkdtemp(join(tmpdir(), 'flightdeck-demo-test-'));
  const repositories = await createDemoRepositories(folder);
  const demo = await startDemoCluster({ remotes: repositories.remotes, speed: 20 });
  const kubeconfig = await readKubeconfig({ settingPath: '/demo', env: {}, homeDirectory: '/', pathDelimiter: ':', readFile: () => Promise.resolve(demo.kubeconfig) });
  const resolved = resolveContext(kubeconfig, demo.contextName);
  if (!resolved.ok) throw new Error(resolved.error.type);
  const session = new ClusterSession(new KubeConnection(resolved.value, { clock: systemClock, env: {}, runProgram: runProgramWithNode }), { timing: { clock: systemClock, random: Math.random } });
  await until('the demo has come up', () => session.kustomizations.length > 3 && session.kustomizations.every((kustomization) => readReadiness(kustomization).state === 'ready'));
  await until('the canaries are initialized', () => session.canaries.length === 3 && session.canaries.every((canary) => canary.phase === 'Initialized'));
  return {
    repositories,
    demo,
    session,
    commit: async (repository, file, edit) => {
      const path = join(repository, file);
      await writeFile(path, edit(await readFile(path, 'utf8')));
      await runGit(repository, ['commit', '--quiet', '--all', '--message', `Change ${file}`]);
      await runGit(repository, ['push', '--quiet']);
      return (await runGit(repository, ['rev-parse', 'HEAD'])).trim();
    },
    stop: async () => {
      session.dispose();
      await demo.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
