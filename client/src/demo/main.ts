/** `node dist/demo.js --dir DIR [--speed N] [--port P]`: the demo cluster as a process of its own. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { createDemoRepositories } from './repositories/createDemoRepositories.ts';
import { startDemoCluster } from './startDemoCluster.ts';

const usage = 'usage: demo --dir DIR [--speed N] [--port P]\n';

/** Starts the demo, prints one JSON line when it is ready, and ends on SIGINT or SIGTERM. */
async function main(): Promise<void> {
  const { values } = parseArgs({ options: { dir: { type: 'string' }, speed: { type: 'string' }, port: { type: 'string' } } });
  const speed = readNumber('speed', values.speed, 1);
  const port = readNumber('port', values.port, 0);
  if (values.dir === undefined || speed <= 0) throw new Error(usage);
  const directory = resolve(values.dir);
  await mkdir(directory, { recursive: true });
  const repositories = await createDemoRepositories(directory);
  const cluster = await startDemoCluster({ remotes: repositories.remotes, speed, port });
  const kubeconfig = join(directory, 'kubeconfig');
  await writeFile(kubeconfig, cluster.kubeconfig, { mode: 0o600 });
  const stop = (): void => {
    void cluster.stop().then(() => process.exit(0));
  };
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  process.stdout.write(`${JSON.stringify({ kubeconfig, fleet: repositories.fleet, application: repositories.application, url: cluster.url })}\n`);
}

function readNumber(name: string, text: string | undefined, fallback: number): number {
  if (text === undefined) return fallback;
  const number = Number(text);
  if (!Number.isFinite(number) || number < 0) throw new Error(`--${name} must be a number, not ${JSON.stringify(text)}\n${usage}`);
  return number;
}

main().catch((error: unknown) => {
  process.stderr.write(`flightdeck demo: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
